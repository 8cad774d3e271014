"""HTTP of invoices and receipts: contacts read what is in their scope, staff do the rest."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, status
from fastapi.responses import StreamingResponse

from chassis.errors import ForbiddenError, NotFoundError
from chassis.fields import Day, Search
from chassis.http import Uow, tenant_router
from chassis.http.files import Language, answers_file
from chassis.paging import BY_DAY, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import CompanyId, InvoiceId, ProjectId
from payments.access import invoice_reach
from payments.directory import repository as directory
from payments.invoices import actions, files, queries
from payments.invoices.credit_notes import repository as credit_notes
from payments.invoices.interest import actions as interest
from payments.invoices.late_charges import repository as late_charges
from payments.invoices.queries import InvoiceFilter, ListedInvoice
from payments.invoices.reminders import repository as reminders
from payments.invoices.schemas import (
    FollowedUp,
    InvoiceDetails,
    InvoiceRunRequest,
    InvoiceRunResult,
    InvoicesSummary,
    InvoiceSummary,
)
from payments.invoices.write_offs import repository as write_offs
from payments.trail import queries as trail
from presentation.tables import FileKind

router = tenant_router(tags=["invoices"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What of the invoices is asked for; `state` may be given several times (any of them)."""

    state: Annotated[list[InvoiceFilter] | None, Query(max_length=20)] = None
    company_id: CompanyId | None = None
    project_id: ProjectId | None = None
    from_on: Annotated[Day | None, Query(alias="from")] = None
    to_on: Annotated[Day | None, Query(alias="to")] = None
    search: Annotated[
        Search | None, Query(description="A part of the number or of the payment reference")
    ] = None

    def wanted(self) -> queries.InvoiceQuery:
        """The filter."""
        return queries.InvoiceQuery(
            states=self.state or (),
            company_id=self.company_id,
            project_id=self.project_id,
            from_on=self.from_on,
            to_on=self.to_on,
            number=(self.search or "").strip(),
        )


InvoiceListParams = Annotated[ListQuery, Depends()]


@router.get("/invoices")
async def invoices(
    uow: Uow, query: InvoiceListParams, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[InvoiceSummary]:
    """Invoices by day of issue, newest first."""
    rows = await queries.page(
        uow,
        invoice_reach(uow.actor),
        query.wanted(),
        today=await _today(uow),
        after=BY_DAY.after(cursor),
        limit=limit + 1,
    )
    return BY_DAY.page(
        rows, limit, key=lambda row: (row.issued_on, row.invoice_id), shown=InvoiceSummary.of
    )


@router.get("/invoices.xlsx", **answers_file(FileKind.XLSX.media_type))
async def invoices_as_workbook(
    uow: Uow, query: InvoiceListParams, language: Language = "en"
) -> StreamingResponse:
    """Just the invoices that the list shows, all pages of it, as a workbook."""
    return await _file(uow, query, FileKind.XLSX, language)


@router.get("/invoices.csv", **answers_file(FileKind.CSV.media_type))
async def invoices_as_csv(
    uow: Uow, query: InvoiceListParams, language: Language = "en"
) -> StreamingResponse:
    """Just the invoices that the list shows, all pages of it, as CSV."""
    return await _file(uow, query, FileKind.CSV, language)


@router.get("/invoices/summary")
async def invoices_summary(uow: Uow) -> InvoicesSummary:
    """What is not paid of the invoices that one may see, and what of it is overdue or disputed."""
    reach = invoice_reach(uow.actor)
    today = await _today(uow)
    return InvoicesSummary.of(await queries.open_ones(uow, reach, today))


@router.get("/invoices/{invoice_id}")
async def invoice(invoice_id: InvoiceId, uow: Uow) -> InvoiceDetails:
    """An invoice with lines, taxes, receipts and the work behind it."""
    try:
        reach = invoice_reach(uow.actor)
    except ForbiddenError as error:
        raise NotFoundError("invoice", invoice_id) from error
    today = await _today(uow)
    listed = await queries.get(uow, reach, invoice_id, today)
    return InvoiceDetails.with_parts(
        listed,
        await queries.parts_of(uow, invoice_id),
        await queries.receipts_of(uow, invoice_id),
        await credit_notes.of_invoice(uow, invoice_id),
        await _followed_up(uow, listed, today),
    )


@router.post("/invoice-runs", status_code=status.HTTP_201_CREATED)
async def run_invoices(body: InvoiceRunRequest, uow: Uow) -> InvoiceRunResult:
    """Issue invoices for every period that ended, by each company's preferences.

    Says of each company that failed why; the others have their invoices. Work whose approval can
    still be taken back is left, and named.
    """
    outcomes = await actions.run(uow, body.up_to)
    return InvoiceRunResult.of(outcomes, await trail.not_final(uow, body.up_to))


async def _followed_up(uow: UnitOfWork, listed: ListedInvoice, today: date) -> FollowedUp:
    invoice_id = listed.invoice_id
    so_far = None
    if listed.open_amount.amount_minor:
        so_far = await interest.so_far(uow, invoice_id, listed.total.currency, listed.due_on)
    charges = await late_charges.of_invoice(uow, invoice_id)
    if uow.actor.portal is not Portal.AGENCY:
        return FollowedUp(interest=so_far, late_charges=charges)
    return FollowedUp(
        interest=so_far,
        late_charges=charges,
        reminders=await reminders.of_invoice(uow, invoice_id),
        pause=await reminders.pause_of(uow, invoice_id, today),
        write_offs=await write_offs.of_invoice(uow, invoice_id),
    )


async def _today(uow: UnitOfWork) -> date:
    return (await directory.agency_in_use(uow)).today(uow.now)


async def _file(
    uow: UnitOfWork, query: ListQuery, kind: FileKind, language: str
) -> StreamingResponse:
    return await files.invoices(
        uow, invoice_reach(uow.actor), query.wanted(), kind, language, today=await _today(uow)
    )
