"""Comments on logged work: by its contractor, by contacts, by staff."""

from chassis.errors import NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.timesheets import WorkCommented
from contracts.ids import EntryId
from contracts.reach import Reach
from timesheets.directory import repository as directory
from timesheets.work import repository
from timesheets.work.model import Step
from timesheets.work.pieces import parties_of


async def comment(uow: UnitOfWork, reach: Reach, entry_id: EntryId, text: str) -> None:
    """Comment on an entry that was handed in. Raises NotFoundError, StepRefusedError.

    Contacts and staff read every comment; the contractor reads the own ones, and those of others
    where the agency lets comments reach contractors at the time they are written.
    """
    entry = await repository.lock_one(uow, reach, entry_id)
    if entry is None:
        raise NotFoundError("logged work", entry_id)
    entry.allow(Step.COMMENT)
    rules = await directory.agency_rules(uow)
    portal = uow.actor.portal or Portal.AGENCY
    reaches_contractor = portal is Portal.CONTRACTOR or (
        rules is not None and rules.comments_reach_contractors
    )
    comment_id = new_id()
    await repository.add_comment(
        uow, entry, comment_id=comment_id, text=text, reaches_contractor=reaches_contractor
    )
    uow.record(
        WorkCommented(
            **parties_of(entry),
            comment_id=comment_id,
            entry=entry.as_entry(),
            text=text,
            author_id=uow.actor.person,
            author_portal=portal,
            visible_to_contractor=reaches_contractor,
            commented_at=uow.now,
        )
    )
