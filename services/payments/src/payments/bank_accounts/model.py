"""A contractor's bank account: which one pay goes to at a moment.

The number is sealed and not read with it: here are its ending and its fingerprint. Who writes a
bank's file opens it (`sealing.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.bank_details import in_force
from contracts.events.identity import BankAccountKind
from contracts.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """An account as a contractor named it at `changed_at`; pay goes there not before `usable_from`.

    `fingerprint` is the same for the same account of an agency, whoever named it and however.
    """

    bank_account_id: UUID
    contractor_id: PersonId
    kind: BankAccountKind
    country: str
    holder: str
    ending: str
    bank_code: str
    bic: str
    fingerprint: str
    usable_from: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAccount:
    """An account with its number, which is sealed for its contractor at its agency."""

    account: BankAccount
    sealed: str = field(repr=False)


def account_for(versions: Sequence[BankAccount], at: datetime) -> BankAccount | None:
    """Where pay goes at a moment; None: nowhere, since no account can be used.

    While a change cools off it is the account of before. `versions` are of one contractor, in order
    of `changed_at`.
    """
    return in_force(versions, at)
