"""A correction of what the bank is not ordered to pay yet is paid with it, and never without."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.events.identity import ContractorKind
from contracts.events.timesheets import Entry, PayTerms, WorkOrder

from ..builders import an_entry
from ..conftest import AgencyAtWork

AN_HOUR = 45_20
"""Minor units with 13 % of tax."""


@dataclass
class Work:
    """A transaction of two entries, of 5 and of 3 hours."""

    agency: AgencyAtWork
    order: WorkOrder
    entries: Sequence[Entry]
    transaction_id: str

    async def reopen(self, which: int = 1) -> str:
        """Take back one of its entries, by a transaction of the opposite."""
        body = {"entry_ids": [str(self.entries[which].entry_id)], "reason": "wrong project"}
        (reopened,) = (await self.agency.post("/work/reopen", body))["transactions"]
        back: str = reopened["corrected_by"]
        return back

    async def corrects(self, hours: str, which: int = 1) -> str:
        """Approve a newer version of one of its entries."""
        newer = an_entry(hours, entry_id=self.entries[which].entry_id, version=2)
        made = await self.agency.approves(self.order, newer)
        return str(made.transaction.transaction_id)

    async def state(self, transaction_id: str = "") -> str:
        path = f"/transactions/{transaction_id or self.transaction_id}"
        found: str = (await self.agency.get(path, self.agency.staff()))["state"]
        return found

    async def run(self, run: Any) -> Any:
        return await self.agency.get(f"/pay-runs/{run['pay_run_id']}", self.agency.staff())

    async def export(self, run: Any, status: int | None = None) -> Any:
        path = f"/pay-runs/{run['pay_run_id']}/export"
        answered = await self.agency.post(path, {}, status=status)
        return answered if status else await self.run(run)

    async def approve(self, run: Any) -> Any:
        path = f"/pay-runs/{run['pay_run_id']}/approval"
        seen = {"fingerprint": run["fingerprint"]}
        return await self.agency.post(path, seen, self.agency.other_staff())

    async def left_out(self, pay_day: str) -> dict[str, str]:
        preview = await self.agency.post("/pay-runs/preview", {"pay_on": pay_day})
        return {one["transaction_id"]: one["reason"] for one in preview["left_out"]}


async def some_work(agency: AgencyAtWork, terms: PayTerms = PayTerms.IMMEDIATE) -> Work:
    order = await agency.work_order(terms, kind=ContractorKind.INCORPORATED)
    entries = an_entry("5"), an_entry("3")
    made = await agency.approves(order, *entries)
    return Work(agency, order, entries, str(made.transaction.transaction_id))


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(("how", "hours"), [("reopen", 5), ("corrects", 6)])
async def test_what_corrects_a_run_joins_it_and_the_approval_is_void(
    agency: AgencyAtWork, pay_day: str, how: str, hours: int
) -> None:
    work = await some_work(agency)
    run = await agency.proposes(pay_day)
    await work.approve(run)
    back = await (work.reopen() if how == "reopen" else work.corrects("1"))
    refused = await work.export(run, status=409)
    assert (refused["code"], refused["changes"]) == ("pay_run_changed", ["correction_joined"])
    now = await work.run(run)
    assert now["state"] == "proposed"
    assert [(one["what"], one["transaction_id"]) for one in now["changes"]] == [
        ("correction_joined", back)
    ]
    assert [one["amount_minor"] for one in now["totals"]] == [hours * AN_HOUR]
    approved = await work.approve(now)
    assert (approved["state"], approved["changes"]) == ("approved", [])
    ordered = await work.export(now)
    assert [one["amount"]["amount_minor"] for one in ordered["payments"]] == [hours * AN_HOUR]
    balances = await agency.balances()
    assert balances.get(f"contractor_payable:{work.order.contractor_id}", 0) == 0


async def test_more_is_for_the_next_run_and_the_approved_one_stays(
    agency: AgencyAtWork, pay_day: str
) -> None:
    work = await some_work(agency)
    run = await agency.proposes(pay_day)
    await work.approve(run)
    await work.corrects("4")
    ordered = await work.export(run)
    assert [one["amount"]["amount_minor"] for one in ordered["payments"]] == [8 * AN_HOUR]
    assert (await agency.proposes(pay_day))["totals"][0]["amount_minor"] == AN_HOUR


async def test_a_correction_of_a_correction_is_in_the_same_run(
    agency: AgencyAtWork, pay_day: str
) -> None:
    work = await some_work(agency)
    run = await agency.proposes(pay_day)
    await work.corrects("2")
    await work.reopen(0)
    newer = an_entry("1", entry_id=work.entries[1].entry_id, version=3)
    await agency.approves(work.order, newer)
    now = await work.run(run)
    assert [one["amount_minor"] for one in now["totals"]] == [AN_HOUR]
    await work.approve(now)
    ordered = await work.export(now)
    assert [one["amount"]["amount_minor"] for one in ordered["payments"]] == [AN_HOUR]


@pytest.mark.parametrize("first", ["hold", "correction"])
async def test_what_is_on_hold_keeps_its_correction_with_it(
    agency: AgencyAtWork, pay_day: str, first: str
) -> None:
    work = await some_work(agency)
    other = await some_work(agency)
    hold = f"/transactions/{work.transaction_id}/hold"
    if first == "hold":
        await agency.post(hold, {"reason": "check"})
    back = await work.reopen()
    if first == "correction":
        run = await agency.proposes(pay_day)
        assert run["totals"][0]["amount_minor"] == 13 * AN_HOUR
        await agency.post(hold, {"reason": "check"})
        assert (await work.run(run))["totals"][0]["amount_minor"] == 8 * AN_HOUR
        await agency.post(f"/pay-runs/{run['pay_run_id']}/cancel", {})
    assert (await work.state(), await work.state(back)) == ("on_hold", "on_hold")
    reasons = {work.transaction_id: "on_hold", back: "on_hold"}
    assert await work.left_out(pay_day) == reasons
    await agency.post(f"/transactions/{work.transaction_id}/release", {})
    assert (await work.state(), await work.state(back)) == ("processing", "processing")
    assert (await agency.proposes(pay_day))["totals"][0]["amount_minor"] == 13 * AN_HOUR
    assert await other.state() == "processing"


async def test_what_waits_for_the_client_is_freed_with_its_correction(
    agency: AgencyAtWork, pay_day: str, today: str
) -> None:
    work = await some_work(agency, PayTerms.PAY_WHEN_PAID)
    back = await work.reopen()
    waits = "pending_client_payment"
    assert (await work.state(), await work.state(back)) == (waits, waits)
    await agency.post("/invoice-runs", {"up_to": today})
    ((invoice_id, minor),) = await agency.rows("SELECT invoice_id, total_minor FROM invoices")
    body = {"amount_minor": minor, "currency": "CAD", "received_on": today}
    await agency.post(f"/invoices/{invoice_id}/receipts", body)
    assert (await work.state(), await work.state(back)) == ("processing", "processing")
    assert (await agency.proposes(pay_day))["totals"][0]["amount_minor"] == 5 * AN_HOUR


async def test_what_came_back_from_the_bank_is_corrected_as_what_was_never_ordered(
    agency: AgencyAtWork, pay_day: str
) -> None:
    work = await some_work(agency)
    ordered = await agency.orders(pay_day)
    (payment,) = ordered["payments"]
    refused = {"payment_id": payment["payment_id"], "reason_code": "AC04"}
    path = f"/pay-runs/{ordered['pay_run_id']}/confirmation"
    await agency.post(path, {"taken": [], "refused": [refused]})
    back = await work.reopen()
    assert await work.state(back) == "processing"
    assert (await agency.proposes(pay_day))["totals"][0]["amount_minor"] == 5 * AN_HOUR


async def test_what_is_corrected_at_the_bank_and_comes_back_is_not_paid_without_its_correction(
    agency: AgencyAtWork, pay_day: str
) -> None:
    work = await some_work(agency)
    ordered = await agency.orders(pay_day)
    back = await work.reopen()
    assert await work.state(back) == "pending_release"
    refused = {"payment_id": ordered["payments"][0]["payment_id"], "reason_code": "AC04"}
    path = f"/pay-runs/{ordered['pay_run_id']}/confirmation"
    await agency.post(path, {"taken": [], "refused": [refused]})
    assert await work.left_out(pay_day) == {
        work.transaction_id: "correction_not_in_run",
        back: "pending_release",
    }
    await agency.post(f"/transactions/{back}/release", {})
    assert (await agency.proposes(pay_day))["totals"][0]["amount_minor"] == 5 * AN_HOUR


async def test_what_is_taken_back_whole_entry_by_entry_leaves_nothing_to_pay(
    agency: AgencyAtWork, pay_day: str
) -> None:
    work = await some_work(agency)
    run = await agency.proposes(pay_day)
    await work.approve(run)
    await work.reopen(0)
    await work.reopen(1)
    now = await work.run(run)
    assert (now["state"], now["payments"]) == ("proposed", [])
    assert (await work.export(run, status=409))["code"] == "pay_run_changed"


async def test_a_correction_of_what_two_runs_have_is_in_neither_and_neither_pays_it(
    agency: AgencyAtWork, pay_day: str
) -> None:
    work = await some_work(agency)
    first = await agency.proposes(pay_day)
    more = an_entry("4")
    await agency.approves(work.order, more)
    second = await agency.proposes(pay_day)
    lower = [an_entry("1", entry_id=one.entry_id, version=2) for one in (work.entries[0], more)]
    await agency.approves(work.order, *lower)
    for run in (first, second):
        assert (await work.run(run))["payments"] == []
        await agency.post(f"/pay-runs/{run['pay_run_id']}/cancel", {})
    assert (await agency.proposes(pay_day))["totals"][0]["amount_minor"] == 5 * AN_HOUR


async def test_an_export_and_a_correction_at_the_same_moment_are_one_after_the_other(
    agency: AgencyAtWork, pay_day: str
) -> None:
    outcomes: set[str] = set()
    for turn in range(6):
        work = await some_work(agency)
        run = await agency.proposes(pay_day)
        await work.approve(run)
        path = f"/pay-runs/{run['pay_run_id']}/export"
        headers = {**agency.staff(), "Idempotency-Key": str(new_id())}

        async def later(wait: int, what: Any) -> Any:
            await asyncio.sleep(wait * 0.002)
            return await what

        answer, back = await asyncio.gather(
            later(turn % 3, agency.client.post(path, json={}, headers=headers)),
            later((turn + 1) % 3, work.reopen()),
        )
        state = await work.state(back)
        outcomes.add(state)
        if answer.status_code == 200:
            assert state == "pending_release"
        else:
            assert (answer.status_code, state) == (409, "processing")
            now = await work.run(run)
            assert now["totals"][0]["amount_minor"] == 5 * AN_HOUR
            await work.approve(now)
            await work.export(now)
    assert outcomes
