"""HTTP: the person's own list. Whose it is, the pass says."""

from chassis.http import Uow, tenant_router
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit
from notifications.inbox import actions, repository
from notifications.inbox.schemas import Notification, NotificationPage, ReadRequest, UnreadCount

router = tenant_router(tags=["notifications"])


@router.get("/my/notifications")
async def my_notifications(
    uow: Uow,
    unread: bool = False,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> NotificationPage:
    """What the person was told, newest first; with `unread` only what is not read.

    In the language that the person reads now, whichever it was told in. What is not theirs to see
    any more keeps its place, without saying what it was.
    """
    found = await repository.page(
        uow,
        uow.actor.person,
        unread=unread,
        before=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    language = await repository.language_of(uow, uow.actor.person)
    page = BY_TIME.page(
        found,
        limit,
        key=lambda email: (email.created_at, email.email_id),
        shown=lambda email: Notification.of(email, language or email.language, uow.actor),
    )
    return NotificationPage(
        items=page.items,
        next_cursor=page.next_cursor,
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
