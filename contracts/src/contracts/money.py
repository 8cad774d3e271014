"""Money: integer minor units and a currency, in one type. Mixing currencies raises."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, total_ordering
from typing import Annotated, Self

from pydantic import Field

from contracts.base import Value
from contracts.currencies import MINOR_DIGITS

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code")]


class UnknownCurrencyError(ValueError):
    """No currency of ISO 4217 has this code, so nobody knows how many digits its amounts have."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"{currency} is not a currency by ISO 4217")
        self.currency = currency


def minor_digits(currency: str) -> int:
    """How many digits of the currency stand after the point. Raises UnknownCurrencyError."""
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise UnknownCurrencyError(currency) from None


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies met in one sum."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"cannot combine {one} with {other}")
        self.one = one
        self.other = other


@total_ordering
class Money(Value):
    """An amount in minor units (cents, øre) of a currency. Negative is allowed: a credit."""

    amount_minor: int
    currency: Currency

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing, of this currency."""
        return _zero(currency)

    @classmethod
    def of(cls, amount: Decimal | Fraction, currency: str) -> Self:
        """Round an exact amount in major units to money, half away from zero.

        This is the one place where Portico rounds: a line of a document is rounded once, from what
        is summed on it, and sums are sums of lines.
        """
        if isinstance(amount, Fraction):
            minor = amount * 10 ** minor_digits(currency)
            size = (2 * abs(minor.numerator) + minor.denominator) // (2 * minor.denominator)
            return cls(amount_minor=size if minor >= 0 else -size, currency=currency)
        exponent = Decimal(1).scaleb(-minor_digits(currency))
        rounded = amount.quantize(exponent, rounding=ROUND_HALF_UP)
        return cls(amount_minor=int(rounded.scaleb(minor_digits(currency))), currency=currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """The sum, zero of `currency` when there are none. Raises CurrencyMismatchError."""
        minor = 0
        for amount in amounts:
            if amount.currency != currency:
                raise CurrencyMismatchError(currency, amount.currency)
            minor += amount.amount_minor
        return Money(amount_minor=minor, currency=currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.amount_minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(self.currency, other.currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(amount_minor=self.amount_minor + other.amount_minor, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(amount_minor=self.amount_minor - other.amount_minor, currency=self.currency)

    def __neg__(self) -> "Money":
        return Money(amount_minor=-self.amount_minor, currency=self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount_minor < other.amount_minor

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal:,}"


@cache
def _zero(currency: str) -> Money:
    """Made once: most amounts of ten thousand transactions are that."""
    return Money(amount_minor=0, currency=currency)
