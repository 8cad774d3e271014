"""HTTP of banking days: staff only."""

from chassis.http import Uow, tenant_router
from contracts.access import Permission
from payments.banking_days import actions
from payments.banking_days.schemas import BankingDayDetails, BankingDayRequest

router = tenant_router(prefix="/settings", tags=["banking days"])


@router.get("/banking-days")
async def show_banking_days(uow: Uow) -> BankingDayDetails:
    """Whose calendar the agency's dates follow, until when its bank takes orders, and what is next.

    Dates of payment and due dates are on banking days: what would fall on another is on the next.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.SETTINGS_MANAGE)
    return BankingDayDetails.of(await actions.banking_days(uow), uow.now)


@router.put("/banking-days")
async def set_banking_days(body: BankingDayRequest, uow: Uow) -> BankingDayDetails:
    """Say until when the bank takes orders for a day: past that, no pay run is for it."""
    return BankingDayDetails.of(await actions.set_cut_off(uow, body.cut_off_time), uow.now)
