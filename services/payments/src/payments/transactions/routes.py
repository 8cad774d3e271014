"""HTTP of transactions: a contractor's own, and the agency's."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from chassis.errors import NotFoundError
from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, encode_cursor
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import TransactionState
from contracts.ids import CompanyId, PersonId, TransactionId
from payments.access import may_see_contractors, own_id
from payments.inputs import after_time
from payments.transactions import actions, history, listing
from payments.transactions.schemas import (
    ReasonRequest,
    Tab,
    TransactionDetails,
    TransactionSummary,
)
from payments.work import repository as work

router = tenant_router(tags=["transactions"])

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@router.get("/my/transactions")
async def my_transactions(
    uow: Uow, tab: Tab = Tab.ALL, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> Page[TransactionSummary]:
    """The contractor's own pending transactions, by tab, newest first."""
    rows = await listing.page(
        uow,
        states=tab.states,
        contractor_id=own_id(uow.actor),
        company_id=None,
        after=after_time(cursor),
        limit=limit + 1,
    )
    return _page(rows, limit)


@router.get("/transactions")
async def transactions(
    uow: Uow,
    state: Annotated[list[TransactionState] | None, Query()] = None,
    contractor_id: PersonId | None = None,
    company_id: CompanyId | None = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[TransactionSummary]:
    """All transactions of the agency, newest first; `state` may be given several times."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    rows = await listing.page(
        uow,
        states=state,
        contractor_id=contractor_id,
        company_id=company_id,
        after=after_time(cursor),
        limit=limit + 1,
    )
    return _page(rows, limit)


@router.get("/transactions/{transaction_id}")
async def transaction(transaction_id: TransactionId, uow: Uow) -> TransactionDetails:
    """A transaction with lines, deductions, taxes and history: one's own, or staff's."""
    listed = await listing.get(uow, transaction_id)
    if not may_see_contractors(uow.actor, listed.contractor_id):
        raise NotFoundError("transaction", transaction_id)
    return await _details(uow, listed)


@router.post("/transactions/{transaction_id}/hold")
async def hold(transaction_id: TransactionId, body: ReasonRequest, uow: Uow) -> TransactionDetails:
    """Put it on hold: the contractor sees it as "On hold", with the reason."""
    await actions.hold(uow, transaction_id, body.reason)
    return await _details(uow, await listing.get(uow, transaction_id))


@router.post("/transactions/{transaction_id}/release")
async def release(transaction_id: TransactionId, uow: Uow) -> TransactionDetails:
    """End a hold or a wait for release; its pay terms decide from there."""
    await actions.release(uow, transaction_id)
    return await _details(uow, await listing.get(uow, transaction_id))


@router.post("/transactions/{transaction_id}/reverse")
async def reverse(
    transaction_id: TransactionId, body: ReasonRequest, uow: Uow
) -> TransactionDetails:
    """Undo an unpaid transaction by opposite postings."""
    await actions.reverse(uow, transaction_id, body.reason)
    return await _details(uow, await listing.get(uow, transaction_id))


async def _details(uow: UnitOfWork, listed: listing.Listed) -> TransactionDetails:
    deductions, taxes = await listing.charges_of(uow, listed)
    lines = await work.lines_of(uow, listed.transaction_id)
    return TransactionDetails.with_parts(
        listed,
        [line.as_work_line() for line in lines],
        deductions,
        taxes,
        await history.of(uow, listed.transaction_id),
    )


def _page(rows: Sequence[listing.Listed], limit: int) -> Page[TransactionSummary]:
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(
        items=[TransactionSummary.of(row) for row in shown],
        next_cursor=encode_cursor(shown[-1].created_at, shown[-1].transaction_id) if more else None,
    )
