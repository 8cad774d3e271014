"""Which of a file's entries were read before, and the ids of their parts in every file. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.ids import derived_id
from contracts.ids import AgencyId
from payments.bank_files.entries.before import EntryNumbers, ids_of_parts, ids_of_sums, known_before
from payments.bank_files.entries.model import TWICE, EntryInFile, part_id
from payments.bank_files.matching import ReadEntry, UnmatchedPart
from payments.bank_files.readings import Description, Form, KnownEntry, pair


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownReadings:
    """What was read before of the entries that a file can be about.

    `with_reference`: whether with its details; `without`: what was said of those that have none;
    `of_before`: those of `ids_of_before` that are in the books.
    """

    with_reference: Mapping[UUID, bool]
    without: Sequence[KnownEntry]
    of_before: Collection[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDescription:
    """What was not kept yet of an entry that has no reference."""

    alike_id: UUID
    nth: int
    form: Form
    digest: UUID
    sum_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedEntries:
    """The entries of a file, and what it says of them that was not kept yet."""

    entries: Sequence[EntryInFile]
    descriptions: Sequence[NewDescription]


def ids_of_before(
    agency_id: AgencyId, entries: Sequence[ReadEntry], without: Sequence[KnownEntry]
) -> set[UUID]:
    """What stands for these entries where they were read before descriptions were kept."""
    of_parts = ids_of_parts(agency_id, entries)
    of_sums = ids_of_sums(agency_id, entries, without).values()
    return {ident for ids in (*of_parts, *of_sums) for ident in ids}


def recognise(
    agency_id: AgencyId, entries: Sequence[ReadEntry], known: KnownReadings
) -> RecognisedEntries:
    """The entries of a file, each with the ids that it has in every file."""
    told = list(zip(entries, ids_of_parts(agency_id, entries), strict=True))
    sums = ids_of_sums(agency_id, entries, known.without)
    numbers = EntryNumbers(known.without)
    without = [
        *known.without,
        *known_before(told, sums, known.without, known.of_before, numbers),
    ]
    described = [one.known_by for one in entries if isinstance(one.known_by, Description)]
    paired = iter(pair(described, without))
    sums_alike = _sums_alike(without)
    found: list[EntryInFile] = []
    new: list[NewDescription] = []
    for one, ids in told:
        were = [ident if ident in known.of_before else None for ident in ids]
        said = one.known_by
        if isinstance(said, UUID):
            found.append(_with_reference(one, said, known.with_reference.get(said), were))
            continue
        before = next(paired)
        entry = before or KnownEntry(
            alike_id=said.alike_id, nth=numbers.next_of(said.alike_id), said={}, is_kept=False
        )
        new += _new_of(entry, said)
        found.append(
            EntryInFile(
                reading_id=entry.reading_id,
                sum_id=_sum_id(entry),
                read=one,
                parts=tuple(_parts(entry, one, were)),
                had_details=None if before is None else Form.DETAILS in before.said,
                sums_alike=sums_alike[said.alike_id],
            )
        )
    return RecognisedEntries(entries=found, descriptions=new)


def _with_reference(
    one: ReadEntry, reading_id: UUID, had_details: bool | None, were: Sequence[UUID | None]
) -> EntryInFile:
    if had_details is None and were and None not in were:
        had_details = one.in_parts
    return EntryInFile(
        reading_id=reading_id,
        sum_id=part_id(reading_id, 0, with_details=False),
        read=one,
        parts=tuple(
            (part_id(reading_id, position, with_details=one.in_parts), part)
            for position, part in enumerate(one.parts)
        ),
        had_details=had_details,
    )


def _parts(
    entry: KnownEntry, one: ReadEntry, were: Sequence[UUID | None]
) -> Iterator[tuple[UUID, UnmatchedPart]]:
    """Those that tell of a payment again are told by this entry whatever else it tells."""
    again = Counter[str]()
    for position, (part, was) in enumerate(zip(one.parts, were, strict=True)):
        if not one.in_parts:
            yield _sum_id(entry), part
        elif part.why not in TWICE:
            yield part_id(entry.reading_id, position, with_details=True), part
        else:
            name = part.detail.end_to_end_id
            again[name] += 1
            yield was or derived_id("told twice", entry.reading_id, name, again[name]), part


def _sum_id(entry: KnownEntry) -> UUID:
    return entry.sum_id or part_id(entry.reading_id, 0, with_details=False)


def _sums_alike(without: Sequence[KnownEntry]) -> Mapping[UUID, frozenset[UUID]]:
    """Of entries that are alike, what stands in the books for the sums of some of them."""
    sums: dict[UUID, set[UUID]] = defaultdict(set)
    for one in without:
        if one.said.keys() - {Form.DETAILS}:
            sums[one.alike_id].add(_sum_id(one))
    return defaultdict(frozenset[UUID], {ident: frozenset(ids) for ident, ids in sums.items()})


def _new_of(entry: KnownEntry, said: Description) -> list[NewDescription]:
    forms = {} if entry.is_kept else dict(entry.said)
    if said.form not in entry.said:
        forms[said.form] = said.digest
    return [
        NewDescription(
            alike_id=entry.alike_id,
            nth=entry.nth,
            form=form,
            digest=digest,
            sum_id=entry.sum_id if form in entry.said else None,
        )
        for form, digest in forms.items()
    ]
