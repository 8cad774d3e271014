"""HTTP of work orders: for staff, and for contractors to log work on."""

from chassis.http import Uow, tenant_router
from chassis.paging import BY_CODE, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.ids import PersonId, ProjectId, WorkOrderId
from timesheets.work_orders import actions
from timesheets.work_orders.repository import NamedWorkOrder
from timesheets.work_orders.schemas import (
    NewWorkOrder,
    OwnArticle,
    OwnWorkOrder,
    WorkOrderDetails,
    WorkOrderTerms,
)

router = tenant_router(prefix="/work-orders", tags=["work orders"])
my_router = tenant_router(prefix="/my/work-orders", tags=["my work"])


def _details(named: NamedWorkOrder) -> WorkOrderDetails:
    return WorkOrderDetails(
        **named.order.model_dump(),
        project_code=named.project_code,
        project_name=named.project_name,
        company_name=named.company_name,
        contractor_name=named.contractor_name,
    )


def _own(named: NamedWorkOrder) -> OwnWorkOrder:
    order = named.order
    return OwnWorkOrder(
        **order.model_dump(exclude={"contractor_id", "articles", "closed"}),
        articles=[
            OwnArticle(article=a.article, unit=a.unit, pay_rate=a.pay_rate) for a in order.articles
        ],
        closed=order.closed or named.project_closed,
        time_zone=named.time_zone,
        project_name=named.project_name,
        company_name=named.company_name,
    )


@router.get("")
async def list_work_orders(
    uow: Uow,
    project_id: ProjectId | None = None,
    contractor_id: PersonId | None = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[WorkOrderDetails]:
    """The agency's work orders by code."""
    found = await actions.list_work_orders(
        uow,
        project_id=project_id,
        contractor_id=contractor_id,
        after=BY_CODE.after(cursor),
        limit=limit + 1,
    )
    return BY_CODE.page(found, limit, key=lambda named: (named.order.code,), shown=_details)


@router.post("", status_code=201)
async def open_work_order(body: NewWorkOrder, uow: Uow) -> WorkOrderDetails:
    """Open a work order: its contractor can log work on it."""
    order = await actions.open_work_order(uow, body)
    return _details(await actions.with_names(uow, order))


@router.put("/{work_order_id}")
async def change_work_order(
    work_order_id: WorkOrderId, body: WorkOrderTerms, uow: Uow
) -> WorkOrderDetails:
    """Change dates, rates or terms, for work that is approved from now on."""
    order = await actions.change_work_order(uow, work_order_id, body)
    return _details(await actions.with_names(uow, order))


@router.post("/{work_order_id}/close")
async def close_work_order(work_order_id: WorkOrderId, uow: Uow) -> WorkOrderDetails:
    """Close it: nothing more is logged on it."""
    order = await actions.close_work_order(uow, work_order_id)
    return _details(await actions.with_names(uow, order))


@my_router.get("")
async def list_own_work_orders(
    uow: Uow, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[OwnWorkOrder]:
    """The contractor's own work orders by code, with what each article pays."""
    found = await actions.list_own_work_orders(uow, after=BY_CODE.after(cursor), limit=limit + 1)
    return BY_CODE.page(found, limit, key=lambda named: (named.order.code,), shown=_own)
