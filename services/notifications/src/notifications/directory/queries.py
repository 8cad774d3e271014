"""Reads of the directory: invoices and offers, which e-mails and inquiries are about."""

from collections.abc import Iterable

from chassis.uow import UnitOfWork
from contracts.ids import InvoiceId, OfferId
from notifications.directory.model import Invoice, Offer


async def offers_by_id(uow: UnitOfWork, ids: Iterable[OfferId]) -> dict[OfferId, Offer]:
    """Those of the offers that are known."""
    rows = await uow.fetch(
        "SELECT offer_id, company_id, project_id, title, contact_ids FROM offers"
        " WHERE agency_id = $1 AND offer_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {
        row["offer_id"]: Offer(
            offer_id=row["offer_id"],
            company_id=row["company_id"],
            project_id=row["project_id"],
            title=row["title"],
            contact_ids=frozenset(row["contact_ids"]),
        )
        for row in rows
    }


async def invoices_by_id(uow: UnitOfWork, ids: Iterable[InvoiceId]) -> dict[InvoiceId, Invoice]:
    """Those of the invoices that are known."""
    rows = await uow.fetch(
        "SELECT invoice_id, company_id, project_id, project_ids, period_start, period_end,"
        " number FROM invoices WHERE agency_id = $1 AND invoice_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {
        row["invoice_id"]: Invoice(
            invoice_id=row["invoice_id"],
            company_id=row["company_id"],
            project_id=row["project_id"],
            project_ids=frozenset(row["project_ids"]),
            period_start=row["period_start"],
            period_end=row["period_end"],
            number=row["number"],
        )
        for row in rows
    }
