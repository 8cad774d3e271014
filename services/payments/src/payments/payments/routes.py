"""HTTP of payments: a contractor's own, and the agency's."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Query

from chassis.errors import NotFoundError
from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, encode_cursor
from contracts.access import Permission
from contracts.ids import PaymentId, PayRunId, PersonId
from payments.access import may_see_contractors, own_id
from payments.inputs import STORABLE, after_day
from payments.payments import repository
from payments.payments.schemas import PaymentDetails, PaymentSummary

router = tenant_router(tags=["payments"])

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
From = Annotated[date | None, Query(alias="from")]
To = Annotated[date | None, Query(alias="to")]
Search = Annotated[
    str | None, Query(max_length=50, pattern=STORABLE, description="A part of the number")
]


@router.get("/my/payments")
async def my_payments(
    uow: Uow,
    q: Search = None,
    from_on: From = None,
    to_on: To = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[PaymentSummary]:
    """The contractor's own payments, newest first."""
    rows = await repository.page(
        uow,
        contractor_id=own_id(uow.actor),
        pay_run_id=None,
        from_on=from_on,
        to_on=to_on,
        number_part=q,
        after=after_day(cursor),
        limit=limit + 1,
    )
    return _page(rows, limit)


@router.get("/payments")
async def payments(
    uow: Uow,
    contractor_id: PersonId | None = None,
    pay_run_id: PayRunId | None = None,
    q: Search = None,
    from_on: From = None,
    to_on: To = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[PaymentSummary]:
    """All payments of the agency, newest first."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    rows = await repository.page(
        uow,
        contractor_id=contractor_id,
        pay_run_id=pay_run_id,
        from_on=from_on,
        to_on=to_on,
        number_part=q,
        after=after_day(cursor),
        limit=limit + 1,
    )
    return _page(rows, limit)


@router.get("/payments/{payment_id}")
async def payment(payment_id: PaymentId, uow: Uow) -> PaymentDetails:
    """A payment with its breakdown by transaction: one's own, or staff's."""
    listed = await repository.get(uow, payment_id)
    if not may_see_contractors(uow.actor, listed.payment.contractor_id):
        raise NotFoundError("payment", payment_id)
    return PaymentDetails.with_parts(listed, await repository.covered_by(uow, payment_id))


def _page(rows: Sequence[repository.Listed], limit: int) -> Page[PaymentSummary]:
    shown = rows[:limit]
    return Page(
        items=[PaymentSummary.of(row) for row in shown],
        next_cursor=encode_cursor(shown[-1].payment.paid_on, shown[-1].payment.payment_id)
        if len(rows) > limit
        else None,
    )
