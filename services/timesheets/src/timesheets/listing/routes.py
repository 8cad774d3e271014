"""HTTP of lists of logged work, for contacts and staff."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from chassis.http import Uow, tenant_router
from chassis.paging import Page
from timesheets.listing import queries, sorting
from timesheets.listing.schemas import WorkGroups
from timesheets.listing.sorting import BY_GROUP, Grouping, WorkSort
from timesheets.reach.rule import reach_to_view
from timesheets.work import routes as work
from timesheets.work.filters import WorkFilter
from timesheets.work.routes import WorkQuery, sees_bills
from timesheets.work.schemas import WorkRow

router = tenant_router(prefix="/work", tags=["work"])


class SortedWorkQuery(WorkQuery):
    """A filter, the order, and where the page starts."""

    sort: WorkSort = Field(
        default=WorkSort.DAY_LAST,
        description="The latest day first, or by the name of contractors or projects, then by day",
    )


class GroupsQuery(WorkFilter):
    """A filter, and what its work is put together by."""

    by: Grouping


@router.get("")
async def list_work(wanted: Annotated[SortedWorkQuery, Query()], uow: Uow) -> Page[WorkRow]:
    """Logged work: all of it for staff, for a contact what the scope reaches and was handed in."""
    reach = await reach_to_view(uow)
    grouping = wanted.sort.grouping
    if grouping is None:
        return await work.page(uow, reach, wanted)
    after = sorting.after(grouping, wanted.cursor)
    rows = await queries.page(uow, reach, wanted, grouping, after=after, limit=wanted.limit + 1)
    return BY_GROUP.page(
        rows, wanted.limit, key=lambda row: (grouping, *row[0]), shown=lambda row: row[1]
    )


@router.get("/groups")
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
