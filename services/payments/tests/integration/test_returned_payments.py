"""What a contractor sees of a payment that the bank returned, and of a day that became another one.

It stands where the contractor looks for it, until another payment has paid it; and every page, the
event that the e-mail is written of and the run say the same day, and what moved it.
"""

from datetime import date, timedelta
from importlib import resources
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chassis.ids import new_id
from chassis.testing.postgres import TestDatabase
from contracts.date_moves import MoveReason
from contracts.events.payments import TransactionScheduled
from contracts.events.timesheets import PayTerms, WorkOrder
from contracts.ids import PersonId
from payments.banking_days.calendars import calendar_of

from ..builders import an_agency, an_entry
from ..conftest import AgencyAtWork

ONTARIO = calendar_of("CA", "ON")


async def refuse(
    agency: AgencyAtWork, run: Any, reason_code: str = "AC04", reason: str = "No such account"
) -> Any:
    """The bank returns all payments of a run; returns the first of them."""
    said = {"reason_code": reason_code, "reason": reason}
    refused = [{"payment_id": one["payment_id"], **said} for one in run["payments"]]
    await agency.post(f"/pay-runs/{run['pay_run_id']}/confirmation", {"refused": refused})
    return run["payments"][0]


async def owed(agency: AgencyAtWork, terms: PayTerms = PayTerms.IMMEDIATE) -> tuple[WorkOrder, str]:
    order = await agency.work_order(terms)
    made = await agency.approves(order, an_entry())
    return order, str(made.transaction.transaction_id)


async def returned_to(agency: AgencyAtWork, person_id: PersonId) -> list[Any]:
    return (await agency.get("/my/payments/returned", agency.own(person_id)))["items"]


async def listed(agency: AgencyAtWork, person_id: PersonId) -> list[tuple[str, bool]]:
    rows = (await agency.get("/my/transactions", agency.own(person_id)))["items"]
    return [(one["transaction_id"], one["is_returned"]) for one in rows]


@pytest.mark.requirement("B17")
async def test_a_returned_payment_stands_where_its_contractor_looks_until_it_is_paid_again(
    agency: AgencyAtWork, pay_day: str, today: str
) -> None:
    order, transaction = await owed(agency)
    me, person = agency.own(order.contractor_id), order.contractor_id
    assert await returned_to(agency, person) == []
    run = await agency.orders(pay_day)
    assert await listed(agency, person) == [(transaction, False)]
    refused = await refuse(agency, run)

    (said,) = await returned_to(agency, person)
    assert said == {
        "payment_id": refused["payment_id"],
        "number": refused["number"],
        "amount": refused["amount"],
        "paid_on": run["pay_on"],
        "returned_on": today,
        "reason_code": "AC04",
        "reason": "No such account",
        "is_about_account": True,
        "bank_account_id": said["bank_account_id"],
        "ending": said["ending"],
        "ordered_again_for": None,
    }
    (account,) = await agency.rows("SELECT bank_account_id, ending FROM bank_accounts")
    assert said["bank_account_id"] == str(account["bank_account_id"])
    assert (said["ending"], len(said["ending"])) == (account["ending"], 4)
    shown = await agency.get(f"/transactions/{transaction}", me)
    assert (shown["returned"], shown["is_returned"]) == (said, True)
    assert (shown["state"], shown["history"][0]["what"]) == ("processing", "came_back")
    assert await listed(agency, person) == [(transaction, True)]
    file = await agency.client.get("/my/transactions.csv?language=en", headers=me)
    assert "Processing (returned by the bank)" in file.text
    page = await agency.get(f"/payments/{refused['payment_id']}", me)
    assert (page["state"], page["returned_on"], page["reason_code"]) == ("failed", today, "AC04")
    assert [one["transaction_id"] for one in page["transactions"]] == [transaction]
    (trail,) = (await agency.get("/my/trail", me))["items"]
    path = f"/my/trail/{order.work_order_id}/{trail['period_start']}"
    step = next(
        one for one in (await agency.get(path, me))["timeline"] if one["what"] == "came_back"
    )
    assert (step["reason_code"], step["reason"]) == ("AC04", "No such account")

    again = await agency.orders(pay_day)
    (said,) = await returned_to(agency, person)
    assert said["ordered_again_for"] == again["pay_on"]
    assert await listed(agency, person) == [(transaction, True)]
    await agency.post(f"/pay-runs/{again['pay_run_id']}/confirmation", {})
    assert await returned_to(agency, person) == []
    shown = await agency.get(f"/transactions/{transaction}", me)
    assert (shown["returned"], shown["is_returned"], shown["state"]) == (None, False, "paid")
    assert [one["what"] for one in shown["history"]] == [
        "paid",
        "ordered",
        "came_back",
        "ordered",
        "created",
    ]


