"""SQL of the agency's rule of vacation pay."""

from chassis.uow import UnitOfWork
from payments.agency_rules import repository as agency_rules
from payments.agency_rules.repository import RuleTable
from payments.vacation_pay.model import VacationPayRule

_RULES = RuleTable("vacation_pay_rules", "percent")


async def change_rule(uow: UnitOfWork, rule: VacationPayRule) -> VacationPayRule:
    """Who acts sets it: it counts for what is priced from now on."""
    return await agency_rules.change(uow, _RULES, rule, rule.percent)


async def rule(uow: UnitOfWork) -> VacationPayRule:
    """The rule of the agency."""
    return (
        await agency_rules.newest(uow, _RULES, lambda percent: VacationPayRule(percent=percent))
        or VacationPayRule()
    )
