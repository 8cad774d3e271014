"""HTTP of entries that are of no payment: staff see them, and say what they are."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.http import IdempotencyRequired, Uow, tenant_router
from chassis.paging import BY_DAY, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.uow import UnitOfWork
from contracts.access import Permission
from payments.bank_files.entries import actions, queries
from payments.bank_files.entries.model import BankEntryState
from payments.bank_files.entries.schemas import (
    EntryOnBalance,
    EntryOnInvoice,
    EntrySetAside,
    EntryTakesBack,
    UnmatchedDetails,
)

router = tenant_router(prefix="/bank-files/unmatched", tags=["bank files"])


@router.get("")
async def unmatched(
    uow: Uow,
    state: Annotated[BankEntryState | None, Query(description="All by itself")] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[UnmatchedDetails]:
    """What the bank booked on the agency's accounts and that is of no payment, latest day first.

    A credit that waits comes with the open invoices that it may be for.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.TRANSACTIONS_VIEW)
    rows = await queries.page(uow, state=state, after=BY_DAY.after(cursor), limit=limit + 1)
    return BY_DAY.page(
        rows,
        limit,
        key=lambda row: (row.entry.booked_on, row.entry.entry_id),
        shown=UnmatchedDetails.of,
    )


@router.post("/{entry_id}/invoice", dependencies=[IdempotencyRequired])
async def put_on_invoice(entry_id: UUID, body: EntryOnInvoice, uow: Uow) -> UnmatchedDetails:
    """Put a credit that waits on an invoice; the rest of it is the balance of that company."""
    await actions.put_on_invoice(uow, entry_id, body.invoice_id, body.amount_minor)
    return await _shown(uow, entry_id)


@router.post("/{entry_id}/balance", dependencies=[IdempotencyRequired])
async def put_on_balance(entry_id: UUID, body: EntryOnBalance, uow: Uow) -> UnmatchedDetails:
    """Put a credit that waits on a company's balance."""
    await actions.put_on_balance(uow, entry_id, body.company_id)
    return await _shown(uow, entry_id)


@router.post("/{entry_id}/reversal", dependencies=[IdempotencyRequired])
async def take_back(entry_id: UUID, body: EntryTakesBack, uow: Uow) -> UnmatchedDetails:
    """Say which receipt a debit that waits takes back: its invoice is open again by so much."""
    await actions.take_back(uow, entry_id, body.receipt_id)
    return await _shown(uow, entry_id)


@router.post("/{entry_id}/set-aside", dependencies=[IdempotencyRequired])
async def set_aside(entry_id: UUID, body: EntrySetAside, uow: Uow) -> UnmatchedDetails:
    """Set an entry that waits aside: money of another kind, or recorded by hand before."""
    await actions.set_aside(uow, entry_id, body.reason, by_hand=body.recorded_by_hand)
    return await _shown(uow, entry_id)


async def _shown(uow: UnitOfWork, entry_id: UUID) -> UnmatchedDetails:
    return UnmatchedDetails.of(await queries.get(uow, entry_id))
