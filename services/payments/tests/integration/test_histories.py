"""Any history of approving, correcting, undoing, billing and paying: everything once, to the øre.

The oracle knows nothing of how payments does it: what is approved is paid once and billed once, the
rest not at all, and the ledger says the same. Between the steps the process crashes, before or
after a commit, and what asked it asks again. `HISTORIES=10000 ./portico test` of this file is the
long run, and says how far it is; a history that fails is printed with its seed.
"""

import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, cast

import httpx2
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from chassis.runtime import Runtime
from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import TransactionReversed
from contracts.events.timesheets import PayTerms
from contracts.ids import EntryId
from payments.daily import check_ledger
from payments.trail.check import check_trail

from ..builders import an_entry
from ..conftest import AgencyAtWork
from ..crashes import Crashes, Moment
from ..drafts import Drafts
from ..timesheets import AgainAfterCrashes, Timesheets, again

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
MONTHLY = InvoicePreferences(cadence=InvoiceCadence.MONTHLY)
WORKED_ON = date(2026, 2, 10)
LAST_DAY = "2026-02-28"
PAY, BILL = 40_00, 60_00
"""Minor units an hour; quantities are quarters of an hour, so that no rounding helps."""

REFUSALS = {"already_reversed", "corrected_later", "only_takes_back"}


