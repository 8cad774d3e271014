"""What a file orders: one account is debited, many are credited, in one currency on one day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from contracts.bank_details import (
    CanadianDetails,
    IbanDetails,
    NorwegianDetails,
)
from contracts.money import Money, minor_digits
from payments.bank.letters import in_bank_letters

Details = IbanDetails | NorwegianDetails | CanadianDetails

MAX_NAME = 70
"""Letters of a name that every bank of SEPA takes; others take more."""
MAX_TEXT = 140
_MAX_AMOUNT = 10**11
"""In minor units of two decimals: banks take less than a thousand million."""
_MAX_AMOUNT_OF_CANADA = 10**10
"""A file by CPA 005 has ten digits for an amount."""
_CURRENCIES_OF_CANADA = frozenset({"CAD", "USD"})


class Misfit(StrEnum):
    """Why a bank would not take a payment."""

    NAME_UNREADABLE = "name_unreadable"
    AMOUNT_TOO_LARGE = "amount_too_large"
    CURRENCY_OF_ACCOUNT = "currency_of_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """The agency's own account, and how its bank knows it.

    `originator_id` to `data_centre` are of a Canadian bank's agreement about files by CPA 005.
    """

    name: str
    country: str
    details: Details = field(repr=False)
    originator_id: str = ""
    short_name: str = ""
    data_centre: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One payment of a file: `end_to_end_id` comes back in the bank's answers."""

    end_to_end_id: str
    number: str
    amount: Money
    name: str
    country: str
    details: Details = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """All that a file says. The same order is the same file, byte by byte.

    `creation_number` counts the agency's files, of whatever year and currency.
    """

    message_id: str
    creation_number: int
    created_at: datetime
    pay_on: date
    currency: str
    debtor: Debtor
    credits_: tuple[Credit, ...]

    @property
    def total(self) -> Money:
        """What leaves the agency's account."""
        return Money.total((one.amount for one in self.credits_), self.currency)


def misfit(*, holder: str, kind: str, amount: Money) -> Misfit | None:
    """Why a payment to this account does not fit into a bank's file; None if it does."""
    if not in_bank_letters(holder, MAX_NAME):
        return Misfit.NAME_UNREADABLE
    if kind == "canadian" and amount.currency not in _CURRENCIES_OF_CANADA:
        return Misfit.CURRENCY_OF_ACCOUNT
    if kind == "norwegian" and amount.currency != "NOK":
        return Misfit.CURRENCY_OF_ACCOUNT
    scale = 10 ** (2 - minor_digits(amount.currency)) if minor_digits(amount.currency) < 2 else 1
    most = _MAX_AMOUNT_OF_CANADA if kind == "canadian" else _MAX_AMOUNT
    if amount.amount_minor * scale >= most:
        return Misfit.AMOUNT_TOO_LARGE
    return None


def end_to_end_id(payment_id: UUID) -> str:
    """What a payment is called in a file: 32 letters and digits, of no other payment anywhere."""
    return payment_id.hex


def message_id(pay_run_id: UUID, currency: str) -> str:
    """What the file of a run in a currency is called."""
    return f"{pay_run_id.hex}{currency}"
