"""HTTP of the money trail: a contractor's own, and for staff that of one contractor."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.errors import NotFoundError
from chassis.fields import Day
from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, Cursor, Limit, Page, PageKey
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import PersonId, WorkOrderId
from payments.access import own_id
from payments.directory import repository as directory
from payments.trail import reading
from payments.trail.queries import Key, TrailFilter
from payments.trail.schemas import TrailDetails, TrailState, TrailSummary
from payments.trail.timeline.queries import timeline

router = tenant_router(tags=["trail"])

_BY_PERIOD = PageKey[date, UUID](date, UUID)
From = Annotated[Day | None, Query(alias="from", description="Periods that end on it or later")]
To = Annotated[Day | None, Query(alias="to", description="Periods that start on it or earlier")]


@router.get("/my/trail")
async def my_trail(
    uow: Uow,
    from_on: From = None,
    to_on: To = None,
    work_order_id: WorkOrderId | None = None,
    state: TrailState = TrailState.ALL,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[TrailSummary]:
    """The contractor's own work by work order and pay period, the newest period first."""
    wanted = TrailFilter(
        contractor_id=own_id(uow.actor),
        from_on=from_on,
        to_on=to_on,
        work_order_id=work_order_id,
        open=state.open,
    )
    return await _page(uow, wanted, cursor, limit)


@router.get("/my/trail/{work_order_id}/{period_start}")
async def my_trail_of(work_order_id: WorkOrderId, period_start: Day, uow: Uow) -> TrailDetails:
    """One of them with everything that happened on its way."""
    return await _details(uow, own_id(uow.actor), work_order_id, period_start)


@router.get("/contractors/{contractor_id}/trail")
async def trail(
    contractor_id: PersonId,
    uow: Uow,
    from_on: From = None,
    to_on: To = None,
    work_order_id: WorkOrderId | None = None,
    state: TrailState = TrailState.ALL,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[TrailSummary]:
    """For staff: what one contractor is shown. Raises NotFoundError for nobody of the agency."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    await _name_of(uow, contractor_id)
    wanted = TrailFilter(
        contractor_id=contractor_id,
        from_on=from_on,
        to_on=to_on,
        work_order_id=work_order_id,
        open=state.open,
    )
    return await _page(uow, wanted, cursor, limit)


@router.get("/contractors/{contractor_id}/trail/{work_order_id}/{period_start}")
async def trail_of(
    contractor_id: PersonId, work_order_id: WorkOrderId, period_start: Day, uow: Uow
) -> TrailDetails:
    """For staff: one of them with everything that happened on its way."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    return await _details(uow, contractor_id, work_order_id, period_start)


async def _page(
    uow: UnitOfWork, wanted: TrailFilter, cursor: str | None, limit: int
) -> Page[TrailSummary]:
    key = _BY_PERIOD.after(cursor)
    after = Key(key[0], WorkOrderId(key[1])) if key else None
    rows = await reading.page(uow, wanted, after=after, limit=limit + 1)
    name = await _name_of(uow, wanted.contractor_id) if rows else ""
    return _BY_PERIOD.page(
        rows, limit, key=lambda row: row.key, shown=lambda row: TrailSummary.of(row, name)
    )


async def _details(
    uow: UnitOfWork, contractor_id: PersonId, work_order_id: WorkOrderId, period_start: date
) -> TrailDetails:
    found = await reading.one(uow, contractor_id, work_order_id, period_start)
    name = await _name_of(uow, contractor_id)
    return TrailDetails.with_parts(found, name, await timeline(uow, found, name))


async def _name_of(uow: UnitOfWork, contractor_id: PersonId) -> str:
    """Raises NotFoundError, until identity has told who it is."""
    name = await directory.contractor_name(uow, contractor_id)
    if name is None:
        raise NotFoundError("contractor", contractor_id)
    return name
