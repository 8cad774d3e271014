"""Setting how far an agency sets off."""

from chassis.uow import UnitOfWork
from contracts.access import Permission
from payments.set_off import repository
from payments.set_off.model import SetOffRule


async def set_rule(uow: UnitOfWork, at_least_percent: int) -> SetOffRule:
    """Staff say how much of what somebody earned is paid out at least, from now on.

    Runs that are proposed or approved are as this rule has it at once: an approval of other amounts
    is void.
    """
    uow.actor.require(Permission.SETTINGS_MANAGE)
    return await repository.change_rule(uow, SetOffRule(at_least_percent=at_least_percent))
