"""Work of a reversed transaction: in whatever order things happen, it is paid and billed once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued, TransactionCreated, TransactionReversed
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


async def reverse(agency: AgencyAtWork, transaction_id: Any, reason: str = "wrong project") -> Any:
    return await agency.client.post(
        f"/transactions/{transaction_id}/reverse",
        json={"reason": reason},
        headers=agency.staff(),
    )


async def billed(agency: AgencyAtWork, up_to: str = LAST_DAY) -> list[InvoiceIssued]:
    before = len(await agency.said(InvoiceIssued))
    await agency.post("/invoice-runs", {"up_to": up_to})
    return (await agency.said(InvoiceIssued))[before:]


def again(entry: Entry, quantity: str | None = None) -> Entry:
    """The entry as timesheets sends it back: the same work at its next version."""
    return an_entry(
        quantity or str(entry.quantity),
        work_on=entry.work_on,
        entry_id=entry.entry_id,
        version=entry.version + 1,
    )


async def test_reversed_work_is_on_no_invoice_and_is_sent_back(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    undone, stays = an_entry("8"), an_entry("2")
    made = (await agency.approves(order, undone)).transaction
    await agency.approves(order, stays)
    await agency.post(f"/transactions/{made.transaction_id}/reverse", {"reason": "wrong project"})

    (said,) = await agency.said(TransactionReversed)
    assert [(one.entry_id, one.version) for one in said.entries] == [(undone.entry_id, 1)]
    assert (said.work_order_id, said.reversed_by) == (order.work_order_id, agency.staff_id)
    (invoice,) = await billed(agency)
    assert [work.entry_ids for work in invoice.work] == [(stays.entry_id,)]

    await agency.hears(approved(order, undone))  # said anew of the version that was reversed
    assert len(await agency.said(TransactionCreated)) == 2
    await agency.approves(order, again(undone))
    (invoice,) = await billed(agency)
    assert [work.entry_ids for work in invoice.work] == [(undone.entry_id,)]
    assert await billed(agency) == []


async def test_where_the_work_is_invoiced_reversing_is_refused_and_says_on_which_invoice(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(preferences=AT_ONCE)
    made = (await agency.approves(order, an_entry("8"))).transaction
    answer = await reverse(agency, made.transaction_id)
    (invoice,) = await agency.said(InvoiceIssued)
    assert (answer.status_code, answer.json()["code"]) == (409, "work_invoiced")
    assert invoice.number in answer.json()["detail"]
    assert await agency.said(TransactionReversed) == []
    assert (await agency.balances())["revenue"] == 480_00


async def test_a_correction_is_reversed_before_what_it_corrects(agency: AgencyAtWork) -> None:
    order, entry = await agency.work_order(kind=ContractorKind.INCORPORATED), an_entry("8")
    first = (await agency.approves(order, entry)).transaction
    second = (await agency.approves(order, again(entry, "6"))).transaction
    refused = await reverse(agency, first.transaction_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "corrected_later")
    assert second.number in refused.json()["detail"]
    for one in (second, first):
        assert (await reverse(agency, one.transaction_id)).status_code == 200
    assert set((await agency.balances()).values()) == {0}
    third = (await agency.approves(order, again(again(entry), "7"))).transaction
    assert third.gross.amount_minor == 280_00


async def test_an_invoice_run_at_the_same_moment_bills_the_work_or_finds_it_gone(
    agency: AgencyAtWork,
) -> None:
    outcomes: set[int] = set()
    for _ in range(6):
        order, entry = await agency.work_order(preferences=MONTHLY), an_entry("8")
        made = (await agency.approves(order, entry)).transaction
        answer, invoices = await asyncio.gather(
            reverse(agency, made.transaction_id), billed(agency)
        )
        covered = [work.entry_ids for one in invoices for work in one.work]
        assert covered == ([(entry.entry_id,)] if answer.status_code == 409 else [])
        outcomes.add(answer.status_code)
    assert outcomes <= {200, 409}


async def test_of_two_who_reverse_at_once_one_does(agency: AgencyAtWork) -> None:
    made = (await agency.approves(await agency.work_order(), an_entry("8"))).transaction
    answers = await asyncio.gather(*(reverse(agency, made.transaction_id) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(await agency.said(TransactionReversed)) == 1
    assert set((await agency.balances()).values()) == {0}


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


class History:
    """Commands by number; what the model says of them is compared with what happens."""

    def __init__(self, sheets: Timesheets, today: date) -> None:
        self.sheets, self.agency, self.today = sheets, sheets.agency, today

    async def transactions(self) -> list[Any]:
        return await self.agency.rows(
            """SELECT t.transaction_id, t.state, EXISTS (
                   SELECT FROM work_lines AS l WHERE l.transaction_id = t.transaction_id
                     AND l.invoice_id IS NOT NULL) AS invoiced
               FROM transactions AS t WHERE work_order_id = $1 ORDER BY number""",
            self.sheets.order.work_order_id,
        )

    async def approve(self, pick: int) -> None:
        await self.sheets.approves([an_entry(f"{1 + pick % 8}.25", work_on=WORKED_ON)])

    async def approve_again(self, pick: int) -> None:
        entries = list(self.sheets.returned.values())
        if entries:
            entry = entries[pick % len(entries)]
            rewritten = pick % 2 == 1
            await self.sheets.approves([again(entry, "3.5") if rewritten else entry])

    async def say_anew(self, pick: int) -> None:
        if self.sheets.said:
            await self.agency.hears(self.sheets.said[pick % len(self.sheets.said)])

    async def reverse(self, pick: int) -> None:
        found = await self.transactions()
        if not found:
            return
        chosen = found[pick % len(found)]
        answer = await reverse(self.agency, chosen["transaction_id"])
        refused = chosen["state"] in {"paid", "reversed"} or chosen["invoiced"]
        assert answer.status_code == (409 if refused else 200), answer.text
        for event in await self.agency.said(TransactionReversed):
            self.sheets.hears_of(event)

    async def invoice(self, pick: int) -> None:
        await billed(self.agency)

    async def receive(self, pick: int) -> None:
        rows = await self.agency.rows(
            """SELECT invoice_id, total_minor - received_minor AS open_minor FROM invoices
               WHERE paid_on IS NULL AND company_id = $1 ORDER BY number""",
            self.sheets.order.company_id,
        )
        for row in rows if pick < 0 else rows[pick % len(rows) :][:1] if rows else []:
            await self.agency.post(
                f"/invoices/{row['invoice_id']}/receipts",
                {
                    "amount_minor": row["open_minor"],
                    "currency": "CAD",
                    "received_on": self.today.isoformat(),
                },
            )

    async def pay(self, pick: int) -> None:
        preview = await self.agency.post("/pay-runs/preview", {"pay_on": self.today.isoformat()})
        if preview["totals"]:
            await self.agency.pay(self.today.isoformat())

    async def check(self) -> None:
        """What is approved counts once, at its version; what went back counts nowhere."""
        rows = await self.agency.rows(
            """SELECT entry_id, version, quantity FROM work_lines
               WHERE work_order_id = $1 AND NOT voided ORDER BY entry_id""",
            self.sheets.order.work_order_id,
        )
        standing = [(row["entry_id"], row["version"], row["quantity"]) for row in rows]
        expected = self.sheets.approved.values()
        assert standing == sorted((one.entry_id, one.version, one.quantity) for one in expected)


COMMANDS = (
    "approve",
    "approve_again",
    "say_anew",
    "reverse",
    "reverse",
    "invoice",
    "receive",
    "pay",
)
TERMS = st.sampled_from([PayTerms.IMMEDIATE, PayTerms.PAY_WHEN_PAID])
STEPS = st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 5)), min_size=4, max_size=14)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(terms=TERMS, at_once=st.booleans(), steps=STEPS)
async def test_whatever_is_reversed_when_all_work_is_paid_once_and_billed_once_in_the_end(
    agency: AgencyAtWork, today: str, terms: PayTerms, at_once: bool, steps: list[tuple[str, int]]
) -> None:
    order = await agency.work_order(
        terms, kind=ContractorKind.INCORPORATED, preferences=AT_ONCE if at_once else MONTHLY
    )
    sheets = Timesheets(agency, order)
    history = History(sheets, date.fromisoformat(today))
    await history.approve(1)
    for command, pick in steps:
        await getattr(history, command)(pick)
        await history.check()

    while sheets.returned:
        await history.approve_again(0)
    await history.invoice(0)
    await history.receive(-1)
    await history.pay(0)
    await history.check()
    rows = await agency.rows(
        """SELECT l.entry_id, count(*) FILTER (WHERE t.state = 'paid') AS paid,
                  count(*) FILTER (WHERE i.paid_on IS NOT NULL) AS billed
           FROM work_lines AS l JOIN transactions AS t USING (agency_id, transaction_id)
           LEFT JOIN invoices AS i ON i.invoice_id = l.invoice_id
           WHERE l.work_order_id = $1 GROUP BY 1""",
        order.work_order_id,
    )
    assert {row["entry_id"]: (row["paid"], row["billed"]) for row in rows} == dict.fromkeys(
        sheets.approved, (1, 1)
    )
    hours = sum((entry.quantity for entry in sheets.approved.values()), Decimal(0))
    paid = await agency.rows(
        """SELECT sum(gross_minor) AS minor FROM transactions
           WHERE work_order_id = $1 AND state = 'paid'""",
        order.work_order_id,
    )
    assert paid[0]["minor"] == hours * 40 * 100
    balances = await agency.balances()
    assert balances.get(f"contractor_payable:{order.contractor_id}") == 0
    assert balances.get(f"customer_receivable:{order.company_id}") == 0
    assert await check_ledger(agency.runtime, []) == 0
    assert await check_trail(agency.runtime, []) == 0
