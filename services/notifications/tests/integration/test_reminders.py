"""A reminder tells the truth of the moment at which it is sent, or is not sent at all (B21)."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.queues import execute_across, fetchval_across
from contracts.access import STAFF_PERMISSIONS, Portal
from contracts.base import Event
from contracts.events.disputes import DisputedLine, InvoiceLinesDisputed
from contracts.events.late_charges import (
    InterestCharged,
    LateChargeKind,
    LateChargeWaived,
    ReminderFeeCharged,
)
from contracts.events.notifications import EmailFailed, EmailSent
from contracts.events.payments import (
    InvoiceCredited,
    InvoiceDueSoon,
    InvoiceIssued,
    InvoiceOverdue,
    InvoiceRemindersPaused,
    InvoiceWrittenOff,
    ReceiptRecorded,
    ReminderName,
)
from contracts.ids import CreditNoteId, DisputeId, PersonId, ReceiptId
from contracts.money import Money
from notifications.digest import schedule
from presentation.formats import Formats

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
States = Callable[[], Awaitable[list[dict[str, Any]]]]
Pass = Callable[..., dict[str, str]]

pytestmark = [pytest.mark.timeout(60), pytest.mark.requirement("B21")]

STAFF = PersonId(new_id())


def of(issued: InvoiceIssued) -> dict[str, Any]:
    return {
        "invoice_id": issued.invoice_id,
        "company_id": issued.company_id,
        "number": issued.number,
    }


def overdue(issued: InvoiceIssued, reminder: ReminderName | None = ReminderName.FIRST) -> Event:
    return InvoiceOverdue(
        **of(issued), due_on=issued.due_on, open_amount=issued.total, reminder=reminder
    )


def paid(issued: InvoiceIssued, _world: Any, left: int = 0) -> Event:
    return ReceiptRecorded(
        **of(issued),
        receipt_id=ReceiptId(new_id()),
        amount=issued.total,
        received_on=issued.due_on,
        reference="wire",
        open_amount=Money(amount_minor=left, currency=issued.currency),
        recorded_by=STAFF,
    )


def paid_in_part(issued: InvoiceIssued, world: Any) -> Event:
    return paid(issued, world, left=1_00)


def credited(issued: InvoiceIssued, _world: Any) -> Event:
    return InvoiceCredited(
        **of(issued),
        credit_note_id=CreditNoteId(new_id()),
        credit_note_number="C-2026-000004",
        invoiced_on=issued.issued_on,
        credited_on=issued.due_on,
        currency=issued.currency,
        lines=(),
        subtotal=issued.subtotal,
        total=issued.total,
        open_amount=Money.zero(issued.currency),
        kept_balance=Money.zero(issued.currency),
    )


def disputed(issued: InvoiceIssued, world: Any) -> Event:
    line = DisputedLine(
        dispute_id=DisputeId(new_id()),
        line_number=1,
        work_order_title="Surveyor",
        contractor_name="Sam",
        amount=issued.total,
    )
    return InvoiceLinesDisputed(
        **of(issued),
        contact_ids=(world.approver.person_id,),
        lines=(line,),
        reason="Two days",
        disputed_by=world.approver.person_id,
    )


def written_off(issued: InvoiceIssued, _world: Any) -> Event:
    return InvoiceWrittenOff(
        **of(issued),
        amount=issued.total,
        reason="Bankrupt",
        written_off_on=issued.due_on,
        written_off_by=STAFF,
    )


def paused(issued: InvoiceIssued, _world: Any) -> Event:
    until_on = issued.due_on + timedelta(days=9)
    return InvoiceRemindersPaused(**of(issued), until_on=until_on, paused_by=STAFF)


def _late_charge(issued: InvoiceIssued) -> dict[str, Any]:
    return {
        **of(issued),
        "charge_id": new_id(),
        "amount": Money(amount_minor=4_65, currency=issued.currency),
        "open_amount": issued.total,
        "payment_reference": "RF41I2026000077",
    }


def interest_charged(issued: InvoiceIssued, _world: Any) -> InterestCharged:
    return InterestCharged(
        **_late_charge(issued),
        from_on=issued.due_on,
        until_on=issued.due_on + timedelta(days=9),
        percent=Decimal(8),
        charged_on=issued.due_on + timedelta(days=9),
        charged_by=STAFF,
    )


def charge_waived(issued: InvoiceIssued, _world: Any) -> LateChargeWaived:
    return LateChargeWaived(
        **_late_charge(issued),
        kind=LateChargeKind.INTEREST,
        reason="Late post",
        waived_on=issued.due_on,
        waived_by=STAFF,
        kept_balance=Money.zero(issued.currency),
    )


def fee_charged(issued: InvoiceIssued) -> ReminderFeeCharged:
    return ReminderFeeCharged(
        **_late_charge(issued), reminder=ReminderName.SECOND, charged_on=issued.due_on
    )


ENDS = [
    (paid, "withdrawn: money came in"),
    (paid_in_part, "withdrawn: money came in"),
    (credited, "withdrawn: the invoice was credited"),
    (disputed, "withdrawn: lines of the invoice were disputed"),
    (written_off, "withdrawn: the invoice was written off"),
    (paused, "withdrawn: reminders of the invoice were paused"),
    (interest_charged, "withdrawn: interest was charged"),
    (charge_waived, "withdrawn: interest or a fee was waived"),
]


async def reminders(states: States) -> list[tuple[str, str | None]]:
    """Where each stands, and why."""
    rows = [row for row in await states() if row["kind"].startswith("invoice_overdue")]
    return [(row["state"], row["reason"]) for row in rows]


def of_reminders(mail_server: Any) -> list[Any]:
    return [one for one in mail_server.mails if one["X-Portico-Kind"] == "invoice_overdue"]


@pytest.fixture
def hers(a_pass: Pass, world: Any) -> dict[str, str]:
    return a_pass(
        agency_id=world.agency_id, person_id=world.approver.person_id, portal=Portal.CUSTOMER
    )


async def choose(client: httpx2.AsyncClient, headers: dict[str, str], **choices: str) -> None:
    body = {"digest_hour": 8, "choices": choices}
    chosen = await client.put("/my/preferences", headers=headers, json=body)
    assert chosen.status_code == 200, chosen.text


@pytest.mark.parametrize(("what_happens", "reason"), ENDS)
async def test_a_reminder_that_waits_for_the_mail_server_is_withdrawn_and_the_log_says_why(  # noqa: PLR0917
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
    a_pass: Pass,
    what_happens: Callable[[InvoiceIssued, Any], Event],
    reason: str,
) -> None:
    """The mail server is away while it happens."""
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(
        client, hers, invoice_issued="never", invoice_credited="never", invoice_due_soon="never"
    )
    issued = world.invoice()
    await deliver(issued, overdue(issued), agency_id=world.agency_id)
    await mail_server.stop()
    async with sending(runtime):
        await deliver(what_happens(issued, world), agency_id=world.agency_id)
        await eventually(lambda: stands(states, "listed", reason))
        await mail_server.start()
        await eventually(lambda: nothing_is_queued(runtime))
    assert of_reminders(mail_server) == []
    staff = a_pass(
        agency_id=world.agency_id,
        person_id=world.manager.person_id,
        portal=Portal.AGENCY,
        permissions=STAFF_PERMISSIONS,
    )
    log = await client.get("/deliveries", headers=staff)
    assert reason in {one["reason"] for one in log.json()["items"]}


async def nothing_is_queued(runtime: Runtime) -> bool:
    return await fetchval_across(runtime, "SELECT count(*) FROM email_queue") == 0


async def stands(states: States, state: str, reason: str | None) -> bool:
    return await reminders(states) == [(state, reason)]


async def is_sent(states: States) -> bool:
    return ("sent", None) in await reminders(states)


async def test_the_moment_that_it_states_is_that_of_its_sending(  # noqa: PLR0917
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
) -> None:
    """Though it was decided two days before: the mail server was away."""
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(client, hers, invoice_issued="never")
    issued = world.invoice()
    await deliver(issued, overdue(issued), agency_id=world.agency_id)
    async with runtime.unit_of_work(world.agency_id) as uow:
        await uow.execute("UPDATE emails SET created_at = created_at - interval '2 days'")
    before = datetime.now(UTC)
    async with sending(runtime):
        await eventually(lambda: is_sent(states))
    (mail,) = mail_server.mails
    (sent,) = await recorded(EmailSent)
    assert before - timedelta(seconds=1) <= parsedate_to_datetime(mail["Date"]) <= sent.sent_at
    formats = Formats(sent.language, world.agency.address.country)
    zone = ZoneInfo(world.agency.time_zone)
    stated = {formats.moment(at, zone) for at in (before, sent.sent_at)}
    for form in ("plain", "html"):
        said = re.sub(r"</?span[^>]*>", "", mail.get_body((form,)).get_content())
        words = " ".join(said.split())
        assert any(" ".join(one.split()) in words for one in stated), form


@pytest.mark.parametrize(("what_happens", "reason"), ENDS)
async def test_one_that_the_mail_server_may_have_is_not_sent_again_once_it_is_not_so(  # noqa: PLR0917
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    hers: dict[str, str],
    what_happens: Callable[[InvoiceIssued, Any], Event],
    reason: str,
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(client, hers, invoice_issued="never", invoice_credited="never")
    issued = world.invoice()
    await deliver(issued, overdue(issued), agency_id=world.agency_id)
    mail_server.cut_after_data = True
    async with sending(runtime):
        await eventually(lambda: is_at(states, "sending"))
    copies = len(of_reminders(mail_server))
    mail_server.cut_after_data = False
    await deliver(what_happens(issued, world), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: is_at(states, "failed"))
    assert len(of_reminders(mail_server)) == copies > 0
    (failed,) = await recorded(EmailFailed)
    assert failed.reason.startswith(f"{reason}; ")
    assert failed.reason.endswith("it may have arrived")


async def is_at(states: States, state: str) -> bool:
    return [one for one, _ in await reminders(states)] == [state]


@pytest.mark.parametrize("choice", ["at_once", "daily"])
async def test_a_later_reminder_takes_the_place_of_those_that_wait(  # noqa: PLR0917
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
    """Mail was away for weeks, or the events came at once: one reminder goes out."""
    await deliver(*world.events, agency_id=world.agency_id)
    await choose(
        client, hers, invoice_issued="never", invoice_due_soon=choice, invoice_overdue=choice
    )
    issued = world.invoice()
    soon = InvoiceDueSoon(**of(issued), due_on=issued.due_on, open_amount=issued.total)
    await deliver(issued, soon, agency_id=world.agency_id)
    await deliver(overdue(issued), agency_id=world.agency_id)
    together = [overdue(issued, ReminderName.SECOND), overdue(issued, ReminderName.FINAL)]
    await deliver(*together, agency_id=world.agency_id)
    waits = "waiting" if choice == "at_once" else "collected"
    found = {row["state"] for row in await states() if row["kind"] != "invoice_issued"}
    assert found == {"listed", waits}
    because = "withdrawn: a later reminder took its place"
    assert sorted(await reminders(states), key=str) == sorted(
        [("listed", because), ("listed", because), (waits, None)], key=str
    )
    async with sending(runtime):
        if choice == "daily":
            due = await fetchval_across(runtime, "SELECT due_at FROM digest_queue")
            await schedule.run(runtime, due)
        await eventually(lambda: nothing_is_queued(runtime))
    (mail,) = mail_server.mails
    words = mail.get_body(("plain",)).get_content()
    final = "siste purring" in words.lower() or "final notice" in words.lower()
    assert final, words


async def test_interest_and_waivers_are_told_once_and_a_fee_by_its_reminder_alone(
    deliver: Deliver, states: States, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice()
    await deliver(issued, overdue(issued), agency_id=world.agency_id)
    # The others who have the reminder still get it.
    await deliver(fee_charged(issued), agency_id=world.agency_id)
    assert await reminders(states) == [("waiting", None)]
    before = {row["kind"] for row in await states()}
    await deliver(interest_charged(issued, world), agency_id=world.agency_id, times=2)
    await deliver(charge_waived(issued, world), agency_id=world.agency_id, times=2)
    after = sorted(row["kind"] for row in await states() if row["kind"] not in before)
    assert after == ["charge_waived", "interest_charged"]


async def test_what_was_said_before_does_not_withdraw_a_later_reminder(
    runtime: Runtime, deliver: Deliver, states: States, world: Any
) -> None:
    """An inbox that was lost hears of everything again."""
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice()
    ids = [new_id(), new_id()]
    events = [overdue(issued), overdue(issued, ReminderName.SECOND)]
    await deliver(issued, agency_id=world.agency_id)
    await deliver(*events, agency_id=world.agency_id, ids=ids)
    before = await reminders(states)
    assert sorted(state for state, _ in before) == ["listed", "waiting"]
    await execute_across(runtime, "DELETE FROM chassis.inbox")
    await deliver(events[0], agency_id=world.agency_id, ids=ids[:1])
    assert await reminders(states) == before


async def test_that_an_invoice_is_overdue_tells_nobody_where_no_reminder_is_due(
    deliver: Deliver, states: States, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice()
    await deliver(issued, overdue(issued, None), agency_id=world.agency_id)
    assert await reminders(states) == []


async def test_a_digest_that_may_have_arrived_is_not_sent_again_once_it_is_not_so(
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
    issued = world.invoice()
    await deliver(issued, overdue(issued), agency_id=world.agency_id)
    await schedule.run(runtime, await fetchval_across(runtime, "SELECT due_at FROM digest_queue"))
    mail_server.cut_after_data = True
    async with sending(runtime):
        await eventually(lambda: digest_is(states, "sending"))
    copies = len(mail_server.mails)
    mail_server.cut_after_data = False
    await deliver(paid(issued, world), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: digest_is(states, "failed"))
    assert len(mail_server.mails) == copies > 0


async def digest_is(states: States, state: str) -> bool:
    return [row["state"] for row in await states() if row["kind"] == "daily_digest"] == [state]
