"""Who is told of disputes, and what a reminder says of an invoice that is disputed in part (B9)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Scope
from contracts.events.disputes import (
    DisputeAnswered,
    DisputedLine,
    DisputeOutcome,
    DisputeResolved,
    DisputeWithdrawn,
    InvoiceLinesDisputed,
)
from contracts.events.identity import PersonChanged
from contracts.events.payments import (
    InvoiceIssued,
    InvoiceOverdue,
)
from contracts.ids import DisputeId, PersonId
from contracts.money import Money

pytestmark = [pytest.mark.requirement("B9"), pytest.mark.timeout(60)]

States = Callable[[], Awaitable[list[dict[str, Any]]]]


class Case:
    """An invoice with a disputed line; a contact who disputes it, and staff who manage invoices."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.contact = world.approver
        self.staff = world.manager.model_copy(update={"permissions": (Permission.INVOICES_MANAGE,)})
        self.issued: InvoiceIssued = world.invoice()
        self.line = DisputedLine(
            dispute_id=DisputeId(new_id()),
            line_number=1,
            work_order_title="Surveyor",
            contractor_name="Sam",
            amount=Money(amount_minor=100_00, currency=self.issued.currency),
        )

    def said(self, *contacts: PersonId) -> dict[str, Any]:
        return {
            "invoice_id": self.issued.invoice_id,
            "company_id": self.issued.company_id,
            "number": self.issued.number,
            "project_ids": self.issued.project_ids,
            "contact_ids": contacts or (self.contact.person_id,),
        }

    def opened(self) -> InvoiceLinesDisputed:
        return InvoiceLinesDisputed.model_validate(
            self.said()
            | {
                "lines": (self.line,),
                "reason": "Two days, not three",
                "disputed_by": self.contact.person_id,
            }
        )

    def answered(self, by: PersonId, *contacts: PersonId) -> DisputeAnswered:
        return DisputeAnswered.model_validate(
            self.said(*contacts) | {"line": self.line, "text": "Sam says…", "answered_by": by}
        )

    def resolved(self, outcome: DisputeOutcome, agreed: Money | None = None) -> DisputeResolved:
        return DisputeResolved.model_validate(
            self.said()
            | {
                "line": self.line,
                "outcome": outcome,
                "agreed": agreed,
                "reason": "The log",
                "resolved_by": self.staff.person_id,
            }
        )

    async def settle(self, deliver: Deliver) -> None:
        # Staff who look after work hear nothing of invoices.
        other = self.world.manager.model_copy(update={"person_id": PersonId(new_id())})
        await deliver(
            *self.world.events,
            *(PersonChanged(person=person) for person in (self.staff, other)),
            agency_id=self.world.agency_id,
        )


@pytest.fixture
async def case(world: Any, deliver: Deliver) -> Case:
    made = Case(world)
    await made.settle(deliver)
    return made


async def told(states: States) -> list[tuple[str, Any]]:
    return [(row["kind"], row["recipient_id"]) for row in await states()]


async def messages(runtime: Runtime, case: Case) -> list[Any]:
    async with runtime.unit_of_work(case.world.agency_id) as uow:
        rows = await uow.fetch("SELECT message FROM emails ORDER BY created_at, email_id")
        return [row["message"] for row in rows]


async def test_staff_are_told_of_what_contacts_do_and_contacts_of_what_staff_do(
    deliver: Deliver, states: States, case: Case
) -> None:
    agency_id = case.world.agency_id
    contact, staff = case.contact.person_id, case.staff.person_id
    withdrawn = DisputeWithdrawn.model_validate(
        case.said() | {"line": case.line, "withdrawn_by": contact}
    )
    for event, expected in (
        (case.opened(), ("dispute_received", staff)),
        (case.answered(contact), ("dispute_received", staff)),
        (withdrawn, ("dispute_received", staff)),
        (case.answered(staff), ("dispute_answered", contact)),
        (case.resolved(DisputeOutcome.STANDS), ("dispute_resolved", contact)),
    ):
        before = await told(states)
        await deliver(event, agency_id=agency_id, times=2)
        found = await told(states)
        for one in before:
            found.remove(one)
        assert found == [expected]


