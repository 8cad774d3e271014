"""A reminder's fee is charged once it was sent, once for each stage of an invoice (A5, B21)."""

import asyncio
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.late_charges import ReminderFeeCharged
from contracts.events.notifications import EmailFailed, EmailSent
from contracts.events.payments import InvoiceOverdue, ReminderName
from contracts.ids import EmailId, EventId, PersonId

from ..books import minor
from ..clients_money import check_books
from ..conftest import AgencyAtWork
from .test_reminders import Case, case

pytestmark = [pytest.mark.requirement("A5"), pytest.mark.requirement("B21")]

__all__ = ["case"]

FEES = [
    {"reminder": "second", "currency": "CAD", "amount_minor": 15_00},
    {"reminder": "final", "currency": "CAD", "amount_minor": 40_00},
    {"reminder": "final", "currency": "NOK", "amount_minor": 70_00},
]


async def set_fees(agency: AgencyAtWork, fees: object, status: int = 200, **who: Any) -> Any:
    answer = await agency.client.put(
        "/settings/reminder-fees",
        json={"fees": fees},
        headers={**(who.get("who") or agency.staff()), "Idempotency-Key": str(new_id())},
    )
    assert answer.status_code == status, answer.text
    return answer.json()


def an_email(reminder: Any, kind: str = "invoice_overdue") -> dict[str, Any]:
    return {
        "recipient_id": PersonId(new_id()),
        "email_id": EmailId(new_id()),
        "kind": kind,
        "because_of": EventId(reminder["reminder_id"]),
        "language": "en",
    }


def sent(reminder: Any, kind: str = "invoice_overdue") -> EmailSent:
    """The mail server took it."""
    said = an_email(reminder, kind) | {"message_id": "<1@x>", "sent_at": reminder["reminded_at"]}
    return EmailSent.model_validate(said)


async def reminded(case: Case, *days: int) -> list[Any]:
    """The invoice's reminders, after the daily run of these days past the due date."""
    await case.runs(days)
    found: list[Any] = (await case.details())["reminders"]
    return found


async def test_a_fee_is_charged_when_its_reminder_was_sent_and_not_before(case: Case) -> None:
    agency = case.agency
    await set_fees(agency, FEES)
    first, second = await reminded(case, 1, 14)
    assert (first["fee"], minor(second, "fee")) == (None, 15_00)
    said = (await agency.said(InvoiceOverdue))[-1]
    assert said.fee is not None
    assert (said.fee.amount_minor, said.open_amount) == (15_00, case.issued.total)
    assert said.payment_reference == case.issued.payment_reference
    assert (await case.details())["late_charges"] == []
    await agency.hears(sent(first), sent(second))
    found = await case.details()
    assert minor(found, "open_amount") == case.issued.total.amount_minor + 15_00
    (charge,) = found["late_charges"]
    assert (charge["kind"], charge["reminder"], minor(charge, "amount")) == (
        "reminder_fee",
        "second",
        15_00,
    )
    assert charge["charged_by"] is None
    assert (await agency.balances())["reminder_fees"] == 15_00
    (told,) = await agency.said(ReminderFeeCharged)
    assert told.open_amount.amount_minor == minor(found, "open_amount")
    assert told.reminder is ReminderName.SECOND
    await check_books(agency, 0, case.issued.company_id)


async def test_however_often_and_to_however_many_it_was_sent_it_costs_once(case: Case) -> None:
    agency = case.agency
    await set_fees(agency, FEES)
    (second,) = await reminded(case, 14)
    one = sent(second)
    await agency.hears(one, sent(second), times=3, ids=[new_id(), new_id()])
    await asyncio.gather(*(agency.hears(sent(second)) for _ in range(4)))
    assert len((await case.details())["late_charges"]) == 1
    assert (await agency.balances())["reminder_fees"] == 15_00
    assert await agency.rows("SELECT FROM chassis.dead_letters") == []


async def test_each_stage_has_its_own_fee_and_none_is_charged_for_what_was_not_sent(
    case: Case,
) -> None:
    agency = case.agency
    await set_fees(agency, FEES)
    # The second was withdrawn, or nobody took it; the final one was sent.
    second, final = await reminded(case, 14, 28)
    failed = an_email(second) | {"reason": "550 unknown", "failed_at": second["reminded_at"]}
    await agency.hears(EmailFailed.model_validate(failed))
    await agency.hears(sent(second, "daily_digest"), sent(final))
    charges = (await case.details())["late_charges"]
    assert [(one["reminder"], minor(one, "amount")) for one in charges] == [("final", 40_00)]


async def test_a_fee_that_was_waived_is_not_charged_again_by_that_stage(case: Case) -> None:
    agency = case.agency
    await set_fees(agency, FEES)
    (second,) = await reminded(case, 14)
    await agency.hears(sent(second))
    (charge,) = (await case.details())["late_charges"]
    path = f"{case.path}/late-charges/{charge['charge_id']}/waiver"
    await agency.post(path, {"reason": "A good customer"})
    await agency.hears(sent(second))
    found = await case.details()
    assert (len(found["late_charges"]), minor(found, "charged")) == (1, 0)
    assert await agency.rows("SELECT FROM chassis.dead_letters") == []
    assert (await agency.balances()).get("reminder_fees", 0) == 0


async def test_what_was_paid_before_the_reminder_was_known_to_be_sent_costs_nothing(
    case: Case,
) -> None:
    agency = case.agency
    await set_fees(agency, FEES)
    (second,) = await reminded(case, 14)
    await case.pays(case.issued.total.amount_minor)
    await agency.hears(sent(second))
    found = await case.details()
    assert (found["state"], found["late_charges"]) == ("paid", [])
    assert await agency.rows("SELECT FROM chassis.dead_letters") == []


async def test_without_a_rule_reminders_cost_nothing_and_who_set_it_is_kept(case: Case) -> None:
    agency = case.agency
    unset = await agency.get("/settings/reminder-fees", agency.staff())
    assert (unset["fees"], unset["changed_by"]) == ([], None)
    (second,) = await reminded(case, 14)
    await agency.hears(sent(second))
    assert (await case.details())["late_charges"] == []
    done = await set_fees(agency, list(reversed(FEES)))
    assert [(one["reminder"], one["amount"]["currency"]) for one in done["fees"]] == [
        ("second", "CAD"),
        ("final", "CAD"),
        ("final", "NOK"),
    ]
    found = await agency.get("/settings/reminder-fees", agency.staff())
    assert found == done
    assert found["changed_by_name"] == "Ada Staff"
    await set_fees(agency, FEES, status=403, who=agency.staff([Permission.INVOICES_MANAGE]))
    refused = await set_fees(agency, [FEES[0] | {"amount_minor": 100_001}], status=422)
    assert refused["errors"][0]["field"] == "fees.0.amount_minor"
    refused = await set_fees(agency, [FEES[0], FEES[0]], status=422)
    assert refused["errors"][0]["field"] == "fees"
