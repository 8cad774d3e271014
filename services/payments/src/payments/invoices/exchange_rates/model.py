"""The taxes of an invoice in the currency of the seller's country, where its law wants them. Pure.

Norway: bokføringsforskriften § 5-1-1 no. 7. The European Union: directive 2006/112/EC article 230.
Canada's law does not ask for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from contracts.events.payments import Charge
from contracts.money import Money
from contracts.parties import TaxInNationalCurrency

MAX_AGE = timedelta(days=31)
"""A rate from before that says nothing about the day of an invoice."""

_OF_COUNTRY = {
    "NO": "NOK",
    "CZ": "CZK",
    "DK": "DKK",
    "HU": "HUF",
    "PL": "PLN",
    "RO": "RON",
    "SE": "SEK",
    **dict.fromkeys(
        "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(),  # noqa: SIM905
        "EUR",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """What one unit of a currency costs in another on a day, and who publishes that."""

    from_currency: str
    to_currency: str
    rate: Decimal
    rate_on: date
    source: str
    entered_by_name: str = ""


def national_currency(country: str, currency: str, taxes: Sequence[Charge]) -> str | None:
    """The currency in which the taxes of an invoice have to stand, too; None: in none."""
    national = _OF_COUNTRY.get(country, currency)
    is_charged = any(tax.amount.amount_minor for tax in taxes)
    return national if national != currency and is_charged else None


def converted(
    taxes: Sequence[Charge], to_currency: str, *, rate: Decimal, rate_on: date, source: str
) -> TaxInNationalCurrency:
    """Each tax at the rate, rounded by itself; the total is their sum."""
    amounts = tuple(
        Money.of(Fraction(tax.amount.decimal) * Fraction(rate), to_currency) for tax in taxes
    )
    return TaxInNationalCurrency(
        rate=rate,
        rate_on=rate_on,
        source=source,
        amounts=amounts,
        total=Money.total(amounts, to_currency),
    )
