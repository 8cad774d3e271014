"""Who is told what, from events to the delivery log and the person's own list."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal
from contracts.events.documents import OfferAsked, OfferDeclined, OfferSent
from contracts.events.identity import PersonChanged, PersonDeactivated, PersonStatus
from contracts.events.notifications import InquiryAnswered, InquiryOpened
from contracts.events.payments import InvoiceOverdue, TransactionScheduled, TransactionState
from contracts.events.timesheets import ProjectChanged, WorkCommented, WorkReturned
from contracts.ids import CompanyId, PersonId, TransactionId
from contracts.money import Money

States = Callable[[], Awaitable[list[dict[str, Any]]]]
Pass = Callable[..., dict[str, str]]

pytestmark = pytest.mark.timeout(60)


async def told(states: States) -> list[tuple[str, Any]]:
    return sorted((row["kind"], row["recipient_id"]) for row in await states())


@pytest.mark.requirement("X1")
async def test_submitted_work_is_told_to_those_who_can_approve_it_and_to_nobody_else(
    deliver: Deliver, states: States, world: Any, other_world: Any
) -> None:
    await deliver(*other_world.events, agency_id=other_world.agency_id)
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(world.submitted(), agency_id=world.agency_id)
    assert await told(states) == [("work_submitted", world.approver.person_id)]


@pytest.mark.requirement("B1")
async def test_an_approval_is_told_to_its_contractor_when_it_is_final_and_not_before(
    deliver: Deliver, states: States, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(world.approval_given(), world.approval_undone(), agency_id=world.agency_id)
    assert await told(states) == []
    await deliver(world.approved(), agency_id=world.agency_id)
    assert await told(states) == [("work_approved", world.contractor.person_id)]


async def test_a_contact_assigned_to_the_project_is_told_too_even_when_known_later(
    deliver: Deliver, states: States, processor: EventProcessor, world: Any
) -> None:
    late = world.other_contact
    project = world.project.model_copy(update={"contact_ids": (late.person_id,)})
    others = [
        e
        for e in world.events
        if getattr(e, "person", None) != late and not isinstance(e, ProjectChanged)
    ]
    await deliver(*others, ProjectChanged(project=project), agency_id=world.agency_id)
    await deliver(world.submitted(), agency_id=world.agency_id)
    assert await told(states) == []
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(ProjectChanged(project=project), agency_id=world.agency_id)

    async def both_are_told() -> bool:
        await processor.retry_due()
        return {recipient for _, recipient in await told(states)} == {
            world.approver.person_id,
            late.person_id,
        }

    await eventually(both_are_told)


async def test_a_contact_who_works_for_another_company_by_now_keeps_nobody_waiting(
    deliver: Deliver, states: States, world: Any
) -> None:
    moved = world.other_contact
    elsewhere = moved.contact.model_copy(update={"company_id": CompanyId(new_id())})
    project = world.project.model_copy(update={"contact_ids": (moved.person_id,)})
    await deliver(*world.events, ProjectChanged(project=project), agency_id=world.agency_id)
    moved = moved.model_copy(update={"contact": elsewhere})
    await deliver(PersonChanged(person=moved), agency_id=world.agency_id)
    await deliver(world.submitted(), agency_id=world.agency_id)
    assert await told(states) == [("work_submitted", world.approver.person_id)]


async def test_a_return_a_comment_and_an_approval_reach_whom_they_concern(
    deliver: Deliver, states: States, world: Any
) -> None:
    ids = {
        "work_order_id": world.work_order.work_order_id,
        "project_id": world.project.project_id,
        "company_id": world.company.company_id,
        "contractor_id": world.contractor.person_id,
    }
    now = datetime.now(UTC)
    returned = WorkReturned.model_validate(
        ids
        | {
            "entries": world.entries(),
            "reason": "Wrong day",
            "returned_by": world.approver.person_id,
            "returned_at": now,
        }
    )
    hidden = WorkCommented.model_validate(
        ids
        | {
            "comment_id": new_id(),
            "entry": world.entries()[0],
            "text": "?",
            "author_id": world.approver.person_id,
            "author_portal": Portal.CUSTOMER,
            "visible_to_contractor": False,
            "commented_at": now,
        }
    )
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(world.approved(), returned, hidden, agency_id=world.agency_id)
    assert await told(states) == sorted(
        [
            ("work_approved", world.contractor.person_id),
            ("work_returned", world.contractor.person_id),
            ("work_commented", world.manager.person_id),
        ]
    )


@pytest.mark.requirement("X1")
async def test_the_list_has_the_reason_in_the_words_of_who_gave_it(
    client: httpx2.AsyncClient, deliver: Deliver, own: dict[str, str], world: Any
) -> None:
    returned = world.returned("Wrong day.\nWas it Tuesday?")
    await deliver(*world.events, returned, agency_id=world.agency_id)
    (item,) = (await client.get("/my/notifications", headers=own)).json()["items"]
    assert item["text"] == "Anna har returnert noe av arbeidet ditt på Brua."
    assert item["quote_title"] == "Begrunnelse:"
    assert item["quote"] == "Wrong day.\nWas it Tuesday?"


async def test_the_list_has_the_beginning_of_a_long_reason(
    client: httpx2.AsyncClient, deliver: Deliver, own: dict[str, str], world: Any
) -> None:
    returned = world.returned("Nobody was on site that day. " * 60)
    await deliver(*world.events, returned, agency_id=world.agency_id)
    (item,) = (await client.get("/my/notifications", headers=own)).json()["items"]
    assert item["quote"].startswith("Nobody was on site that day. ")
    assert 200 < len(item["quote"]) <= 240
    assert item["quote"].endswith("…")


async def test_an_invoice_and_its_reminders_reach_those_who_see_it(
    deliver: Deliver, states: States, world: Any
) -> None:
    invoice = world.invoice()
    overdue = InvoiceOverdue(
        invoice_id=invoice.invoice_id,
        company_id=invoice.company_id,
        number=invoice.number,
        due_on=invoice.due_on,
        open_amount=invoice.total,
    )
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(invoice, overdue, agency_id=world.agency_id)
    assert await told(states) == [
        ("invoice_issued", world.approver.person_id),
        ("invoice_overdue", world.approver.person_id),
    ]


async def test_a_transaction_that_is_not_known_yet_is_waited_for(
    deliver: Deliver, states: States, world: Any
) -> None:
    scheduled = TransactionScheduled(
        transaction_id=TransactionId(new_id()),
        contractor_id=world.contractor.person_id,
        number="T-1",
        net=Money.of(Decimal(10), "NOK"),
        state=TransactionState.SCHEDULED,
        estimated_payment_on=date(2026, 4, 10),
        cause="staff",
    )
    await deliver(*world.events, scheduled, agency_id=world.agency_id)
    assert await told(states) == []


async def test_offers_and_inquiries_are_told_to_signers_and_staff(
    deliver: Deliver, states: States, world: Any
) -> None:
    staff = world.manager.model_copy(update={"permissions": (Permission.COMPANIES_MANAGE,)})
    everybody = [
        e.model_copy(update={"person": staff}) if getattr(e, "person", None) == world.manager else e
        for e in world.events
    ]
    offer = {
        "offer_id": new_id(),
        "company_id": world.company.company_id,
        "title": "Order confirmation",
    }
    signer = world.approver.person_id
    inquiry = {
        "inquiry_id": new_id(),
        "company_id": world.company.company_id,
        "subject": "May?",
        "contact_ids": (signer,),
    }
    asking = world.approver.model_copy(
        update={"permissions": (*world.approver.permissions, Permission.INQUIRIES)}
    )
    await deliver(*everybody, PersonChanged(person=asking), agency_id=world.agency_id)
    await deliver(
        OfferSent.model_validate(offer | {"signer_ids": (signer,)}),
        OfferDeclined.model_validate(offer | {"person_id": signer, "reason": "Later"}),
        InquiryOpened.model_validate(inquiry | {"opened_by": signer}),
        InquiryAnswered.model_validate(inquiry | {"answered_by": staff.person_id}),
        agency_id=world.agency_id,
    )
    assert await told(states) == sorted(
        [
            ("offer_to_sign", signer),
            ("offer_declined", staff.person_id),
            ("inquiry_received", staff.person_id),
            ("inquiry_answered", signer),
        ]
    )


@pytest.mark.requirement("B8")
async def test_a_refusal_is_told_to_the_sender_and_to_who_signed_and_to_nobody_else(
    deliver: Deliver, states: States, world: Any
) -> None:
    """The sender is one of two who manage companies; the third signer was not asked yet."""
    permissions = (Permission.COMPANIES_MANAGE,)
    sender = world.manager.model_copy(update={"permissions": permissions})
    other = sender.model_copy(update={"person_id": PersonId(new_id()), "email": "o@a.example"})
    signers = [
        world.approver.model_copy(
            update={
                "person_id": PersonId(new_id()),
                "email": f"{n}@b.example",
                "permissions": (Permission.OFFERS_VIEW, Permission.OFFERS_SIGN),
            }
        )
        for n in range(3)
    ]
    people = [PersonChanged(person=person) for person in (sender, other, *signers)]
    await deliver(*world.events, *people, agency_id=world.agency_id)
    offer = {
        "offer_id": new_id(),
        "company_id": world.company.company_id,
        "title": "Terms",
        "sent_by": sender.person_id,
        "contact_ids": tuple(signer.person_id for signer in signers),
    }
    asked = {"person_id": signers[1].person_id, "because": "forwarded"}
    await deliver(
        OfferAsked.model_validate(offer | asked | {"forwarded_by": signers[0].person_id}),
        OfferDeclined.model_validate(
            offer
            | {
                "person_id": signers[1].person_id,
                "reason": "Too dear",
                "told_ids": (signers[0].person_id,),
            }
        ),
        agency_id=world.agency_id,
        times=2,
    )
    assert await told(states) == sorted(
        [
            ("offer_to_sign", signers[1].person_id),
            ("offer_declined", sender.person_id),
            ("offer_declined", signers[0].person_id),
        ]
    )


async def test_who_lost_the_login_is_told_nothing_more(
    deliver: Deliver, states: States, world: Any
) -> None:
    gone = world.contractor.model_copy(update={"status": PersonStatus.DEACTIVATED})
    await deliver(*world.events, PersonDeactivated(person=gone), agency_id=world.agency_id)
    await deliver(world.approved(), agency_id=world.agency_id)
    assert await told(states) == []


@pytest.mark.requirement("X1")
async def test_a_person_has_a_list_of_what_was_told_page_by_page(
    client: httpx2.AsyncClient, deliver: Deliver, own: dict[str, str], world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    for _ in range(3):
        await deliver(world.approved(), agency_id=world.agency_id)
    await deliver(world.submitted(), agency_id=world.agency_id)
    first = (await client.get("/my/notifications?limit=2", headers=own)).json()
    second = (
        await client.get(f"/my/notifications?limit=2&cursor={first['next_cursor']}", headers=own)
    ).json()
    assert (len(first["items"]), len(second["items"])) == (2, 1)
    assert second["next_cursor"] is None
    item = first["items"][0]
    assert item["kind"] == "work_approved"
    assert item["title"] == "Arbeidet ditt på Brua er godkjent: 15 timer"
    assert item["path"] == "/contractor/work?week=2026-03-02"
    assert len({row["id"] for row in first["items"] + second["items"]}) == 3


async def test_the_list_never_shows_a_one_time_link(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    own: dict[str, str],
    seal: Callable[[], str],
    world: Any,
) -> None:
    await deliver(*world.events, world.invited(seal()), agency_id=world.agency_id)
    (item,) = (await client.get("/my/notifications", headers=own)).json()["items"]
    assert item["kind"] == "invitation"
    assert item["path"] is None


@pytest.mark.requirement("K16")
async def test_the_delivery_log_is_for_staff_of_the_agency_alone(
    client: httpx2.AsyncClient, deliver: Deliver, a_pass: Pass, world: Any, other_world: Any
) -> None:
    event_id = new_id()
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(world.approved(), agency_id=world.agency_id, ids=[event_id])
    path = f"/deliveries?because_of={event_id}"

    def staff_of(agency_id: object, *permissions: Permission) -> dict[str, str]:
        return a_pass(agency_id=agency_id, portal=Portal.AGENCY, permissions=permissions)

    allowed = staff_of(world.agency_id, Permission.PEOPLE_MANAGE)
    (row,) = (await client.get(path, headers=allowed)).json()["items"]
    assert row["state"] == "waiting"
    assert row["address"] == "ola@example.com"
    assert row["recipient_id"] == str(world.contractor.person_id)

    stranger = staff_of(other_world.agency_id, Permission.PEOPLE_MANAGE)
    assert (await client.get(path, headers=stranger)).json()["items"] == []
    without = staff_of(world.agency_id, Permission.WORK_MANAGE)
    assert (await client.get(path, headers=without)).status_code == 403
    contact = a_pass(
        agency_id=world.agency_id,
        portal=Portal.CUSTOMER,
        permissions=(Permission.WORK_APPROVE,),
    )
    assert (await client.get(path, headers=contact)).status_code == 403
    assert (await client.get(path)).status_code == 401


@pytest.mark.requirement("K16")
async def test_the_log_shows_a_subject_to_who_may_see_what_it_is_about(
    client: httpx2.AsyncClient, deliver: Deliver, a_pass: Pass, world: Any
) -> None:
    """Subjects name hours and amounts: without the permission there is the kind, and no more."""
    await deliver(
        *world.events,
        world.approved(),
        world.invoice(),
        world.payment(),
        agency_id=world.agency_id,
    )

    async def subjects_for(*permissions: Permission) -> dict[str, str | None]:
        headers = a_pass(
            agency_id=world.agency_id,
            portal=Portal.AGENCY,
            permissions=(Permission.AUDIT_VIEW, *permissions),
        )
        answer = await client.get("/deliveries", headers=headers)
        assert ("3\xa0090" in answer.text) == (Permission.TRANSACTIONS_VIEW in permissions)
        return {row["kind"]: row["subject"] for row in answer.json()["items"]}

    nothing = await subjects_for()
    assert nothing == {"work_approved": None, "invoice_issued": None, "payment_made": None}
    pay = await subjects_for(Permission.TRANSACTIONS_VIEW)
    assert [kind for kind, subject in pay.items() if subject] == ["payment_made"]
    invoices = await subjects_for(Permission.INVOICES_MANAGE)
    assert [kind for kind, subject in invoices.items() if subject] == ["invoice_issued"]
    work = await subjects_for(Permission.WORK_MANAGE)
    assert [kind for kind, subject in work.items() if subject] == ["work_approved"]


async def test_a_cursor_that_is_none_is_refused_by_name(
    client: httpx2.AsyncClient, a_pass: Pass, world: Any
) -> None:
    headers = a_pass(agency_id=world.agency_id, portal=Portal.CONTRACTOR)
    answer = await client.get("/my/notifications?cursor=nonsense", headers=headers)
    assert answer.status_code == 422
    assert "cursor" in answer.text


@pytest.mark.requirement("B14")
async def test_twenty_minutes_on_three_days_are_an_hour_and_sixty_in_the_e_mails(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    """From the events to the e-mails as the mail server has them."""
    twenty = [
        entry.model_copy(update={"quantity": Decimal("0.333333"), "minutes": 20})
        for entry in world.entries(3)
    ]
    approved = world.approved().model_copy(update={"entries": tuple(twenty)})
    paid = world.payment().model_copy(update={"amount": Money.of(Decimal(60), "NOK")})
    await deliver(*world.events, approved, paid, agency_id=world.agency_id)

    async def both_sent() -> bool:
        return [row["state"] for row in await states()] == ["sent", "sent"]

    async with sending(runtime):
        await eventually(both_sent)
    mails = {mail["X-Portico-Kind"]: mail for mail in mail_server.mails}
    assert mails["work_approved"]["Subject"] == "Arbeidet ditt på Brua er godkjent: 1 time"
    words = " ".join(mails["work_approved"].get_body(("plain",)).get_content().split())
    assert words.count("0:20") == 3
    assert " Timer: 1 time " in words
    assert "0,99" not in words
    assert "60,00" in mails["payment_made"].get_body(("plain",)).get_content()