@pytest.mark.requirement("B17")
async def test_what_was_taken_and_sent_back_is_told_too_and_of_two_returns_the_last(
    agency: AgencyAtWork, pay_day: str
) -> None:
    order, transaction = await owed(agency)
    run = await agency.pay(pay_day)
    first = await refuse(agency, run, reason_code="AM04", reason="")
    (said,) = await returned_to(agency, order.contractor_id)
    assert (said["payment_id"], said["is_about_account"]) == (first["payment_id"], False)
    second = await refuse(agency, await agency.orders(pay_day))
    (said,) = await returned_to(agency, order.contractor_id)
    assert (said["payment_id"], said["is_about_account"]) == (second["payment_id"], True)
    await agency.post(f"/transactions/{transaction}/reverse", {"reason": "approved by mistake"})
    assert await returned_to(agency, order.contractor_id) == []


@pytest.mark.requirement("B17", "K16")
async def test_nobody_else_sees_a_returned_payment_nor_anybody_one_that_is_on_its_way(
    agency: AgencyAtWork, pay_day: str
) -> None:
    order, transaction = await owed(agency)
    other, _ = await owed(agency)
    run = await agency.orders(pay_day)
    own = next(one for one in run["payments"] if one["contractor_id"] == str(order.contractor_id))
    path = f"/payments/{own['payment_id']}"
    await agency.get(path, agency.own(order.contractor_id), status=404)
    refused = [{"payment_id": own["payment_id"], "reason_code": "AC04"}]
    await agency.post(f"/pay-runs/{run['pay_run_id']}/confirmation", {"refused": refused})
    await agency.get(path, agency.own(order.contractor_id))
    for stranger in (agency.own(other.contractor_id), agency.own(PersonId(new_id()))):
        await agency.get(path, stranger, status=404)
        await agency.get(f"/transactions/{transaction}", stranger, status=404)
        assert (await agency.get("/my/payments/returned", stranger))["items"] == []
    await agency.get("/my/payments/returned", agency.staff(), status=403)
    await agency.get("/my/payments/returned", agency.contact(order.company_id), status=403)


async def scheduled(agency: AgencyAtWork, today: str) -> tuple[WorkOrder, Any]:
    """Work whose payment its contractor is told for one of the days to come."""
    said = an_agency(agency.agency_id, country=agency.country, currency=agency.currency)
    body = said.agency.model_copy(update={"payment_delay_days": 1})
    await agency.hears(said.model_copy(update={"agency": body}))
    order = await agency.work_order(PayTerms.SCHEDULED)
    made = await agency.approves(order, an_entry(work_on=date.fromisoformat(today)))
    return order, made.transaction


