"""Bank accounts, as identity and payments both mean them.

The number crosses the bus sealed: identity seals it and payments opens it for the bank's file; both
hold the key, nobody else does. What is sealed is the JSON of one of `BankDetails`, for the context
that `sealed_for` names. Which of the accounts that somebody named holds is the same rule in both.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import Field, TypeAdapter

from contracts.base import Value
from contracts.ids import AgencyId, PersonId


class IbanDetails(Value):
    """An account by its IBAN, without spaces. `bic` is empty where it is not known."""

    kind: Literal["iban"] = "iban"
    iban: str = Field(repr=False, pattern=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")
    bic: str = Field(default="", pattern=r"^([A-Z0-9]{8}([A-Z0-9]{3})?)?$")


class NorwegianDetails(Value):
    """A Norwegian account by its eleven digits."""

    kind: Literal["norwegian"] = "norwegian"
    account_number: str = Field(repr=False, pattern=r"^[0-9]{11}$")


class CanadianDetails(Value):
    """A Canadian account: the institution, its branch (transit), and the account there."""

    kind: Literal["canadian"] = "canadian"
    institution: str = Field(pattern=r"^[0-9]{3}$")
    transit: str = Field(pattern=r"^[0-9]{5}$")
    account_number: str = Field(repr=False, pattern=r"^[0-9]{7,12}$")


BankDetails = Annotated[
    IbanDetails | NorwegianDetails | CanadianDetails, Field(discriminator="kind")
]

BANK_DETAILS: TypeAdapter[IbanDetails | NorwegianDetails | CanadianDetails] = TypeAdapter(
    BankDetails
)


def sealed_for(agency_id: AgencyId, person_id: PersonId) -> str:
    """What the number of a person's account is sealed for: it opens for nobody else."""
    return f"bank account\n{agency_id}\n{person_id}"


class AccountVersion(Protocol):
    """An account that was named at a moment, and can be used from another one on."""

    @property
    def changed_at(self) -> datetime:
        """When it was named."""
        ...

    @property
    def usable_from(self) -> datetime:
        """From when on pay can go there."""
        ...


A = TypeVar("A", bound=AccountVersion)


def in_force(named: Sequence[A], at: datetime) -> A | None:
    """The account that pay goes to at a moment; None: there is none.

    While a change cools off it is the account of before. A change that was replaced before it could
    be used never counts: somebody took it back. `named` are all that one person named, in order of
    `changed_at`.
    """
    found = None
    for account, newer in zip_longest(named, named[1:]):
        taken_back = newer is not None and newer.changed_at < account.usable_from
        if account.usable_from <= at and not taken_back:
            found = account
    return found


def cooling_off(named: Sequence[A], at: datetime) -> A | None:
    """The account that was named last, if pay does not go there yet."""
    return named[-1] if named and named[-1].usable_from > at else None
