"""HTTP of logged work for contacts and staff."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from chassis.errors import NotFoundError
from chassis.http import Uow, tenant_router
from chassis.paging import BY_DAY, DEFAULT_LIMIT, Cursor, Limit
from contracts.ids import EntryId
from contracts.reach import Reach
from timesheets.reach.rule import reach_to_approve, reach_to_view, sees_bills
from timesheets.work import approval, comments, entering, queries, undoing
from timesheets.work.approval_schemas import (
    ApprovalPreview,
    ApprovalResult,
    ApproveRequest,
    ReturnRequest,
    ReturnResult,
    SelectionBody,
    UndoPreview,
    UndoRequest,
    UndoResult,
    UndoSelectionBody,
)
from timesheets.work.filters import FilterSelection, Selection, WorkFilter
from timesheets.work.schemas import (
    CommentRequest,
    CorrectedWork,
    EntryState,
    WorkDetails,
    WorkSummary,
)

router = tenant_router(prefix="/work", tags=["work"])


class WorkQuery(WorkFilter):
    """A filter, and where the page starts."""

    cursor: Cursor = None
    limit: Limit = DEFAULT_LIMIT


async def page(uow: Uow, reach: Reach, wanted: WorkQuery) -> Response:
    """A `Page[WorkRow]` of entries within reach, the latest day first."""
    before = BY_DAY.after(wanted.cursor)
    rows = await queries.page(uow, reach, wanted, before=before, limit=wanted.limit + 1)
    written = BY_DAY.page_as_json(
        rows,
        wanted.limit,
        key=lambda row: (row["work_on"], row["entry_id"]),
        fields=lambda row: row,
    )
    return Response(written, media_type="application/json")


async def details(uow: Uow, reach: Reach, entry_id: EntryId) -> WorkDetails:
    """An entry within reach, with its trail. Raises NotFoundError."""
    found = await queries.details(uow, reach, entry_id)
    if found is None:
        raise NotFoundError("logged work", entry_id)
    return found


@router.get("/approval-preview")
async def preview_approval(wanted: Annotated[WorkFilter, Query()], uow: Uow) -> ApprovalPreview:
    """What approving all that the filter shows would cover; amounts if the person may see bills."""
    return await _preview(uow, FilterSelection(wanted))


@router.post("/approve/preview")
async def preview_selection(body: SelectionBody, uow: Uow) -> ApprovalPreview:
    """What approving this selection would cover, and what stands out about it.

    What is selected and does not wait for approval does not count. Its `count` and `fingerprint`
    go with the approval, so that nothing else is approved than was shown.
    """
    return await _preview(uow, body.selection())


async def _preview(uow: Uow, selection: Selection) -> ApprovalPreview:
    return await queries.approval_preview(
        uow, await reach_to_approve(uow), selection, with_amounts=sees_bills(uow.actor)
    )


@router.get("/summary")
async def summarise(wanted: Annotated[WorkFilter, Query()], uow: Uow) -> WorkSummary:
    """How much stands at each status."""
    return await queries.summary(uow, await reach_to_view(uow), wanted)


@router.post("/approve")
async def approve(body: ApproveRequest, uow: Uow) -> ApprovalResult:
    """Approve entries, or all that a filter shows. A single refused entry is a 409 by itself.

    For the agency's undo time it can be taken back; only after that it is priced and invoiced.

    Single entries are answered for one by one. All that a filter shows is approved as it was
    previewed or, if it is something else by now, not at all: 409 with the new count.
    """
    return ApprovalResult.of(await approval.approve(uow, body.selection(), body.shown()))


@router.post("/approve/undo/preview")
async def preview_undo(body: UndoSelectionBody, uow: Uow) -> UndoPreview:
    """What taking back the approvals of this selection would cover.

    What is selected and is not approved, or is final, does not count.
    """
    return await queries.undo_preview(uow, await reach_to_approve(uow), body.selection())


@router.post("/approve/undo")
async def undo_approval(body: UndoRequest, uow: Uow) -> UndoResult:
    """Take approvals back, wholly or in part: the work waits for approval as before.

    Whoever may approve may, also what others approved. From the moment on at which an approval is
    final it is refused: 409 with the state. Single entries are answered for one by one, a filter as
    for an approval.
    """
    return UndoResult.of(await undoing.undo(uow, body.selection(), body.shown()))


@router.post("/return")
async def return_work(body: ReturnRequest, uow: Uow) -> ReturnResult:
    """Return entries with a reason, selected as for an approval."""
    return ReturnResult.of(
        await approval.return_work(uow, body.selection(), body.shown(), body.reason)
    )


@router.get("/{entry_id}")
async def show(entry_id: EntryId, uow: Uow) -> WorkDetails:
    """One entry with its versions, comments and steps."""
    return await details(uow, await reach_to_view(uow), entry_id)


@router.post("/{entry_id}/comments", status_code=201)
async def comment(entry_id: EntryId, body: CommentRequest, uow: Uow) -> WorkDetails:
    """Comment on an entry."""
    reach = await reach_to_view(uow)
    await comments.comment(uow, reach, entry_id, body.text)
    return await details(uow, reach, entry_id)


@router.post("/{entry_id}/correct")
async def correct(entry_id: EntryId, body: CorrectedWork, uow: Uow) -> EntryState:
    """Staff put another version in place of the one that they read."""
    corrected = await entering.correct(
        uow, entry_id, body.as_work(), version=body.version, reason=body.reason
    )
    return EntryState.of(corrected)
