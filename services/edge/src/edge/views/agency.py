"""`/api/agency`: the back office."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from contracts.access import Permission
from contracts.ids import DocumentId
from edge.compose import Composition, Part
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.billing import InvoiceSummary
from edge.shapes.common import MAX_LIMIT, Filter, Page
from edge.shapes.dashboards import AgencyDashboard, Sums
from edge.shapes.documents import DeliveriesQuery, Delivery, Document, DocumentsQuery, Notification
from edge.shapes.pay import TransactionSummary
from edge.shapes.people import PersonDetails
from edge.shapes.work import WorkSummary
from edge.views.back_office import money, people, work
from edge.views.parts import (
    PDF,
    PNG,
    IfNoneMatch,
    document_content,
    document_preview,
    open_pages,
    sums,
)
from edge.visit import StaffHere

Rows = Part[tuple[list[TransactionSummary], bool]]

router = view_router("agency", "/api/agency")


@router.get("/dashboard")
async def dashboard(caller: StaffHere) -> AgencyDashboard:
    """What waits: work to approve, transactions on hold, what can be paid, overdue invoices."""
    ask = caller.services
    states: dict[str, Rows] = {}
    work_part: Part[WorkSummary] = Part()
    overdue: Part[tuple[list[InvoiceSummary], bool]] = Part()
    invited: Part[Page[PersonDetails]] = Part()
    async with Composition() as view:
        if caller.may(Permission.WORK_MANAGE):
            work_part = view.part(
                ServiceName.TIMESHEETS,
                ask.get(ServiceName.TIMESHEETS, "/work/summary", WorkSummary),
            )
        if caller.may(Permission.TRANSACTIONS_VIEW):
            for state in ("on_hold", "processing", "pending_client_payment"):
                rows = open_pages(
                    ask,
                    ServiceName.PAYMENTS,
                    "/transactions",
                    Page[TransactionSummary],
                    {"state": state},
                )
                states[state] = view.part(ServiceName.PAYMENTS, rows)
        if caller.may(Permission.INVOICES_MANAGE):
            invoices = open_pages(
                ask, ServiceName.PAYMENTS, "/invoices", Page[InvoiceSummary], {"state": "overdue"}
            )
            overdue = view.part(ServiceName.PAYMENTS, invoices)
        if caller.may(Permission.PEOPLE_MANAGE):
            invited = view.part(
                ServiceName.IDENTITY,
                ask.get(
                    ServiceName.IDENTITY,
                    "/people",
                    Page[PersonDetails],
                    query={"status": "invited", "limit": MAX_LIMIT},
                ),
            )
    return AgencyDashboard(
        missing=view.missing,
        work=work_part.value,
        on_hold=_net(states.get("on_hold")),
        ready_to_pay=_net(states.get("processing")),
        waiting_for_clients=_net(states.get("pending_client_payment")),
        overdue_invoices=None
        if overdue.value is None
        else sums((row.open_amount for row in overdue.value[0]), complete=overdue.value[1]),
        invited=None if invited.value is None else len(invited.value.items),
    )


def _net(part: Rows | None) -> Sums | None:
    if part is None or part.value is None:
        return None
    rows, complete = part.value
    return sums((row.net for row in rows), complete=complete)


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
