"""Reminders in the agency's stages: the right one, once, none while they are paused (A5, B21)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import (
    InvoiceIssued,
    InvoiceOverdue,
    InvoiceRemindersPaused,
    ReminderName,
)
from payments import daily

from ..builders import an_entry
from ..conftest import AgencyAtWork

pytestmark = [pytest.mark.requirement("A5"), pytest.mark.requirement("B21")]

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
FIRST, SECOND, FINAL = ReminderName.FIRST, ReminderName.SECOND, ReminderName.FINAL


class Case:
    """An invoice, and the daily run on days past its due date."""

    def __init__(self, agency: AgencyAtWork, issued: InvoiceIssued) -> None:
        self.agency, self.issued = agency, issued
        self.path = f"/invoices/{issued.invoice_id}"

    async def runs(self, days: Iterable[int]) -> list[tuple[int, ReminderName | None]]:
        """Which reminder was said on which of these days; None: that it is overdue alone."""
        said: list[tuple[int, ReminderName | None]] = []
        for day in days:
            before = len(await self.agency.said(InvoiceOverdue))
            await daily.run(self.agency.runtime, self.at(day))
            now = (await self.agency.said(InvoiceOverdue))[before:]
            said += [(day, one.reminder) for one in now]
        return said

    def at(self, day: int, clock: str = "12:00") -> datetime:
        on = self.issued.due_on + timedelta(days=day)
        local = datetime.fromisoformat(f"{on}T{clock}").replace(tzinfo=ZoneInfo("America/Toronto"))
        return local.astimezone(UTC)

    async def details(self, who: dict[str, str] | None = None) -> Any:
        return await self.agency.get(self.path, who or self.agency.staff())

    async def pause(self, until_on: date, status: int | None = None, **more: Any) -> Any:
        body = {"until_on": until_on.isoformat(), "reason": "They pay on Friday"}
        path = f"{self.path}/reminders/pause"
        return await self.agency.post(path, body, more.get("who"), status=status)

    async def pays(self, minor: int) -> None:
        body = {"amount_minor": minor, "currency": "CAD"}
        day = self.issued.issued_on.isoformat()
        await self.agency.post(f"{self.path}/receipts", {**body, "received_on": day})


@pytest.fixture
async def case(agency: AgencyAtWork) -> Case:
    order = await agency.work_order(preferences=AT_ONCE)
    await agency.approves(order, an_entry("8"))
    (issued,) = await agency.said(InvoiceIssued)
    return Case(agency, issued)


async def set_stages(agency: AgencyAtWork, stages: object, status: int = 200, **who: Any) -> Any:
    answer = await agency.client.put(
        "/settings/reminders",
        json={"stages": stages},
        headers={**(who.get("who") or agency.staff()), "Idempotency-Key": str(new_id())},
    )
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_each_stage_is_said_once_on_its_day(case: Case) -> None:
    assert await case.runs(range(-2, 31)) == [(1, FIRST), (14, SECOND), (28, FINAL)]
    shown = await case.details()
    assert [(one["name"], one["days_overdue"]) for one in shown["reminders"]] == [
        ("first", 1),
        ("second", 14),
        ("final", 28),
    ]
    assert {one["amount"]["amount_minor"] for one in shown["reminders"]} == {
        case.issued.total.amount_minor
    }
    (listed,) = (await case.agency.get("/invoices", case.agency.staff()))["items"]
    assert listed["last_reminder"] == "final"
    assert listed["last_reminded_at"] == shown["reminders"][-1]["reminded_at"]


async def test_after_an_outage_of_weeks_one_reminder_goes_out_the_one_that_is_right(
    case: Case,
) -> None:
    assert await case.runs([-10, 20, 21]) == [(20, SECOND)]
    assert await case.runs([40, 41]) == [(40, FINAL)]
    names = [one["name"] for one in (await case.details())["reminders"]]
    assert names == ["second", "final"]


async def test_a_reminder_tells_what_is_left_and_none_is_said_once_all_came_in(case: Case) -> None:
    total = case.issued.total.amount_minor
    await case.runs([1])
    await case.pays(total - 1_00)
    await case.runs([14])
    _, second = await case.agency.said(InvoiceOverdue)
    assert (second.open_amount.amount_minor, second.reminder) == (1_00, SECOND)
    await case.pays(1_00)
    assert await case.runs([28, 60]) == []


async def test_an_invoice_is_overdue_from_midnight_of_the_agency(case: Case) -> None:
    await daily.run(case.agency.runtime, case.at(0, "23:59"))
    assert await case.agency.said(InvoiceOverdue) == []
    await daily.run(case.agency.runtime, case.at(1, "00:01"))
    (late,) = await case.agency.said(InvoiceOverdue)
    assert late.reminder is FIRST


async def test_an_agency_sets_its_stages_and_who_did_is_kept(case: Case) -> None:
    agency = case.agency
    unset = await agency.get("/settings/reminders", agency.staff())
    assert [(one["days"], one["name"]) for one in unset["stages"]] == [
        (1, "first"),
        (14, "second"),
        (28, "final"),
    ]
    assert unset["changed_by"] is None
    await set_stages(agency, [5, 10])
    await set_stages(agency, [3])
    found = await agency.get("/settings/reminders", agency.staff())
    assert [one["days"] for one in found["stages"]] == [3]
    assert (found["changed_by"], found["changed_by_name"]) == (str(agency.staff_id), "Ada Staff")
    assert len(await agency.rows("SELECT FROM reminder_rules")) == 2
    assert await case.runs(range(15)) == [(1, None), (3, FIRST)]


@pytest.mark.requirement("X8")
async def test_stages_that_make_no_sense_are_refused_by_name(agency: AgencyAtWork) -> None:
    for wrong in ([14, 1], [1, 1], [0], [366], [1, 2, 3, 4, 5, 6], ["1"], None):
        refused = await set_stages(agency, wrong, status=422)
        assert refused["errors"][0]["field"].startswith("stages"), wrong
    assert await agency.rows("SELECT FROM reminder_rules") == []
    blind = agency.staff([Permission.INVOICES_MANAGE])
    await set_stages(agency, [1], status=403, who=blind)
    await agency.get("/settings/reminders", agency.staff([Permission.WORK_VIEW]), status=403)


async def test_a_paused_invoice_is_overdue_and_nobody_is_reminded_until_the_day(
    case: Case,
) -> None:
    until = case.issued.due_on + timedelta(days=20)
    paused = await case.pause(until)
    assert (paused["until_on"], paused["paused_by_name"]) == (until.isoformat(), "Ada Staff")
    (said,) = await case.agency.said(InvoiceRemindersPaused)
    assert (said.invoice_id, said.until_on) == (case.issued.invoice_id, until)
    assert (await case.details())["reminders_paused"] == paused
    contact = case.agency.contact(case.issued.company_id)
    assert (await case.details(contact))["reminders_paused"] is None
    assert await case.runs([-2, 1, 14, 19]) == [(1, None)]
    assert await case.runs([20, 28]) == [(20, SECOND), (28, FINAL)]


async def test_a_pause_until_today_ends_the_one_before(case: Case, today: str) -> None:
    await case.pause(case.issued.due_on + timedelta(days=20))
    await case.pause(date.fromisoformat(today))
    assert (await case.details())["reminders_paused"] is None
    assert await case.runs([1]) == [(1, FIRST)]


@pytest.mark.requirement("X8")
async def test_a_pause_is_refused_where_it_makes_no_sense(case: Case, today: str) -> None:
    day = date.fromisoformat(today)
    for wrong in (day - timedelta(days=1), day + timedelta(days=400)):
        refused = await case.pause(wrong, status=422)
        assert refused["errors"][0]["field"] == "until_on"
    await case.pause(day, status=403, who=case.agency.contact(case.issued.company_id))
    await case.pays(case.issued.total.amount_minor)
    refused = await case.pause(day, status=409)
    assert refused["code"] == "nothing_to_remind"
    assert await case.agency.said(InvoiceRemindersPaused) == []
