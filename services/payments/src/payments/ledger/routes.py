"""HTTP of the ledger: for staff, to read."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from chassis.fields import Day, LineOf
from chassis.http import Uow, tenant_router
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.access import Permission
from contracts.money import Money
from payments.ledger import repository
from payments.ledger.model import Cause

router = tenant_router(prefix="/ledger", tags=["ledger"])

AsOf = Annotated[Day | None, Query(description="As of the end of this day; now by itself")]


class BalanceDetails(BaseModel):
    """An account in one currency. `balance` is credits minus debits: positive is owed by us."""

    account: str
    debits: Money
    credits: Money
    balance: Money


class Balances(BaseModel):
    """Every account; the balances of a currency sum to zero."""

    items: list[BalanceDetails]


class PostingDetails(BaseModel):
    """A posting: debits `source`, credits `destination`, on the agency's day `booked_on`."""

    posting_id: UUID
    source: str
    destination: str
    amount: Money
    cause: Cause
    cause_id: UUID
    event_id: UUID | None
    reverses: UUID | None
    posted_at: datetime
    booked_on: date

    @classmethod
    def of(cls, posted: repository.PostingRecord) -> Self:
        """Of a posting in the books."""
        posting = posted.posting
        return cls(
            posting_id=posting.posting_id,
            source=posting.source,
            destination=posting.destination,
            amount=posting.amount,
            cause=posting.cause,
            cause_id=posting.cause_id,
            event_id=posting.event_id,
            reverses=posting.reverses,
            posted_at=posted.posted_at,
            booked_on=posted.booked_on,
        )


@router.get("/balances")
async def balances(uow: Uow, as_of: AsOf = None) -> Balances:
    """Every account of the agency with what it stands at, now or at the end of a day."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    found = (
        await repository.balances(uow)
        if as_of is None
        else await repository.balances_as_of(uow, as_of)
    )
    return Balances(
        items=[
            BalanceDetails(
                account=one.account, debits=one.debits, credits=one.credits, balance=one.balance
            )
            for one in found
        ]
    )


@router.get("/postings")
async def postings(
    uow: Uow,
    account: Annotated[Annotated[str, LineOf(max_length=100)] | None, Query()] = None,
    cause_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[PostingDetails]:
    """Postings, newest first, of one account or one cause if it is given."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    rows = await repository.page(
        uow, account=account, cause_id=cause_id, after=BY_TIME.after(cursor), limit=limit + 1
    )
    return BY_TIME.page(
        rows,
        limit,
        key=lambda row: (row.posted_at, row.posting.posting_id),
        shown=PostingDetails.of,
    )
