"""HTTP of lists of logged work, for contacts and staff."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from chassis.http import Uow, tenant_router
from chassis.http.files import Language, answers_file
from chassis.paging import Page
from chassis.uow import UnitOfWork
from presentation.tables import FileKind
from timesheets.listing import files, queries, sorting
from timesheets.listing.schemas import WorkFileBody, WorkGroups
from timesheets.listing.sorting import BY_GROUP, Grouping, WorkSort
from timesheets.reach.rule import reach_to_view, sees_bills
from timesheets.work import routes as work
from timesheets.work.filters import FilterSelection, WorkFilter
from timesheets.work.routes import WorkQuery
from timesheets.work.schemas import WorkRow

WAYS = "The latest day first, or by the name of contractors or projects, then by day"


class SortedWorkQuery(WorkQuery):
    """A filter, the order, and where the page starts."""

    sort: WorkSort = Field(default=WorkSort.DAY_LAST, description=WAYS)


class FileQuery(WorkFilter):
    """A filter, the order, and the language of the words in the file."""

    sort: WorkSort = Field(default=WorkSort.DAY_LAST, description=WAYS)
    language: Language = "en"


class GroupsQuery(WorkFilter):
    """A filter, and what its work is put together by."""

    by: Grouping


router = tenant_router(tags=["work"])


@router.get("/work", response_model=Page[WorkRow])
async def list_work(wanted: Annotated[SortedWorkQuery, Query()], uow: Uow) -> Response:
    """Logged work: all of it for staff, for a contact what the scope reaches and was handed in."""
    reach = await reach_to_view(uow)
    grouping = wanted.sort.grouping
    if grouping is None:
        return await work.page(uow, reach, wanted)
    after = sorting.after(grouping, wanted.cursor)
    rows = await queries.page(uow, reach, wanted, grouping, after=after, limit=wanted.limit + 1)
    written = BY_GROUP.page_as_json(
        rows, wanted.limit, key=lambda row: (grouping, *row[0]), fields=lambda row: row[1]
    )
    return Response(written, media_type="application/json")


@router.get("/work/groups")
async def group_work(wanted: Annotated[GroupsQuery, Query()], uow: Uow) -> WorkGroups:
    """Contractors or projects with work that the filter shows, each with the sums of it.

    At most 500, in the order of the list that is sorted by them. Amounts are for those who see
    what is billed.
    """
    return await queries.groups(
        uow,
        await reach_to_view(uow),
        wanted,
        wanted.by,
        with_amounts=sees_bills(uow.actor),
    )


@router.get("/work.xlsx", **answers_file(FileKind.XLSX.media_type))
async def work_as_workbook(wanted: Annotated[FileQuery, Query()], uow: Uow) -> StreamingResponse:
    """Just the work that the list shows, all pages of it, as a workbook; at most 20,000 rows."""
    return await _shown(uow, wanted, FileKind.XLSX)


@router.get("/work.csv", **answers_file(FileKind.CSV.media_type))
async def work_as_csv(wanted: Annotated[FileQuery, Query()], uow: Uow) -> StreamingResponse:
    """Just the work that the list shows, all pages of it, as CSV; at most 20,000 rows."""
    return await _shown(uow, wanted, FileKind.CSV)


@router.post("/work.xlsx", **answers_file(FileKind.XLSX.media_type))
async def selected_work_as_workbook(body: WorkFileBody, uow: Uow) -> StreamingResponse:
    """The selected work as it is now, as a workbook; at most 20,000 rows.

    404 if one of the entries that are named is not there, or not to be seen.
    """
    return await _selected(uow, body, FileKind.XLSX)


@router.post("/work.csv", **answers_file(FileKind.CSV.media_type))
async def selected_work_as_csv(body: WorkFileBody, uow: Uow) -> StreamingResponse:
    """The selected work as it is now, as CSV; at most 20,000 rows.

    404 if one of the entries that are named is not there, or not to be seen.
    """
    return await _selected(uow, body, FileKind.CSV)


async def _shown(uow: UnitOfWork, wanted: FileQuery, kind: FileKind) -> StreamingResponse:
    return await files.work(
        uow,
        await reach_to_view(uow),
        FilterSelection(wanted),
        wanted.sort,
        kind,
        wanted.language,
        field="from",
    )


async def _selected(uow: UnitOfWork, body: WorkFileBody, kind: FileKind) -> StreamingResponse:
    return await files.work(
        uow,
        await reach_to_view(uow),
        body.selection(),
        body.sort,
        kind,
        body.language,
        field="filter",
    )
