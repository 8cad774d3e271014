"""HTTP of a contractor's own work."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from chassis.http import Uow, tenant_router
from chassis.paging import Page
from contracts.ids import EntryId
from timesheets.reach.rule import own_reach
from timesheets.work import approval, comments, copying, entering, queries
from timesheets.work.filters import WorkFilter
from timesheets.work.routes import WorkQuery, details, page
from timesheets.work.schemas import (
    ChangedWork,
    CommentRequest,
    CopiedWork,
    CopyPreview,
    CopyRequest,
    EntryState,
    NewWork,
    SubmissionResult,
    SubmitRequest,
    WorkDetails,
    WorkRow,
    WorkSummary,
)

router = tenant_router(prefix="/my/work", tags=["my work"])


@router.get("", response_model=Page[WorkRow])
async def list_own(wanted: Annotated[WorkQuery, Query()], uow: Uow) -> Response:
    """The contractor's own work, the latest day first."""
    return await page(uow, own_reach(uow), wanted)


@router.get("/summary")
async def summarise_own(wanted: Annotated[WorkFilter, Query()], uow: Uow) -> WorkSummary:
    """How much of the own work stands at each status."""
    return await queries.summary(uow, own_reach(uow), wanted)


@router.post("", status_code=201)
async def log(body: NewWork, uow: Uow) -> EntryState:
    """Log work as a draft."""
    logged = await entering.log(
        uow, body.work_order_id, body.as_work(), only_if_none=body.only_if_none
    )
    return EntryState.of(logged)


@router.post("/submit")
async def submit(body: SubmitRequest, uow: Uow) -> SubmissionResult:
    """Hand in drafts and returned work. A single refused entry is a 409 by itself."""
    return SubmissionResult.of(await approval.submit(uow, body.selection()))


@router.get("/copy")
async def preview_copy(wanted: Annotated[CopyRequest, Query()], uow: Uow) -> CopyPreview:
    """What a copy of one week to another would log, and what it would leave out."""
    planned = await copying.plan(uow, from_week=wanted.from_week, to_week=wanted.to_week)
    return CopyPreview.of(planned)


@router.post("/copy", status_code=201)
async def copy(body: CopyRequest, uow: Uow) -> CopiedWork:
    """Log one week's hours in another, as drafts, where nothing is logged yet."""
    copied = await copying.copy(uow, from_week=body.from_week, to_week=body.to_week)
    return CopiedWork.of(copied)


@router.get("/{entry_id}")
async def show_own(entry_id: EntryId, uow: Uow) -> WorkDetails:
    """One own entry with its versions, the comments for the contractor, and steps."""
    return await details(uow, own_reach(uow), entry_id)


@router.put("/{entry_id}")
async def change(entry_id: EntryId, body: ChangedWork, uow: Uow) -> EntryState:
    """Change a draft, or work that was returned; `version` is the one that was read."""
    changed = await entering.change(uow, entry_id, body.as_work(), version=body.version)
    return EntryState.of(changed)


@router.delete("/{entry_id}", status_code=204)
async def take_back(
    entry_id: EntryId, uow: Uow, version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> None:
    """Remove a draft, or withdraw work that was returned; `version`: only if it still is that."""
    await entering.take_back(uow, entry_id, version=version)


@router.post("/{entry_id}/comments", status_code=201)
async def comment(entry_id: EntryId, body: CommentRequest, uow: Uow) -> WorkDetails:
    """Comment on an own entry that was handed in."""
    reach = own_reach(uow)
    await comments.comment(uow, reach, entry_id, body.text)
    return await details(uow, reach, entry_id)
