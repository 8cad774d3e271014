"""What waits is not sent to who lost the login, the permission or the project meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.queues import fetchval_across
from contracts.access import Permission, Portal, Scope
from contracts.base import Event
from contracts.events.disputes import DisputedLine, InvoiceLinesDisputed
from contracts.events.identity import (
    Contact,
    Person,
    PersonChanged,
    PersonDeactivated,
    PersonStatus,
    StandIn,
    StandInNamed,
)
from contracts.events.notifications import EmailFailed
from contracts.events.payments import InvoiceIssued, InvoiceOverdue, ReceiptRecorded
from contracts.ids import CompanyId, DisputeId, PersonId, ProjectId, ReceiptId
from contracts.money import Money
from notifications.digest import schedule
from notifications.emails import repository as emails

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
States = Callable[[], Awaitable[list[dict[str, Any]]]]
Pass = Callable[..., dict[str, str]]

pytestmark = [pytest.mark.timeout(60), pytest.mark.requirement("K16")]


def without_invoices(person: Person) -> Event:
    left = [one for one in person.permissions if one is not Permission.INVOICES_VIEW]
    return PersonChanged(person=person.model_copy(update={"permissions": tuple(left)}))


def deactivated(person: Person) -> Event:
    gone = person.model_copy(update={"status": PersonStatus.DEACTIVATED})
    return PersonDeactivated(person=gone)


def of_projects(person: Person, *project_ids: ProjectId) -> Person:
    """The contact, as one who sees what is of these projects."""
    assert person.contact is not None
    contact = Contact(
        company_id=person.contact.company_id, scope=Scope.PROJECTS, project_ids=project_ids
    )
    return person.model_copy(update={"contact": contact})


def without_projects(person: Person) -> Event:
    return PersonChanged(person=of_projects(person))


def at_another_company(person: Person) -> Event:
    contact = Contact(company_id=CompanyId(new_id()), scope=Scope.COMPANY)
    return PersonChanged(person=person.model_copy(update={"contact": contact}))


LOSSES = [without_invoices, without_projects, at_another_company, deactivated]


async def states_are(states: States, *expected: str) -> bool:
    return sorted(row["state"] for row in await states()) == sorted(expected)


@pytest.mark.parametrize("what_happens", LOSSES)
async def test_an_invoice_that_waits_for_the_mail_server_is_not_sent_to_who_may_see_none_now(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    what_happens: Callable[[Person], Event],
) -> None:
    await deliver(*world.events, world.invoice(), agency_id=world.agency_id)
    assert await states_are(states, "waiting")
    await deliver(what_happens(world.approver), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: states_are(states, "listed"))
    assert mail_server.mails == []
    assert await recorded(EmailFailed) == []
    assert await fetchval_across(runtime, "SELECT count(*) FROM email_queue") == 0


async def test_an_invoice_is_sent_to_who_lost_another_permission(
    runtime: Runtime, deliver: Deliver, states: States, mail_server: Any, sending: Any, world: Any
) -> None:
    await deliver(*world.events, world.invoice(), agency_id=world.agency_id)
    kept = world.approver.model_copy(update={"permissions": (Permission.INVOICES_VIEW,)})
    await deliver(PersonChanged(person=kept), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: states_are(states, "sent"))
    assert len(mail_server.mails) == 1


async def choose(client: httpx2.AsyncClient, headers: dict[str, str], **choices: str) -> None:
    body = {"digest_hour": 8, "choices": choices}
    chosen = await client.put("/my/preferences", headers=headers, json=body)
    assert chosen.status_code == 200, chosen.text


@pytest.fixture
def hers(a_pass: Pass, world: Any) -> dict[str, str]:
    """The approver's pass, without anything that it lets them see."""
    return a_pass(
        agency_id=world.agency_id, person_id=world.approver.person_id, portal=Portal.CUSTOMER
    )


def words(mail: Any) -> str:
    return "".join(mail.get_body((form,)).get_content() for form in ("plain", "html"))


