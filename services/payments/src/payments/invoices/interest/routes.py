"""HTTP of interest: staff set the rates."""

from chassis.http import Uow, tenant_router
from contracts.access import Permission
from payments.invoices.interest import actions, repository
from payments.invoices.interest.schemas import InterestRuleDetails, InterestRuleRequest

router = tenant_router(tags=["invoices"])


@router.get("/settings/interest")
async def show_rule(uow: Uow) -> InterestRuleDetails:
    """What a year of being late costs, by currency."""
    uow.actor.require(Permission.INVOICES_MANAGE, Permission.SETTINGS_MANAGE)
    return InterestRuleDetails.of(await repository.rule(uow))


@router.put("/settings/interest")
async def set_rule(body: InterestRuleRequest, uow: Uow) -> InterestRuleDetails:
    """Say what a year of being late costs. Invoices show it; staff charge it, or do not."""
    percents = {rate.currency: rate.percent for rate in body.rates}
    return InterestRuleDetails.of(await actions.set_rule(uow, percents))
