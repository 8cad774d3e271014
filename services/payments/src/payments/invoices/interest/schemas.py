"""HTTP shapes of interest."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from chassis.fields import Body, CurrencyCode, DecimalOf
from contracts.ids import PersonId
from contracts.money import Money
from payments.invoices.interest.model import Interest, InterestRule

MAX_RATES = 20
Percent = Annotated[Decimal, DecimalOf(ge=0, le=50, decimals=4)]


class RateBody(Body):
    """What a year of being late costs in a currency, in percent."""

    currency: CurrencyCode
    percent: Percent


def _once_each(rates: list[RateBody]) -> list[RateBody]:
    if len({rate.currency for rate in rates}) < len(rates):
        raise PydanticCustomError("rates", "each currency must be there once")
    return rates


class InterestRuleRequest(Body):
    """What a year of being late costs; in a currency that is left out, nothing."""

    rates: Annotated[list[RateBody], Field(max_length=MAX_RATES), AfterValidator(_once_each)]


class RateDetails(BaseModel):
    """What a year of being late costs in a currency, in percent."""

    currency: str
    percent: Decimal


class InterestRuleDetails(BaseModel):
    """The rates, and who set them; nobody where the agency never did."""

    rates: Sequence[RateDetails]
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None

    @classmethod
    def of(cls, rule: InterestRule) -> Self:
        """From the rule."""
        return cls(
            rates=[
                RateDetails(currency=currency, percent=percent)
                for currency, percent in sorted(rule.percents.items())
            ],
            changed_by=rule.changed_by,
            changed_by_name=rule.changed_by_name,
            changed_at=rule.changed_at,
        )


class InterestDetails(BaseModel):
    """What being late comes to from a day to the end of another, at so many percent a year.

    Simple interest on what was due on each day after the due date, without what was charged. It is
    not owed until it is charged.
    """

    percent: Decimal
    from_on: date
    until_on: date
    amount: Money

    @classmethod
    def of(cls, interest: Interest) -> Self:
        """From what was computed."""
        return cls.model_validate(interest, from_attributes=True)
