"""Dates of payment and due dates are on banking days, and say what moved them."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.access import Permission
from contracts.date_moves import MoveReason
from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued, TransactionCreated, TransactionScheduled
from contracts.events.timesheets import PayTerms
from payments.banking_days.calendars import calendar_of
from payments.banking_days.names import WEEKEND
from payments.periods import month_of

from ..builders import an_agency, an_entry
from ..conftest import AgencyAtWork

SATURDAY = 6
ONTARIO = calendar_of("CA", "ON")


def next_saturday(after: date) -> date:
    """A Saturday that comes after a day, and that is no holiday."""
    days = (after + timedelta(days=ahead) for ahead in range(1, 30))
    return next(
        day for day in days if day.isoweekday() == SATURDAY and _because(day) is MoveReason.WEEKEND
    )


def _because(day: date) -> MoveReason | None:
    closed = ONTARIO.closed(day)
    return closed and closed.because


async def is_told(agency: AgencyAtWork, **changes: Any) -> None:
    """The agency changes in identity."""
    said = an_agency(agency.agency_id, country=agency.country, currency=agency.currency)
    await agency.hears(said.model_copy(update={"agency": said.agency.model_copy(update=changes)}))


@pytest.mark.requirement("B22")
@pytest.mark.parametrize("holiday", [True, False])
async def test_a_scheduled_payment_moves_to_a_banking_day_and_every_page_says_the_same(
    agency: AgencyAtWork, today: str, holiday: bool
) -> None:
    now = date.fromisoformat(today)
    last = max(month_of(now).end, now + timedelta(days=1))
    planned = next_saturday(last)
    if holiday:
        christmas = date(last.year, 12, 25)
        planned = christmas if christmas > last else christmas.replace(year=last.year + 1)
    await is_told(agency, payment_delay_days=(planned - month_of(now).end).days)
    order = await agency.work_order(PayTerms.SCHEDULED)
    made = (await agency.approves(order, an_entry(work_on=now))).transaction

    on, moved = ONTARIO.planned(planned)
    assert made.estimated_payment_on == on > planned
    assert moved is not None
    assert (moved.names.get("en") == "Christmas Day") is holiday
    said = moved.model_dump(mode="json")
    me = agency.own(order.contractor_id)
    shown = await agency.get(f"/transactions/{made.transaction_id}", me)
    assert (shown["estimated_payment_on"], shown["moved"]) == (on.isoformat(), said)
    first = (await agency.get("/my/transactions/summary", me))["next_payment"]
    assert (first["on"], first["moved"]) == (on.isoformat(), said)
    (trail,) = (await agency.get("/my/trail", me))["items"]
    assert (trail["expected_on"], trail["waits"][0]["moved"]) == (on.isoformat(), said)
    assert (trail["stages"][4]["expected_on"], trail["stages"][4]["moved"]) == (
        on.isoformat(),
        said,
    )
    # Of two on one day of which one was not moved there, the day alone is said.
    await is_told(agency, payment_delay_days=(on - month_of(now).end).days)
    await agency.approves(order, an_entry(work_on=now))
    first = (await agency.get("/my/transactions/summary", me))["next_payment"]
    assert (first["on"], first["count"], first["moved"]) == (on.isoformat(), 2, None)


async def test_a_date_from_before_banking_days_is_shown_as_it_was(
    agency: AgencyAtWork, today: str
) -> None:
    saturday = next_saturday(date.fromisoformat(today))
    order = await agency.work_order(PayTerms.SCHEDULED)
    made = (await agency.approves(order, an_entry())).transaction
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            "UPDATE transactions SET scheduled_on = $1, scheduled_moved = NULL", saturday
        )
    shown = await agency.get(
        f"/transactions/{made.transaction_id}", agency.own(order.contractor_id)
    )
    assert (shown["estimated_payment_on"], shown["moved"]) == (saturday.isoformat(), None)


@pytest.mark.requirement("B22")
async def test_what_is_released_after_its_day_is_paid_on_the_next_banking_day(
    agency: AgencyAtWork, today: str
) -> None:
    order = await agency.work_order(PayTerms.SCHEDULED)
    made = (await agency.approves(order, an_entry())).transaction
    path = f"/transactions/{made.transaction_id}"
    await agency.post(f"{path}/hold", {"reason": "check"})
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute("UPDATE transactions SET scheduled_on = $1", date(2026, 1, 2))
    released = await agency.post(f"{path}/release", {})
    on, moved = ONTARIO.planned(date.fromisoformat(today) + timedelta(days=1))
    assert released["estimated_payment_on"] == on.isoformat()
    assert released["moved"] == (moved and moved.model_dump(mode="json"))
    (event,) = await agency.said(TransactionScheduled)
    assert event.estimated_payment_on == on


@pytest.mark.requirement("B22")
async def test_a_due_date_moves_to_a_banking_day_on_event_and_page(
    agency: AgencyAtWork, today: str
) -> None:
    saturday = next_saturday(date.fromisoformat(today))
    preferences = InvoicePreferences(
        cadence=InvoiceCadence.IMMEDIATE, due_days=(saturday - date.fromisoformat(today)).days
    )
    order = await agency.work_order(PayTerms.PAY_WHEN_PAID, preferences=preferences)
    await agency.approves(order, an_entry())
    (issued,) = await agency.said(InvoiceIssued)
    assert issued.due_on == ONTARIO.next_from(saturday) > saturday
    assert issued.due_moved == ONTARIO.closed(saturday)
    shown = await agency.get(f"/invoices/{issued.invoice_id}", agency.contact(order.company_id))
    assert (shown["due_on"], shown["due_moved"]) == (
        issued.due_on.isoformat(),
        {"planned_on": saturday.isoformat(), "because": "weekend", "names": dict(WEEKEND)},
    )
    (trail,) = (await agency.get("/my/trail", agency.own(order.contractor_id)))["items"]
    assert trail["expected_on"] == issued.due_on.isoformat()


@pytest.mark.requirement("B22")
async def test_a_pay_run_is_for_a_banking_day_and_is_told_the_next_one(
    agency: AgencyAtWork, today: str
) -> None:
    await agency.approves(await agency.work_order(), an_entry())
    saturday = next_saturday(date.fromisoformat(today))
    monday = ONTARIO.next_from(saturday).isoformat()
    body: dict[str, Any] = {"pay_on": saturday.isoformat()}
    for path, more in (("/preview", {}), ("", {"expected_totals": [_cad(1)]})):
        refused = await agency.post(f"/pay-runs{path}", body | more, status=422)
        assert (refused["code"], refused["next_banking_day"]) == ("bank_closed", monday)
        assert refused["errors"][0]["field"] == "pay_on"
        assert monday in refused["errors"][0]["reason"]
    assert len((await agency.post("/pay-runs/preview", {"pay_on": monday}))["payments"]) == 1


def _cad(amount_minor: int) -> dict[str, object]:
    return {"amount_minor": amount_minor, "currency": "CAD"}


@pytest.mark.requirement("B22")
async def test_past_the_cut_off_time_no_run_is_for_today_and_none_is_exported(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await agency.approves(await agency.work_order(), an_entry())
    run = await agency.proposes(pay_day)
    before = await agency.get("/settings/banking-days", agency.staff())
    assert (before["cut_off"], before["changed_at"]) == (None, None)
    assert before["first_possible_on"] == pay_day
    set_to = await agency.client.put(
        "/settings/banking-days", json={"cut_off": "00:00"}, headers=agency.staff()
    )
    after = set_to.json()
    assert (after["cut_off"], after["changed_by_name"]) == ("00:00", "Ada Staff")
    assert after == await agency.get("/settings/banking-days", agency.staff())
    possible = after["first_possible_on"]
    if possible == pay_day:
        return  # today is no banking day: its cut-off time is none of the run's
    refused = await agency.post("/pay-runs/preview", {"pay_on": pay_day}, status=422)
    assert (refused["code"], refused["next_banking_day"]) == ("cut_off_passed", possible)
    path = f"/pay-runs/{run['pay_run_id']}"
    seen = {"fingerprint": run["fingerprint"]}
    await agency.post(f"{path}/approval", seen, agency.other_staff())
    late = await agency.post(f"{path}/export", {}, status=422)
    assert late["code"] == "cut_off_passed"
    await agency.post(f"{path}/cancel", {})
    assert (await agency.orders(possible))["state"] == "exported"


async def test_settings_are_rows_and_only_who_manages_settings_adds_one(
    agency: AgencyAtWork,
) -> None:
    path = "/settings/banking-days"
    for cut_off in ("14:00", "15:30", None):
        answer = await agency.client.put(path, json={"cut_off": cut_off}, headers=agency.staff())
        assert (answer.status_code, answer.json()["cut_off"]) == (200, cut_off)
    rows = await agency.rows("SELECT cut_off FROM banking_day_settings ORDER BY changed_at")
    assert len(rows) == 3
    for bad in ("24:00", "2pm", "14:00:30", 14, ""):
        answer = await agency.client.put(path, json={"cut_off": bad}, headers=agency.staff())
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "cut_off"
    runner = agency.staff([Permission.PAY_RUNS_RUN])
    assert (await agency.get(path, runner))["calendar"] == "country"
    refused = await agency.client.put(path, json={"cut_off": "14:00"}, headers=runner)
    assert refused.status_code == 403
    await agency.get(path, agency.staff([Permission.TRANSACTIONS_VIEW]), status=403)


async def test_the_calendar_is_of_the_agencys_country_and_province(agency: AgencyAtWork) -> None:
    async def shown() -> tuple[str, set[str]]:
        found = await agency.get("/settings/banking-days", agency.staff())
        return found["calendar"], {one["names"]["fr"] for one in found["holidays"]}

    calendar, names = await shown()
    assert calendar == "country"
    assert "jour de la Famille" in names
    said = an_agency(agency.agency_id)
    for country, region, source, own in (
        ("CA", "QC", "country", "fête nationale du Québec"),
        ("NO", "", "country", "Jeudi saint"),
        ("FR", "", "target", "lundi de Pâques"),
    ):
        address = said.agency.address.model_copy(update={"country": country, "region": region})
        await is_told(agency, address=address)
        calendar, names = await shown()
        assert calendar == source
        assert own in names
    address = said.agency.address.model_copy(update={"country": "ZZ", "region": ""})
    await is_told(agency, address=address)
    assert await shown() == ("weekends", set())
    order = await agency.work_order(PayTerms.SCHEDULED)
    await agency.approves(order, an_entry())
    assert len(await agency.said(TransactionCreated)) == 1
