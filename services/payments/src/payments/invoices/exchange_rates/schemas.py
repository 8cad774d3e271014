"""Exchange rates over HTTP."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel

from chassis.fields import Body, CurrencyCode, Day, DecimalOf, LineOf
from payments.invoices.exchange_rates.model import ExchangeRate


def _above_zero(rate: Decimal) -> Decimal:
    if rate <= 0:
        raise ValueError("must be above zero")
    return rate


class ExchangeRateRequest(Body):
    """What one unit of `from_currency` costs in `to_currency` on a day, and who publishes that."""

    from_currency: CurrencyCode
    to_currency: CurrencyCode
    rate: Annotated[Decimal, DecimalOf(ge=0, le=1_000_000, decimals=8), AfterValidator(_above_zero)]
    rate_on: Day
    source: Annotated[str, LineOf(min_length=1, max_length=100)]


class ExchangeRateDetails(BaseModel):
    """A rate as it was entered."""

    from_currency: str
    to_currency: str
    rate: Decimal
    rate_on: date
    source: str
    entered_by_name: str


class ExchangeRates(BaseModel):
    """What was entered, the newest day first; the last 100."""

    items: list[ExchangeRateDetails]

    @classmethod
    def of(cls, rates: Sequence[ExchangeRate]) -> Self:
        """The rates as HTTP tells them."""
        return cls(items=[ExchangeRateDetails(**asdict(one)) for one in rates])
