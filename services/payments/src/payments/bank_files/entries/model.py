"""A part of an entry of the bank that is of no payment: which one it is, and what became of it.

A bank tells of an entry in several files, as one sum or with its details, and again. Which entry
it is follows from its reference, or from what is said of it (`recognition.py`); of what was told of
it, its details count.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from chassis.ids import derived_id
from contracts.ids import CompanyId, PersonId
from contracts.money import Money
from payments.bank.reading import BankMessage, EntryDetail
from payments.bank_files.matching import ReadEntry, UnmatchedPart, UnmatchedReason


class EntryResolvedError(ConflictError):
    """Somebody has dealt with this entry already"""


class DebitEntryError(ConflictError):
    """This money left the account: it pays no invoice and is no company's balance"""


class CreditEntryError(ConflictError):
    """This money came in: it takes nothing back"""


class EntryDayError(InvalidError):
    """The bank says of this entry that it is booked on a day that is yet to come"""


class BankEntryState(StrEnum):
    """Whether somebody has to look at it."""

    WAITING = "waiting"
    RESOLVED = "resolved"


class EntryOutcome(StrEnum):
    """What became of an entry.

    `matched`: its reference named its invoices; `invoice` and `balance`: staff put it there;
    `set_aside`: money of another kind; `recorded_by_hand`: it stood in the books before;
    `told_in_parts`: the bank told of its details later, each an entry here; `taken_back`: the bank
    took it back by another entry; `takes_back`: it takes back what came in before.
    """

    MATCHED = "matched"
    INVOICE = "invoice"
    BALANCE = "balance"
    SET_ASIDE = "set_aside"
    RECORDED_BY_HAND = "recorded_by_hand"
    TOLD_IN_PARTS = "told_in_parts"
    TAKEN_BACK = "taken_back"
    TAKES_BACK = "takes_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What became of an entry, who said so, and why where a person did.

    It can change when the bank tells more: the newest `step` counts.
    """

    entry_id: UUID
    step: int = 1
    how: EntryOutcome
    company_id: CompanyId | None = None
    reason: str = ""
    resolved_by: PersonId
    resolved_by_name: str
    resolved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """A part of an entry of the bank that is of no payment.

    `why`: why it waits, or waited; None: its reference named its invoices. `file_id` None: read
    before files were kept; `account_id` None: before it was kept on which account it was booked.
    """

    entry_id: UUID
    file_id: UUID | None
    file_kind: str
    file_message_id: str
    account_id: UUID | None
    booked_on: date
    is_debit: bool
    amount: Money
    bank_reference: str
    end_to_end_id: str
    party: str
    said: str
    why: UnmatchedReason | None
    read_at: datetime

    @property
    def moved(self) -> Money:
        """Its amount; below zero it left the account."""
        return -self.amount if self.is_debit else self.amount

    @property
    def reference(self) -> str:
        """What a receipt of it says: what the payer wrote, or else what the bank calls it."""
        return (self.said or self.bank_reference)[:200]

    def is_yet_to_come(self, today: date) -> bool:
        """Whether it is later than today anywhere: banks are in other time zones."""
        return self.booked_on > today + timedelta(days=1)

    def require_day_that_came(self, today: date) -> None:
        """Raises EntryDayError for money of a day that is yet to come: it is nobody's before."""
        if self.is_yet_to_come(today):
            raise EntryDayError(f"{self.booked_on} is yet to come", field="booked_on")

    def require_debit(self) -> None:
        """Raises CreditEntryError for money that came in."""
        if not self.is_debit:
            raise CreditEntryError

    def require_credit(self) -> None:
        """Raises DebitEntryError for money that left the account."""
        if self.is_debit:
            raise DebitEntryError


TWICE = frozenset({UnmatchedReason.DEBITED_TWICE, UnmatchedReason.RETURNED_TWICE})
"""Why parts wait that tell again of a payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryInFile:
    """An entry as a file tells of it, and its parts by their ids.

    `reading_id` is the same in every file, and `sum_id` is of its sum in the books. `had_details`:
    whether they were read before; None: nothing of it was. `sums_alike`: where it has no reference,
    the sums that cannot be told from its own. `aside`: its sum was set aside, and so are its parts
    that are nobody's. `in_doubt`: one of the sums that are alike was given to a client.
    """

    reading_id: UUID
    sum_id: UUID
    read: ReadEntry
    parts: tuple[tuple[UUID, UnmatchedPart], ...]
    had_details: bool | None
    sums_alike: frozenset[UUID] = frozenset()
    aside: Resolution | None = None
    in_doubt: bool = False

    @property
    def told_again(self) -> tuple[tuple[UUID, UnmatchedPart], ...]:
        """Its parts that tell again of payments. Without a reference, another entry of the same
        file says whether they do: so they can be new when nothing else of it is."""
        if isinstance(self.read.known_by, UUID):
            return ()
        return tuple((ident, part) for ident, part in self.parts if part.why in TWICE)

    def as_kept(
        self,
        file_id: UUID,
        message: BankMessage,
        waits: Mapping[UUID, UnmatchedReason],
        read_at: datetime,
    ) -> list[BankEntry]:
        """Its parts as they are kept. `waits`: why those of them wait that do."""
        return [
            BankEntry(
                entry_id=ident,
                file_id=file_id,
                file_kind=message.kind,
                file_message_id=message.message_id,
                account_id=self.read.account_id,
                booked_on=part.entry.booked_on,
                is_debit=part.detail.is_debit,
                amount=part.detail.amount,
                bank_reference=part.detail.bank_reference or part.entry.reference,
                end_to_end_id=part.detail.end_to_end_id,
                party=part.detail.party,
                said=part.detail.text,
                why=waits.get(ident),
                read_at=read_at,
            )
            for ident, part in self.parts
        ]

    def without_payments(self, minor: int, before: int) -> Self | None:
        """What takes so much out of its sum, which was put elsewhere: payments have it. None: it
        is nothing. `before`: of how many like it there are."""
        if not minor:
            return None
        entry = self.read.entry
        detail = EntryDetail(
            line=entry.line,
            amount=Money(amount_minor=abs(minor), currency=entry.amount.currency),
            is_debit=minor > 0,
        )
        part = UnmatchedPart(entry=entry, detail=detail, why=UnmatchedReason.OF_PAYMENTS)
        return replace(self, parts=((payments_id(self.reading_id, before), part),))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedEntry:
    """A credit, and the debit by which the bank takes it back."""

    credit: BankEntry
    debit: BankEntry
    became: Resolution | None
    """Of the credit, until then."""


def beyond_doubt(pairs: Sequence[ReturnedEntry]) -> list[ReturnedEntry]:
    """Those of which neither could be the other half of another."""
    credits_ = Counter(one.credit.entry_id for one in pairs)
    debits = Counter(one.debit.entry_id for one in pairs)
    return [
        one for one in pairs if credits_[one.credit.entry_id] == debits[one.debit.entry_id] == 1
    ]


def part_id(reading_id: UUID, position: int, *, with_details: bool) -> UUID:
    """The id of a part of an entry."""
    return derived_id("part of a bank entry", reading_id, with_details, position)


def payments_id(reading_id: UUID, position: int) -> UUID:
    """The id of what takes payments out of an entry that was put elsewhere before."""
    return derived_id("payments in a bank entry", reading_id, position)
