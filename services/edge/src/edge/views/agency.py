"""`/api/agency`: the back office."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from contracts.access import Permission
from contracts.ids import DocumentId
from edge.compose import Composition
from edge.problems import ServiceName
from edge.routing import view_router
from edge.sessions import Caller
from edge.shapes.billing import InvoicesSummary
from edge.shapes.common import MAX_LIMIT, Filter, Page
from edge.shapes.dashboards import AgencyDashboard, Sums
from edge.shapes.documents import DeliveriesQuery, Delivery, Document, DocumentsQuery
from edge.shapes.notifications import Notification
from edge.shapes.pay import PendingSums, UnpaidSummary
from edge.shapes.people import PersonDetails
from edge.shapes.work import WorkSummary
from edge.views.back_office import money, people, work
from edge.views.parts import (
    PDF,
    PNG,
    IfNoneMatch,
    document_content,
    document_preview,
    open_invoices,
)
from edge.visit import StaffHere

router = view_router("agency", "/api/agency")


@router.get("/dashboard")
async def dashboard(caller: StaffHere) -> AgencyDashboard:
    """What waits: work to approve, transactions on hold, what can be paid, overdue invoices."""
    async with Composition() as view:
        work_part = view.part(ServiceName.TIMESHEETS, _work(caller))
        unpaid = view.part(ServiceName.PAYMENTS, _unpaid(caller))
        overdue = view.part(ServiceName.PAYMENTS, _overdue(caller))
        invited = view.part(ServiceName.IDENTITY, _invited(caller))
    pay = unpaid.value
    return AgencyDashboard(
        missing=view.missing,
        work=work_part.value,
        on_hold=pay and _sums(pay.on_hold),
        ready_to_pay=pay and _sums(pay.processing),
        waiting_for_clients=pay and _sums(pay.pending_client_payment),
        overdue_invoices=overdue.value,
        invited=invited.value,
    )


async def _work(caller: Caller) -> WorkSummary | None:
    if not caller.may(Permission.WORK_MANAGE):
        return None
    return await caller.services.get(ServiceName.TIMESHEETS, "/work/summary", WorkSummary)


async def _unpaid(caller: Caller) -> UnpaidSummary | None:
    if not caller.may(Permission.TRANSACTIONS_VIEW):
        return None
    return await caller.services.get(ServiceName.PAYMENTS, "/transactions/summary", UnpaidSummary)


def _sums(found: PendingSums) -> Sums:
    return Sums(count=found.count, totals=found.totals)


async def _overdue(caller: Caller) -> Sums | None:
    if not caller.may(Permission.INVOICES_MANAGE):
        return None
    found = await caller.services.get(ServiceName.PAYMENTS, "/invoices/summary", InvoicesSummary)
    return open_invoices(found.overdue)


async def _invited(caller: Caller) -> int | None:
    """How many people have not signed up yet, up to one page of them."""
    if not caller.may(Permission.PEOPLE_MANAGE):
        return None
    page = await caller.services.get(
        ServiceName.IDENTITY,
        "/people",
        Page[PersonDetails],
        query={"status": "invited", "limit": MAX_LIMIT},
    )
    return len(page.items)


@router.get("/documents")
async def list_documents(
    caller: StaffHere, query: Annotated[DocumentsQuery, Query()]
) -> Page[Document]:
    """Documents, the newest first."""
    return await caller.services.get(
        ServiceName.DOCUMENTS, "/documents", Page[Document], query=query
    )


@router.get("/documents/{document_id}/content", response_class=StreamingResponse, responses=PDF)
async def download_document(
    document_id: DocumentId,
    caller: StaffHere,
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
    caller: StaffHere,
    page: Annotated[int, Query(ge=1)] = 1,
    if_none_match: IfNoneMatch = None,
) -> StreamingResponse:
    """A page of the document as an image."""
    return await document_preview(caller, document_id, page=page, if_none_match=if_none_match)


@router.post("/documents/{document_id}/retry")
async def retry_document(document_id: DocumentId, caller: StaffHere) -> Document:
    """Have a document that failed rendered again."""
    return await caller.services.send(
        ServiceName.DOCUMENTS, "POST", f"/documents/{document_id}/retry", Document
    )


@router.get("/deliveries")
async def list_deliveries(
    caller: StaffHere, query: Annotated[DeliveriesQuery, Query()]
) -> Page[Delivery]:
    """E-mails and what became of them, the newest first."""
    return await caller.services.get(
        ServiceName.NOTIFICATIONS, "/deliveries", Page[Delivery], query=query
    )


@router.get("/notifications")
async def list_notifications(
    caller: StaffHere, query: Annotated[Filter, Query()]
) -> Page[Notification]:
    """What the person was told, the newest first."""
    return await caller.services.get(
        ServiceName.NOTIFICATIONS, "/my/notifications", Page[Notification], query=query
    )


routers = (router, people.router, work.router, money.router)
"""All of the agency's portal."""
