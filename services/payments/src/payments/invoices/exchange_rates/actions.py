"""Entering exchange rates, and what the taxes of an invoice come to by them."""

from chassis.errors import InvalidError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import InvoiceIssued
from payments.directory import repository as directory
from payments.invoices.completeness import ExchangeRateMissingError
from payments.invoices.exchange_rates import repository
from payments.invoices.exchange_rates.model import ExchangeRate, converted, national_currency

MOST_SHOWN = 100


class SameCurrencyError(InvalidError):
    """A currency costs one of itself"""


class RateOfTomorrowError(InvalidError):
    """Nobody knows the rate of this day yet"""


async def enter(uow: UnitOfWork, rate: ExchangeRate) -> list[ExchangeRate]:
    """Staff enter the rate of a day. Raises SameCurrencyError or RateOfTomorrowError."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    agency = await directory.agency_in_use(uow)
    if rate.from_currency == rate.to_currency:
        raise SameCurrencyError(rate.to_currency, field="to_currency")
    if rate.rate_on > agency.today(uow.now):
        raise RateOfTomorrowError(f"{rate.rate_on} is yet to come", field="rate_on")
    await repository.add(uow, rate)
    return await repository.newest(uow, MOST_SHOWN)


async def entered(uow: UnitOfWork) -> list[ExchangeRate]:
    """What was entered, the newest day first."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    return await repository.newest(uow, MOST_SHOWN)


async def with_national_tax(uow: UnitOfWork, invoice: InvoiceIssued) -> InvoiceIssued:
    """The invoice with its taxes in the seller's national currency, where the law wants them.

    Raises ExchangeRateMissingError.
    """
    country = invoice.seller.address.country if invoice.seller else ""
    national = national_currency(country, invoice.currency, invoice.taxes)
    if national is None:
        return invoice
    rate = await repository.rate_for(uow, invoice.currency, national, invoice.issued_on)
    if rate is None:
        raise ExchangeRateMissingError(
            f"{ExchangeRateMissingError.title()}: {invoice.currency} in {national},"
            f" not older than 31 days on {invoice.issued_on}"
        )
    tax = converted(
        invoice.taxes, national, rate=rate.rate, rate_on=rate.rate_on, source=rate.source
    )
    return invoice.model_copy(update={"national_tax": tax})
