"""Setting what an agency sets aside as vacation pay."""

from decimal import Decimal

from chassis.uow import UnitOfWork
from contracts.access import Permission
from payments.vacation_pay import repository
from payments.vacation_pay.model import VacationPayRule


async def set_rule(uow: UnitOfWork, percent: Decimal | None) -> VacationPayRule:
    """Staff say what is set aside of pay that is priced from now on; None: nothing is said of it.

    What was priced keeps what it says.
    """
    uow.actor.require(Permission.SETTINGS_MANAGE)
    return await repository.change_rule(uow, VacationPayRule(percent=percent))
