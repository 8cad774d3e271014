"""`/api/customer`: what a contact has to approve, and the company's invoices."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from contracts.access import Permission
from contracts.ids import DocumentId, EntryId, InvoiceId
from edge.compose import Composition
from edge.problems import NoSuchPageError, ServiceName
from edge.routing import view_router
from edge.shapes.billing import (
    InvoiceDetails,
    InvoicesQuery,
    InvoicesSummary,
    InvoiceSummary,
    InvoiceView,
)
from edge.shapes.common import Filter, Page
from edge.shapes.dashboards import CustomerHome, ToApproval
from edge.shapes.documents import Document, DocumentsQuery
from edge.shapes.notifications import Notification
from edge.shapes.people import CompanyDetails, CompanyRequest
from edge.shapes.work import (
    ApprovalPreview,
    Approved,
    ApproveRequest,
    CommentRequest,
    ProjectDetails,
    Returned,
    ReturnRequest,
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
    open_invoices,
)
from edge.visit import ContactHere

router = view_router("customer", "/api/customer")


@router.get("/home")
async def home(caller: ContactHere) -> CustomerHome:
    """Work to approval and unpaid invoices, each with count and sum."""
    ask = caller.services
    to_approval = unpaid = None
    async with Composition() as view:
        if caller.may(Permission.WORK_APPROVE):
            to_approval = view.part(
                ServiceName.TIMESHEETS,
                ask.get(ServiceName.TIMESHEETS, "/work/approval-preview", ApprovalPreview),
            )
        if caller.may(Permission.INVOICES_VIEW):
            unpaid = view.part(
                ServiceName.PAYMENTS,
                ask.get(ServiceName.PAYMENTS, "/invoices/summary", InvoicesSummary),
            )
    waiting = to_approval.value if to_approval else None
    invoices = unpaid.value if unpaid else None
    return CustomerHome(
        missing=view.missing,
        to_approval=waiting
        and ToApproval(count=waiting.count, hours=waiting.hours, amounts=waiting.amounts),
        unpaid_invoices=invoices and open_invoices(invoices.unpaid),
        overdue_invoices=invoices and open_invoices(invoices.overdue),
    )


@router.get("/projects")
async def list_projects(
    caller: ContactHere, query: Annotated[Filter, Query()]
) -> Page[ProjectDetails]:
    """Projects within reach, to filter by."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/projects", Page[ProjectDetails], query=query
    )


@router.get("/work")
async def list_work(caller: ContactHere, query: Annotated[WorkQuery, Query()]) -> Page[WorkRow]:
    """Logged work within reach, the latest day first."""
    return await caller.services.get(ServiceName.TIMESHEETS, "/work", Page[WorkRow], query=query)


@router.get("/work/summary")
async def summarise_work(caller: ContactHere, query: Annotated[WorkFilter, Query()]) -> WorkSummary:
    """How much stands at each status."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/work/summary", WorkSummary, query=query
    )


@router.get("/work/approval-preview")
async def preview_approval(
    caller: ContactHere, query: Annotated[WorkFilter, Query()]
) -> ApprovalPreview:
    """What approving all that the filter shows would cover."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/work/approval-preview", ApprovalPreview, query=query
    )


@router.post("/work/approve")
async def approve_work(body: ApproveRequest, caller: ContactHere) -> Approved:
    """Approve entries, or all that a filter shows; says of each that could not be why."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/work/approve", Approved, body=body
    )


@router.post("/work/return")
async def return_work(body: ReturnRequest, caller: ContactHere) -> Returned:
    """Return entries to their contractors, with a reason."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/work/return", Returned, body=body
    )


@router.get("/work/{entry_id}")
async def show_work(entry_id: EntryId, caller: ContactHere) -> WorkDetails:
    """An entry with its versions, comments and steps."""
    return await caller.services.get(ServiceName.TIMESHEETS, f"/work/{entry_id}", WorkDetails)


@router.post("/work/{entry_id}/comments", status_code=201)
async def comment_on_work(
    entry_id: EntryId, body: CommentRequest, caller: ContactHere
) -> WorkDetails:
    """Comment on an entry; the agency is told."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", f"/work/{entry_id}/comments", WorkDetails, body=body
    )


@router.get("/invoices")
async def list_invoices(
    caller: ContactHere, query: Annotated[InvoicesQuery, Query()]
) -> Page[InvoiceSummary]:
    """Invoices in scope, the newest first."""
    return await caller.services.get(
        ServiceName.PAYMENTS, "/invoices", Page[InvoiceSummary], query=query
    )


@router.get("/invoices/{invoice_id}")
async def show_invoice(invoice_id: InvoiceId, caller: ContactHere) -> InvoiceView:
    """An invoice with its lines, the work behind them, and its document."""
    async with Composition() as view:
        documents = view.part(ServiceName.DOCUMENTS, documents_of(caller.services, [invoice_id]))
        invoice = await caller.services.get(
            ServiceName.PAYMENTS, f"/invoices/{invoice_id}", InvoiceDetails
        )
    return InvoiceView(missing=view.missing, invoice=invoice, documents=documents.value or [])


@router.get("/company")
async def show_company(caller: ContactHere) -> CompanyDetails:
    """The own company."""
    return await caller.services.get(
        ServiceName.IDENTITY, f"/companies/{_company_id(caller)}", CompanyDetails
    )


@router.put("/company")
async def change_company(body: CompanyRequest, caller: ContactHere) -> CompanyDetails:
    """Change the own company: address, invoice preferences."""
    return await caller.services.send(
        ServiceName.IDENTITY, "PUT", f"/companies/{_company_id(caller)}", CompanyDetails, body=body
    )


def _company_id(caller: ContactHere) -> str:
    if caller.company_id is None:
        raise NoSuchPageError
    return str(caller.company_id)


@router.get("/documents")
async def list_documents(
    caller: ContactHere, query: Annotated[DocumentsQuery, Query()]
) -> Page[Document]:
    """The company's documents, the newest first."""
    return await caller.services.get(
        ServiceName.DOCUMENTS, "/documents", Page[Document], query=query
    )


@router.get("/documents/{document_id}/content", response_class=StreamingResponse, responses=PDF)
async def download_document(
    document_id: DocumentId,
    caller: ContactHere,
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
    caller: ContactHere,
    page: Annotated[int, Query(ge=1)] = 1,
    if_none_match: IfNoneMatch = None,
) -> StreamingResponse:
    """A page of the document as an image."""
    return await document_preview(caller, document_id, page=page, if_none_match=if_none_match)


@router.get("/notifications")
async def list_notifications(
    caller: ContactHere, query: Annotated[Filter, Query()]
) -> Page[Notification]:
    """What the person was told, the newest first."""
    return await caller.services.get(
        ServiceName.NOTIFICATIONS, "/my/notifications", Page[Notification], query=query
    )
