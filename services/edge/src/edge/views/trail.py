"""The money trail: a contractor's own, and for staff that of one contractor."""

from datetime import date
from typing import Annotated

from fastapi import Query

from contracts.ids import PersonId, WorkOrderId
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.common import Page
from edge.shapes.trail import TrailDetails, TrailQuery, TrailSummary
from edge.visit import ContractorHere, StaffHere

_own = view_router("contractor", "/api/contractor")
_staff = view_router("agency", "/api/agency")

routers = (_own, _staff)


@_own.get("/trail")
async def list_trail(
    caller: ContractorHere, query: Annotated[TrailQuery, Query()]
) -> Page[TrailSummary]:
    """The own work by work order and pay period: how far it is, what it waits for and on whom."""
    return await caller.services.get(
        ServiceName.PAYMENTS, "/my/trail", Page[TrailSummary], query=query
    )


@_own.get("/trail/{work_order_id}/{period_start}")
async def show_trail(
    work_order_id: WorkOrderId, period_start: date, caller: ContractorHere
) -> TrailDetails:
    """One of them with everything that happened on its way."""
    return await caller.services.get(
        ServiceName.PAYMENTS, f"/my/trail/{work_order_id}/{period_start}", TrailDetails
    )


@_staff.get("/contractors/{contractor_id}/trail")
async def list_trail_of_contractor(
    contractor_id: PersonId, caller: StaffHere, query: Annotated[TrailQuery, Query()]
) -> Page[TrailSummary]:
    """What one contractor is shown of the own work's way to money."""
    return await caller.services.get(
        ServiceName.PAYMENTS,
        f"/contractors/{contractor_id}/trail",
        Page[TrailSummary],
        query=query,
    )


@_staff.get("/contractors/{contractor_id}/trail/{work_order_id}/{period_start}")
async def show_trail_of_contractor(
    contractor_id: PersonId, work_order_id: WorkOrderId, period_start: date, caller: StaffHere
) -> TrailDetails:
    """One of them with everything that happened on its way."""
    return await caller.services.get(
        ServiceName.PAYMENTS,
        f"/contractors/{contractor_id}/trail/{work_order_id}/{period_start}",
        TrailDetails,
    )