class History:
    """Commands by number, and after each of them the oracle."""

    def __init__(self, sheets: Timesheets, today: date) -> None:
        self.sheets, self.agency, self.today = sheets, sheets.agency, today.isoformat()
        self.drafts = Drafts(sheets.agency, sheets.order.company_id)

    async def approve(self, pick: int) -> None:
        await self.sheets.approves([an_entry(f"{1 + pick % 8}.25", work_on=WORKED_ON)])

    async def approve_two(self, pick: int) -> None:
        entries = [an_entry(f"{1 + more + pick % 4}.5", work_on=WORKED_ON) for more in (0, 1)]
        await self.sheets.approves(entries)

    async def correct(self, pick: int) -> None:
        entries = list(self.sheets.approved.values())
        if entries:
            await self.sheets.approves([again(entries[pick % len(entries)], f"{pick}.75")])

    async def approve_again(self, pick: int) -> None:
        entries = list(self.sheets.returned.values())
        if entries:
            entry = entries[pick % len(entries)]
            await self.sheets.approves([again(entry, "3.5") if pick % 2 == 1 else entry])

    async def say_anew(self, pick: int) -> None:
        if self.sheets.said:
            await self.sheets.say(self.sheets.said[pick % len(self.sheets.said)])

    async def reverse(self, pick: int) -> None:
        found = await self._transactions()
        if not found:
            return
        chosen = found[pick % len(found)]
        path = f"/transactions/{chosen['transaction_id']}/reverse"
        answer = await self._post(path, {"reason": "wrong project"})
        if chosen["is_plain"]:
            assert answer.status_code == 200, answer.text
        elif answer.status_code != 200:
            assert answer.json()["code"] in REFUSALS, answer.text
        await self._hear_of_reversals()

    async def reopen(self, pick: int) -> None:
        """Some of the work, in whatever transactions it stands."""
        entries = list(self.sheets.approved)[pick % 3 :][:2]
        if entries:
            body = {"entry_ids": [str(one) for one in entries], "reason": "wrong project"}
            await self.agency.post("/work/reopen", body)
        await self._hear_of_reversals()

    async def hold(self, pick: int) -> None:
        await self._try("hold", {"reason": "check"}, pick)

    async def release(self, pick: int) -> None:
        await self._try("release", {}, pick)

    async def release_all(self, _pick: int) -> None:
        """What takes back what was paid is let go, to be set off."""
        rows = await self.agency.rows(
            "SELECT transaction_id FROM transactions WHERE state = 'pending_release'"
        )
        for row in rows:
            answer = await self._post(f"/transactions/{row['transaction_id']}/release", {})
            # It may have been let go with what it corrects, or what corrects it.
            assert answer.status_code == 200 or answer.json()["code"] == "nothing_to_release"

    async def pay_too_much(self, pick: int) -> None:
        """What is paid is taken back, and other work is paid: rarely so by chance."""
        await self.pay(pick)
        await self.reopen(pick)
        await self.release_all(pick)
        await self.approve(pick)
        await self.pay(pick)

    async def invoice(self, _pick: int) -> None:
        await self.agency.post("/invoice-runs", {"up_to": LAST_DAY})

    async def look_first(self, pick: int) -> None:
        """From here on the company's invoices wait to be looked at, or no longer do."""
        await self.drafts.come_first(first=pick > 1)

    async def issue_draft(self, pick: int) -> None:
        """Somebody looks at a draft, writes on it perhaps, and issues what was seen."""
        for listed in await self.drafts.all():
            path = f"/invoices/drafts/{listed['draft_id']}"
            if pick % 2:
                body = {"note": f"{pick}", "buyer_reference": "", "order": "day"}
                await self.agency.client.put(
                    path, json={**body, "version": listed["version"]}, headers=self.agency.staff()
                )
            seen = await self.drafts.seen(listed["draft_id"])
            assert seen["note"] == (f"{pick}" if pick % 2 else seen["note"])
            body = {"version": seen["version"], "fingerprint": seen["fingerprint"]}
            answer = await self._post(f"{path}/issue", body)
            assert answer.status_code == (201 if seen["can_be_issued"] else 409), answer.text

    async def receive(self, pick: int) -> None:
        rows = await self.agency.rows(
            """SELECT invoice_id, total_minor - received_minor - credited_minor AS open_minor
               FROM invoices WHERE paid_on IS NULL OR written_off_minor > 0 ORDER BY number"""
        )
        if rows:
            row = rows[pick % len(rows)]
            amount = {0: -(-row["open_minor"] // 2), 1: row["open_minor"] + 1_23}
            body = {
                "amount_minor": amount.get(pick, row["open_minor"]),
                "currency": "CAD",
                "received_on": self.today,
                "keep_excess": True,
            }
            await self.agency.post(f"/invoices/{row['invoice_id']}/receipts", body)

    async def write_off(self, pick: int) -> None:
        rows = await self.agency.rows("SELECT invoice_id, paid_on FROM invoices ORDER BY number")
        if rows:
            row = rows[pick % len(rows)]
            path = f"/invoices/{row['invoice_id']}/write-off"
            answer = await self._post(path, {"reason": "bankrupt"})
            assert answer.status_code == (201 if row["paid_on"] is None else 409), answer.text

    async def pay(self, _pick: int) -> None:
        if await self._has_payees():
            async with self._never_more_than_it_comes_to():
                await self.agency.pay(self.today)

    async def order(self, _pick: int) -> None:
        """At the bank, which has not answered."""
        if await self._has_payees():
            async with self._never_more_than_it_comes_to():
                await self.agency.orders(self.today)

    async def approve_run(self, _pick: int) -> None:
        """A run that a colleague approves, and that is not exported yet."""
        if await self._has_payees():
            proposed = await self.agency.proposes(self.today)
            await self._approve(proposed)

    async def correct_in_a_run(self, pick: int) -> None:
        """What a run has that somebody approved is corrected, or taken back in part."""
        await self.approve_two(pick)
        await self.approve_run(pick)
        await (self.correct(pick) if pick % 2 else self.reopen(pick))

    async def export(self, pick: int) -> None:
        """Runs go to the bank as they were approved, or are approved again as they are now."""
        rows = await self.agency.rows(
            "SELECT pay_run_id FROM pay_runs WHERE state = 'approved' ORDER BY number"
        )
        for row in rows:
            path = f"/pay-runs/{row['pay_run_id']}"
            shown = await self.agency.get(path, self.agency.staff())
            if shown["state"] == "proposed" and shown["payments"] and pick % 3:
                await self._approve(shown)
            async with self._never_more_than_it_comes_to():
                answer = await self._post(f"{path}/export", {})
            if answer.status_code == 409:
                assert answer.json()["code"] == "pay_run_changed", answer.text
                await self.agency.post(f"{path}/cancel", {})

    async def _approve(self, shown: Any) -> None:
        path = f"/pay-runs/{shown['pay_run_id']}/approval"
        body = {"fingerprint": shown["fingerprint"]}
        await self.agency.post(path, body, self.agency.other_staff())

    async def _post(self, path: str, body: object) -> httpx2.Response:
        headers = {**self.agency.staff(), "Idempotency-Key": str(new_id())}
        return await self.agency.client.post(path, json=body, headers=headers)

    @asynccontextmanager
    async def _never_more_than_it_comes_to(self) -> AsyncGenerator[None]:
        """What goes to the bank brings no entry past what it comes to, neither up nor down."""
        before = await self._ordered()
        yield
        after = await self._ordered()
        for entry_id in after:
            entry = self.sheets.approved.get(entry_id)
            target = entry.quantity * PAY if entry else 0
            was, is_now = before.get(entry_id, 0), after[entry_id]
            assert is_now <= max(was, target), (entry_id, was, is_now, target)
            assert is_now >= min(was, target), (entry_id, was, is_now, target)

    async def _ordered(self) -> dict[EntryId, int]:
        """What the bank is ordered to pay of each entry, or has paid."""
        rows = await self.agency.rows(
            """SELECT l.entry_id, sum(l.pay_minor)::bigint AS minor
               FROM work_lines AS l JOIN transactions AS t USING (transaction_id)
               WHERE t.payment_id IS NOT NULL GROUP BY l.entry_id"""
        )
        return {row["entry_id"]: row["minor"] for row in rows}

    async def answer(self, pick: int) -> None:
        """The bank has taken a run, or it refuses or sends back one payment."""
        runs = await self.agency.rows(
            """SELECT r.pay_run_id, (SELECT min(p.payment_id::text) FROM payments AS p
                   WHERE p.pay_run_id = r.pay_run_id AND p.state <> 'failed') AS payment_id,
                   r.state = 'exported' AS is_waiting
               FROM pay_runs AS r WHERE r.state IN ('exported', 'settled') ORDER BY number"""
        )
        if runs:
            run = runs[pick % len(runs)]
            refused = {"payment_id": run["payment_id"], "reason_code": "AC04"}
            body = {} if run["is_waiting"] and pick % 2 else {"taken": [], "refused": [refused]}
            await self.agency.post(f"/pay-runs/{run['pay_run_id']}/confirmation", body)

    async def set_off(self, pick: int) -> None:
        body = {"at_least_percent": PERCENTS[pick]}
        answer = await self.agency.client.put(
            "/settings/set-off", json=body, headers=self.agency.staff()
        )
        assert answer.status_code == 200, answer.text

    async def _hear_of_reversals(self) -> None:
        rows = await self.agency.rows(
            "SELECT payload FROM chassis.outbox WHERE type = $1 ORDER BY id",
            TransactionReversed.type_name(),
        )
        for row in rows:
            self.sheets.hears_of(TransactionReversed.model_validate_json(row["payload"]))

    async def _has_payees(self) -> bool:
        body = {"pay_on": self.agency.banks_open_from(self.today)}
        return bool((await self.agency.post("/pay-runs/preview", body))["totals"])

    async def _transactions(self) -> list[Any]:
        return await self.agency.rows(
            """SELECT t.transaction_id, t.state <> 'reversed' AND NOT EXISTS (
                   SELECT FROM work_lines AS l WHERE l.transaction_id = t.transaction_id
                     AND (l.corrects OR EXISTS (
                         SELECT FROM work_lines AS later WHERE later.entry_id = l.entry_id
                           AND later.transaction_id <> t.transaction_id))) AS is_plain
               FROM transactions AS t ORDER BY number"""
        )

    async def _try(self, what: str, body: object, pick: int) -> None:
        found = await self._transactions()
        if found:
            path = f"/transactions/{found[pick % len(found)]['transaction_id']}/{what}"
            answer = await self._post(path, body)
            assert answer.status_code in {200, 409}, answer.text

    async def check(self) -> None:
        """Paid, or waiting for it: once. Billed less credited, or waiting for it: once."""
        (sums,) = await self.agency.rows(
            """SELECT (SELECT coalesce(sum(gross_minor), 0) FROM transactions
                       WHERE state <> 'reversed')::bigint AS pay,
                      (SELECT coalesce(sum(net_minor), 0) FROM transactions
                       WHERE state <> 'reversed' AND payment_id IS NULL)::bigint AS unpaid,
                      (SELECT coalesce(sum(subtotal_minor), 0) FROM invoices)::bigint AS invoiced,
                      (SELECT coalesce(sum(subtotal_minor), 0) FROM credit_notes)::bigint
                          AS credited,
                      (SELECT coalesce(sum(bill_minor), 0) FROM work_lines
                       WHERE invoice_id IS NULL AND NOT voided AND NOT set_off)::bigint AS unbilled,
                      (SELECT coalesce(sum(total_minor - credited_minor - received_minor), 0)
                       FROM invoices)::bigint AS not_paid,
                      (SELECT coalesce(sum(written_off_minor), 0) FROM invoices)::bigint
                          AS written_off,
                      (SELECT coalesce(-sum(amount_minor), 0) FROM receipts
                       WHERE source = 'balance')::bigint AS kept,
                      (SELECT coalesce(sum(carried_minor), 0) FROM payments
                       WHERE state <> 'failed')::bigint AS carried"""
        )
        assert sums["pay"] == self.sheets.hours * PAY
        assert sums["invoiced"] - sums["credited"] + sums["unbilled"] == self.sheets.hours * BILL
        balances = await self.agency.balances()
        order = self.sheets.order
        assert balances.get("work_cost", 0) == -sums["pay"]
        assert balances.get("revenue", 0) == sums["invoiced"] - sums["credited"]
        payable = balances.get(f"contractor_payable:{order.contractor_id}", 0)
        assert payable == sums["unpaid"] - sums["carried"]
        receivable = balances.get(f"customer_receivable:{order.company_id}", 0)
        assert receivable == sums["kept"] - (sums["not_paid"] - sums["written_off"])
        assert balances.get("bad_debt", 0) == -sums["written_off"]
        paid = await self.agency.rows(
            """SELECT p.amount_minor - p.carried_minor - sum(t.net_minor) AS off
               FROM payments AS p JOIN transactions AS t USING (payment_id)
               GROUP BY p.payment_id, p.amount_minor, p.carried_minor"""
        )
        assert {row["off"] for row in paid} <= {0}
        came_back = await self.agency.rows("SELECT FROM payments WHERE state = 'failed'")
        # Never more is set off than was paid too much; what came back may have been set off since.
        assert sums["carried"] >= 0 or came_back
        rows = await self.agency.rows(
            """SELECT entry_id, sum(quantity) AS quantity FROM work_lines WHERE NOT voided
               GROUP BY entry_id HAVING sum(quantity) <> 0"""
        )
        assert {row["entry_id"]: row["quantity"] for row in rows} == {
            entry_id: entry.quantity for entry_id, entry in self.sheets.approved.items()
        }


COMMANDS = (
    "approve",
    "approve_two",
    "correct",
    "correct",
    "approve_again",
    "say_anew",
    "reverse",
    "reverse",
    "reopen",
    "hold",
    "release",
    "release_all",
    "invoice",
    "look_first",
    "issue_draft",
    "issue_draft",
    "receive",
    "write_off",
    "pay",
    "order",
    "answer",
    "set_off",
    "pay_too_much",
    "pay_too_much",
    "approve_run",
    "correct_in_a_run",
    "correct_in_a_run",
    "export",
    "export",
)
PERCENTS = (0, 33, 50, 70, 99, 100)
CRASHES = st.sampled_from([None, None, None, *Moment])
TERMS = st.sampled_from([PayTerms.IMMEDIATE, PayTerms.PAY_WHEN_PAID])
STEPS = st.lists(
    st.tuples(st.sampled_from(COMMANDS), st.integers(0, 5), CRASHES), min_size=4, max_size=14
)
HISTORIES = int(os.environ.get("HISTORIES", "300"))
SAY_EVERY = 100


@pytest_asyncio.fixture
async def whole_books(runtime: Runtime) -> AsyncGenerator[None]:
    """The service's own checks, of all histories at once when they are over."""
    yield
    assert await check_ledger(runtime, []) == 0
    assert await check_trail(runtime, []) == 0


@pytest.fixture
def crashes(monkeypatch: pytest.MonkeyPatch) -> Crashes:
    return Crashes(monkeypatch)


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Callable[[], None]:
    """Counts histories, and says so now and then: a long run takes an hour."""
    count = 0

    def tell() -> None:
        nonlocal count
        count += 1
        if count % SAY_EVERY == 0:
            with capfd.disabled():
                sys.stderr.write(f"{count:,} of {HISTORIES:,} histories\n")

    return tell


@pytest.mark.requirement("B14")
@pytest.mark.usefixtures("whole_books")
@pytest.mark.timeout(300 + 2 * HISTORIES)
@settings(
    max_examples=HISTORIES,
    deadline=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(terms=TERMS, at_once=st.booleans(), floor=st.integers(0, 5), steps=STEPS)
async def test_whatever_happens_approved_work_is_paid_once_and_billed_once(
    an_agency_at_work: Any,
    today: str,
    crashes: Crashes,
    told: Callable[[], None],
    terms: PayTerms,
    at_once: bool,
    floor: int,
    steps: list[tuple[str, int, Moment | None]],
) -> None:
    crashes.at(None, 0)
    agency: AgencyAtWork = await an_agency_at_work()
    order = await agency.work_order(
        terms, kind=ContractorKind.INCORPORATED, preferences=AT_ONCE if at_once else MONTHLY
    )
    agency.client = cast("Any", AgainAfterCrashes(agency.client, crashes))
    history = History(Timesheets(agency, order, crashes), date.fromisoformat(today))
    await history.set_off(floor)
    await history.approve(1)
    for command, pick, crash in steps:
        crashes.at(crash, pick % 3)
        await getattr(history, command)(pick)
        crashes.at(None, 0)
        await history.check()

    statement = await agency.get(f"/companies/{order.company_id}/statement", agency.staff())
    assert all(one["difference"]["amount_minor"] == 0 for one in statement["currencies"])
    told()
