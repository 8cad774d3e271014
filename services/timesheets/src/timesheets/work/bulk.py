"""Steps of many entries at once: what went through and what did not, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.conditions import Conditions
from chassis.errors import ConflictError, DomainError, InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import EntryId
from contracts.reach import Reach
from timesheets.approvals.model import Approval
from timesheets.reach.rule import narrow
from timesheets.work import repository
from timesheets.work.filters import EntrySelection, Selection, narrow_to
from timesheets.work.model import LoggedWork, Step, sort_out, starts_of

MAX_ENTRIES = 20_000
"""In one command. More are taken in several, each with its own filter."""


class TooManyEntriesError(InvalidError):
    """The filter covers more entries than one command takes."""


class PreviewOutdatedError(ConflictError):
    """The selection is other work than was shown; look again before you go on."""


@dataclass(frozen=True, slots=True)
class SeenPreview:
    """What a preview said of a selection. None: that was not looked at."""

    count: int | None = None
    fingerprint: str | None = None


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
    """Which entries took the step, as they stood before it, and which did not."""

    done: tuple[LoggedWork, ...]
    refused: tuple[RefusedEntry, ...]
    approval: Approval | None = None
    """Which approval it was, where it was one."""
    all_of: Conditions | None = None
    """What finds those that took it, where they are all that it finds."""

    def refusing(self, errors: Mapping[EntryId, DomainError]) -> "Outcome":
        """The same, but these do not take the step either."""
        return Outcome(
            tuple(entry for entry in self.done if entry.entry_id not in errors),
            (
                *self.refused,
                *(RefusedEntry.because(entry_id, error) for entry_id, error in errors.items()),
            ),
        )


def no_more_than_fit(count: int) -> None:
    """Raises TooManyEntriesError."""
    if count > MAX_ENTRIES:
        raise TooManyEntriesError(
            f"more than {MAX_ENTRIES} entries at once: narrow the filter", field="filter"
        )


async def lock_selection(
    uow: UnitOfWork, reach: Reach, selection: Selection, step: Step
) -> Outcome:
    """Lock the entries that are to take `step`, and tell which of them can.

    By filter: those that can, and no others. Single ones: each of them is answered for, also where
    it has another version than was seen; where just one is asked for and refused, that refusal is
    raised: NotFoundError, StepRefusedError, OtherVersionError.
    """
    where = narrow(Conditions().add("e.agency_id = {}", uow.agency_id), reach)
    narrow_to(selection, where)
    if not isinstance(selection, EntrySelection):
        where.add("e.status = ANY({}::text[])", list(starts_of(step)))
        if step is Step.UNDO:
            where.add("e.final_at > {}", uow.now)
        found = await repository.lock(uow, where, limit=MAX_ENTRIES + 1)
        no_more_than_fit(len(found))
        return Outcome(tuple(found), (), all_of=where)
    asked = selection.versions
    found = await repository.lock(uow, where, limit=len(asked))
    allowed, failures = sort_out(found, step, asked, uow.now)
    errors: dict[EntryId, DomainError] = {
        entry_id: NotFoundError("logged work", entry_id)
        for entry_id in asked.keys() - {entry.entry_id for entry in found}
    }
    errors.update(failures)
    if len(asked) == 1 and errors:
        raise next(iter(errors.values()))
    ordered = dict.fromkeys(entry_id for entry_id in asked if entry_id in errors)
    return Outcome(allowed, tuple(RefusedEntry.because(each, errors[each]) for each in ordered))


async def must_be_as_shown(uow: UnitOfWork, outcome: Outcome, shown: SeenPreview) -> None:
    """The locked entries are those of the preview, and nothing that it showed has changed.

    Raises PreviewOutdatedError, with how many there are by now. The terms of their work orders are
    looked at too, so they are to be locked before.
    """
    count = len(outcome.done)
    if shown.count is not None and count != shown.count:
        raise PreviewOutdatedError(
            f"{count} entries are selected by now, {shown.count} were shown", count=count
        )
    if shown.fingerprint is None:
        return
    # What has come in since they were locked makes another fingerprint, too: nobody was shown it.
    # It cannot hide a change: what is locked stays, and there are as many as were shown.
    where = outcome.all_of
    if where is None:
        where = Conditions().add("e.agency_id = {}", uow.agency_id)
        narrow_to(EntrySelection.any_version(entry.entry_id for entry in outcome.done), where)
    if await repository.fingerprint(uow, where) != shown.fingerprint:
        raise PreviewOutdatedError(
            f"some of the {count} entries changed since they were shown", count=count
        )
