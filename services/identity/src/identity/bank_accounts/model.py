"""A contractor's bank account: named, cooling off, in force. Pure; nothing is edited or deleted.

The first account is used at once: there is nothing that somebody else could turn away. A change
waits for the agency's days, so that who owns the login hears of it before money goes elsewhere.
Naming the account that is in force again takes a change back, and waits for nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import ForbiddenError, TooManyRequestsError
from contracts.bank_details import cooling_off, in_force
from contracts.events.identity import BankAccountChanged, BankAccountKind
from contracts.ids import PersonId
from identity.people.model import Person

MOST_CHANGES = 10
"""In `CHANGES_WITHIN`; each is told by e-mail."""
CHANGES_WITHIN = timedelta(days=1)
_A_MOMENT = timedelta(microseconds=1)


class NotAContractorError(ForbiddenError):
    """Only a contractor has an account that pay goes to"""


class TooManyBankChangesError(TooManyRequestsError):
    """The account was changed too often; wait before the next change"""


class BankAccountState(StrEnum):
    """What an account that was named is now."""

    IN_FORCE = "in_force"
    COOLING_OFF = "cooling_off"
    TAKEN_BACK = "taken_back"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """An account as a person named it at `changed_at`; pay goes there not before `usable_from`."""

    bank_account_id: UUID
    person_id: PersonId
    kind: BankAccountKind
    country: str
    holder: str
    ending: str
    bank_code: str
    bic: str
    fingerprint: str
    sealed: str = field(repr=False)
    usable_from: datetime
    changed_at: datetime

    def is_the_same(self, other: Self) -> bool:
        """Whether pay goes to the same account of the same bank by both."""
        return (self.fingerprint, self.bic) == (other.fingerprint, other.bic)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccounts:
    """All accounts that a person named, in order of time, seen at a moment."""

    named: Sequence[BankAccount]
    now: datetime

    @classmethod
    def seen(cls, named: Sequence[BankAccount], now: datetime) -> Self:
        """As they are now. Who waited for a change began before it: it is seen all the same."""
        return cls(named=named, now=max([now, *(one.changed_at for one in named[-1:])]))

    @property
    def current(self) -> BankAccount | None:
        """Where pay goes now."""
        return in_force(self.named, self.now)

    @property
    def pending(self) -> BankAccount | None:
        """Where pay goes once it has cooled off, if a change does."""
        return cooling_off(self.named, self.now)

    def state_of(self, account: BankAccount) -> BankAccountState:
        """What one of them is now."""
        if account == self.current:
            return BankAccountState.IN_FORCE
        if account == self.pending:
            return BankAccountState.COOLING_OFF
        later = self.named[self.named.index(account) + 1 :]
        taken_back = bool(later) and later[0].changed_at < account.usable_from
        return BankAccountState.TAKEN_BACK if taken_back else BankAccountState.REPLACED

    def add(
        self, person: Person, account: BankAccount, *, cooling_off_days: int
    ) -> tuple[BankAccount, BankAccountChanged] | None:
        """Name an account, as of now; None: it is the one that was named last, and nothing changes.

        Raises TooManyBankChangesError.
        """
        newest = self.named[-1] if self.named else None
        if newest is not None and newest.is_the_same(account) and newest.holder == account.holder:
            return None
        self._require_not_too_many()
        before = self.current
        cools_off = before is not None and not before.is_the_same(account)
        waits = timedelta(days=cooling_off_days if cools_off else 0)
        # Never at the moment of the one before: their order in time is what decides.
        at = self.now if newest is None else max(self.now, newest.changed_at + _A_MOMENT)
        added = replace(account, changed_at=at, usable_from=at + waits)
        return added, _event(person, added, before)

    def _require_not_too_many(self) -> None:
        recent = [one for one in self.named if one.changed_at > self.now - CHANGES_WITHIN]
        if len(recent) >= MOST_CHANGES:
            wait = recent[-MOST_CHANGES].changed_at + CHANGES_WITHIN - self.now
            raise TooManyBankChangesError(math.ceil(wait.total_seconds()))


def _event(person: Person, added: BankAccount, before: BankAccount | None) -> BankAccountChanged:
    return BankAccountChanged(
        person=person.value,
        bank_account_id=added.bank_account_id,
        kind=added.kind,
        country=added.country,
        ending=added.ending,
        holder=added.holder,
        bank_code=added.bank_code,
        bic=added.bic,
        fingerprint=added.fingerprint,
        sealed=added.sealed,
        usable_from=added.usable_from,
        ending_before=before.ending if before else "",
        changed_at=added.changed_at,
    )
