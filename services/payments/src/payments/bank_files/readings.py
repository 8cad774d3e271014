"""Which entry of the bank a file tells of: the same in every file that does. Pure.

Where the bank gives a reference, that, the account, the day, the direction and the amount are the
entry. Where it gives none, the entry is one of those that are alike, of one account, day, direction
and amount, and it is known by what files say of it.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from chassis.ids import derived_id
from contracts.ids import AgencyId
from payments.bank.reading import Entry, EntryDetail


class Form(StrEnum):
    """How much a file says of an entry: all that it is made of, some of it, or its sum alone."""

    DETAILS = "details"
    PARTLY = "partly"
    SUM = "sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a file says of an entry that has no reference.

    `alike_id` is of all entries of one account, day, direction and amount; `digest` of all that say
    the same.
    """

    alike_id: UUID
    form: Form
    digest: UUID

    @property
    def order(self) -> tuple[int, str]:
        """Among the entries of a file: what says most comes first."""
        return 1 + list(Form).index(self.form), self.digest.hex


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry that has no reference, the `nth` of those that are alike, and what was said of it.

    `sum_id`: what stands in the books for its sum, where that was read before this was kept.
    """

    alike_id: UUID
    nth: int
    said: Mapping[Form, UUID]
    sum_id: UUID | None = None
    is_kept: bool = True

    @property
    def reading_id(self) -> UUID:
        """The same in every file that tells of it."""
        return derived_id("entry without a reference", self.alike_id, self.nth)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOf:
    """An entry that told of a payment: by the bank's reference, or None by its day alone.

    Some banks give a reference in some of their files alone. So one without is the same entry as
    one of the same day that has a reference, as many as there are.
    """

    reading_id: UUID | None
    booked_on: date


def is_first(one: ToldOf, told: Sequence[ToldOf]) -> bool:
    """Whether it is the entry that told of the payment before all others."""
    if not told or one.reading_id is None or one.booked_on != told[0].booked_on:
        return not told or one.booked_on == told[0].booked_on
    named = [each.reading_id for each in told if each.booked_on == one.booked_on]
    first = next((reading_id for reading_id in named if reading_id is not None), None)
    return (named[0] or first or one.reading_id) == one.reading_id


def count_entries(told: Sequence[ToldOf]) -> int:
    """How many entries these are."""
    by_day: dict[date, Counter[bool]] = defaultdict(Counter)
    for one in told:
        by_day[one.booked_on][one.reading_id is None] += 1
    return sum(max(of_day.values()) for of_day in by_day.values())


@dataclass(frozen=True, slots=True)
class ReadingIds:
    """The ids of the entries of one file that have a reference, one after the other.

    Entries that are alike in one file are as many as there are.
    """

    agency_id: AgencyId
    alike: Counter[tuple[object, ...]] = field(default_factory=Counter[tuple[object, ...]])

    def of(self, entry: Entry, account_id: UUID | None) -> UUID | None:
        """None where the bank gives no reference: it is of this bank alone, so of this account.

        `account_id` None: the agency's first in this currency. Its entries were known without it.
        """
        if not entry.reference:
            return None
        amount = entry.amount
        of_entry = (entry.booked_on, entry.reference, entry.is_debit)
        of_account = () if account_id is None else (account_id,)
        said = (*of_entry, amount.amount_minor, amount.currency, *of_account)
        self.alike[said] += 1
        return derived_id("bank reading", self.agency_id, *said, self.alike[said])


def alike_id(agency_id: AgencyId, account_id: UUID, entry: Entry) -> UUID:
    """Of all entries of this account, day, direction and amount."""
    amount = entry.amount
    of_entry = (account_id, entry.booked_on, entry.is_debit)
    return derived_id("alike", agency_id, *of_entry, amount.amount_minor, amount.currency)


def said_of(detail: EntryDetail) -> tuple[object, ...]:
    """What a file says of a part that is of no payment."""
    return (
        detail.is_debit,
        detail.amount.amount_minor,
        detail.amount.currency,
        detail.end_to_end_id,
        detail.party,
        detail.text,
        *(one.reference for one in detail.remittances),
    )


def digest_of(said: Iterable[tuple[object, ...]]) -> UUID:
    """Of what a file says of the parts of an entry, in whichever order."""
    return derived_id("said", *sorted("\x1e".join(map(str, one)) for one in said))


def pair(told: Sequence[Description], known: Sequence[KnownEntry]) -> list[KnownEntry | None]:
    """Which of the known entries each of a file's is, no two of them the same. None: it is new.

    It is the one of which the same was said, and else one that was not told in this form yet: a sum
    is of an entry that was told with its details, and the other way round. What says most is first
    to find its own. In which order a file tells them makes no difference.
    """
    known_alike: dict[UUID, list[KnownEntry]] = defaultdict(list)
    for one in known:
        known_alike[one.alike_id].append(one)
    told_alike: dict[UUID, list[int]] = defaultdict(list)
    for position, description in enumerate(told):
        told_alike[description.alike_id].append(position)
    paired: list[KnownEntry | None] = [None] * len(told)
    for ident, positions in told_alike.items():
        left = dict(enumerate(known_alike[ident]))
        for form in Form:
            of_form = sorted(
                (position for position in positions if told[position].form is form),
                key=lambda position: told[position].digest,
            )
            for position, index in _pair_form(form, of_form, told, left):
                paired[position] = left.pop(index)
    return paired


def _pair_form(
    form: Form,
    positions: Sequence[int],
    told: Sequence[Description],
    left: Mapping[int, KnownEntry],
) -> list[tuple[int, int]]:
    same: dict[UUID, deque[int]] = defaultdict(deque)
    open_: list[int] = []
    for index, one in left.items():
        if form in one.said:
            same[one.said[form]].append(index)
        else:
            open_.append(index)
    found: list[tuple[int, int]] = []
    rest: list[int] = []
    for position in positions:
        if alike := same[told[position].digest]:
            found.append((position, alike.popleft()))
        else:
            rest.append(position)
    return [*found, *zip(rest, open_, strict=False)]
