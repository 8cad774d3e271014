"""Steps of many entries at once: what went through and what did not, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.conditions import Conditions
from chassis.errors import ConflictError, DomainError, InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import EntryId
from contracts.reach import Reach
from timesheets.reach.rule import narrow
from timesheets.work import repository
from timesheets.work.filters import Selection, WorkFilter
from timesheets.work.model import LoggedWork, Step, StepRefusedError, sort_out, starts_of

MAX_ENTRIES = 20_000
"""In one command. More are taken in several, each with its own filter."""


class TooManyEntriesError(InvalidError):
    """The filter covers more entries than one command takes."""


class PreviewOutdatedError(ConflictError):
    """The filter covers other work than was shown; look again before you go on."""


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An entry that could not take the step. `state` is where it stands, None: out of reach."""

    entry_id: EntryId
    code: str
    state: str | None
    reason: str

    @classmethod
    def because(cls, entry_id: EntryId, error: DomainError) -> "RefusedEntry":
        """From the failure that the entry alone would have been answered with."""
        state = error.data.get("state")
        return cls(entry_id, error.code(), str(state) if state else None, error.detail)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which entries took the step, and which did not."""

    done: tuple[LoggedWork, ...]
    refused: tuple[RefusedEntry, ...]


async def lock_selection(
    uow: UnitOfWork, reach: Reach, selection: Selection, step: Step
) -> Outcome:
    """Lock the entries that are to take `step`, and tell which of them can.

    By filter: those that can, and no others. By ids: each of them is answered for; where a single
    one is asked for and refused, that refusal is raised: NotFoundError, StepRefusedError.
    """
    where = narrow(Conditions().add("e.agency_id = {}", uow.agency_id), reach)
    if isinstance(selection, WorkFilter):
        selection.narrow(where).add("e.status = ANY({}::text[])", list(starts_of(step)))
        found = await repository.lock(uow, where, limit=MAX_ENTRIES + 1)
        if len(found) > MAX_ENTRIES:
            raise TooManyEntriesError(
                f"more than {MAX_ENTRIES} entries at once: narrow the filter", field="filter"
            )
        return Outcome(tuple(found), ())
    where.add("e.entry_id = ANY({}::uuid[])", list(selection))
    return _answer_for_each(
        selection, await repository.lock(uow, where, limit=len(selection)), step
    )


def _answer_for_each(asked: Sequence[EntryId], found: Sequence[LoggedWork], step: Step) -> Outcome:
    allowed, failures = sort_out(found, step)
    errors: dict[EntryId, StepRefusedError | NotFoundError] = {
        entry_id: NotFoundError("logged work", entry_id)
        for entry_id in set(asked) - {entry.entry_id for entry in found}
    }
    errors.update(failures)
    if len(asked) == 1 and errors:
        raise next(iter(errors.values()))
    ordered = dict.fromkeys(entry_id for entry_id in asked if entry_id in errors)
    return Outcome(allowed, tuple(RefusedEntry.because(each, errors[each]) for each in ordered))
