"""Amounts have bounds, and so do their sums: what the books cannot hold is refused at the door."""

from typing import Any

from chassis.fields import MAX_AMOUNT_MINOR
from chassis.ids import new_id
from contracts.ids import ReceiptId
from contracts.money import Money
from payments.daily import check_ledger
from payments.ledger import repository as ledger
from payments.ledger.model import of_receipt

from ..builders import an_entry
from ..conftest import AgencyAtWork

HELD = 2**63 - 1
LARGEST = Money(amount_minor=MAX_AMOUNT_MINOR, currency="CAD")


async def some_invoices(agency: AgencyAtWork, today: str, count: int) -> list[Any]:
    """Invoices of one company, of an hour each."""
    order = await agency.work_order()
    for _ in range(count):
        await agency.approves(order, an_entry("1"))
        await agency.post("/invoice-runs", {"up_to": today})
    return await agency.rows("SELECT invoice_id, company_id, total_minor FROM invoices")


def receipt(today: str, amount_minor: int) -> dict[str, object]:
    body = {"amount_minor": amount_minor, "currency": "CAD", "received_on": today}
    return {**body, "keep_excess": True}


async def test_the_largest_receipts_that_are_kept_as_excess_add_up(
    agency: AgencyAtWork, today: str
) -> None:
    invoices = await some_invoices(agency, today, 10)
    company_id, billed = invoices[0]["company_id"], sum(one["total_minor"] for one in invoices)
    for one in invoices:
        path = f"/invoices/{one['invoice_id']}/receipts"
        for amount in (MAX_AMOUNT_MINOR + 1, 10**18):
            refused = await agency.post(path, receipt(today, amount), status=422)
            assert (refused["code"], refused["errors"][0]["field"]) == ("invalid", "amount_minor")
        await agency.post(path, receipt(today, MAX_AMOUNT_MINOR))
    balance = await agency.get(f"/companies/{company_id}/balance", agency.staff())
    (kept,) = balance["balances"]
    assert kept["amount_minor"] == 10 * MAX_AMOUNT_MINOR - billed
    booked = await agency.balances()
    assert booked[f"customer_receivable:{company_id}"] == kept["amount_minor"]
    statement = await agency.get(f"/companies/{company_id}/statement", agency.staff())
    (account,) = statement["currencies"]
    assert account["closing"]["amount_minor"] == -kept["amount_minor"]


async def test_a_receipt_that_the_books_cannot_hold_is_refused_and_nothing_is_half_done(
    agency: AgencyAtWork, today: str
) -> None:
    (invoice,) = await some_invoices(agency, today, 1)
    fit = HELD // MAX_AMOUNT_MINOR
    assert fit > 9_000
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await ledger.post(
            uow,
            [
                posting
                for _ in range(fit)
                for posting in of_receipt(ReceiptId(new_id()), invoice["company_id"], LARGEST)
            ],
        )
    before = await agency.balances()
    path = f"/invoices/{invoice['invoice_id']}/receipts"
    refused = await agency.post(path, receipt(today, MAX_AMOUNT_MINOR), status=422)
    assert refused["code"] == "sum_too_large"
    assert refused["errors"][0]["field"] == "amount_minor"
    assert await agency.balances() == before
    assert await agency.rows("SELECT FROM receipts") == []
    await agency.post(path, receipt(today, invoice["total_minor"]))
    assert await check_ledger(agency.runtime, []) == 0
