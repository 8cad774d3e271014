"""Any history of approving, correcting, undoing, billing and paying: everything once, to the øre.

The oracle knows nothing of how payments does it: what is approved is paid once and billed once, the
rest not at all, and the ledger says the same. `HISTORIES=10000 ./portico test` of this file is the
long run; a history that fails is printed with its seed.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import TransactionReversed
from contracts.events.timesheets import Entry, PayTerms, WorkApproved, WorkOrder
from contracts.ids import EntryId
from payments.daily import check_ledger
from payments.trail.check import check_trail

from ..builders import an_entry, approved
from ..conftest import AgencyAtWork

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
MONTHLY = InvoicePreferences(cadence=InvoiceCadence.MONTHLY)
WORKED_ON = date(2026, 2, 10)
LAST_DAY = "2026-02-28"
PAY, BILL = 40_00, 60_00
"""Minor units an hour; quantities are quarters of an hour, so that no rounding helps."""

REFUSALS = {"already_reversed", "corrected_later", "only_takes_back"}


@dataclass
class Timesheets:
    """What timesheets does with the work of one order, as a model of a few lines."""

    agency: AgencyAtWork
    order: WorkOrder
    approved: dict[EntryId, Entry] = field(default_factory=dict[EntryId, Entry])
    returned: dict[EntryId, Entry] = field(default_factory=dict[EntryId, Entry])
    said: list[WorkApproved] = field(default_factory=list[WorkApproved])

    async def approves(self, entries: Sequence[Entry]) -> None:
        event = approved(self.order, *entries)
        self.said.append(event)
        for entry in entries:
            self.returned.pop(entry.entry_id, None)
            self.approved[entry.entry_id] = entry
        await self.agency.hears(event)

    def hears_of(self, reversal: TransactionReversed) -> None:
        """As often as it likes: only work at the version that was priced goes back."""
        for one in reversal.entries:
            entry = self.approved.get(one.entry_id)
            if entry is not None and entry.version == one.version:
                del self.approved[one.entry_id]
                self.returned[one.entry_id] = again(entry)

    @property
    def hours(self) -> Decimal:
        return sum((entry.quantity for entry in self.approved.values()), Decimal(0))


def again(entry: Entry, quantity: str | None = None) -> Entry:
    return an_entry(
        quantity or str(entry.quantity),
        work_on=entry.work_on,
        entry_id=entry.entry_id,
        version=entry.version + 1,
    )


class History:
    """Commands by number, and after each of them the oracle."""

    def __init__(self, sheets: Timesheets, today: date) -> None:
        self.sheets, self.agency, self.today = sheets, sheets.agency, today.isoformat()

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
            await self.agency.hears(self.sheets.said[pick % len(self.sheets.said)])

    async def reverse(self, pick: int) -> None:
        found = await self._transactions()
        if not found:
            return
        chosen = found[pick % len(found)]
        answer = await self.agency.client.post(
            f"/transactions/{chosen['transaction_id']}/reverse",
            json={"reason": "wrong project"},
            headers=self.agency.staff(),
        )
        if chosen["is_plain"]:
            assert answer.status_code == 200, answer.text
        elif answer.status_code != 200:
            assert answer.json()["code"] in REFUSALS, answer.text
        for event in await self.agency.said(TransactionReversed):
            self.sheets.hears_of(event)

    async def reopen(self, pick: int) -> None:
        """Some of the work, in whatever transactions it stands."""
        entries = list(self.sheets.approved)[pick % 3 :][:2]
        if entries:
            body = {"entry_ids": [str(one) for one in entries], "reason": "wrong project"}
            await self.agency.post("/work/reopen", body)
        for event in await self.agency.said(TransactionReversed):
            self.sheets.hears_of(event)

    async def hold(self, pick: int) -> None:
        await self._try("hold", {"reason": "check"}, pick)

    async def release(self, pick: int) -> None:
        await self._try("release", {}, pick)

    async def invoice(self, _pick: int) -> None:
        await self.agency.post("/invoice-runs", {"up_to": LAST_DAY})

    async def receive(self, pick: int) -> None:
        rows = await self.agency.rows(
            """SELECT invoice_id, total_minor - received_minor - credited_minor AS open_minor
               FROM invoices WHERE paid_on IS NULL ORDER BY number"""
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

    async def pay(self, _pick: int) -> None:
        preview = await self.agency.post("/pay-runs/preview", {"pay_on": self.today})
        if preview["totals"]:
            await self.agency.pay(self.today)

    async def order(self, _pick: int) -> None:
        """At the bank, which has not answered."""
        preview = await self.agency.post("/pay-runs/preview", {"pay_on": self.today})
        if preview["totals"]:
            await self.agency.orders(self.today)

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
            answer = await self.agency.client.post(path, json=body, headers=self.agency.staff())
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
                       FROM invoices)::bigint AS open,
                      (SELECT coalesce(-sum(amount_minor), 0) FROM receipts
                       WHERE source = 'balance')::bigint AS kept"""
        )
        assert sums["pay"] == self.sheets.hours * PAY
        assert sums["invoiced"] - sums["credited"] + sums["unbilled"] == self.sheets.hours * BILL
        balances = await self.agency.balances()
        order = self.sheets.order
        assert balances.get("work_cost", 0) == -sums["pay"]
        assert balances.get("revenue", 0) == sums["invoiced"] - sums["credited"]
        payable = balances.get(f"contractor_payable:{order.contractor_id}", 0)
        assert payable == sums["unpaid"]
        receivable = balances.get(f"customer_receivable:{order.company_id}", 0)
        assert receivable == sums["kept"] - sums["open"]
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
    "invoice",
    "receive",
    "pay",
    "order",
)
TERMS = st.sampled_from([PayTerms.IMMEDIATE, PayTerms.PAY_WHEN_PAID])
STEPS = st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 5)), min_size=4, max_size=14)


@pytest.mark.requirement("B14")
@settings(
    max_examples=int(os.environ.get("HISTORIES", "40")),
    deadline=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(terms=TERMS, at_once=st.booleans(), steps=STEPS)
async def test_whatever_happens_approved_work_is_paid_once_and_billed_once(
    an_agency_at_work: Any, today: str, terms: PayTerms, at_once: bool, steps: list[tuple[str, int]]
) -> None:
    agency: AgencyAtWork = await an_agency_at_work()
    order = await agency.work_order(
        terms, kind=ContractorKind.INCORPORATED, preferences=AT_ONCE if at_once else MONTHLY
    )
    await agency.names_account(order.contractor_id)
    history = History(Timesheets(agency, order), date.fromisoformat(today))
    await history.approve(1)
    for command, pick in steps:
        await getattr(history, command)(pick)
        await history.check()

    statement = await agency.get(f"/companies/{order.company_id}/statement", agency.staff())
    assert all(one["difference"]["amount_minor"] == 0 for one in statement["currencies"])
    assert await check_ledger(agency.runtime, []) == 0
    assert await check_trail(agency.runtime, []) == 0
