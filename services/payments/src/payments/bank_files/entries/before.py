"""What was read before files' descriptions of entries without a reference were kept. Pure.

A part of such an entry was known by what it said, and by how many like it came before it in the
file. So was an entry whose reference stands in its only part, before that was read.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from chassis.ids import derived_id
from contracts.ids import AgencyId
from payments.bank.reading import Entry, EntryDetail
from payments.bank_files.matching import ReadEntry
from payments.bank_files.readings import Description, Form, KnownEntry, digest_of, said_of


def ids_of_parts(agency_id: AgencyId, entries: Sequence[ReadEntry]) -> list[tuple[UUID, ...]]:
    """The ids of the parts of each of a file's entries; none where it had a reference then."""
    alike = Counter[tuple[object, ...]]()

    def ident(one: ReadEntry, detail: EntryDetail) -> UUID:
        said = (one.entry.booked_on, *said_of(detail))
        alike[said] += 1
        return derived_id("bank entry", agency_id, *said, alike[said])

    return [
        tuple(ident(one, part.detail) for part in one.parts)
        if isinstance(one.known_by, Description) or is_named_by_its_part(one.entry)
        else ()
        for one in entries
    ]


def is_named_by_its_part(entry: Entry) -> bool:
    """Whether its reference stands in its only part."""
    return entry.reference != "" and entry.details[0].bank_reference == entry.reference


def ids_of_sums(
    agency_id: AgencyId, entries: Iterable[ReadEntry], known: Sequence[KnownEntry]
) -> dict[UUID, list[UUID]]:
    """What sums can stand for entries like these, of which so many are known."""
    entries_alike: dict[UUID, list[Entry]] = {}
    for one in entries:
        if isinstance(one.known_by, Description):
            entries_alike.setdefault(one.known_by.alike_id, []).append(one.entry)
    counts = Counter(one.alike_id for one in known)
    return {
        ident: [
            derived_id("bank entry", agency_id, some[0].booked_on, *said_of(_sum_of(some[0])), nth)
            for nth in range(1, len(some) + counts[ident] + 1)
        ]
        for ident, some in entries_alike.items()
    }


def _sum_of(entry: Entry) -> EntryDetail:
    return EntryDetail(line=entry.line, amount=entry.amount, is_debit=entry.is_debit)


class EntryNumbers:
    """Numbers of entries that are alike: those that are known go on."""

    def __init__(self, known: Iterable[KnownEntry]) -> None:
        self._last = Counter[UUID]()
        for one in known:
            self._last[one.alike_id] = max(self._last[one.alike_id], one.nth)

    def next_of(self, alike_id: UUID) -> int:
        """The next number."""
        self._last[alike_id] += 1
        return self._last[alike_id]


def known_before(
    told: Sequence[tuple[ReadEntry, Sequence[UUID]]],
    sums: Mapping[UUID, Sequence[UUID]],
    known: Sequence[KnownEntry],
    of_before: Collection[UUID],
    numbers: EntryNumbers,
) -> Iterator[KnownEntry]:
    """Entries of which nothing is kept but what is in the books for them.

    `told` are a file's entries, each with what its parts would be; `of_before`: which of these, and
    of the `sums`, there are.
    """
    for ident, ids in sums.items():
        for sum_id in ids:
            if sum_id in of_before:
                yield KnownEntry(
                    alike_id=ident,
                    nth=numbers.next_of(ident),
                    said={Form.SUM: digest_of([])},
                    sum_id=sum_id,
                    is_kept=False,
                )
    kept = Counter(
        Description(alike_id=one.alike_id, form=form, digest=digest)
        for one in known
        for form, digest in one.said.items()
    )
    for one, ids in told:
        said = one.known_by
        is_of_before = ids and all(ident in of_before for ident in ids)
        if isinstance(said, UUID) or not (one.entry.has_details and is_of_before):
            continue
        kept[said] -= 1
        if kept[said] < 0:
            yield KnownEntry(
                alike_id=said.alike_id,
                nth=numbers.next_of(said.alike_id),
                said={said.form: said.digest},
                sum_id=None if one.in_parts else ids[0],
                is_kept=False,
            )
