"""HTTP: the delivery log, for staff."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

from fastapi import Query

from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, decode_cursor, encode_cursor
from contracts.access import Permission
from notifications.emails import repository
from notifications.emails.model import Email
from notifications.emails.schemas import DeliveryDetails

router = tenant_router(tags=["deliveries"])

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@router.get("/deliveries")
async def deliveries(
    uow: Uow,
    because_of: UUID | None = None,
    recipient_id: UUID | None = None,
    stuck: bool = False,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[DeliveryDetails]:
    """The delivery log, newest first: for staff who invite people or look after the records.

    With `stuck` only what was given up, or may have arrived without the mail server saying so. The
    subject is there for who may see what it is about: pay, invoices, work, offers or inquiries.
    """
    uow.actor.require(Permission.PEOPLE_MANAGE, Permission.AUDIT_VIEW)
    found = await repository.deliveries(
        uow,
        because_of=because_of,
        recipient_id=recipient_id,
        stuck=stuck,
        before=_before(cursor),
        limit=limit + 1,
    )
    return Page(
        items=[DeliveryDetails.of(delivery, uow.actor) for delivery in found[:limit]],
        next_cursor=_next([delivery.email for delivery in found], limit),
    )


def _before(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    return cast("tuple[datetime, UUID]", decode_cursor(cursor, (datetime, UUID)))


def _next(emails: list[Email], limit: int) -> str | None:
    if len(emails) <= limit:
        return None
    last = emails[limit - 1]
    return encode_cursor(last.created_at, last.email_id)
