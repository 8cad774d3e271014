"""What waits for invoices that are looked at first: put together as a run would, whenever asked."""

from collections.abc import Collection
from datetime import date, timedelta

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId
from payments.directory import repository as directory
from payments.directory.model import Agency, Company
from payments.invoices import repository as invoices
from payments.invoices.actions import (
    MAX_LINES_PER_RUN,
    NoSalesTaxRuleError,
    as_issued,
    bundles_of,
    parts_of,
)
from payments.invoices.drafts import repository
from payments.invoices.drafts.model import (
    DraftChange,
    DraftGoneError,
    GoneReason,
    InvoiceDraft,
    draft_id_of,
    group_of_draft,
)
from payments.invoices.issuing import InvoiceBundle
from payments.periods import last_ended_on
from payments.tax_answers.actions import assessor_of

Place = tuple[str, CompanyId, date, str]
"""Where a draft stands in their list: name and id of the company, start of its period, its id."""


def place_of(draft: InvoiceDraft) -> Place:
    """By company, the oldest period first; what is without a period comes before."""
    period = draft.group.period
    start = period.start if period else date.min
    return draft.company.name, draft.company.company_id, start, draft.draft_id


async def page(
    uow: UnitOfWork, *, company_id: CompanyId | None, after: Place | None, limit: int
) -> list[InvoiceDraft]:
    """The drafts of the agency, or of one of its companies, from a place in their list on.

    A company whose invoices cannot be made has none: it is among what is stuck.
    """
    agency = await directory.agency_in_use(uow)
    waiting = set(await invoices.companies_to_bill(uow, date.max))
    drafted = waiting & await repository.companies_with_drafts_first(uow)
    if company_id is not None:
        drafted &= {company_id}
    known = await _readable(uow, drafted)
    found: list[InvoiceDraft] = []
    for company in sorted(known, key=lambda one: (one.name, one.company_id)):
        if after is not None and (company.name, company.company_id) < after[:2]:
            continue
        drafts = sorted(await _of_company_if_taxed(uow, company, agency), key=place_of)
        found += [one for one in drafts if after is None or place_of(one) > after]
        if len(found) >= limit:
            break
    return found[:limit]


async def get(uow: UnitOfWork, draft_id: str, agency: Agency) -> InvoiceDraft:
    """A draft. Raises NotFoundError, and DraftGoneError where there could be one and is none."""
    group = group_of_draft(draft_id)
    if group is None or not await directory.names_of(uow, [group.company_id]):
        raise NotFoundError("draft", draft_id)
    rule = await repository.rule_of(uow, group.company_id)
    if not rule.drafts_first:
        raise DraftGoneError(because=GoneReason.NOT_DRAFTED)
    companies = await directory.companies_of(uow, [group.company_id])
    for draft in await _of_company(uow, companies[group.company_id], agency):
        if draft.group == group:
            return draft
    raise await _gone(uow, draft_id)


async def _gone(uow: UnitOfWork, draft_id: str) -> DraftGoneError:
    change = (await repository.changes_of(uow, [draft_id])).get(draft_id, DraftChange())
    if not change.invoice_ids:
        return DraftGoneError(because=GoneReason.NOTHING_WAITS)
    return DraftGoneError(
        because=GoneReason.ISSUED,
        numbers=await repository.numbers_of(uow, change.invoice_ids),
        issued_by_name=change.changed_by_name,
    )


async def _of_company_if_taxed(
    uow: UnitOfWork, company: Company, agency: Agency
) -> list[InvoiceDraft]:
    try:
        return await _of_company(uow, company, agency)
    except NoSalesTaxRuleError:
        return []


async def _of_company(uow: UnitOfWork, company: Company, agency: Agency) -> list[InvoiceDraft]:
    """Of periods that have ended; what would be invoiced with the approval waits right away."""
    today = agency.today(uow.now)
    last_day = (
        date.max
        if company.wants_invoices_at_once
        else last_ended_on(
            today - timedelta(days=1), company.preferences.cadence, agency.week_starts_on
        )
    )
    last_days = {company.company_id: last_day}
    lines = await invoices.billable_up_to(uow, last_days, MAX_LINES_PER_RUN)
    bundles = bundles_of(lines, company, agency, {})
    assessor = await assessor_of(uow, agency)
    changes = await repository.changes_of(uow, [draft_id_of(one.group) for one in bundles])
    names = {line.project_id: line.project_name for line in lines}
    drafts: list[InvoiceDraft] = []
    for bundle in bundles:
        change = changes.get(draft_id_of(bundle.group), DraftChange())
        changed = InvoiceBundle(group=bundle.group, lines=bundle.lines, change=change)
        project_id = bundle.group.project_id
        drafts.append(
            InvoiceDraft(
                group=bundle.group,
                company=company,
                project_name=names[project_id] if project_id else None,
                change=change,
                lines=bundle.lines,
                invoices=[
                    as_issued(one, company, agency, assessor, today) for one in parts_of([changed])
                ],
            )
        )
    return drafts


async def _readable(uow: UnitOfWork, company_ids: Collection[CompanyId]) -> list[Company]:
    """Those whose preferences are such as this release knows."""
    try:
        return list((await directory.companies_of(uow, company_ids)).values())
    except ValueError:
        found: list[Company] = []
        for company_id in company_ids:
            try:
                found += (await directory.companies_of(uow, [company_id])).values()
            except ValueError:
                continue
        return found
