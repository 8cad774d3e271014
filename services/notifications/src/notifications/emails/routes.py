"""HTTP: the delivery log, for staff."""

from uuid import UUID

from chassis.http import Uow, tenant_router
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.access import Permission
from notifications.emails import repository
from notifications.emails.schemas import DeliveryDetails

router = tenant_router(tags=["deliveries"])


@router.get("/deliveries")
async def deliveries(
    uow: Uow,
    because_of: UUID | None = None,
    recipient_id: UUID | None = None,
    stuck: bool = False,
    cursor: Cursor = None,
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
        before=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    return BY_TIME.page(
        found,
        limit,
        key=lambda delivery: (delivery.created_at, delivery.head.email_id),
        shown=lambda delivery: DeliveryDetails.of(delivery, uow.actor),
    )
