"""HTTP of transactions: a contractor's own, and the agency's."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import Response, StreamingResponse

from chassis.errors import NotFoundError
from chassis.fields import Search
from chassis.http import Uow, tenant_router
from chassis.http.files import Language, answers_file
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import TransactionState
from contracts.ids import CompanyId, PersonId, TransactionId, WorkOrderId
from payments.access import may_see_contractors, own_id
from payments.directory import repository as directory
from payments.expectations.model import PaymentExpectation
from payments.expectations.queries import expected_payment
from payments.payments import repository as payments
from payments.set_off import repository as set_offs
from payments.transactions import actions, files, queries, undoing
from payments.transactions.schemas import (
    PendingSummary,
    ReasonRequest,
    ReleaseRequest,
    ReopenedWork,
    ReopenRequest,
    Tab,
    TransactionDetails,
    TransactionSummary,
    UnpaidSummary,
    page_of,
)
from payments.transactions.sorting import Sort
from payments.work import repository as work
from presentation.tables import FileKind

router = tenant_router(tags=["transactions"])

Text = Annotated[
    Search | None, Query(description="A part of a number, work order, project or company")
]


@dataclass(frozen=True, slots=True)
class PendingQuery:
    """What of the own pending transactions is asked for, and in which order."""

    wanted: queries.TransactionFilter
    sort: Sort


async def _pending_query(
    tab: Annotated[Tab, Query()] = Tab.ALL,
    work_order_id: Annotated[WorkOrderId | None, Query()] = None,
    company_id: Annotated[CompanyId | None, Query()] = None,
    q: Text = None,
    sort: Annotated[Sort, Query(description="A minus is the greatest first")] = Sort.CREATED_LAST,
) -> PendingQuery:
    # Async, though it waits for nothing: others are called in a thread.
    wanted = queries.TransactionFilter(
        states=tab.states, work_order_id=work_order_id, company_id=company_id, text=q
    )
    return PendingQuery(wanted, sort)


PendingParams = Annotated[PendingQuery, Depends(_pending_query)]


@router.get("/my/transactions", response_model=Page[TransactionSummary])
async def my_transactions(
    uow: Uow, query: PendingParams, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Response:
    """The contractor's own pending transactions, by tab, filtered and sorted."""
    rows, next_cursor = await queries.pending(
        uow, own_id(uow.actor), query.wanted, query.sort, cursor=cursor, limit=limit
    )
    return Response(page_of(rows, next_cursor), media_type="application/json")


@router.get("/my/transactions/summary")
async def my_transactions_summary(uow: Uow) -> PendingSummary:
    """What each tab holds, in counts and sums, and what is paid next."""
    contractor_id = own_id(uow.actor)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    ordered = await queries.ordered_payment(uow, contractor_id, today)
    return PendingSummary.of(
        await queries.subtotals(uow, contractor_id),
        ordered,
        contractor_id,
        await set_offs.of_contractors(uow, [contractor_id]),
        await queries.planned_moves(uow, contractor_id, ordered=ordered is not None),
    )


@router.get("/my/transactions.xlsx", **answers_file(FileKind.XLSX.media_type))
async def my_transactions_as_workbook(
    uow: Uow, query: PendingParams, language: Language = "en"
) -> StreamingResponse:
    """Just the transactions that the list shows, all pages of it, as a workbook."""
    own = own_id(uow.actor)
    return await files.pending(uow, own, query.wanted, query.sort, FileKind.XLSX, language)


@router.get("/my/transactions.csv", **answers_file(FileKind.CSV.media_type))
async def my_transactions_as_csv(
    uow: Uow, query: PendingParams, language: Language = "en"
) -> StreamingResponse:
    """Just the transactions that the list shows, all pages of it, as CSV."""
    own = own_id(uow.actor)
    return await files.pending(uow, own, query.wanted, query.sort, FileKind.CSV, language)


