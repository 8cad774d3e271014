"""The agency's own accounts, and the files that the bank sent about them.

Pay runs are paid from them: the newest of a currency counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.ids import PersonId
from contracts.money import Money
from payments.bank.model import Details
from payments.bank.reading import AccountReport


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInFile:
    """What a file tells of an account of ours in a currency: its entries, each way added up."""

    ending: str
    credited: Money
    debited: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """A file of the bank that was read, who sent it, and what of it was new.

    `digest` is SHA-256 of its bytes; `repeats`: the first file of the same ones. `taken` and
    `refused` are payments of ours; `matched` and `unmatched` what is of none of them.
    """

    file_id: UUID
    kind: str
    message_id: str
    digest: str
    repeats: UUID | None
    accounts: Sequence[AccountInFile]
    taken: int
    refused: int
    matched: int
    unmatched: int
    received_by: PersonId
    received_by_name: str
    received_at: datetime


def told_of(reports: Iterable[AccountReport]) -> list[AccountInFile]:
    """The accounts of a file, with the sums of their entries."""
    sums: dict[tuple[str, str], list[int]] = {}
    for report in reports:
        if report.currency:
            sums.setdefault((report.account, report.currency), [0, 0])
        for entry in report.entries:
            both = sums.setdefault((report.account, entry.amount.currency), [0, 0])
            both[entry.is_debit] += entry.amount.amount_minor
    return [
        AccountInFile(
            ending=account[-4:],
            credited=Money(amount_minor=credited, currency=currency),
            debited=Money(amount_minor=debited, currency=currency),
        )
        for (account, currency), (credited, debited) in sums.items()
    ]
