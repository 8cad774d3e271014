"""`/api/contractor`: what a contractor earns and when it is paid, and the work to log."""

from typing import Annotated

from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from contracts.ids import DocumentId, EntryId, PaymentId, TransactionId
from edge.compose import Composition
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.common import Filter, Page
from edge.shapes.dashboards import ContractorDashboard, NextPayment, Sums
from edge.shapes.documents import Document, DocumentsQuery
from edge.shapes.pay import (
    OwnPaymentsQuery,
    OwnTransactionsQuery,
    PaymentDetails,
    PaymentReport,
    PaymentSummary,
    PaymentView,
    PendingSummary,
    ReportQuery,
    TransactionDetails,
    TransactionSummary,
    TransactionView,
)
from edge.shapes.work import (
    ChangedWork,
    CommentRequest,
    CopiedWork,
    CopyPreview,
    CopyRequest,
    EntryState,
    ImportMode,
    ImportReport,
    NewWork,
    OwnWorkOrder,
    SubmitRequest,
    Submitted,
    WorkDetails,
    WorkFilter,
    WorkQuery,
    WorkRow,
    WorkSummary,
)
from edge.views.parts import (
    PDF,
    PNG,
    IfNoneMatch,
    document_content,
    document_preview,
    documents_of,
)
from edge.visit import ContractorHere

RECENT = 5

router = view_router("contractor", "/api/contractor")


@router.get("/dashboard")
async def dashboard(caller: ContractorHere) -> ContractorDashboard:
    """The next payment, what is pending, what happened last, and the work to hand in."""
    read = caller.services.get
    async with Composition() as view:
        pending = view.part(
            ServiceName.PAYMENTS,
            read(ServiceName.PAYMENTS, "/my/transactions/summary", PendingSummary),
        )
        recent = view.part(
            ServiceName.PAYMENTS,
            read(
                ServiceName.PAYMENTS,
                "/my/transactions",
                Page[TransactionSummary],
                query={"limit": RECENT},
            ),
        )
        paid = view.part(
            ServiceName.PAYMENTS,
            read(
                ServiceName.PAYMENTS, "/my/payments", Page[PaymentSummary], query={"limit": RECENT}
            ),
        )
        work = view.part(
            ServiceName.TIMESHEETS, read(ServiceName.TIMESHEETS, "/my/work/summary", WorkSummary)
        )
        returned = view.part(
            ServiceName.TIMESHEETS,
            read(
                ServiceName.TIMESHEETS,
                "/my/work",
                Page[WorkRow],
                query={"status": "returned", "limit": RECENT},
            ),
        )
    first = pending.value.next_payment if pending.value else None
    return ContractorDashboard(
        missing=view.missing,
        next_payment=first
        and NextPayment(
            on=first.on, ordered=first.ordered, amounts=first.totals, transactions=first.count
        ),
        pending=pending.value
        and Sums(count=pending.value.all.count, totals=pending.value.all.totals),
        recent_payments=list(paid.value.items) if paid.value else None,
        recent_transactions=list(recent.value.items) if recent.value else None,
        work=work.value,
        returned=list(returned.value.items) if returned.value else None,
    )


@router.get("/transactions", response_model=Page[TransactionSummary])
async def list_transactions(
    caller: ContractorHere, query: Annotated[OwnTransactionsQuery, Query()]
) -> Response:
    """Pending transactions in three tabs: processing, pending release, all."""
    return await caller.services.view(ServiceName.PAYMENTS, "/my/transactions", query=query)


@router.get("/transactions/summary")
async def summarise_transactions(caller: ContractorHere) -> PendingSummary:
    """What each tab holds, in counts and sums, and what of it is paid next."""
    return await caller.services.get(
        ServiceName.PAYMENTS, "/my/transactions/summary", PendingSummary
    )


@router.get("/transactions/{transaction_id}")
async def show_transaction(
    transaction_id: TransactionId, caller: ContractorHere
) -> TransactionView:
    """A transaction with its lines, history and document."""
    async with Composition() as view:
        documents = view.part(
            ServiceName.DOCUMENTS, documents_of(caller.services, [transaction_id])
        )
        transaction = await caller.services.get(
            ServiceName.PAYMENTS, f"/transactions/{transaction_id}", TransactionDetails
        )
    return TransactionView(
        missing=view.missing, transaction=transaction, documents=documents.value or []
    )


@router.get("/payments", response_model=Page[PaymentSummary])
async def list_payments(
    caller: ContractorHere, query: Annotated[OwnPaymentsQuery, Query()]
) -> Response:
    """Paid payments, the newest first."""
    return await caller.services.view(ServiceName.PAYMENTS, "/my/payments", query=query)


@router.get("/payments/{payment_id}")
async def show_payment(payment_id: PaymentId, caller: ContractorHere) -> PaymentView:
    """A payment with its breakdown, and each document."""
    payment = await caller.services.get(
        ServiceName.PAYMENTS, f"/payments/{payment_id}", PaymentDetails
    )
    subjects = [payment_id, *(row.transaction_id for row in payment.transactions)]
    async with Composition() as view:
        documents = view.part(ServiceName.DOCUMENTS, documents_of(caller.services, subjects))
    return PaymentView(missing=view.missing, payment=payment, documents=documents.value or [])


