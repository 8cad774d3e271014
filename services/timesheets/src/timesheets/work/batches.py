"""Events about many entries: one for each work order, in batches that a message can carry."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from contracts.events.timesheets import MAX_ENTRIES_PER_EVENT, Entry
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from timesheets.work.model import LoggedWork


class Parties(TypedDict):
    """Whom an event about work concerns, as every one of them says it."""

    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId


def parties_of(entry: LoggedWork) -> Parties:
    """The parties of the entry's work order."""
    return Parties(
        work_order_id=entry.work_order_id,
        project_id=entry.project_id,
        company_id=entry.company_id,
        contractor_id=entry.contractor_id,
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one work order that one event speaks of, by date."""

    parties: Parties
    entries: tuple[Entry, ...]


def batches(entries: Sequence[LoggedWork], size: int = MAX_ENTRIES_PER_EVENT) -> Iterator[Batch]:
    """Divide entries by work order, and each into batches of at most `size`."""
    of_order: defaultdict[WorkOrderId, list[LoggedWork]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.work.work_on, entry.entry_id)):
        of_order[entry.work_order_id].append(entry)
    for found in of_order.values():
        for start in range(0, len(found), size):
            batch = found[start : start + size]
            yield Batch(parties_of(batch[0]), tuple(entry.as_entry() for entry in batch))
