"""HTTP of drafts: staff who issue invoices look at them first, where a company's are."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, status

from chassis.errors import NotFoundError
from chassis.http import IdempotencyRequired, Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, Cursor, Limit, Page, PageKey
from contracts.access import Permission
from contracts.ids import CompanyId
from payments.directory import repository as directory
from payments.invoices.drafts import actions, repository, waiting
from payments.invoices.drafts.model import MAX_DRAFT_ID_LENGTH, DraftGoneError
from payments.invoices.drafts.schemas import (
    InvoiceDraftDetails,
    InvoiceDraftIssueRequest,
    InvoiceDraftRequest,
    InvoiceDraftSummary,
    InvoicingRuleDetails,
    InvoicingRuleRequest,
    IssuedDraft,
)

router = tenant_router(tags=["drafts"])

DraftId = Annotated[
    str, Path(max_length=MAX_DRAFT_ID_LENGTH, description="As the list of drafts names it")
]
_BY_COMPANY = PageKey[str, UUID, date, str](str, UUID, date, str)


@router.get("/companies/{company_id}/invoicing")
async def show_rule(company_id: CompanyId, uow: Uow) -> InvoicingRuleDetails:
    """Whether the company's invoices are looked at before they are issued."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    if not await directory.names_of(uow, [company_id]):
        raise NotFoundError("company", company_id)
    return InvoicingRuleDetails.of(await repository.rule_of(uow, company_id))


@router.put("/companies/{company_id}/invoicing")
async def set_rule(
    company_id: CompanyId, body: InvoicingRuleRequest, uow: Uow
) -> InvoicingRuleDetails:
    """Say whether the company's invoices are looked at before they are issued, from now on.

    Where they no longer are, the next run issues what waits, with what was changed of it.
    """
    return InvoicingRuleDetails.of(
        await actions.set_rule(uow, company_id, drafts_first=body.drafts_first)
    )


@router.get("/invoices/drafts")
async def drafts(
    uow: Uow,
    company_id: CompanyId | None = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[InvoiceDraftSummary]:
    """What waits for invoices that are looked at first, by company and period.

    A company whose invoices cannot be made is not here: it is among the stuck events.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    after = _BY_COMPANY.after(cursor)
    rows = await waiting.page(
        uow,
        company_id=company_id,
        after=None if after is None else (after[0], CompanyId(after[1]), after[2], after[3]),
        limit=limit + 1,
    )
    return _BY_COMPANY.page(rows, limit, key=waiting.place_of, shown=InvoiceDraftSummary.of)


@router.get("/invoices/drafts/{draft_id}")
async def draft(draft_id: DraftId, uow: Uow) -> InvoiceDraftDetails:
    """What would be issued today: lines as they would be printed, taxes and due date."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    agency = await directory.agency_in_use(uow)
    try:
        return InvoiceDraftDetails.of(await waiting.get(uow, draft_id, agency))
    except DraftGoneError as error:
        raise NotFoundError("draft", draft_id) from error


@router.put("/invoices/drafts/{draft_id}")
async def change_draft(
    draft_id: DraftId, body: InvoiceDraftRequest, uow: Uow
) -> InvoiceDraftDetails:
    """Say what is printed on the invoice, and how its lines stand.

    409 `draft_changed` names what a colleague changed since, `draft_gone` why there is none.
    """
    changed = await actions.change(
        uow,
        draft_id,
        note=body.note,
        buyer_reference=body.buyer_reference,
        order=body.order,
        first_lines=body.first_lines,
        version=body.version,
    )
    return InvoiceDraftDetails.of(changed)


@router.post(
    "/invoices/drafts/{draft_id}/issue",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def issue_draft(draft_id: DraftId, body: InvoiceDraftIssueRequest, uow: Uow) -> IssuedDraft:
    """Issue just what was looked at: numbered, booked and sent as any invoice.

    409 `draft_changed` names what is other than it was seen, `draft_gone` why there is none;
    `nothing_to_bill`: it does not come to more than zero.
    """
    return IssuedDraft.of(
        await actions.issue(uow, draft_id, version=body.version, fingerprint=body.fingerprint)
    )
