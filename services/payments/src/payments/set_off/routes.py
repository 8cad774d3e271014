"""HTTP of what is set off: staff only. What is theirs contractors see with their transactions."""

from chassis.http import Uow, tenant_router
from chassis.paging import BY_NAME, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.access import Permission
from payments.set_off import actions, repository
from payments.set_off.schemas import OutstandingDetails, SetOffDetails, SetOffRequest

router = tenant_router(tags=["set-off"])


@router.get("/settings/set-off")
async def show_rule(uow: Uow) -> SetOffDetails:
    """How far the agency sets off what was paid too much."""
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.SETTINGS_MANAGE)
    return SetOffDetails.of(await repository.rule(uow))


@router.put("/settings/set-off")
async def set_rule(body: SetOffRequest, uow: Uow) -> SetOffDetails:
    """Say how much of what somebody earned is paid out at least, from now on."""
    return SetOffDetails.of(await actions.set_rule(uow, body.at_least_percent))


@router.get("/set-off")
async def outstanding(
    uow: Uow, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[OutstandingDetails]:
    """Who was paid too much that is still to set off, by currency."""
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.TRANSACTIONS_VIEW)
    rows = await repository.outstanding(uow, after=BY_NAME.after(cursor), limit=limit + 1)
    return BY_NAME.page(
        rows,
        limit,
        key=lambda row: (row.amount.currency, row.contractor_id),
        shown=OutstandingDetails.of,
    )
