"""What an inquiry is about: an invoice or an offer that its reader sees, too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import InvoiceId, OfferId, ProjectId
from contracts.reach import Subject, reach
from notifications.directory import queries
from notifications.inquiries.model import (
    Inquiry,
    InquiryKind,
    UnknownInvoiceError,
    UnknownOfferError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An invoice by its number, or an offer by its title; empty where it is not known."""

    kind: InquiryKind
    subject_id: UUID
    name: str


async def require_invoice(uow: UnitOfWork, invoice_id: InvoiceId) -> frozenset[ProjectId]:
    """The projects of an invoice that the actor sees. Raises UnknownInvoiceError for others."""
    found = (await queries.invoices_by_id(uow, [invoice_id])).get(invoice_id)
    within = reach(uow.actor, Subject.INVOICES)
    if found is None or within is None or not within.shows(found.parties):
        raise UnknownInvoiceError("is no invoice", field="invoice_id")
    return found.project_ids


async def require_offer(uow: UnitOfWork, offer_id: OfferId) -> frozenset[ProjectId]:
    """The projects of an offer that the actor sees. Raises UnknownOfferError for others."""
    found = (await queries.offers_by_id(uow, [offer_id])).get(offer_id)
    within = reach(uow.actor, Subject.OFFERS)
    if found is None or within is None or not within.shows(found.parties):
        raise UnknownOfferError("is no offer", field="offer_id")
    return found.parties.project_ids


async def links_of(uow: UnitOfWork, inquiries: Iterable[Inquiry]) -> Mapping[UUID, Link]:
    """By inquiry, what it is about. Left out is what the actor does not see."""
    listed = list(inquiries)
    invoice_of = {i.inquiry_id: i.invoice_id for i in listed if i.invoice_id}
    offer_of = {i.inquiry_id: i.offer_id for i in listed if i.offer_id}
    found: dict[UUID, Link] = {}
    seen_invoices = reach(uow.actor, Subject.INVOICES)
    if invoice_of and seen_invoices is not None:
        invoices = await queries.invoices_by_id(uow, invoice_of.values())
        for inquiry_id, invoice_id in invoice_of.items():
            invoice = invoices.get(invoice_id)
            if invoice is not None and seen_invoices.shows(invoice.parties):
                found[inquiry_id] = Link(
                    kind=InquiryKind.INVOICE, subject_id=invoice_id, name=invoice.number
                )
    seen_offers = reach(uow.actor, Subject.OFFERS)
    if offer_of and seen_offers is not None:
        offers = await queries.offers_by_id(uow, offer_of.values())
        for inquiry_id, offer_id in offer_of.items():
            offer = offers.get(offer_id)
            if offer is not None and seen_offers.shows(offer.parties):
                found[inquiry_id] = Link(
                    kind=InquiryKind.OFFER, subject_id=offer_id, name=offer.title
                )
    return found
