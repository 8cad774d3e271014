"""Setting what a year of being late costs, and what it comes to so far."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import InvoiceId
from payments.directory import repository as directory
from payments.invoices.interest import repository
from payments.invoices.interest.model import Interest, InterestRule, interest_until


async def set_rule(uow: UnitOfWork, percents: Mapping[str, Decimal]) -> InterestRule:
    """Staff say what a year of being late costs in each currency, from now on."""
    uow.actor.require(Permission.SETTINGS_MANAGE)
    return await repository.change_rule(uow, InterestRule(percents=percents))


async def so_far(
    uow: UnitOfWork, invoice_id: InvoiceId, currency: str, due_on: date
) -> Interest | None:
    """What being late comes to until today, by the rule of today; None: nothing."""
    percent = (await repository.rule(uow)).percent_in(currency)
    agency = await directory.agency_in_use(uow)
    today = agency.today(uow.now)
    if not percent or today <= due_on:
        return None
    due = await repository.due_of(uow, invoice_id, agency.time_zone)
    amount = interest_until(today, due, due_on=due_on, percent=percent)
    if not amount.amount_minor:
        return None
    return Interest(percent=percent, until_on=today, amount=amount)