@router.get("/transactions")
async def transactions(
    uow: Uow,
    state: Annotated[list[TransactionState] | None, Query(max_length=20)] = None,
    contractor_id: PersonId | None = None,
    company_id: CompanyId | None = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[TransactionSummary]:
    """All transactions of the agency, newest first; `state` may be given several times."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    rows = await queries.page(
        uow,
        states=state,
        contractor_id=contractor_id,
        company_id=company_id,
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    return BY_TIME.page(
        rows,
        limit,
        key=lambda row: (row.created_at, row.transaction_id),
        shown=TransactionSummary.of,
    )


@router.get("/transactions/summary")
async def transactions_summary(uow: Uow) -> UnpaidSummary:
    """What of the agency's transactions is not paid, in counts and sums by state."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    return UnpaidSummary.of(await queries.subtotals(uow))


@router.get("/transactions/{transaction_id}")
async def transaction(transaction_id: TransactionId, uow: Uow) -> TransactionDetails:
    """A transaction with lines, deductions, taxes and history: one's own, or staff's."""
    listed = await queries.get(uow, transaction_id)
    if not may_see_contractors(uow.actor, listed.contractor_id):
        raise NotFoundError("transaction", transaction_id)
    return await _details(uow, listed)


@router.post("/transactions/{transaction_id}/hold")
async def hold(transaction_id: TransactionId, body: ReasonRequest, uow: Uow) -> TransactionDetails:
    """Put it on hold: the contractor sees it as "On hold", with the reason."""
    await actions.hold(uow, transaction_id, body.reason)
    return await _details(uow, await queries.get(uow, transaction_id))


@router.post("/transactions/{transaction_id}/release")
async def release(
    transaction_id: TransactionId, body: ReleaseRequest, uow: Uow
) -> TransactionDetails:
    """End a hold or a wait for release; its pay terms decide from there.

    What is on hold since no rule says what to withhold is released by `without_deductions` alone,
    and what waits for the client's money by `without_client_payment`: 409 otherwise.
    """
    await actions.release(
        uow,
        transaction_id,
        without_deductions=body.without_deductions,
        without_client_payment=body.without_client_payment,
    )
    return await _details(uow, await queries.get(uow, transaction_id))


@router.post("/transactions/{transaction_id}/reverse")
async def reverse(
    transaction_id: TransactionId, body: ReasonRequest, uow: Uow
) -> TransactionDetails:
    """Undo a transaction: its work goes back, and what was invoiced of it is credited.

    One that was ordered or paid stays; another one takes back what it paid.
    """
    await undoing.reverse(uow, transaction_id, body.reason)
    return await _details(uow, await queries.get(uow, transaction_id))


@router.post("/work/reopen")
async def reopen_work(body: ReopenRequest, uow: Uow) -> ReopenedWork:
    """Undo the approval of entries, whatever was priced, invoiced or paid of them since.

    They go back to their contractor; what was invoiced is credited, what was paid is taken back.
    422 `unknown_work` for what was never approved for good; 409 `nothing_stands` names entries that
    went back already.
    """
    return ReopenedWork.of(await undoing.reopen(uow, body.entry_ids, body.reason))


async def _details(uow: UnitOfWork, listed: queries.ListedTransaction) -> TransactionDetails:
    lines = await work.lines_of(uow, listed.transaction_id)
    return TransactionDetails.with_parts(
        listed,
        [line.as_work_line() for line in lines],
        await queries.charges_of(uow, listed),
        await queries.pay_statement_of(uow, listed),
        await queries.history_of(uow, listed.transaction_id),
        await queries.move_of(uow, listed),
        await _expected(uow, listed),
        await _returned(uow, listed),
    )


async def _returned(
    uow: UnitOfWork, listed: queries.ListedTransaction
) -> payments.ReturnedPayment | None:
    if listed.returned_payment_id is None:
        return None
    found = await payments.still_returned(uow, listed.contractor_id, listed.returned_payment_id)
    return next(iter(found), None)


async def _expected(
    uow: UnitOfWork, listed: queries.ListedTransaction
) -> PaymentExpectation | None:
    if listed.state is not TransactionState.PENDING_CLIENT_PAYMENT:
        return None
    today = (await directory.agency_in_use(uow)).today(uow.now)
    return await expected_payment(uow, listed.transaction_id, listed.company_id, today)
