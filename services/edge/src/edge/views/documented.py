"""What has documents: a transaction, a payment, an invoice, each with its own beside it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from contracts.access import Portal
from edge.compose import ComposedView, Composition, Page
from edge.generated.shapes import Document, InvoiceDetails, PaymentDetails, TransactionDetails
from edge.live.invalidation import View
from edge.problems import DOCUMENTS, PAYMENTS
from edge.routing import live
from edge.services import Services
from edge.sessions import Caller
from edge.site_request import caller_at

# What documents takes in one question, and gives on one page.
MAX_SUBJECTS = 100
MAX_LIMIT = 200


class TransactionView(ComposedView):
    """A transaction with its document: a paystub, or an incorporated contractor's invoice."""

    transaction: TransactionDetails
    documents: list[Document]


class PaymentView(ComposedView):
    """A payment with each document: its statement, and those of its transactions."""

    payment: PaymentDetails
    documents: list[Document]


class InvoiceView(ComposedView):
    """An invoice with its document, and those of its credit notes."""

    invoice: InvoiceDetails
    documents: list[Document]


def add_transaction(router: APIRouter, portal: Portal) -> None:
    """The view of a transaction, in a portal."""

    @router.get(
        "/transactions/{transaction_id}", openapi_extra=live(View.TRANSACTIONS, View.DOCUMENTS)
    )
    async def show_transaction(
        transaction_id: UUID, caller: Annotated[Caller, Depends(caller_at(portal))]
    ) -> TransactionView:
        """A transaction with its lines, history and document."""
        ask = caller.services
        async with Composition() as view:
            documents = view.part(DOCUMENTS, _documents_of(ask, [transaction_id]))
            found = await ask.get(PAYMENTS, f"/transactions/{transaction_id}", TransactionDetails)
        return TransactionView(
            missing=view.missing, transaction=found, documents=documents.value or []
        )


def add_payment(router: APIRouter, portal: Portal) -> None:
    """The view of a payment, in a portal."""

    @router.get("/payments/{payment_id}", openapi_extra=live(View.PAYMENTS, View.DOCUMENTS))
    async def show_payment(
        payment_id: UUID, caller: Annotated[Caller, Depends(caller_at(portal))]
    ) -> PaymentView:
        """A payment with its breakdown and statement; the person paid has each paystub, too."""
        ask = caller.services
        found = await ask.get(PAYMENTS, f"/payments/{payment_id}", PaymentDetails)
        subjects = [payment_id, *(row.transaction_id for row in found.transactions)]
        async with Composition() as view:
            documents = view.part(DOCUMENTS, _documents_of(ask, subjects))
        return PaymentView(missing=view.missing, payment=found, documents=documents.value or [])


def add_invoice(router: APIRouter, portal: Portal) -> None:
    """The view of an invoice, in a portal."""

    @router.get("/invoices/{invoice_id}", openapi_extra=live(View.INVOICES, View.DOCUMENTS))
    async def show_invoice(
        invoice_id: UUID, caller: Annotated[Caller, Depends(caller_at(portal))]
    ) -> InvoiceView:
        """An invoice with its lines, the work behind them, receipts, credit notes and documents."""
        ask = caller.services
        async with Composition() as view:
            document = view.part(DOCUMENTS, _documents_of(ask, [invoice_id]))
            found = await ask.get(PAYMENTS, f"/invoices/{invoice_id}", InvoiceDetails)
            notes = [note.credit_note_id for note in found.credit_notes]
            credited = view.part(DOCUMENTS, _documents_of(ask, notes))
        documents = [*(document.value or []), *(credited.value or [])]
        return InvoiceView(missing=view.missing, invoice=found, documents=documents)


async def _documents_of(services: Services, subject_ids: Sequence[UUID]) -> list[Document]:
    found: list[Document] = []
    for start in range(0, len(subject_ids), MAX_SUBJECTS):
        some = [str(subject_id) for subject_id in subject_ids[start : start + MAX_SUBJECTS]]
        page = await services.get(
            DOCUMENTS, "/documents", Page[Document], query={"subject_id": some, "limit": MAX_LIMIT}
        )
        found.extend(page.items)
    return found
