"""Projects, work orders and all logged work, for staff."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from contracts.ids import EntryId, PersonId, ProjectId, WorkOrderId
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.common import Filter, Page
from edge.shapes.work import (
    ApprovalPreview,
    Approved,
    ApproveRequest,
    CommentRequest,
    CorrectedWork,
    EntryState,
    NewProject,
    NewWorkOrder,
    ProjectDetails,
    ProjectTerms,
    Returned,
    ReturnRequest,
    WorkDetails,
    WorkFilter,
    WorkOrderDetails,
    WorkOrderTerms,
    WorkQuery,
    WorkRow,
    WorkSummary,
)
from edge.visit import StaffHere

router = view_router("agency", "/api/agency")


class WorkOrdersQuery(Filter):
    """Work orders by code."""

    project_id: ProjectId | None = Field(default=None)
    contractor_id: PersonId | None = Field(default=None)


@router.get("/projects")
async def list_projects(
    caller: StaffHere, query: Annotated[Filter, Query()]
) -> Page[ProjectDetails]:
    """Projects by code."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/projects", Page[ProjectDetails], query=query
    )


@router.post("/projects", status_code=201)
async def open_project(body: NewProject, caller: StaffHere) -> ProjectDetails:
    """Open a project for a company."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/projects", ProjectDetails, body=body
    )


@router.put("/projects/{project_id}")
async def change_project(
    project_id: ProjectId, body: ProjectTerms, caller: StaffHere
) -> ProjectDetails:
    """Change a project: name, time zone, contacts, whether it is closed."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "PUT", f"/projects/{project_id}", ProjectDetails, body=body
    )


@router.get("/work-orders")
async def list_work_orders(
    caller: StaffHere, query: Annotated[WorkOrdersQuery, Query()]
) -> Page[WorkOrderDetails]:
    """Work orders by code."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/work-orders", Page[WorkOrderDetails], query=query
    )


@router.post("/work-orders", status_code=201)
async def open_work_order(body: NewWorkOrder, caller: StaffHere) -> WorkOrderDetails:
    """Open a work order: its contractor can log work on it."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/work-orders", WorkOrderDetails, body=body
    )


@router.put("/work-orders/{work_order_id}")
async def change_work_order(
    work_order_id: WorkOrderId, body: WorkOrderTerms, caller: StaffHere
) -> WorkOrderDetails:
    """Change dates, rates or terms, for work that is approved from now on."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "PUT", f"/work-orders/{work_order_id}", WorkOrderDetails, body=body
    )


@router.post("/work-orders/{work_order_id}/close")
async def close_work_order(work_order_id: WorkOrderId, caller: StaffHere) -> WorkOrderDetails:
    """Close it: nothing more is logged on it."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", f"/work-orders/{work_order_id}/close", WorkOrderDetails
    )


@router.get("/work")
async def list_work(caller: StaffHere, query: Annotated[WorkQuery, Query()]) -> Page[WorkRow]:
    """All logged work, the latest day first."""
    return await caller.services.get(ServiceName.TIMESHEETS, "/work", Page[WorkRow], query=query)


@router.get("/work/summary")
async def summarise_work(caller: StaffHere, query: Annotated[WorkFilter, Query()]) -> WorkSummary:
    """How much stands at each status."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/work/summary", WorkSummary, query=query
    )


@router.get("/work/approval-preview")
async def preview_approval(
    caller: StaffHere, query: Annotated[WorkFilter, Query()]
) -> ApprovalPreview:
    """What approving all that the filter shows would cover."""
    return await caller.services.get(
        ServiceName.TIMESHEETS, "/work/approval-preview", ApprovalPreview, query=query
    )


@router.post("/work/approve")
async def approve_work(body: ApproveRequest, caller: StaffHere) -> Approved:
    """Approve on behalf of the customer."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/work/approve", Approved, body=body
    )


@router.post("/work/return")
async def return_work(body: ReturnRequest, caller: StaffHere) -> Returned:
    """Return entries to their contractors, with a reason."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", "/work/return", Returned, body=body
    )


@router.get("/work/{entry_id}")
async def show_work(entry_id: EntryId, caller: StaffHere) -> WorkDetails:
    """An entry with its versions, comments and steps."""
    return await caller.services.get(ServiceName.TIMESHEETS, f"/work/{entry_id}", WorkDetails)


@router.post("/work/{entry_id}/comments", status_code=201)
async def comment_on_work(
    entry_id: EntryId, body: CommentRequest, caller: StaffHere
) -> WorkDetails:
    """Comment on an entry."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", f"/work/{entry_id}/comments", WorkDetails, body=body
    )


@router.post("/work/{entry_id}/correct")
async def correct_work(entry_id: EntryId, body: CorrectedWork, caller: StaffHere) -> EntryState:
    """Put another version in place of the one that was read; the old one stays readable."""
    return await caller.services.send(
        ServiceName.TIMESHEETS, "POST", f"/work/{entry_id}/correct", EntryState, body=body
    )
