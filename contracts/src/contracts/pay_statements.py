"""What a pay statement says beside the work and its deductions: the year to date, and how."""

from decimal import Decimal

from pydantic import Field

from contracts.base import Value
from contracts.money import Money


class CalculationStep(Value):
    """One step of how an amount came about, by the names that its source gives.

    Amounts are in major units, rates are fractions of one. `edition` is of the values that were
    used.
    """

    code: str = Field(description="Such as T4127's K2")
    formula: str
    inputs: dict[str, Decimal] = Field(default={})
    result: Decimal
    edition: str
    source: str


class VacationPay(Value):
    """Vacation pay that the employer sets aside: `amount` is `percent` of `base`, rounded once."""

    percent: Decimal
    base: Money
    amount: Money


class ChargeToDate(Value):
    """What one charge comes to in a year until now."""

    code: str
    names: dict[str, str] = Field(description="Language to name")
    amount: Money


class YearToDate(Value):
    """What a person's pay statements of one calendar year come to, this one included.

    A statement is of the year in which it is paid, as far as that is known when the sums are made:
    the day on which it was paid, for which the bank is ordered to pay it, or on which it will be
    paid. One without a day is of the present year. What was reversed does not count.
    net = gross - deductions + taxes; `deductions` is the sum of `charges`.

    The sums of the statement before and what this one says make these, unless statements named
    here came or went between them.
    """

    year: int
    statements: int = Field(ge=1, description="How many are counted, this one included")
    gross: Money
    deductions: Money
    taxes: Money
    net: Money
    charges: tuple[ChargeToDate, ...] = ()
    employer_charges: tuple[ChargeToDate, ...] = ()
    vacation_pay: Money | None = Field(default=None, description="None: none was ever set aside")
    no_longer_counted: tuple[str, ...] = Field(
        default=(),
        description="Numbers of statements that were of this year when they were made and do not"
        " count in it now: reversed, or paid in another year",
    )
    counted_since: tuple[str, ...] = Field(
        default=(),
        description="Numbers of statements that were of another year when they were made and count"
        " in this one now",
    )
