"""HTTP of vacation pay: staff only. Contractors see what is set aside on their pay statements."""

from chassis.http import Uow, tenant_router
from contracts.access import Permission
from payments.vacation_pay import actions, repository
from payments.vacation_pay.schemas import VacationPayRuleDetails, VacationPayRuleRequest

router = tenant_router(tags=["vacation-pay"])


@router.get("/settings/vacation-pay")
async def show_rule(uow: Uow) -> VacationPayRuleDetails:
    """How much the agency sets aside as vacation pay."""
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.SETTINGS_MANAGE)
    return VacationPayRuleDetails.of(await repository.rule(uow))


@router.put("/settings/vacation-pay")
async def set_rule(body: VacationPayRuleRequest, uow: Uow) -> VacationPayRuleDetails:
    """Say how much is set aside of what is priced from now on."""
    return VacationPayRuleDetails.of(await actions.set_rule(uow, body.percent))
