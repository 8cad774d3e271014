"""Transactions, pay runs, payments, invoices, receipts and the ledger, for staff.

What moves money needs an `Idempotency-Key`; the service that owns it keeps it.
"""

from typing import Annotated

from fastapi import Query

from contracts.ids import InvoiceId, PaymentId, PayRunId, TransactionId
from edge.compose import Composition
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.billing import (
    InvoiceDetails,
    InvoiceRun,
    InvoiceRunRequest,
    InvoicesQuery,
    InvoiceSummary,
    InvoiceView,
    ReceiptRequest,
    ReceiptResult,
)
from edge.shapes.common import Page
from edge.shapes.pay import (
    Balances,
    PaymentDetails,
    PaymentsQuery,
    PaymentSummary,
    PaymentView,
    PayRun,
    PayRunPreview,
    PayRunPreviewRequest,
    PayRunRequest,
    Posting,
    PostingsQuery,
    ReasonRequest,
    TransactionDetails,
    TransactionsQuery,
    TransactionSummary,
    TransactionView,
)
from edge.views.parts import documents_of
from edge.visit import StaffHere

_PAYMENTS = ServiceName.PAYMENTS

router = view_router("agency", "/api/agency")


@router.get("/transactions")
async def list_transactions(
    caller: StaffHere, query: Annotated[TransactionsQuery, Query()]
) -> Page[TransactionSummary]:
    """All transactions, the newest first."""
    return await caller.services.get(
        _PAYMENTS, "/transactions", Page[TransactionSummary], query=query
    )


@router.get("/transactions/{transaction_id}")
async def show_transaction(transaction_id: TransactionId, caller: StaffHere) -> TransactionView:
    """A transaction with its lines, history and document."""
    async with Composition() as view:
        documents = view.part(
            ServiceName.DOCUMENTS, documents_of(caller.services, [transaction_id])
        )
        transaction = await caller.services.get(
            _PAYMENTS, f"/transactions/{transaction_id}", TransactionDetails
        )
    return TransactionView(
        missing=view.missing, transaction=transaction, documents=documents.value or []
    )


@router.post("/transactions/{transaction_id}/hold")
async def hold_transaction(
    transaction_id: TransactionId, body: ReasonRequest, caller: StaffHere
) -> TransactionDetails:
    """Put it on hold, with a reason that the contractor sees."""
    return await caller.services.send(
        _PAYMENTS, "POST", f"/transactions/{transaction_id}/hold", TransactionDetails, body=body
    )


@router.post("/transactions/{transaction_id}/release")
async def release_transaction(
    transaction_id: TransactionId, caller: StaffHere
) -> TransactionDetails:
    """End a hold or a wait for release."""
    return await caller.services.send(
        _PAYMENTS, "POST", f"/transactions/{transaction_id}/release", TransactionDetails
    )


@router.post("/transactions/{transaction_id}/reverse")
async def reverse_transaction(
    transaction_id: TransactionId, body: ReasonRequest, caller: StaffHere
) -> TransactionDetails:
    """Undo an unpaid transaction by opposite postings."""
    return await caller.services.send(
        _PAYMENTS, "POST", f"/transactions/{transaction_id}/reverse", TransactionDetails, body=body
    )


@router.post("/pay-runs/preview")
async def preview_pay_run(body: PayRunPreviewRequest, caller: StaffHere) -> PayRunPreview:
    """Who would be paid on this day, how much, and what would be left out and why."""
    return await caller.services.send(
        _PAYMENTS, "POST", "/pay-runs/preview", PayRunPreview, body=body
    )


@router.post("/pay-runs", status_code=201)
async def start_pay_run(body: PayRunRequest, caller: StaffHere) -> PayRun:
    """Pay; refused when the totals are not the expected ones. Needs an Idempotency-Key."""
    return await caller.services.send(_PAYMENTS, "POST", "/pay-runs", PayRun, body=body)


@router.get("/pay-runs/{pay_run_id}")
async def show_pay_run(pay_run_id: PayRunId, caller: StaffHere) -> PayRun:
    """A run and its payments."""
    return await caller.services.get(_PAYMENTS, f"/pay-runs/{pay_run_id}", PayRun)


@router.get("/payments")
async def list_payments(
    caller: StaffHere, query: Annotated[PaymentsQuery, Query()]
) -> Page[PaymentSummary]:
    """All payments, the newest first."""
    return await caller.services.get(_PAYMENTS, "/payments", Page[PaymentSummary], query=query)


@router.get("/payments/{payment_id}")
async def show_payment(payment_id: PaymentId, caller: StaffHere) -> PaymentView:
    """A payment with its breakdown and statement."""
    async with Composition() as view:
        documents = view.part(ServiceName.DOCUMENTS, documents_of(caller.services, [payment_id]))
        payment = await caller.services.get(_PAYMENTS, f"/payments/{payment_id}", PaymentDetails)
    return PaymentView(missing=view.missing, payment=payment, documents=documents.value or [])


@router.get("/invoices")
async def list_invoices(
    caller: StaffHere, query: Annotated[InvoicesQuery, Query()]
) -> Page[InvoiceSummary]:
    """All invoices, the newest first."""
    return await caller.services.get(_PAYMENTS, "/invoices", Page[InvoiceSummary], query=query)


@router.get("/invoices/{invoice_id}")
async def show_invoice(invoice_id: InvoiceId, caller: StaffHere) -> InvoiceView:
    """An invoice with its lines, receipts and document."""
    async with Composition() as view:
        documents = view.part(ServiceName.DOCUMENTS, documents_of(caller.services, [invoice_id]))
        invoice = await caller.services.get(_PAYMENTS, f"/invoices/{invoice_id}", InvoiceDetails)
    return InvoiceView(missing=view.missing, invoice=invoice, documents=documents.value or [])


@router.post("/invoices/{invoice_id}/receipts", status_code=201)
async def record_receipt(
    invoice_id: InvoiceId, body: ReceiptRequest, caller: StaffHere
) -> ReceiptResult:
    """Record money received. Needs an Idempotency-Key."""
    return await caller.services.send(
        _PAYMENTS, "POST", f"/invoices/{invoice_id}/receipts", ReceiptResult, body=body
    )


@router.post("/invoice-runs", status_code=201)
async def start_invoice_run(body: InvoiceRunRequest, caller: StaffHere) -> InvoiceRun:
    """Issue invoices for every period that ended, by each company's preferences."""
    return await caller.services.send(_PAYMENTS, "POST", "/invoice-runs", InvoiceRun, body=body)


@router.get("/ledger/balances")
async def list_balances(caller: StaffHere) -> Balances:
    """Every account of the agency with what it stands at."""
    return await caller.services.get(_PAYMENTS, "/ledger/balances", Balances)


@router.get("/ledger/postings")
async def list_postings(
    caller: StaffHere, query: Annotated[PostingsQuery, Query()]
) -> Page[Posting]:
    """Postings, the newest first."""
    return await caller.services.get(_PAYMENTS, "/ledger/postings", Page[Posting], query=query)
