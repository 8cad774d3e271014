"""Bank accounts over HTTP: what comes in has the number, what goes out its last characters."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from chassis.fields import Body, LineOf
from contracts.events.identity import Agency, BankAccountKind
from identity.account_numbers import TypedAccount
from identity.bank_accounts.model import BankAccount, BankAccounts, BankAccountState

MOST_SHOWN = 20
"""Of the history, the newest."""

# What fits the bank's files. As long as an IBAN with blanks and dashes; how long it has to be the
# kind of account says.
Holder = Annotated[str, LineOf(min_length=1, max_length=70)]
TypedNumber = Annotated[str, LineOf(max_length=60)]


class BankAccountBody(Body):
    """The account that pay goes to. An IBAN: `iban`, and `bic` where it is known. Norwegian:
    `account_number`. Canadian: `institution`, `transit` and `account_number`.

    422 names the fields that cannot be used; `flaws` says why by field: missing, not_of_kind,
    wrong_characters, wrong_length, unknown_country, wrong_check_digits, no_account, wrong_bic or
    bic_of_another_country.
    """

    kind: BankAccountKind
    holder: Holder
    iban: TypedNumber = Field(default="", repr=False)
    bic: TypedNumber = ""
    account_number: TypedNumber = Field(default="", repr=False)
    institution: TypedNumber = ""
    transit: TypedNumber = ""

    @property
    def typed(self) -> TypedAccount:
        """The number, as it was typed."""
        return TypedAccount(**self.model_dump(exclude={"holder"}))


class BankAccountDetails(BaseModel):
    """An account by its last characters. `usable_on`: the day at the agency of `usable_from`."""

    bank_account_id: UUID
    kind: BankAccountKind
    country: str
    ending: str = Field(description="The last four characters")
    holder: str
    bank_code: str
    bic: str
    changed_at: datetime
    usable_from: datetime
    usable_on: date
    state: BankAccountState

    @classmethod
    def of(cls, account: BankAccount, accounts: BankAccounts, agency: Agency) -> Self:
        """One of the accounts of a person."""
        return cls(
            bank_account_id=account.bank_account_id,
            kind=account.kind,
            country=account.country,
            ending=account.ending,
            holder=account.holder,
            bank_code=account.bank_code,
            bic=account.bic,
            changed_at=account.changed_at,
            usable_from=account.usable_from,
            usable_on=_day(account.usable_from, agency),
            state=accounts.state_of(account),
        )


class OwnBankAccount(BaseModel):
    """Where pay goes, where it goes after a change has cooled off, and what was named before."""

    current: BankAccountDetails | None = Field(description="null: none was named yet")
    pending: BankAccountDetails | None = Field(description="A change that cools off")
    history: Sequence[BankAccountDetails] = Field(
        description=f"All that was named, the newest first; the last {MOST_SHOWN}"
    )
    cooling_off_days: int = Field(description="For so long a change waits at this agency")

    @classmethod
    def of(cls, accounts: BankAccounts, agency: Agency) -> Self:
        """The own accounts."""
        newest = list(reversed(accounts.named))[:MOST_SHOWN]
        return cls(
            current=accounts.current and BankAccountDetails.of(accounts.current, accounts, agency),
            pending=accounts.pending and BankAccountDetails.of(accounts.pending, accounts, agency),
            history=[BankAccountDetails.of(one, accounts, agency) for one in newest],
            cooling_off_days=agency.bank_cooling_off_days,
        )


class BankAccountSummary(BaseModel):
    """What staff see of an account: that there is one, and since when."""

    kind: BankAccountKind
    ending: str = Field(description="The last four characters")
    changed_at: datetime
    usable_from: datetime

    @classmethod
    def of(cls, account: BankAccount) -> Self:
        """The account."""
        return cls(
            kind=account.kind,
            ending=account.ending,
            changed_at=account.changed_at,
            usable_from=account.usable_from,
        )


class BankAccountOfPerson(BaseModel):
    """Where somebody's pay goes, and a change that cools off."""

    current: BankAccountSummary | None = Field(description="null: none was named yet")
    pending: BankAccountSummary | None

    @classmethod
    def of(cls, accounts: BankAccounts) -> Self:
        """The accounts of a person."""
        current, pending = accounts.current, accounts.pending
        return cls(
            current=current and BankAccountSummary.of(current),
            pending=pending and BankAccountSummary.of(pending),
        )


def _day(at: datetime, agency: Agency) -> date:
    return at.astimezone(ZoneInfo(agency.time_zone)).date()
