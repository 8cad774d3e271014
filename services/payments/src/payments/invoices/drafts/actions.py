"""Use cases of drafts: whose invoices are looked at first, changing a draft, issuing it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.payments import InvoiceIssued
from contracts.ids import CompanyId
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.actions import issue_bundles
from payments.invoices.drafts import repository, waiting
from payments.invoices.drafts.model import (
    DraftChangedError,
    InvoiceDraft,
    InvoicingRule,
    LineOrder,
    NothingToBillError,
)
from payments.invoices.issuing import InvoiceBundle
from payments.numbers.repository import lock_books
from payments.trail.changes import say_changed


async def set_rule(uow: UnitOfWork, company_id: CompanyId, *, drafts_first: bool) -> InvoicingRule:
    """Staff say whether a company's invoices are looked at before they are issued, from now on.

    What waits in drafts is issued by the next run where they no longer are, as it was changed.
    Raises NotFoundError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    if not await directory.names_of(uow, [company_id]):
        raise NotFoundError("company", company_id)
    await repository.change_rule(uow, company_id, drafts_first=drafts_first)
    return await repository.rule_of(uow, company_id)


async def change(
    uow: UnitOfWork,
    draft_id: str,
    *,
    note: str,
    buyer_reference: str,
    order: LineOrder,
    first_lines: Sequence[UUID],
    version: int,
) -> InvoiceDraft:
    """Staff say what is printed on the invoice, and how its lines stand.

    Raises NotFoundError, DraftGoneError, DraftChangedError, UnknownDraftLineError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    agency = await directory.agency_in_use(uow)
    draft = await waiting.get(uow, draft_id, agency)
    if draft.change.version != version:
        seen = await repository.change_at(uow, draft_id, version)
        raise _changed(draft, draft.differs_from(seen))
    draft.require_lines(first_lines)
    changed = replace(
        draft.change,
        version=version + 1,
        note=note,
        buyer_reference=buyer_reference,
        order=order,
        first_lines=tuple(first_lines),
        invoice_ids=(),
        changed_by=uow.actor.person,
        changed_by_name=uow.actor.name,
        changed_at=uow.now,
    )
    await repository.add_changes(uow, [(draft_id, changed)])
    return await waiting.get(uow, draft_id, agency)


async def issue(
    uow: UnitOfWork, draft_id: str, *, version: int, fingerprint: str
) -> list[InvoiceIssued]:
    """Staff issue just what they looked at; more than one invoice where it is too much for one.

    Raises NotFoundError, DraftGoneError, DraftChangedError, NothingToBillError.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    agency = await directory.agency_in_use(uow)
    draft = await waiting.get(uow, draft_id, agency)
    seen = await repository.change_at(uow, draft_id, version)
    if differs := draft.differs_from(seen, fingerprint):
        raise _changed(draft, differs)
    if not draft.can_be_issued:
        raise NothingToBillError(subtotal=draft.subtotal.model_dump(mode="json"))
    bundle = InvoiceBundle(group=draft.group, lines=draft.lines, change=draft.change)
    company_id = draft.company.company_id
    issued = await issue_bundles(uow, [bundle], agency, {company_id: draft.company})
    say_changed(uow, ((line.contractor_id, line.work_order_id) for line in draft.lines))
    await invoices.forget_failures(uow, [company_id])
    return issued


def _changed(draft: InvoiceDraft, differs: Sequence[str]) -> DraftChangedError:
    return DraftChangedError(
        changes=list(differs),
        version=draft.change.version,
        changed_by_name=draft.change.changed_by_name,
    )
