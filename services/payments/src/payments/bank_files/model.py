"""The agency's own accounts, which pay runs are paid from: the newest of a currency counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.ids import PersonId
from payments.bank.model import Details


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAgreement:
    """How a Canadian bank knows the agency in files by CPA 005; empty where there are none."""

    originator_id: str = ""
    short_name: str = ""
    data_centre: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyAccount:
    """An account of the agency in a currency. Its number is sealed."""

    agency_account_id: UUID
    currency: str
    kind: str
    name: str
    country: str
    ending: str
    fingerprint: str
    agreement: BankAgreement
    sealed: str = field(repr=False)
    changed_by: PersonId
    changed_by_name: str
    changed_at: datetime


def number_of(details: Details) -> str:
    """The account itself, by which it is known."""
    return details.iban if isinstance(details, IbanDetails) else details.account_number


def account_at(accounts: Sequence[AgencyAccount], at: datetime) -> AgencyAccount | None:
    """The newest at a moment; where there was none yet, the first that came. None: there is none.

    `accounts` are of one currency, in order of time. What it says of a moment never changes once
    it says something.
    """
    before = [one for one in accounts if one.changed_at <= at]
    return before[-1] if before else next(iter(accounts), None)


def ways_to_write(details: Details) -> frozenset[str]:
    """How a bank may write this account in its files."""
    match details:
        case IbanDetails():
            # A bank may write the account without the country and its check digits.
            return frozenset({details.iban, details.iban[4:]})
        case NorwegianDetails():
            return frozenset({details.account_number})
        case CanadianDetails():
            number = details.account_number
            bank = f"{details.institution}{details.transit}"
            return frozenset(
                {number, f"0{bank}{number}", f"{details.transit}{number}", f"{bank}{number}"}
            )
