"""What every command on logged work begins and ends with."""

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.envelope import Envelope
from contracts.ids import EntryId
from contracts.reach import Reach
from timesheets.work import repository
from timesheets.work.model import LoggedWork
from timesheets.work.transitions import Decision


async def locked(uow: UnitOfWork, reach: Reach, entry_id: EntryId) -> LoggedWork:
    """An entry within reach, locked until the unit of work ends. Raises NotFoundError."""
    entry = await repository.lock_one(uow, reach, entry_id)
    if entry is None:
        raise NotFoundError("logged work", entry_id)
    return entry


async def carry_out(
    uow: UnitOfWork, decision: Decision, *, because_of: Envelope | None = None
) -> None:
    """Save what was decided, and say it. `because_of`: the event that it was decided for."""
    await repository.save(uow, decision)
    for event in decision.events:
        uow.record(event, because_of=because_of)
