"""Whatever is done in whatever order, the books agree with each other to the minor unit."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.events.identity import (
    ContractorKind,
    InvoiceCadence,
    InvoiceGrouping,
    InvoicePreferences,
)
from contracts.events.payments import TransactionCreated
from contracts.events.timesheets import Entry, PayPeriod, PayTerms, WorkOrder
from payments.daily import check_ledger

from ..builders import an_entry, approved, articles
from ..conftest import AgencyAtWork

STEPS = 45


class Simulation:
    """Random commands by a seed: the same seed, the same play."""

    def __init__(self, agency: AgencyAtWork, seed: int) -> None:
        self.agency = agency
        self.random = random.Random(seed)  # noqa: S311 - a play, not a secret
        self.orders: list[WorkOrder] = []
        self.logged: list[tuple[WorkOrder, Entry]] = []
        self.today = datetime.now(UTC).date()

    async def set_up(self) -> None:
        for cadence in InvoiceCadence:
            grouping = self.random.choice(list(InvoiceGrouping))
            company = await self.agency.company(
                InvoicePreferences(cadence=cadence, grouping=grouping)
            )
            for terms in PayTerms:
                self.orders.append(
                    await self.agency.work_order(
                        terms,
                        company_id=company,
                        kind=self.random.choice(list(ContractorKind)),
                        pay_period=self.random.choice(list(PayPeriod)),
                        rates=articles("33.335", "47.775"),
                    )
                )

    async def step(self) -> None:
        commands = [self.approve, self.approve, self.correct, self.hold, self.release]
        commands += [self.invoice, self.receive, self.receive, self.pay, self.reverse]
        await self.random.choice(commands)()

    async def approve(self) -> None:
        order = self.random.choice(self.orders)
        entries = [
            an_entry(
                f"{self.random.randint(1, 1000) / 100}",
                work_on=date(2026, 1, 1) + timedelta(days=self.random.randrange(90)),
            )
            for _ in range(self.random.randint(1, 6))
        ]
        self.logged += [(order, entry) for entry in entries]
        await self.agency.hears(approved(order, *entries), times=self.random.randint(1, 2))

    async def correct(self) -> None:
        if not self.logged:
            return
        index = self.random.randrange(len(self.logged))
        order, entry = self.logged[index]
        newer = an_entry(
            f"{self.random.randint(1, 1000) / 100}",
            work_on=entry.work_on,
            entry_id=entry.entry_id,
            version=entry.version + 1,
        )
        self.logged[index] = (order, newer)
        await self.agency.hears(approved(order, newer))

    async def _some_transaction(self) -> str | None:
        page = await self.agency.get("/transactions?limit=200", self.agency.staff())
        found = self.random.choice(page["items"]) if page["items"] else None
        return f"/transactions/{found['transaction_id']}" if found else None

    async def _maybe(self, path: str, body: object) -> None:
        """A command that the state may refuse; nothing else may happen to it."""
        answer = await self.agency.client.post(
            path,
            json=body,
            headers={**self.agency.staff(), "Idempotency-Key": str(self.random.random())},
        )
        assert answer.status_code in {200, 201, 409}, answer.text

    async def hold(self) -> None:
        if path := await self._some_transaction():
            await self._maybe(f"{path}/hold", {"reason": "check"})

    async def release(self) -> None:
        if path := await self._some_transaction():
            await self._maybe(f"{path}/release", {})

    async def reverse(self) -> None:
        if path := await self._some_transaction():
            await self._maybe(f"{path}/reverse", {"reason": "undo"})

    async def invoice(self) -> None:
        up_to = date(2026, 1, 1) + timedelta(days=self.random.randrange(120))
        await self.agency.post("/invoice-runs", {"up_to": up_to.isoformat()})

    async def receive(self) -> None:
        page = await self.agency.get("/invoices?state=not_paid", self.agency.staff())
        if not page["items"]:
            return
        invoice = self.random.choice(page["items"])
        whole = invoice["open_amount"]["amount_minor"]
        part = self.random.choice([whole, whole, max(1, whole // 2), whole + 1])
        await self._maybe(
            f"/invoices/{invoice['invoice_id']}/receipts",
            {"amount_minor": part, "currency": "CAD", "received_on": self.today.isoformat()},
        )

    async def pay(self) -> None:
        day = self.today + timedelta(days=self.random.choice([0, 2, 30]))
        pay_on = self.agency.banks_open_from(day.isoformat())
        preview = await self.agency.post("/pay-runs/preview", {"pay_on": pay_on})
        if preview["totals"]:
            await self.agency.pay(pay_on)


async def sums(agency: AgencyAtWork, sql: str) -> dict[str, int]:
    return {str(row["of"]): int(row["minor"]) for row in await agency.rows(sql)}


async def check_the_books(agency: AgencyAtWork) -> None:
    balances = await agency.balances()  # asserts that they sum to zero

    def kept(prefix: str) -> dict[str, int]:
        return {
            account.partition(":")[2]: minor
            for account, minor in balances.items()
            if account.startswith(prefix) and minor
        }

    owed = await sums(
        agency,
        """SELECT contractor_id AS of, sum(net_minor) AS minor FROM transactions
           WHERE state NOT IN ('paid', 'reversed') GROUP BY 1 HAVING sum(net_minor) <> 0""",
    )
    assert kept("contractor_payable:") == owed
    due = await sums(
        agency,
        """WITH owed AS (
               SELECT i.company_id, i.received_minor + i.credited_minor - i.total_minor - (
                   SELECT coalesce(sum(r.amount_minor), 0) FROM receipts AS r
                   WHERE r.invoice_id = i.invoice_id AND r.source = 'balance') AS minor
               FROM invoices AS i)
           SELECT company_id AS of, sum(minor) AS minor FROM owed
           GROUP BY 1 HAVING sum(minor) <> 0""",
    )
    assert kept("customer_receivable:") == due
    flows = await agency.rows(
        """SELECT (SELECT coalesce(sum(amount_minor), 0) FROM payments)
                - (SELECT coalesce(sum(amount_minor), 0) FROM receipts WHERE source = 'bank')
                  AS bank,
                  (SELECT coalesce(sum(minor), 0) FROM (
                      SELECT round(sum(coalesce(minutes, quantity * 60)) * bill_rate * 100 / 60)
                      FROM work_lines WHERE invoice_id IS NOT NULL AND article <> 'expense'
                      GROUP BY invoice_id, work_order_id, article, bill_rate
                      UNION ALL
                      SELECT round(sum(quantity) * bill_rate * 100)
                      FROM work_lines WHERE invoice_id IS NOT NULL AND article = 'expense'
                      GROUP BY invoice_id, work_order_id, article, bill_rate
                   ) AS billed (minor)) AS revenue,
                  (SELECT coalesce(sum(gross_minor), 0) FROM transactions
                   WHERE state <> 'reversed') AS cost"""
    )
    assert balances.get("bank", 0) == flows[0]["bank"]
    assert balances.get("revenue", 0) == flows[0]["revenue"]
    assert balances.get("work_cost", 0) == -flows[0]["cost"]
    assert await check_ledger(agency.runtime, []) == 0


@pytest.mark.requirement("B11")
@pytest.mark.parametrize("seed", [1, 2])
async def test_the_books_agree_after_any_sequence_of_commands(
    agency: AgencyAtWork, seed: int
) -> None:
    play = Simulation(agency, seed)
    await play.set_up()
    for _ in range(STEPS):
        await play.step()
    await check_the_books(agency)
    numbers = [one.transaction.number for one in await agency.said(TransactionCreated)]
    assert len(set(numbers)) == len(numbers)
    for kind, table in (
        ("T", "transactions"),
        ("I", "invoices"),
        ("C", "credit_notes"),
        ("P", "payments"),
    ):
        rows: list[Any] = await agency.rows(f"SELECT number FROM {table} ORDER BY number")
        assert [row["number"][-6:] for row in rows] == [f"{n + 1:06d}" for n in range(len(rows))]
        assert all(row["number"].startswith(kind) for row in rows)
    left_over = await agency.rows(
        """SELECT entry_id, sum(quantity) AS quantity FROM work_lines GROUP BY entry_id
           HAVING NOT bool_or(voided)
              AND max(version) IS DISTINCT FROM max(version) FILTER (WHERE corrects)"""
    )
    went_back = {
        row["entry_id"]
        for row in await agency.rows(
            """SELECT entry_id FROM work_lines GROUP BY entry_id HAVING bool_or(voided)
               OR max(version) = max(version) FILTER (WHERE corrects)"""
        )
    }
    by_entry = {
        entry.entry_id: entry.quantity
        for _, entry in play.logged
        if entry.entry_id not in went_back
    }
    assert {row["entry_id"]: row["quantity"] for row in left_over} == by_entry
