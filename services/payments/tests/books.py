"""What is booked for one company, day by day, and its statements read again."""

from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chassis.actor import Actor
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import STAFF_PERMISSIONS, Permission, Portal, Scope
from contracts.events.payments import InvoiceIssued
from contracts.events.statements import StatementRequested
from contracts.ids import CompanyId, DisputeId, PersonId, ReceiptId
from contracts.money import Money
from payments.disputes import actions as disputes
from payments.invoices.actions import run_for_agency
from payments.invoices.write_offs.actions import write_off
from payments.ledger import repository as ledger
from payments.ledger.model import Cause, customer_receivable, of_receipt, reversal_of
from payments.receipts.actions import record

from .builders import an_entry
from .conftest import AgencyAtWork

TORONTO = ZoneInfo("America/Toronto")


def at(day: str, time: str = "12:00") -> datetime:
    """A moment on the clocks of the agency."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=TORONTO).astimezone(UTC)


class Books:
    """What is booked for one company, each at a moment of its own."""

    def __init__(self, agency: AgencyAtWork, company_id: CompanyId) -> None:
        self.agency = agency
        self.company_id = company_id
        self.account = customer_receivable(company_id)

    async def invoice(self, moment: datetime, hours: str = "10", **order: Any) -> InvoiceIssued:
        """Work of the month before, invoiced at this moment: 60.00 an hour and the tax on it."""
        made = await self.agency.work_order(company_id=self.company_id, **order)
        await self.agency.approves(made, an_entry(hours, work_on=date(2026, 1, 20)))
        before = len(await self.agency.said(InvoiceIssued))
        async with self.agency.runtime.unit_of_work(self.agency.agency_id) as uow:
            uow.now = moment
            await run_for_agency(uow, date(2026, 1, 31))
        (issued,) = (await self.agency.said(InvoiceIssued))[before:]
        return issued

    async def receive(
        self, moment: datetime, invoice: InvoiceIssued, amount: Money, received_on: date
    ) -> ReceiptId:
        """Money against an invoice, recorded by staff at this moment."""
        staff = Actor(
            name="Ada Staff",
            person_id=PersonId(new_id()),
            agency_id=self.agency.agency_id,
            portal=Portal.AGENCY,
            permissions=frozenset(STAFF_PERMISSIONS),
        )
        async with self.agency.runtime.unit_of_work(self.agency.agency_id, staff) as uow:
            uow.now = moment
            done = await record(uow, invoice.invoice_id, amount, received_on, "=wire 17")
        return done.receipt.receipt_id

    async def reverse(self, moment: datetime, receipt_id: ReceiptId) -> None:
        """Take back what the ledger has of a receipt, and nothing else."""
        async with self.agency.runtime.unit_of_work(self.agency.agency_id) as uow:
            uow.now = moment
            posted = await ledger.postings_of(uow, Cause.RECEIPT, receipt_id)
            await ledger.post(uow, reversal_of(posted))

    async def overpay(self, moment: datetime, amount: Money) -> None:
        """Money that is against no invoice."""
        async with self.agency.runtime.unit_of_work(self.agency.agency_id) as uow:
            uow.now = moment
            await ledger.post(uow, of_receipt(ReceiptId(new_id()), self.company_id, amount))

    async def dispute(self, moment: datetime, invoice: InvoiceIssued) -> list[DisputeId]:
        """A contact disputes the first line at this moment."""
        async with self._acting(moment, Portal.CUSTOMER) as uow:
            return await disputes.dispute_lines(uow, invoice.invoice_id, [1], "Not that Friday")

    async def withdraw(self, moment: datetime, invoice: InvoiceIssued, one: DisputeId) -> None:
        """The contact takes it back at this moment."""
        async with self._acting(moment, Portal.CUSTOMER) as uow:
            await disputes.withdraw(uow, invoice.invoice_id, one, seen=1)

    async def agree(
        self, moment: datetime, invoice: InvoiceIssued, one: DisputeId, minor: int
    ) -> None:
        """Staff agree at this moment to take so much off the line, before taxes."""
        agreed = Money(amount_minor=minor, currency=invoice.total.currency)
        async with self._acting(moment, Portal.AGENCY) as uow:
            await disputes.agree_correction(
                uow, invoice.invoice_id, one, agreed, "You are right", seen=1
            )

    async def write_off(self, moment: datetime, invoice: InvoiceIssued) -> None:
        """Staff no longer expect what is open of it, at this moment."""
        async with self._acting(moment, Portal.AGENCY) as uow:
            await write_off(uow, invoice.invoice_id, "Bankrupt")

    @asynccontextmanager
    async def _acting(self, moment: datetime, portal: Portal) -> AsyncGenerator[UnitOfWork]:
        """A unit of work of a contact of the company, or of staff, at this moment."""
        is_contact = portal is Portal.CUSTOMER
        actor = Actor(
            name="Ada Staff",
            person_id=PersonId(new_id()),
            agency_id=self.agency.agency_id,
            portal=portal,
            permissions=frozenset({Permission.INVOICES_VIEW} if is_contact else STAFF_PERMISSIONS),
            company_id=self.company_id if is_contact else None,
            scope=Scope.COMPANY if is_contact else None,
        )
        async with self.agency.runtime.unit_of_work(self.agency.agency_id, actor) as uow:
            uow.now = moment
            yield uow

    async def printed(self, as_of: str) -> StatementRequested:
        """What documents is told to print."""
        before = len(await self.agency.said(StatementRequested))
        path = f"/companies/{self.company_id}/statement/documents"
        await self.agency.post(path, {"as_of": as_of}, self.agency.staff(), status=202)
        return (await self.agency.said(StatementRequested))[before]

    async def statement(
        self, as_of: str = "", *, from_on: str = "", who: dict[str, str] | None = None
    ) -> Any:
        asked = {"as_of": as_of, "from": from_on}
        query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return await self.agency.get(
            f"/companies/{self.company_id}/statement?{query}", who or self.agency.staff()
        )

    async def ledger_by_day(self) -> dict[str, dict[date, int]]:
        """What the company owed at the end of each day on which something moved, by currency.

        Recomputed from the postings as `/ledger/postings` lists them.
        """
        moved: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        path = f"/ledger/postings?account={self.account}&limit=100"
        for one in (await self.agency.get(path, self.agency.staff()))["items"]:
            day = datetime.fromisoformat(one["posted_at"]).astimezone(TORONTO).date()
            sign = 1 if one["source"] == self.account else -1
            moved[one["amount"]["currency"]][day] += sign * one["amount"]["amount_minor"]
        totals: dict[str, dict[date, int]] = {}
        for currency, days in moved.items():
            running = 0
            totals[currency] = {}
            for day in sorted(days):
                running += days[day]
                totals[currency][day] = running
        return totals


def minor(found: Any, name: str) -> int:
    value: int = found[name]["amount_minor"]
    return value


def check_sums(statement: Any) -> None:
    """Every sum that a statement shows, added up again from what it lists."""
    for account in statement["currencies"]:
        moved = sum(minor(one, "amount") for one in account["movements"])
        assert minor(account, "closing") == minor(account, "opening") + moved
        assert minor(account, "closing") == (
            minor(account, "opening") + minor(account, "charged") - minor(account, "credited")
        )
        assert sum(minor(one, "amount") for one in account["ages"]) == minor(account, "open_total")
        listed = sum(minor(one, "open_amount") for one in account["open_invoices"])
        assert listed == minor(account, "open_total")
        assert minor(account, "difference") == (
            minor(account, "closing") - minor(account, "open_total")
        )
        if account["movements"]:
            assert account["movements"][-1]["balance"] == account["closing"]
