"""HTTP of payments: a contractor's own, and the agency's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from chassis import fields
from chassis.errors import NotFoundError
from chassis.http import Uow, tenant_router
from chassis.http.files import Language, answers_file
from chassis.paging import BY_DAY, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import PaymentId, PayRunId, PersonId
from payments.access import may_see_contractors, own_id
from payments.directory import repository as directory
from payments.payments import files, repository
from payments.payments.model import PaymentState
from payments.payments.repository import PaymentFilter
from payments.payments.schemas import (
    PaymentDetails,
    PaymentSummary,
    ReturnedPayment,
    ReturnedPayments,
)
from payments.payments.searching import Search
from presentation.tables import FileKind

router = tenant_router(tags=["payments"])

From = Annotated[fields.Day | None, Query(alias="from")]
To = Annotated[fields.Day | None, Query(alias="to")]
Text = Annotated[
    fields.Search | None,
    Query(
        description="A part of a number, company, project or work order; a period as 2026-03 or"
        " 2026-03-14; an amount",
    ),
]

RECEIVED = (PaymentState.SETTLED,)
TOLD = (PaymentState.SETTLED, PaymentState.FAILED)
"""Its contractor was told of it: that it was paid, or that the bank returned it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidQuery:
    """What of the payments is asked for."""

    q: Text = None
    from_on: From = None
    to_on: To = None

    async def wanted(
        self,
        uow: UnitOfWork,
        contractor_id: PersonId | None,
        pay_run_id: PayRunId | None = None,
        states: Collection[PaymentState] | None = RECEIVED,
    ) -> PaymentFilter:
        """The filter. A contractor's list is of what the bank has taken: the rest is pending."""
        search = None
        if self.q and self.q.strip():
            search = Search.of(self.q, (await directory.agency_in_use(uow)).currency)
        return PaymentFilter(
            contractor_id=contractor_id,
            pay_run_id=pay_run_id,
            states=states,
            from_on=self.from_on,
            to_on=self.to_on,
            search=search,
        )


PaidParams = Annotated[PaidQuery, Depends()]


@router.get("/my/payments")
async def my_payments(
    uow: Uow, query: PaidParams, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[PaymentSummary]:
    """The contractor's own payments, newest first."""
    wanted = await query.wanted(uow, own_id(uow.actor))
    rows = await repository.page(uow, wanted, after=BY_DAY.after(cursor), limit=limit + 1)
    return _page(rows, limit)


@router.get("/my/payments/returned")
async def my_returned_payments(uow: Uow) -> ReturnedPayments:
    """Which of the contractor's own payments the bank returned, until they are paid again."""
    found = await repository.still_returned(uow, own_id(uow.actor))
    return ReturnedPayments(items=[ReturnedPayment.of(one) for one in found])


@router.get("/my/payments.xlsx", **answers_file(FileKind.XLSX.media_type))
async def my_payments_as_workbook(
    uow: Uow, query: PaidParams, language: Language = "en"
) -> StreamingResponse:
    """Just the payments that the list shows, all pages of it, as a workbook."""
    wanted = await query.wanted(uow, own_id(uow.actor))
    return await files.paid(uow, wanted, FileKind.XLSX, language)


@router.get("/my/payments.csv", **answers_file(FileKind.CSV.media_type))
async def my_payments_as_csv(
    uow: Uow, query: PaidParams, language: Language = "en"
) -> StreamingResponse:
    """Just the payments that the list shows, all pages of it, as CSV."""
    wanted = await query.wanted(uow, own_id(uow.actor))
    return await files.paid(uow, wanted, FileKind.CSV, language)


@router.get("/payments")
async def payments(
    uow: Uow,
    query: PaidParams,
    contractor_id: PersonId | None = None,
    pay_run_id: PayRunId | None = None,
    state: Annotated[list[PaymentState] | None, Query(max_length=3)] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[PaymentSummary]:
    """All payments of the agency, newest first; `state` may be given several times."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    wanted = await query.wanted(uow, contractor_id, pay_run_id, state)
    rows = await repository.page(uow, wanted, after=BY_DAY.after(cursor), limit=limit + 1)
    return _page(rows, limit)


@router.get("/payments/{payment_id}")
async def payment(payment_id: PaymentId, uow: Uow) -> PaymentDetails:
    """A payment with its breakdown by transaction: one's own once it was answered, or staff's."""
    listed = await repository.get(uow, payment_id)
    is_own = listed.payment.contractor_id == uow.actor.person_id
    if not may_see_contractors(uow.actor, listed.payment.contractor_id) or (
        is_own and listed.payment.state not in TOLD
    ):
        raise NotFoundError("payment", payment_id)
    return PaymentDetails.with_parts(listed, await repository.covered_by(uow, payment_id))


def _page(rows: Sequence[repository.ListedPayment], limit: int) -> Page[PaymentSummary]:
    return BY_DAY.page(
        rows,
        limit,
        key=lambda row: (row.payment.paid_on, row.payment.payment_id),
        shown=PaymentSummary.of,
    )