@pytest.mark.parametrize("has_waited", [False, True])
@pytest.mark.parametrize("what_happens", [without_invoices, without_projects])
async def test_a_digest_says_nothing_of_what_its_reader_may_not_see_any_more(  # noqa: PLR0917
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
    what_happens: Callable[[Person], Event],
    has_waited: bool,
) -> None:
    """Neither when it is made afterwards, nor when it was made and waits for the mail server."""
    theirs = of_projects(world.approver, world.project.project_id)
    await deliver(*world.events, PersonChanged(person=theirs), agency_id=world.agency_id)
    await choose(client, hers, invoice_issued="daily", stand_in_named="daily")
    await deliver(world.invoice(), stood_in_for(world), agency_id=world.agency_id)
    told = [row for row in await states() if row["recipient_id"] == world.approver.person_id]
    assert sorted((row["kind"], row["state"]) for row in told) == [
        ("invoice_issued", "collected"),
        ("stand_in_named", "collected"),
    ]
    due: datetime = await fetchval_across(runtime, "SELECT due_at FROM digest_queue")
    if has_waited:
        await schedule.run(runtime, due)
    await deliver(what_happens(theirs), agency_id=world.agency_id)
    if not has_waited:
        await schedule.run(runtime, due)
    async with sending(runtime):
        await eventually(lambda: digest_is_sent(states))
    told = [row for row in await states() if row["recipient_id"] == world.approver.person_id]
    kinds = {row["kind"]: row["state"] for row in told}
    assert (kinds["invoice_issued"], kinds["stand_in_named"]) == ("listed", "digested")
    (digest,) = [one for one in mail_server.mails if one["X-Portico-Kind"] == "daily_digest"]
    assert "2026-0001" not in words(digest)
    assert "Per" in words(digest)


