"""What one service accepts, the others can compute: from the body of a request to the books.

Bodies are drawn from all that their shapes take, the largest among them. They go through the rules
and, as JSON, through the events, and are priced, invoiced and put in words as services downstream
do it. A column of the books is a bigint.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.currencies import MINOR_DIGITS
from contracts.events.identity import Company, CompanyChanged, InvoiceCadence
from contracts.events.timesheets import MAX_ENTRIES_PER_EVENT, ArticleKind, Entry, PayPeriod
from contracts.ids import CompanyId, EntryId, InvoiceId, PersonId, ProjectId, WorkOrderId
from contracts.money import Money
from identity.companies.schemas import CompanyBody
from payments.banking_days.calendars import calendar_of
from payments.banking_days.model import MAX_DAYS_CLOSED, PlannedDay
from payments.directory.model import Company as Customer
from payments.directory.model import WorkOrderVersion
from payments.invoices.issuing import InvoiceBundle, group_of, issue
from payments.invoices.model import MAX_ENTRIES_PER_INVOICE, BillableLine
from payments.work.model import PricedLine, by_pay_period, price, share_out
from presentation.formats import Formats
from timesheets.work.model import LoggedWork, Status
from timesheets.work.rules import refusals
from timesheets.work.schemas import NewWork
from timesheets.work_orders.model import OpenOrder
from timesheets.work_orders.schemas import NewWorkOrder, as_articles

BIGINT = 2**63 - 1
ID = UUID(int=7)
ORDER, PROJECT = WorkOrderId(ID), ProjectId(ID)
COMPANY, PERSON = CompanyId(ID), PersonId(ID)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LANGUAGES = ("en", "fr", "nb")

rates = st.one_of(
    st.sampled_from(["0", "0.0001", "10", "9999999.9999", "10000000"]),
    st.decimals(0, 10_000_000, places=4).map(lambda rate: f"{rate:f}"),
)
days = st.dates(date(2000, 1, 1), NOW.date())
kinds = st.sampled_from(ArticleKind)


@st.composite
def orders(draw: st.DrawFn) -> NewWorkOrder:
    """A work order that the door lets in."""
    articles = [
        {"article": kind, "pay_rate": draw(rates), "bill_rate": draw(rates)} for kind in ArticleKind
    ]
    body = {
        "code": "A-1",
        "project_id": str(PROJECT),
        "contractor_id": str(PERSON),
        "currency": draw(st.sampled_from(sorted(MINOR_DIGITS))),
        "title": "Rigging",
        "starts_on": "2000-01-01",
        "pay_terms": "scheduled",
        "pay_period": draw(st.sampled_from([str(period) for period in PayPeriod])),
        "articles": articles,
    }
    try:
        return NewWorkOrder.model_validate(body)
    except ValidationError:
        # A currency out of use, or a factor that is none: what is let in is what counts.
        assume(False)
        raise


@st.composite
def works(draw: st.DrawFn) -> NewWork:
    """Work that the door lets in; whether it is good, the rules say."""
    kind = draw(kinds)
    largest = st.sampled_from(["999999999.9999", "999999999.99", "999999999", "0.01"])
    amounts = st.one_of(largest, st.decimals(0, 10**9, places=2).map(lambda one: f"{one:f}"))
    measure = (
        {"minutes": draw(st.integers(1, 1_440))} if kind.is_time else {"quantity": draw(amounts)}
    )
    return NewWork.model_validate(
        {
            "work_order_id": str(ORDER),
            "work_on": draw(days).isoformat(),
            "article": kind,
            "note": draw(st.sampled_from(["", "Ærlig 日本 €"])),
            **measure,
        }
    )


def accepted(order: NewWorkOrder, bodies: Sequence[NewWork]) -> list[Entry]:
    """What the rules let through, as an approval carries it over the bus."""
    opened = OpenOrder(
        work_order_id=ORDER,
        code=order.code,
        project_id=PROJECT,
        company_id=COMPANY,
        contractor_id=PERSON,
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        currency=str(order.currency),
        articles=frozenset(article.article for article in order.articles),
        time_zone="Europe/Oslo",
    )
    entries: list[Entry] = []
    for body in bodies:
        work = body.as_work().measured()
        if refusals(opened, work, today=NOW.date(), minutes_already=Decimal(0)):
            continue
        logged = LoggedWork(
            entry_id=EntryId(UUID(int=len(entries) + 1)),
            work_order_id=ORDER,
            project_id=PROJECT,
            company_id=COMPANY,
            contractor_id=PERSON,
            version=1,
            status=Status.APPROVED,
            work=work,
            written_by=PERSON,
            written_at=NOW,
        )
        entries.append(Entry.model_validate_json(logged.as_entry().model_dump_json()))
    return entries


def known(order: NewWorkOrder) -> WorkOrderVersion:
    return WorkOrderVersion(
        work_order_id=ORDER,
        known_from=NOW,
        code=order.code,
        title=order.title,
        project_id=PROJECT,
        company_id=COMPANY,
        contractor_id=PERSON,
        currency=str(order.currency),
        pay_terms=order.pay_terms,
        pay_period=order.pay_period,
        articles={article.article: article for article in as_articles(order.articles)},
        version=1,
    )


def billable(line: PricedLine) -> BillableLine:
    return BillableLine(
        line_id=line.line_id,
        entry_id=line.entry_id,
        version=1,
        work_order_id=ORDER,
        work_order_title="Rigging",
        project_id=PROJECT,
        project_name="Harbour",
        company_id=COMPANY,
        contractor_id=PERSON,
        contractor_name="Tove",
        work_on=line.work_on,
        article=line.article,
        quantity=line.quantity,
        minutes=line.minutes,
        rate=line.bill_rate,
        currency=line.bill.currency,
    )


def in_words(money: Money) -> list[str]:
    return [Formats(language, "NO").money(money) for language in LANGUAGES]


@settings(max_examples=150, deadline=None)
@given(orders(), st.lists(works(), min_size=1, max_size=5))
def test_accepted_work_is_priced_invoiced_and_put_in_words(
    order: NewWorkOrder, bodies: list[NewWork]
) -> None:
    entries = accepted(order, bodies)
    assume(entries)
    priced = [price(entry, known(order)) for entry in entries]
    for lines in by_pay_period(priced, known(order), 1).values():
        # As many as an approval carries and an invoice has, each as large as these.
        most = max(abs(line.pay.amount_minor) for line in share_out(lines))
        assert most * MAX_ENTRIES_PER_EVENT <= BIGINT
        assert all(in_words(line.pay) for line in lines)
    customer = a_customer(InvoiceCadence.MONTHLY, due_days=365)
    lines = [billable(line) for line in priced]
    groups = {group_of(line, customer, 1): line for line in lines}
    for group in groups:
        mine = [line for line in lines if group_of(line, customer, 1) == group]
        invoice = issue(
            InvoiceBundle(group=group, lines=mine),
            invoice_id=InvoiceId(ID),
            number="1",
            issued_on=NOW.date(),
            due=PlannedDay(NOW.date(), None),
            taxes=(),
            bill_to=customer.bill_to,
        )
        assert invoice.total.amount_minor * MAX_ENTRIES_PER_INVOICE // len(mine) <= BIGINT
        assert type(invoice).model_validate_json(invoice.model_dump_json()) == invoice
        assert all(in_words(invoice.total))


def a_customer(cadence: InvoiceCadence, *, due_days: int) -> Customer:
    body = CompanyBody.model_validate(
        {
            "name": "Acme",
            "address": {"street": "1", "postal_code": "1", "city": "Oslo", "country": "NO"},
            "invoice_preferences": {"cadence": cadence, "due_days": due_days},
        }
    )
    said = CompanyChanged(company=body.company(COMPANY)).model_dump_json()
    company: Company = CompanyChanged.model_validate_json(said).company
    return Customer(
        company_id=company.company_id,
        name=company.name,
        country=company.address.country,
        region=company.address.region,
        preferences=company.invoice_preferences,
    )


@settings(max_examples=150, deadline=None)
@given(
    st.integers(-(10**31), 10**31) | st.integers(-1, 400),
    st.sampled_from(InvoiceCadence),
    days,
)
def test_an_accepted_company_has_a_due_date_for_every_invoice(
    due_days: int, cadence: InvoiceCadence, work_on: date
) -> None:
    """10^30 days were taken once: work of that company was never invoiced, and nobody was told."""
    try:
        customer = a_customer(cadence, due_days=due_days)
    except ValidationError:
        assert not 0 <= due_days <= 365
        return
    line = BillableLine(
        line_id=ID,
        entry_id=EntryId(ID),
        version=1,
        work_order_id=ORDER,
        work_order_title="Rigging",
        project_id=PROJECT,
        project_name="Harbour",
        company_id=COMPANY,
        contractor_id=PERSON,
        contractor_name="Tove",
        work_on=work_on,
        article=ArticleKind.REGULAR,
        quantity=Decimal(8),
        minutes=480,
        rate=Decimal(100),
        currency="NOK",
    )
    invoice = issue(
        InvoiceBundle(group=group_of(line, customer, 1), lines=[line]),
        invoice_id=InvoiceId(ID),
        number="1",
        issued_on=work_on,
        due=calendar_of("NO").planned(work_on + timedelta(days=customer.due_days)),
        taxes=(),
        bill_to=customer.bill_to,
    )
    moved = (invoice.due_on - invoice.issued_on).days - due_days
    assert 0 <= moved < MAX_DAYS_CLOSED


@pytest.mark.parametrize("rate", ["10.0001", "110"])
def test_an_expense_has_factors(rate: str) -> None:
    """At 10,000,000 an expense was taken that no column holds: its work was never priced."""
    body = {
        "article": "expense",
        "pay_rate": "1",
        "bill_rate": rate,
    }
    with pytest.raises(ValidationError, match="bill_rate of an expense is a factor, at most 10"):
        NewWorkOrder.model_validate({"articles": [body]})