@pytest.mark.requirement("B22")
async def test_a_run_of_a_later_day_tells_the_day_of_before_and_why_everywhere_and_once(
    agency: AgencyAtWork, today: str
) -> None:
    order, made = await scheduled(agency, today)
    told = made.estimated_payment_on
    later = ONTARIO.next_from(told + timedelta(days=1))
    me = agency.own(order.contractor_id)
    run = await agency.orders(later.isoformat())
    assert run["pay_on"] == later.isoformat()

    (said,) = await agency.said(TransactionScheduled)
    assert (said.transaction_id, said.cause) == (made.transaction_id, "pay_run")
    assert (said.previously_on, said.estimated_payment_on) == (told, later)
    assert said.moved is not None
    assert (said.moved.planned_on, said.moved.because) == (told, MoveReason.PAY_RUN)
    moved = said.moved.model_dump(mode="json")
    shown = await agency.get(f"/transactions/{made.transaction_id}", me)
    assert (shown["estimated_payment_on"], shown["moved"]) == (later.isoformat(), moved)
    facts = shown["history"][0]["facts"]
    assert (facts["previously_on"], facts["moved"]) == (told.isoformat(), moved)
    first = (await agency.get("/my/transactions/summary", me))["next_payment"]
    assert (first["on"], first["ordered"], first["moved"]) == (later.isoformat(), True, moved)
    (trail,) = (await agency.get("/my/trail", me))["items"]
    assert (trail["expected_on"], trail["waits"][0]["moved"]) == (later.isoformat(), moved)
    assert trail["stages"][4]["moved"] == moved

    # The bank returns it: the day is gone, and once it is ordered again, both are told.
    await refuse(agency, run)
    shown = await agency.get(f"/transactions/{made.transaction_id}", me)
    assert (shown["estimated_payment_on"], shown["moved"]) == (None, None)
    first = (await agency.get("/my/transactions/summary", me))["next_payment"]
    assert (first["on"], first["ordered"], first["count"]) == (None, False, 1)
    last = ONTARIO.next_from(later + timedelta(days=1))
    await agency.orders(last.isoformat())
    _, said = await agency.said(TransactionScheduled)
    assert (said.previously_on, said.estimated_payment_on) == (later, last)
    assert said.cause == "returned"
    shown = await agency.get(f"/transactions/{made.transaction_id}", me)
    assert shown["moved"]["because"] == "returned"


@pytest.mark.requirement("B22")
async def test_a_run_of_the_day_that_was_told_tells_nothing_anew(
    agency: AgencyAtWork, today: str
) -> None:
    order, made = await scheduled(agency, today)
    undated, _ = await owed(agency)
    await agency.orders(made.estimated_payment_on.isoformat())
    assert await agency.said(TransactionScheduled) == []
    for person_id in (order.contractor_id, undated.contractor_id):
        first = await agency.get("/my/transactions/summary", agency.own(person_id))
        assert first["next_payment"]["on"] == made.estimated_payment_on.isoformat()
        assert first["next_payment"]["moved"] is None


@pytest.mark.requirement("B17")
async def test_what_came_back_before_that_was_kept_is_known_by_its_runs_and_its_history(
    agency: AgencyAtWork, pay_day: str, today: str, database: TestDatabase
) -> None:
    order, transaction = await owed(agency)
    paid, _ = await owed(agency)
    run = await agency.orders(pay_day)
    mine = next(one for one in run["payments"] if one["contractor_id"] == str(order.contractor_id))
    refused = [{"payment_id": mine["payment_id"], "reason_code": "AC04"}]
    await agency.post(f"/pay-runs/{run['pay_run_id']}/confirmation", {"refused": refused})
    told = await returned_to(agency, order.contractor_id)
    assert len(told) == 1
    superuser = await asyncpg.connect(database.superuser_url, timeout=20)
    try:
        await superuser.execute("UPDATE payments SET returned_on = NULL")
        await superuser.execute(
            """
            UPDATE transactions SET returned_payment_id = NULL, returned_from = NULL,
                state = 'scheduled', scheduled_on = $2::date - 1
            WHERE transaction_id = $1
            """,
            UUID(transaction),
            date.fromisoformat(today),
        )
    finally:
        await superuser.close()
    assert await returned_to(agency, order.contractor_id) == []
    text = (resources.files("payments") / "migrations" / "0034_returned_payments.sql").read_text()
    migrator = await asyncpg.connect(database.migrator_url, timeout=20)
    try:
        await migrator.execute("--" + text.partition("-- Of what came back before this.")[2])
    finally:
        await migrator.close()
    assert await returned_to(agency, order.contractor_id) == told
    assert await returned_to(agency, paid.contractor_id) == []
    shown = await agency.get(f"/transactions/{transaction}", agency.own(order.contractor_id))
    assert (shown["state"], shown["estimated_payment_on"]) == ("processing", None)
