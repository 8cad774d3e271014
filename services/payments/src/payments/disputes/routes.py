"""Disputes over HTTP: contacts open and withdraw them, both sides write, staff end them."""

from typing import Annotated

from fastapi import Query, status

from chassis.http import Uow, tenant_router
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.uow import UnitOfWork
from contracts.events.disputes import (
    DisputeOutcome,
)
from contracts.ids import CompanyId, DisputeId, InvoiceId
from payments.access import invoice_reach
from payments.disputes import actions, queries, repository
from payments.disputes.model import DisputeState
from payments.disputes.queries import DisputeFilter
from payments.disputes.schemas import (
    DisputeDetails,
    DisputeMessageRequest,
    DisputeRequest,
    DisputeSummary,
    InvoiceDisputes,
    ResolutionRequest,
    WithdrawRequest,
)
from payments.invoices import queries as invoices

router = tenant_router(tags=["disputes"])

_OF_INVOICE = "/invoices/{invoice_id}/disputes"
_DISPUTE = f"{_OF_INVOICE}/{{dispute_id}}"


@router.get("/disputes")
async def list_disputes(
    uow: Uow,
    state: Annotated[list[DisputeState] | None, Query(max_length=len(DisputeState))] = None,
    company_id: CompanyId | None = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[DisputeSummary]:
    """Disputes of the invoices that one may see, by when somebody wrote last, the latest first."""
    found = await queries.listed(
        uow,
        invoice_reach(uow.actor),
        DisputeFilter(states=state or (), company_id=company_id),
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    return BY_TIME.page(
        found,
        limit,
        key=lambda one: (one.last_message_at, one.dispute_id),
        shown=DisputeSummary.of,
    )


@router.get(_OF_INVOICE)
async def list_disputes_of_invoice(invoice_id: InvoiceId, uow: Uow) -> InvoiceDisputes:
    """All disputes of an invoice, by line, those that have ended too."""
    await invoices.require_seen(uow, invoice_reach(uow.actor), invoice_id)
    found = await repository.of_invoice(uow, invoice_id)
    return InvoiceDisputes(items=[DisputeSummary.of(one) for one in found])


@router.post(_OF_INVOICE, status_code=status.HTTP_201_CREATED)
async def dispute_invoice_lines(
    invoice_id: InvoiceId, body: DisputeRequest, uow: Uow
) -> InvoiceDisputes:
    """Dispute lines of an invoice with a reason; each is a dispute of its own. For contacts.

    The amounts of these lines are not due until the agency has answered. 409
    `line_already_disputed` names the dispute that is there, and its state; `line_disputed_often`:
    it was withdrawn ten times; `nothing_left_to_dispute`: the invoice is paid in full.
    """
    opened = await actions.dispute_lines(uow, invoice_id, body.lines, body.reason)
    found = await repository.of_invoice(uow, invoice_id)
    return InvoiceDisputes(
        items=[DisputeSummary.of(one) for one in found if one.dispute_id in opened]
    )


@router.get(_DISPUTE)
async def show_dispute(invoice_id: InvoiceId, dispute_id: DisputeId, uow: Uow) -> DisputeDetails:
    """A dispute with all its messages."""
    return await _details(uow, invoice_id, dispute_id)


@router.post(f"{_DISPUTE}/messages")
async def write_in_dispute(
    invoice_id: InvoiceId, dispute_id: DisputeId, body: DisputeMessageRequest, uow: Uow
) -> DisputeDetails:
    """Write in a dispute. 409 `dispute_ended` says how it ended."""
    await actions.write(uow, invoice_id, dispute_id, body.text)
    return await _details(uow, invoice_id, dispute_id)


@router.post(f"{_DISPUTE}/withdraw")
async def withdraw_dispute(
    invoice_id: InvoiceId, dispute_id: DisputeId, body: WithdrawRequest, uow: Uow
) -> DisputeDetails:
    """Take a dispute back: its line is due again. For contacts.

    409 `dispute_ended` and `dispute_changed` name its state and version.
    """
    await actions.withdraw(uow, invoice_id, dispute_id, seen=body.version)
    return await _details(uow, invoice_id, dispute_id)


@router.post(f"{_DISPUTE}/resolve")
async def resolve_dispute(
    invoice_id: InvoiceId, dispute_id: DisputeId, body: ResolutionRequest, uow: Uow
) -> DisputeDetails:
    """End a dispute: the line stands, or a correction of it is agreed. For staff.

    A correction books nothing: the agreed amount stays not due until a credit note books it. 409
    `dispute_ended` and `dispute_changed` name its state and version.
    """
    if body.outcome is DisputeOutcome.STANDS or body.agreed is None:
        await actions.let_stand(uow, invoice_id, dispute_id, body.reason, seen=body.version)
    else:
        await actions.agree_correction(
            uow, invoice_id, dispute_id, body.agreed.money, body.reason, seen=body.version
        )
    return await _details(uow, invoice_id, dispute_id)


async def _details(uow: UnitOfWork, invoice_id: InvoiceId, dispute_id: DisputeId) -> DisputeDetails:
    dispute = await queries.one(uow, invoice_reach(uow.actor), invoice_id, dispute_id)
    return DisputeDetails.detailed(dispute, await queries.messages_of(uow, dispute_id))