async def test_each_e_mail_has_the_words_and_the_line_that_it_is_about(
    deliver: Deliver, runtime: Runtime, case: Case
) -> None:
    contact, staff = case.contact.person_id, case.staff.person_id
    withdrawn = DisputeWithdrawn.model_validate(
        case.said() | {"line": case.line, "withdrawn_by": contact}
    )
    resolved = case.resolved(DisputeOutcome.STANDS)
    for event in (
        case.opened(),
        case.answered(contact),
        case.answered(staff),
        resolved,
        withdrawn,
    ):
        await deliver(event, agency_id=case.world.agency_id)
    found = await messages(runtime, case)
    assert [(one["kind"], one["variant"], one["quote"]) for one in found] == [
        ("dispute_received", "", "Two days, not three"),
        ("dispute_received", "answered", "Sam says…"),
        ("dispute_answered", "", "Sam says…"),
        ("dispute_resolved", "", "The log"),
        ("dispute_received", "withdrawn", None),
    ]
    for one in found:
        (line,) = one["lines"]
        assert (line["label"]["text"], line["detail"]["text"]) == ("Surveyor", "Sam")
        assert line["value"]["money"] == case.line.amount.model_dump(mode="json")


async def test_of_many_lines_the_first_are_named_and_the_rest_counted(
    deliver: Deliver, runtime: Runtime, case: Case
) -> None:
    lines = tuple(
        case.line.model_copy(update={"dispute_id": DisputeId(new_id()), "line_number": number})
        for number in range(1, 13)
    )
    many = case.opened().model_copy(update={"lines": lines})
    await deliver(many, agency_id=case.world.agency_id)
    (message,) = await messages(runtime, case)
    assert (len(message["lines"]), message["more_lines"]) == (10, 2)


async def test_everybody_who_takes_part_is_told_what_staff_wrote_and_how_it_ended(
    deliver: Deliver, states: States, case: Case
) -> None:
    second = case.world.other_contact.model_copy(
        update={
            "permissions": case.contact.permissions,
            "contact": case.contact.contact,
        }
    )
    await deliver(PersonChanged(person=second), agency_id=case.world.agency_id)
    both = (case.contact.person_id, second.person_id)
    answered = case.answered(case.staff.person_id, *both)
    resolved = case.resolved(DisputeOutcome.STANDS).model_copy(update={"contact_ids": both})
    await deliver(answered, resolved, agency_id=case.world.agency_id)
    assert sorted(await told(states)) == sorted(
        (kind, person) for kind in ("dispute_answered", "dispute_resolved") for person in both
    )


async def test_the_links_lead_contacts_to_the_line_and_staff_to_what_they_were_told(
    deliver: Deliver, runtime: Runtime, case: Case
) -> None:
    await deliver(case.opened(), agency_id=case.world.agency_id)
    await deliver(case.answered(case.staff.person_id), agency_id=case.world.agency_id)
    to_staff, to_contact = await messages(runtime, case)
    invoice_id = case.issued.invoice_id
    assert to_staff["path"] == "/agency/notifications"
    assert to_staff["quote"] == "Two days, not three"
    assert to_contact["path"] == f"/customer/invoices/{invoice_id}?dispute={case.line.dispute_id}"


async def test_a_correction_names_what_was_agreed(
    deliver: Deliver, runtime: Runtime, case: Case
) -> None:
    agreed = Money(amount_minor=40_00, currency=case.issued.currency)
    await deliver(case.resolved(DisputeOutcome.CORRECTION, agreed), agency_id=case.world.agency_id)
    (message,) = await messages(runtime, case)
    assert message["variant"] == "correction"
    (fact,) = [one for one in message["facts"] if one["label"] == "agreed_amount"]
    assert fact["value"]["money"] == agreed.model_dump(mode="json")


async def test_a_contact_who_does_not_see_the_invoice_any_more_is_told_nothing(
    deliver: Deliver, states: States, case: Case
) -> None:
    contact = case.contact
    scoped = contact.contact.model_copy(update={"scope": Scope.OWN, "project_ids": ()})
    await deliver(
        PersonChanged(person=contact.model_copy(update={"contact": scoped})),
        agency_id=case.world.agency_id,
    )
    await deliver(case.answered(case.staff.person_id), agency_id=case.world.agency_id)
    assert await told(states) == []


async def test_a_reminder_names_what_is_due_and_what_is_disputed_apart(
    deliver: Deliver, runtime: Runtime, case: Case
) -> None:
    total = case.issued.total
    disputed = Money(amount_minor=25_00, currency=total.currency)
    await deliver(case.issued, agency_id=case.world.agency_id)
    await deliver(
        InvoiceOverdue(
            invoice_id=case.issued.invoice_id,
            company_id=case.issued.company_id,
            number=case.issued.number,
            due_on=case.issued.due_on,
            open_amount=total,
            disputed_amount=disputed,
        ),
        agency_id=case.world.agency_id,
    )
    (message,) = [one for one in await messages(runtime, case) if one["kind"] == "invoice_overdue"]
    due = (total - disputed).model_dump(mode="json")
    assert message["figure"]["money"] == due
    facts = {one["label"]: one["value"].get("money") for one in message["facts"]}
    assert facts["open_amount"] == due
    assert facts["disputed_amount"] == disputed.model_dump(mode="json")
