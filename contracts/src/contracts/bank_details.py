"""The number of a bank account, as it crosses the bus: sealed.

Identity seals it and payments opens it for the bank's file; both hold the key, nobody else does.
What is sealed is the JSON of one of these, for the context that `sealed_for` names.
"""

from typing import Annotated, Literal

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
