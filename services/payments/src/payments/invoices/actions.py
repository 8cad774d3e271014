"""Issuing invoices: at once, and by a run; those that are looked at first wait (see `drafts`)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import structlog

from chassis.database import TRANSIENT_ERRORS
from chassis.errors import DomainError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.envelope import Envelope
from contracts.events.payments import Charge, InvoiceIssued
from contracts.ids import CompanyId, InvoiceId
from contracts.money import Money
from payments.banking_days.calendars import calendar_of
from payments.directory import repository as directory
from payments.directory.model import Agency, Company
from payments.inputs import check_not_far_ahead
from payments.invoices import repository
from payments.invoices.completeness import require_complete
from payments.invoices.drafts import repository as drafts
from payments.invoices.drafts.model import AgencyDrafts, DraftChange, draft_id_of
from payments.invoices.exchange_rates.actions import with_national_tax
from payments.invoices.interest import repository as interest
from payments.invoices.issuing import InvoiceBundle, group_of, issue
from payments.invoices.model import BillableLine, Group, cut
from payments.invoices.references import payment_reference
from payments.ledger import repository as ledger
from payments.ledger.model import of_invoice
from payments.numbers.model import NumberKind
from payments.numbers.repository import allocate, lock_books
from payments.periods import last_ended_on
from payments.taxes.model import Party, Subject, YearSoFar, charges
from payments.taxes.rules import rules_of
from payments.trail.changes import say_changed
from payments.work import repository as work

_LOG = structlog.get_logger(__name__)

MAX_LINES_PER_RUN = 50_000
"""Of one company: what is beyond waits for the next run."""
_LINES_AT_ONCE = 10_000
"""Companies are invoiced together up to so much work: each alone would be many small statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyOutcome:
    """What a run did for one company. `failure`: why none of its work was invoiced; it waits.

    `drafts`: so many of its invoices wait to be looked at.
    """

    company_id: CompanyId
    issued: Sequence[InvoiceIssued] = ()
    drafts: int = 0
    failure: str | None = None