@router.get("/report", response_model=PaymentReport)
async def show_report(caller: ContractorHere, query: Annotated[ReportQuery, Query()]) -> Response:
    """All payments received in a period, by month and by client."""
    return await caller.services.view(ServiceName.PAYMENTS, "/my/report", query=query)


@router.get("/work-orders")
async def list_work_orders(
    caller: ContractorHere, query: Annotated[Filter, Query()]
) -> Page[OwnWorkOrder]:
    """The own work orders: what can be logged, and what it pays."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/my/work-orders", Page[OwnWorkOrder], query=query
    )


@router.get("/work")
async def list_work(caller: ContractorHere, query: Annotated[WorkQuery, Query()]) -> Page[WorkRow]:
    """The own work, the latest day first."""
    return await caller.services.get(ServiceName.TIMESHEETS, "/my/work", Page[WorkRow], query=query)


@router.get("/work/summary")
async def summarise_work(
    caller: ContractorHere, query: Annotated[WorkFilter, Query()]
) -> WorkSummary:
    """How much of the own work stands at each status."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/my/work/summary", WorkSummary, query=query
    )


@router.post("/work", status_code=201)
async def log_work(body: NewWork, caller: ContractorHere) -> EntryState:
    """Log work as a draft."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/my/work", EntryState, body=body
    )


@router.post(
    "/work/import",
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
)
async def import_work(
    request: Request,
    caller: ContractorHere,
    mode: ImportMode = ImportMode.ALL_OR_NOTHING,
    content_type: Annotated[str, Header(include_in_schema=False)] = "",
) -> ImportReport:
    """Log the rows of a CSV file as drafts; each bad row is named, with column and reason."""
    return await caller.services.upload(
        ServiceName.TIMESHEETS,
        "/my/work/import",
        ImportReport,
        content=request.stream(),
        content_type=content_type,
        query={"mode": mode.value},
    )


@router.post("/work/submit")
async def submit_work(body: SubmitRequest, caller: ContractorHere) -> Submitted:
    """Hand in drafts and returned work."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/my/work/submit", Submitted, body=body
    )


@router.get("/work/copy")
async def preview_copy_of_work(
    caller: ContractorHere, query: Annotated[CopyRequest, Query()]
) -> CopyPreview:
    """What a copy of one week to another would log, and what it would leave out."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/my/work/copy", CopyPreview, query=query
    )


@router.post("/work/copy", status_code=201)
async def copy_work(body: CopyRequest, caller: ContractorHere) -> CopiedWork:
    """Log one week's hours in another, as drafts, where nothing is logged yet."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/my/work/copy", CopiedWork, body=body
    )


@router.get("/work/{entry_id}")
async def show_work(entry_id: EntryId, caller: ContractorHere) -> WorkDetails:
    """An own entry with its versions, comments and steps."""
    return await caller.services.get(ServiceName.TIMESHEETS, f"/my/work/{entry_id}", WorkDetails)


@router.put("/work/{entry_id}")
async def change_work(entry_id: EntryId, body: ChangedWork, caller: ContractorHere) -> EntryState:
    """Change a draft, or correct what was returned; `version` is the one that was read."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "PUT", f"/my/work/{entry_id}", EntryState, body=body
    )


@router.delete("/work/{entry_id}", status_code=204)
async def remove_work(
    entry_id: EntryId, caller: ContractorHere, version: Annotated[int | None, Query(ge=1)] = None
) -> None:
    """Remove a draft, or withdraw what was returned; `version`: only if it still is that one."""
    only = "" if version is None else f"?version={version}"
    await caller.services.send(
        ServiceName.TIMESHEETS, "DELETE", f"/my/work/{entry_id}{only}", type(None)
    )


@router.post("/work/{entry_id}/comments", status_code=201)
async def comment_on_work(
    entry_id: EntryId, body: CommentRequest, caller: ContractorHere
) -> WorkDetails:
    """Comment on an own entry that was handed in."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", f"/my/work/{entry_id}/comments", WorkDetails, body=body
    )


@router.get("/documents")
async def list_documents(
    caller: ContractorHere, query: Annotated[DocumentsQuery, Query()]
) -> Page[Document]:
    """The own documents, the newest first."""
    return await caller.services.get(
        ServiceName.DOCUMENTS, "/documents", Page[Document], query=query
    )


@router.get("/documents/{document_id}")
async def show_document(document_id: DocumentId, caller: ContractorHere) -> Document:
    """An own document and how far it is; one that was just asked for may not be there yet."""
    return await caller.services.get(ServiceName.DOCUMENTS, f"/documents/{document_id}", Document)


@router.get("/documents/{document_id}/content", response_class=StreamingResponse, responses=PDF)
async def download_document(
    document_id: DocumentId,
    caller: ContractorHere,
    *,
    download: bool = False,
    if_none_match: IfNoneMatch = None,
) -> StreamingResponse:
    """The document as PDF: to show in the page, or with `download` to save."""
    return await document_content(
        caller, document_id, download=download, if_none_match=if_none_match
    )


@router.get("/documents/{document_id}/preview", response_class=StreamingResponse, responses=PNG)
async def preview_document(
    document_id: DocumentId,
    caller: ContractorHere,
    page: Annotated[int, Query(ge=1)] = 1,
    if_none_match: IfNoneMatch = None,
) -> StreamingResponse:
    """A page of the document as an image."""
    return await document_preview(caller, document_id, page=page, if_none_match=if_none_match)
