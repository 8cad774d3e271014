"""Comments on logged work: by its contractor, by contacts, by staff."""

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import EntryId
from contracts.reach import Reach
from timesheets.directory import repository as directory
from timesheets.work import repository, transitions
from timesheets.work.actions import locked
from timesheets.work.commands import Comment


async def comment(uow: UnitOfWork, reach: Reach, entry_id: EntryId, text: str) -> None:
    """Comment on an entry that was handed in. Raises NotFoundError, StepRefusedError.

    Contacts and staff read every comment; the contractor reads the own ones, and those of others
    where the agency lets comments reach contractors at the time they are written.
    """
    entry = await locked(uow, reach, entry_id)
    rules = await directory.agency_rules(uow)
    said = transitions.comment(
        entry,
        Comment(
            comment_id=new_id(),
            text=text,
            by=uow.actor.person,
            portal=uow.actor.portal or Portal.AGENCY,
            at=uow.now,
            opened=rules is not None and rules.comments_reach_contractors,
        ),
    )
    await repository.add_comment(uow, said)
    uow.record(said)
