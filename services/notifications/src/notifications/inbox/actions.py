"""Use cases of the list: new entries are counted, read ones counted down, and both are said."""

from collections import Counter
from collections.abc import Collection, Iterable
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.notifications import NotificationsChanged
from contracts.ids import PersonId
from notifications.emails.model import Email
from notifications.inbox import repository


async def entered(uow: UnitOfWork, added: Iterable[Email]) -> None:
    """These are new in the lists of their recipients: count the unread and say so."""
    added = list(added)
    unread = Counter(email.recipient_id for email in added if email.read_at is None)
    if unread:
        await repository.add_unread(uow, unread)
    for person_id in sorted({email.recipient_id for email in added}):
        uow.record(NotificationsChanged(recipient_id=person_id, changed_at=uow.now))


async def read(uow: UnitOfWork, person_id: PersonId, ids: Collection[UUID]) -> int:
    """Mark entries as read; returns how many are unread then.

    Raises NotFoundError, and marks nothing, when one of them is not in the person's list.
    """
    strangers = set(ids) - await repository.known(uow, person_id, ids)
    if strangers:
        raise NotFoundError("notification", min(strangers))
    await repository.hold(uow, person_id)
    return await _marked(uow, person_id, await repository.mark_read(uow, person_id, ids))


async def read_up_to(uow: UnitOfWork, person_id: PersonId, entry_id: UUID) -> int:
    """Mark an entry and all older ones as read; returns how many are unread then.

    Raises NotFoundError when it is not in the person's list.
    """
    key = await repository.key_of(uow, person_id, entry_id)
    if key is None:
        raise NotFoundError("notification", entry_id)
    await repository.hold(uow, person_id)
    return await _marked(uow, person_id, await repository.mark_read_up_to(uow, person_id, key))


async def _marked(uow: UnitOfWork, person_id: PersonId, number: int) -> int:
    if number:
        uow.record(NotificationsChanged(recipient_id=person_id, changed_at=uow.now))
    return await repository.unread(uow, person_id)
