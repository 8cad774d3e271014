"""HTTP: the person's own list. Whose it is, the pass says."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

from fastapi import Query

from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, decode_cursor, encode_cursor
from notifications.inbox import actions, repository
from notifications.inbox.schemas import Notification, NotificationPage, ReadRequest, UnreadCount

router = tenant_router(tags=["notifications"])


@router.get("/my/notifications")
async def my_notifications(
    uow: Uow,
    unread: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> NotificationPage:
    """What the person was told, newest first; with `unread` only what is not read."""
    before = decode_cursor(cursor, (datetime, UUID)) if cursor is not None else None
    found = await repository.page(
        uow,
        uow.actor.person,
        unread=unread,
        before=cast("repository.Key | None", before),
        limit=limit + 1,
    )
    last = found[limit - 1] if len(found) > limit else None
    return NotificationPage(
        items=[Notification.of(email) for email in found[:limit]],
        next_cursor=encode_cursor(last.created_at, last.email_id) if last else None,
        unread=await repository.unread(uow, uow.actor.person),
    )


@router.get("/my/notifications/unread")
async def count_unread(uow: Uow) -> UnreadCount:
    """How many of the person's list are unread."""
    return UnreadCount(unread=await repository.unread(uow, uow.actor.person))


@router.post("/my/notifications/read")
async def mark_read(body: ReadRequest, uow: Uow) -> UnreadCount:
    """Mark entries, or one and all older ones, as read. Twice is the same as once."""
    if body.up_to is not None:
        left = await actions.read_up_to(uow, uow.actor.person, body.up_to)
    else:
        left = await actions.read(uow, uow.actor.person, body.ids or ())
    return UnreadCount(unread=left)
