"""HTTP of the ledger: for staff, to read."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from chassis.fields import LineOf
from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, encode_cursor
from contracts.access import Permission
from contracts.money import Money
from payments.inputs import Cursor, after_time
from payments.ledger import repository
from payments.ledger.model import Cause

router = tenant_router(prefix="/ledger", tags=["ledger"])


class BalanceOut(BaseModel):
    """An account in one currency. `balance` is credits minus debits: positive is owed by us."""

    account: str
    debits: Money
    credits: Money
    balance: Money


class Balances(BaseModel):
    """Every account; the balances of a currency sum to zero."""

    items: list[BalanceOut]


class PostingOut(BaseModel):
    """A posting: debits `source`, credits `destination`."""

    posting_id: UUID
    source: str
    destination: str
    amount: Money
    cause: Cause
    cause_id: UUID
    event_id: UUID | None
    reverses: UUID | None
    posted_at: datetime


@router.get("/balances")
async def balances(uow: Uow) -> Balances:
    """Every account of the agency with what it stands at."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    return Balances(
        items=[
            BalanceOut(
                account=one.account, debits=one.debits, credits=one.credits, balance=one.balance
            )
            for one in await repository.balances(uow)
        ]
    )


@router.get("/postings")
async def postings(
    uow: Uow,
    account: Annotated[Annotated[str, LineOf(max_length=100)] | None, Query()] = None,
    cause_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> Page[PostingOut]:
    """Postings, newest first, of one account or one cause if it is given."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    rows = await repository.page(
        uow, account=account, cause_id=cause_id, after=after_time(cursor), limit=limit + 1
    )
    shown = rows[:limit]
    return Page(
        items=[
            PostingOut(
                posting_id=one.posting.posting_id,
                source=one.posting.source,
                destination=one.posting.destination,
                amount=one.posting.amount,
                cause=one.posting.cause,
                cause_id=one.posting.cause_id,
                event_id=one.posting.event_id,
                reverses=one.posting.reverses,
                posted_at=one.posted_at,
            )
            for one in shown
        ],
        next_cursor=encode_cursor(shown[-1].posted_at, shown[-1].posting.posting_id)
        if len(rows) > limit
        else None,
    )