async def test_a_digest_of_which_nothing_is_left_is_not_sent(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(client, hers, invoice_issued="daily")
    await deliver(world.invoice(), agency_id=world.agency_id)
    await schedule.run(runtime, await fetchval_across(runtime, _DUE))
    assert await states_are(states, "digested", "waiting")
    await deliver(without_projects(world.approver), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: states_are(states, "listed", "listed"))
    assert mail_server.mails == []


@pytest.mark.requirement("B21")
async def test_a_digest_that_waits_reminds_of_nothing_that_was_paid_meanwhile(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(client, hers, invoice_issued="never", invoice_overdue="daily")
    paid, other = world.invoice(), world.invoice().model_copy(update={"number": "2026-0002"})
    await deliver(paid, other, reminded(paid), reminded(other), agency_id=world.agency_id)
    await schedule.run(runtime, await fetchval_across(runtime, _DUE))
    await deliver(received(paid), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: digest_is_sent(states))
    (digest,) = mail_server.mails
    assert "2026-0002" in words(digest)
    assert "2026-0001" not in words(digest)


async def test_what_the_mail_server_may_have_is_not_sent_again_to_who_may_not_see_it_any_more(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    await deliver(*world.events, world.invoice(), agency_id=world.agency_id)
    mail_server.cut_after_data = True
    async with sending(runtime):
        await eventually(lambda: states_are(states, "sending"))
    copies = len(mail_server.mails)
    mail_server.cut_after_data = False
    await deliver(without_projects(world.approver), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: states_are(states, "failed"))
    assert len(mail_server.mails) == copies


async def test_several_rows_of_a_person_are_always_locked_in_the_same_order(
    runtime: Runtime,
    deliver: Deliver,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
) -> None:
    """Or a digest that is made and a reader who marks all as read wait for each other."""
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(client, hers, invoice_issued="daily")
    for _ in range(12):
        # Each at a moment of its own: the order of the list is not that of the ids.
        await deliver(world.invoice(), agency_id=world.agency_id)
    async with runtime.unit_of_work(world.agency_id) as uow:
        held = await emails.hold(uow, "recipient_id = $2", world.approver.person_id)
    assert len(held) == 12
    assert held == sorted(held)


def stood_in_for(world: Any) -> Event:
    """Staff have Per stand in for Anna: both are told."""
    stand_in = a_stand_in(world.other_contact)
    return StandInNamed(
        person=world.approver.model_copy(update={"stand_ins": (stand_in,)}),
        stand_in=stand_in,
        named_by=world.manager.person_id,
    )


def a_stand_in(person: Person) -> StandIn:
    today = datetime.now(UTC).date()
    return StandIn(
        stand_in_id=new_id(),
        person_id=person.person_id,
        from_on=today - timedelta(days=2),
        until_on=today + timedelta(days=2),
    )


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("by", "is_kept"),
    [("assignment", True), ("assignment", False), ("standing in", True), ("standing in", False)],
)
async def test_work_that_waits_is_told_to_who_may_still_approve_it(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    by: str,
    is_kept: bool,
) -> None:
    """Per approves as he is assigned to the project, or in Anna's place."""
    per, anna = world.other_contact, world.approver
    if by == "assignment":
        before = [PersonChanged(person=of_projects(per, world.project.project_id))]
        after = PersonChanged(person=of_projects(per))
    else:
        stands_in = anna.model_copy(update={"stand_ins": (a_stand_in(per),)})
        before = [PersonChanged(person=stands_in)]
        after = PersonChanged(person=anna)
    await deliver(*world.events, *before, agency_id=world.agency_id)
    await deliver(world.submitted(), agency_id=world.agency_id)
    assert await states_are(states, "waiting", "waiting")
    if not is_kept:
        await deliver(after, agency_id=world.agency_id)
    expected = {per.person_id: "sent" if is_kept else "listed", anna.person_id: "sent"}

    async def are_decided() -> bool:
        return {row["recipient_id"]: row["state"] for row in await states()} == expected

    async with sending(runtime):
        await eventually(are_decided)
    assert len(mail_server.mails) == (2 if is_kept else 1)


def received(issued: InvoiceIssued) -> Event:
    return ReceiptRecorded(
        **of_invoice(issued),
        receipt_id=ReceiptId(new_id()),
        amount=issued.total,
        received_on=issued.due_on,
        reference="wire",
        open_amount=Money.zero(issued.currency),
        recorded_by=PersonId(new_id()),
    )


def of_invoice(issued: InvoiceIssued) -> dict[str, Any]:
    return {
        "invoice_id": issued.invoice_id,
        "company_id": issued.company_id,
        "number": issued.number,
    }


def reminded(issued: InvoiceIssued) -> Event:
    return InvoiceOverdue(**of_invoice(issued), due_on=issued.due_on, open_amount=issued.total)


@pytest.mark.requirement("B21")
@pytest.mark.parametrize("choice", ["at_once", "daily"])
async def test_a_reminder_that_waits_is_not_sent_once_money_came_in(  # noqa: PLR0917
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
    choice: str,
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(client, hers, invoice_issued="never", invoice_overdue=choice)
    paid, other = world.invoice(), world.invoice()
    await deliver(paid, other, reminded(paid), reminded(other), agency_id=world.agency_id)
    await deliver(received(paid), agency_id=world.agency_id)
    waits = "waiting" if choice == "at_once" else "collected"
    assert await states_are(states, "listed", "listed", "listed", waits)
    async with sending(runtime):
        if choice == "daily":
            await schedule.run(runtime, await fetchval_across(runtime, _DUE))
        await eventually(lambda: anything_is_sent(states))
    (mail,) = mail_server.mails
    assert mail.get_body(("plain",)).get_content().count("2026-0001") >= 1
    assert await fetchval_across(runtime, "SELECT count(*) FROM email_queue") == 0


_DUE = "SELECT due_at FROM digest_queue"


async def anything_is_sent(states: States) -> bool:
    return "sent" in {row["state"] for row in await states()}


@pytest.mark.requirement("B21")
async def test_a_reminder_that_waits_is_not_sent_once_a_line_is_disputed(
    deliver: Deliver, states: States, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice()
    await deliver(issued, reminded(issued), agency_id=world.agency_id)
    line = DisputedLine(
        dispute_id=DisputeId(new_id()),
        line_number=1,
        work_order_title="Surveyor",
        contractor_name="Sam",
        amount=issued.total,
    )
    disputed = InvoiceLinesDisputed(
        **of_invoice(issued),
        contact_ids=(world.approver.person_id,),
        lines=(line,),
        reason="Two days, not three",
        disputed_by=world.approver.person_id,
    )
    await deliver(disputed, agency_id=world.agency_id)
    found = {row["kind"]: row["state"] for row in await states()}
    assert found == {"invoice_issued": "waiting", "invoice_overdue": "listed"}


async def digest_is_sent(states: States) -> bool:
    return "sent" in {row["state"] for row in await states() if row["kind"] == "daily_digest"}