async def run(uow: UnitOfWork, up_to: date) -> list[CompanyOutcome]:
    """Staff invoice every period that ended on or before a day, by each company's preferences."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    agency = await directory.agency_in_use(uow)
    check_not_far_ahead(up_to, agency.today(uow.now), "up_to")
    return await run_for_agency(uow, up_to)


async def run_for_agency(uow: UnitOfWork, up_to: date) -> list[CompanyOutcome]:
    """The same without asking who does it: for the daily run.

    Where one company fails, what the others got stays, and its work waits for the next run.
    """
    await lock_books(uow)
    agency = await directory.agency_in_use(uow)
    await repository.forget_failures_without_work(uow)
    agency_drafts = await drafts.of_agency(uow)
    outcomes: list[CompanyOutcome] = []
    for company_ids in _together(await repository.companies_to_bill(uow, up_to)):
        outcomes += await _run_for_some(uow, company_ids, up_to, agency, agency_drafts)
    return [one for one in outcomes if one.issued or one.drafts or one.failure]


def _together(work_lines: Mapping[CompanyId, int]) -> Iterator[list[CompanyId]]:
    """Companies in their order, as many at once as have not too much work; one in any case."""
    together: list[CompanyId] = []
    count = 0
    for company_id, its in work_lines.items():
        if together and count + its > _LINES_AT_ONCE:
            yield together
            together, count = [], 0
        together.append(company_id)
        count += its
    if together:
        yield together


async def _run_for_some(
    uow: UnitOfWork,
    company_ids: Sequence[CompanyId],
    up_to: date,
    agency: Agency,
    agency_drafts: AgencyDrafts,
) -> list[CompanyOutcome]:
    """Companies at once; where that fails, each is a part of its own, to find whose work it is."""
    try:
        async with uow.savepoint():
            outcomes = await _run_for(uow, company_ids, up_to, agency, agency_drafts)
    except TRANSIENT_ERRORS:
        raise
    except Exception as error:
        if len(company_ids) == 1:
            return [await _failed(uow, company_ids[0], error)]
        return [
            outcome
            for company_id in company_ids
            for outcome in await _run_for_some(uow, [company_id], up_to, agency, agency_drafts)
        ]
    await repository.forget_failures(uow, company_ids)
    return outcomes


async def _run_for(
    uow: UnitOfWork,
    company_ids: Sequence[CompanyId],
    up_to: date,
    agency: Agency,
    agency_drafts: AgencyDrafts,
) -> list[CompanyOutcome]:
    companies = await directory.companies_of(uow, company_ids)
    last_days = {
        company_id: last_ended_on(
            up_to, companies[company_id].preferences.cadence, agency.week_starts_on
        )
        for company_id in company_ids
    }
    lines: dict[CompanyId, list[BillableLine]] = defaultdict(list)
    for line in await repository.billable_up_to(uow, last_days, MAX_LINES_PER_RUN):
        lines[line.company_id].append(line)
    outcomes = {company_id: CompanyOutcome(company_id=company_id) for company_id in company_ids}
    to_issue: list[InvoiceBundle] = []
    for company_id in company_ids:
        company = companies[company_id]
        bundles = bundles_of(lines[company_id], company, agency, agency_drafts.changes)
        if company_id not in agency_drafts.companies:
            to_issue += bundles
            continue
        today = agency.today(uow.now)
        for part in parts_of(bundles):
            # What could not be issued fails here, and staff hear of it as of any other company.
            await _completed(uow, as_issued(part, company, agency, today))
        outcomes[company_id] = CompanyOutcome(company_id=company_id, drafts=len(bundles))
    issued: dict[CompanyId, list[InvoiceIssued]] = defaultdict(list)
    for invoice in await issue_bundles(uow, to_issue, agency, companies):
        issued[invoice.company_id].append(invoice)
    for company_id, its in issued.items():
        outcomes[company_id] = CompanyOutcome(company_id=company_id, issued=its)
    say_changed(
        uow,
        (
            (line.contractor_id, line.work_order_id)
            for company_id in issued
            for line in lines[company_id]
        ),
    )
    return list(outcomes.values())


def bundles_of(
    lines: Sequence[BillableLine],
    company: Company,
    agency: Agency,
    changes: Mapping[str, DraftChange],
) -> list[InvoiceBundle]:
    """Lines of a company as a run puts them on invoices, with what was changed of these before."""
    groups: dict[Group, list[BillableLine]] = defaultdict(list)
    for line in lines:
        groups[group_of(line, company, agency.week_starts_on)].append(line)
    return [
        InvoiceBundle(group=group, lines=grouped, change=changes.get(draft_id_of(group)))
        for group, grouped in groups.items()
    ]


async def _failed(uow: UnitOfWork, company_id: CompanyId, error: Exception) -> CompanyOutcome:
    """Logged with all of it, and among what is stuck; staff are told what is theirs to know."""
    _LOG.error(
        "company_not_invoiced",
        agency_id=str(uow.agency_id),
        company_id=str(company_id),
        exc_info=error,
    )
    await repository.note_failure(uow, company_id, f"{type(error).__name__}:")
    reason = error.detail if isinstance(error, DomainError) else f"({type(error).__name__})"
    return CompanyOutcome(company_id=company_id, failure=reason)


def at_once(
    lines: Iterable[tuple[BillableLine, Hashable, Envelope]],
    companies: Mapping[CompanyId, Company],
    agency: Agency,
) -> list[InvoiceBundle]:
    """Bundles of work that was just approved: one per approval and group.

    Each line comes with the approval that it belongs to, and the event that brought it.
    """
    bundles: dict[tuple[Hashable, Group], tuple[Envelope, list[BillableLine]]] = {}
    for line, approval, envelope in lines:
        company = companies[line.company_id]
        key = (approval, group_of(line, company, agency.week_starts_on))
        bundles.setdefault(key, (envelope, []))[1].append(line)
    return [
        InvoiceBundle(group=group, lines=grouped, because_of=envelope)
        for (_, group), (envelope, grouped) in bundles.items()
    ]


async def issue_at_once(
    uow: UnitOfWork,
    bundles: Sequence[InvoiceBundle],
    agency: Agency,
    companies: Mapping[CompanyId, Company],
) -> None:
    """Issue invoices with the approval. Where that fails, the work is priced all the same.

    The next run takes what was left, and says of the company what is wrong. Where invoices are
    looked at first, the work waits in a draft.
    """
    drafted = await drafts.companies_with_drafts_first(uow) if bundles else ()
    by_company: dict[CompanyId, list[InvoiceBundle]] = defaultdict(list)
    for bundle in bundles:
        if bundle.group.company_id not in drafted:
            by_company[bundle.group.company_id].append(bundle)
    for company_id, of_company in by_company.items():
        try:
            async with uow.savepoint():
                await issue_bundles(uow, of_company, agency, companies)
        except TRANSIENT_ERRORS:
            raise
        except Exception as error:
            await _failed(uow, company_id, error)
        else:
            await repository.forget_failures(uow, [company_id])


async def issue_bundles(
    uow: UnitOfWork,
    bundles: Sequence[InvoiceBundle],
    agency: Agency,
    companies: Mapping[CompanyId, Company],
) -> list[InvoiceIssued]:
    """Issue invoices, post them and put their lines on them. The books are locked by the caller.

    What does not come to more than zero is left for a later invoice: corrections wait for work to
    set them off against. Raises InvoiceIncompleteError: none of them is issued.
    """
    parts = [part for part in parts_of(bundles) if part.subtotal.amount_minor > 0]
    today = agency.today(uow.now)
    numbers = await allocate(uow, NumberKind.INVOICE, today, len(parts))
    issued = [
        await _completed(
            uow, as_issued(part, companies[part.group.company_id], agency, today, number)
        )
        for part, number in zip(parts, numbers, strict=True)
    ]
    issued = await _with_interest(uow, issued)
    await _write(uow, parts, issued)
    for part, invoice in zip(parts, issued, strict=True):
        uow.record(invoice, because_of=part.because_of)
    return issued


async def _with_interest(uow: UnitOfWork, issued: Sequence[InvoiceIssued]) -> list[InvoiceIssued]:
    """What being late costs, as it is told to who buys; where it costs nothing, nothing is said."""
    if not issued:
        return []
    rule = await interest.rule(uow)
    return [
        one.model_copy(update={"interest_percent": rule.percent_in(one.currency) or None})
        for one in issued
    ]


async def _completed(uow: UnitOfWork, invoice: InvoiceIssued) -> InvoiceIssued:
    """The invoice with all that the law wants on it. Raises InvoiceIncompleteError."""
    require_complete(invoice)
    return await with_national_tax(uow, invoice)


def parts_of(bundles: Iterable[InvoiceBundle]) -> Iterator[InvoiceBundle]:
    """Bundles of at most as much work as one invoice covers."""
    for bundle in bundles:
        for lines in cut(bundle.lines):
            yield replace(bundle, lines=lines)


def as_issued(
    bundle: InvoiceBundle, company: Company, agency: Agency, today: date, number: str = ""
) -> InvoiceIssued:
    """The invoice of a bundle if it is issued today; without a number it is a draft of it."""
    calendar = calendar_of(agency.country, agency.region)
    invoice = issue(
        bundle,
        invoice_id=InvoiceId(new_id()),
        number=number,
        issued_on=today,
        due=calendar.planned(today + timedelta(days=company.due_days)),
        taxes=_taxes(agency, company, bundle.subtotal, today),
        bill_to=company.bill_to,
    )
    change = bundle.change or DraftChange()
    return invoice.model_copy(
        update={
            "payment_reference": payment_reference(number, agency.country) if number else "",
            "lines": change.ordered(invoice.lines),
            "note": change.note,
            "buyer_reference": change.buyer_reference,
            "has_chosen_order": change.has_chosen_order,
            "seller": agency.as_party(invoice.currency),
        }
    )


async def _write(
    uow: UnitOfWork, bundles: Sequence[InvoiceBundle], issued: Sequence[InvoiceIssued]
) -> None:
    if not issued:
        return
    await repository.add(
        uow,
        [
            repository.NewInvoice(said=invoice, project_ids=invoice.project_ids)
            for invoice in issued
        ],
    )
    await work.put_on_invoices(
        uow,
        [
            (invoice.invoice_id, [line.line_id for line in bundle.lines])
            for bundle, invoice in zip(bundles, issued, strict=True)
        ],
    )
    await ledger.post(
        uow,
        [
            posting
            for bundle, invoice in zip(bundles, issued, strict=True)
            for posting in of_invoice(
                invoice.invoice_id,
                invoice.company_id,
                invoice.subtotal,
                invoice.taxes,
                bundle.because_of.id if bundle.because_of else None,
            )
        ],
    )
    await _close_drafts(uow, bundles, issued)


async def _close_drafts(
    uow: UnitOfWork, bundles: Sequence[InvoiceBundle], issued: Sequence[InvoiceIssued]
) -> None:
    """What was changed of these is printed now: later work of the same group begins anew."""
    of_draft: dict[str, tuple[DraftChange, list[InvoiceId]]] = {}
    for bundle, invoice in zip(bundles, issued, strict=True):
        if bundle.change is not None:
            of_draft.setdefault(draft_id_of(bundle.group), (bundle.change, []))[1].append(
                invoice.invoice_id
            )
    closed = [
        (
            draft_id,
            DraftChange(
                version=change.version + 1,
                invoice_ids=tuple(invoice_ids),
                changed_by=uow.actor.person_id,
                changed_by_name=uow.actor.name,
                changed_at=uow.now,
            ),
        )
        for draft_id, (change, invoice_ids) in of_draft.items()
    ]
    if closed:
        await drafts.add_changes(uow, closed)


def _taxes(agency: Agency, company: Company, subtotal: Money, on: date) -> tuple[Charge, ...]:
    """The taxes that the agency adds: on all of it, expenses too."""
    charged = charges(
        rules_of(agency.country),
        Subject(
            party=Party.CUSTOMER,
            country=company.country,
            region=company.region,
            currency=subtotal.currency,
            on=on,
        ),
        gross=subtotal,
        earnings=subtotal,
        so_far=YearSoFar(),
    )
    return tuple(charge.as_charge() for charge in charged)
