"""Setting what a year of being late costs, and what it comes to."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import InvoiceId
from payments.directory import repository as directory
from payments.invoices.interest import repository
from payments.invoices.interest.model import Interest, InterestRule, interest_since


async def set_rule(uow: UnitOfWork, percents: Mapping[str, Decimal]) -> InterestRule:
    """Staff say what a year of being late costs in each currency, from now on."""
    uow.actor.require(Permission.SETTINGS_MANAGE)
    return await repository.change_rule(uow, InterestRule(percents=percents))


async def so_far(
    uow: UnitOfWork, invoice_id: InvoiceId, currency: str, due_on: date
) -> Interest | None:
    """What being late comes to until today, beside what was charged; None: nothing."""
    today = (await directory.agency_in_use(uow)).today(uow.now)
    return await until(uow, invoice_id, currency, due_on=due_on, until_on=today)


async def until(
    uow: UnitOfWork, invoice_id: InvoiceId, currency: str, *, due_on: date, until_on: date
) -> Interest | None:
    """What is to charge until the end of a day, by the rule of today; None: nothing."""
    percent = (await repository.rule(uow)).percent_in(currency)
    if not percent or until_on <= due_on:
        return None
    agency = await directory.agency_in_use(uow)
    return interest_since(
        until_on,
        await repository.due_of(uow, invoice_id, agency.time_zone),
        due_on=due_on,
        percent=percent,
        charged=await repository.charged_spans(uow, invoice_id),
    )
