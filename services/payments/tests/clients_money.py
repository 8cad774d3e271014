"""What clients pay in, as the bank tells of it, and how the books stand after it."""

from typing import Any

from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued
from contracts.ids import CompanyId
from contracts.money import Money
from payments.ledger import repository as ledger

from .bank_answers import NOTIFICATION, BookedEntry, QuotedReference, notification
from .builders import an_entry
from .conftest import AgencyAtWork
from .integration.test_bank_files import NUMBER, TODAY, send

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)


async def invoiced(
    agency: AgencyAtWork, hours: str = "10", company_id: CompanyId | None = None
) -> InvoiceIssued:
    order = await agency.work_order(preferences=AT_ONCE, company_id=company_id)
    await agency.approves(order, an_entry(hours))
    return (await agency.said(InvoiceIssued))[-1]


def quoted(*invoices: InvoiceIssued, amounts: tuple[Money | None, ...] = ()) -> Any:
    return tuple(
        QuotedReference(reference=one.payment_reference, amount=amount)
        for one, amount in zip(invoices, amounts or [None] * len(invoices), strict=True)
    )


def credit(amount: Money, *invoices: InvoiceIssued, **more: Any) -> BookedEntry:
    given_: dict[str, Any] = {"is_debit": False, "on": TODAY, "quotes": quoted(*invoices)}
    return BookedEntry(amount=amount, **(given_ | more))


def told(*booked: BookedEntry, kind: str = NOTIFICATION) -> bytes:
    return notification(NUMBER, "CAD", booked, kind)


async def shown(agency: AgencyAtWork, invoice: InvoiceIssued) -> Any:
    return await agency.get(f"/invoices/{invoice.invoice_id}", agency.staff())


async def listed(agency: AgencyAtWork, state: str = "waiting") -> list[Any]:
    page = await agency.get(f"/bank-files/unmatched?state={state}", agency.staff())
    return page["items"]


async def balance_of(agency: AgencyAtWork, company_id: CompanyId) -> int:
    found = await agency.get(f"/companies/{company_id}/balance", agency.staff())
    return sum(one["amount_minor"] for one in found["balances"])


async def check_books(agency: AgencyAtWork, bank_minor: int, *companies: CompanyId) -> None:
    """The ledger's bank is the bank's, what waits is in suspense, and every statement foots."""
    answer = await agency.get("/ledger/balances", agency.staff())
    balances = {
        one["account"]: one["balance"]["amount_minor"]
        for one in answer["items"]
        if one["balance"]["currency"] == "CAD"
    }
    assert -balances.get("bank", 0) == bank_minor
    waiting = sum(
        one["amount"]["amount_minor"] * (-1 if one["is_debit"] else 1)
        for one in await listed(agency)
    )
    assert balances.get("suspense", 0) == waiting
    for company_id in companies:
        statement = await agency.get(f"/companies/{company_id}/statement", agency.staff())
        assert [one["difference"]["amount_minor"] for one in statement["currencies"]] in ([], [0])
    # What `check-ledger` asks of each agency; a property test makes many and asks of its own alone.
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        assert await ledger.drift(uow) == []


async def waiting(agency: AgencyAtWork, *booked: BookedEntry) -> list[str]:
    """The paths of entries that wait, the largest first."""
    await send(agency, told(*booked))
    found = sorted(await listed(agency), key=lambda one: -one["amount"]["amount_minor"])
    return [f"/bank-files/unmatched/{one['entry_id']}" for one in found]
