"""Invoices: what goes on them, what comes in against them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.identity import InvoiceCadence, InvoiceGrouping, InvoicePreferences
from contracts.events.payments import InvoicePaid, ReceiptRecorded
from contracts.events.timesheets import ArticleKind
from contracts.ids import (
    CompanyId,
    EntryId,
    InvoiceId,
    PersonId,
    ProjectId,
    ReceiptId,
    WorkOrderId,
)
from contracts.money import Money
from contracts.quantities import whole_minutes
from payments.banking_days.model import PlannedDay
from payments.directory.model import Company
from payments.invoices.issuing import InvoiceBundle, covered, group_of, issue
from payments.invoices.model import (
    MAX_ENTRIES_PER_INVOICE,
    BillableLine,
    Group,
    Invoice,
    InvoiceState,
    OverpaymentError,
    Receipt,
    ReceiptAmountError,
    ReceiptDayError,
    cut,
    invoice_state,
    summed,
)
from payments.invoices.reminders.model import ReminderRule, remind
from payments.periods import Period

from ..builders import TODAY, cad, nok

COMPANY, PROJECT = CompanyId(new_id()), ProjectId(new_id())
ORDER, PERSON = WorkOrderId(new_id()), PersonId(new_id())


def a_line(
    *,
    quantity: str = "7.5",
    minutes: int | None = None,
    rate: str = "60.00",
    work_on: date = date(2026, 2, 10),
    project_id: ProjectId = PROJECT,
    entry_id: EntryId | None = None,
) -> BillableLine:
    return BillableLine(
        line_id=new_id(),
        entry_id=entry_id or EntryId(new_id()),
        version=1,
        work_order_id=ORDER,
        work_order_title="Welder",
        project_id=project_id,
        project_name="Harbour",
        company_id=COMPANY,
        contractor_id=PERSON,
        contractor_name="Tove",
        work_on=work_on,
        article=ArticleKind.REGULAR,
        quantity=Decimal(quantity),
        minutes=whole_minutes(Decimal(quantity)) if minutes is None else minutes,
        rate=Decimal(rate),
        currency="CAD",
    )


def a_company(grouping: InvoiceGrouping, cadence: InvoiceCadence) -> Company:
    return Company(
        company_id=COMPANY,
        name="Acme",
        country="CA",
        region="ON",
        preferences=InvoicePreferences(grouping=grouping, cadence=cadence),
    )


def an_invoice(total: str = "565.00") -> Invoice:
    return Invoice(
        project_ids=(),
        invoice_id=InvoiceId(new_id()),
        number="I-2026-000001",
        company_id=COMPANY,
        project_id=None,
        issued_on=date(2026, 3, 1),
        due_on=date(2026, 3, 31),
        total=cad(total),
        received=cad("0"),
    )


@pytest.mark.requirement("A5")
def test_lines_are_gathered_as_the_company_wants_them() -> None:
    line = a_line()
    by_project = a_company(InvoiceGrouping.PROJECT, InvoiceCadence.WEEKLY)
    whole = a_company(InvoiceGrouping.COMPANY, InvoiceCadence.MONTHLY)
    at_once = a_company(InvoiceGrouping.COMPANY, InvoiceCadence.IMMEDIATE)
    week = Period(date(2026, 2, 9), date(2026, 2, 15))
    assert group_of(line, by_project, 1) == Group(COMPANY, PROJECT, "CAD", week)
    month = Period(date(2026, 2, 1), date(2026, 2, 28))
    assert group_of(line, whole, 1) == Group(COMPANY, None, "CAD", month)
    assert group_of(line, at_once, 1) == Group(COMPANY, None, "CAD", None)


@given(st.integers(0, 3 * MAX_ENTRIES_PER_INVOICE))
def test_no_invoice_has_more_than_2000_entries_and_none_is_lost(count: int) -> None:
    lines = [a_line()] * count
    parts = list(cut(lines))
    assert all(0 < len(part) <= MAX_ENTRIES_PER_INVOICE for part in parts)
    assert sum(len(part) for part in parts) == count


def test_a_line_of_an_invoice_sums_work_of_one_work_order_article_and_rate() -> None:
    lines = [
        a_line(work_on=date(2026, 2, 3)),
        a_line(work_on=date(2026, 2, 20)),
        a_line(quantity="1.5", rate="80.00"),
    ]
    first, second = summed(lines)
    assert (first.quantity, first.amount) == (Decimal("15.0"), cad("900"))
    assert (first.from_on, first.to_on) == (date(2026, 2, 3), date(2026, 2, 20))
    assert second.rate == Decimal("80.00")


def test_a_correction_that_cancels_out_is_not_a_line_but_its_entry_is_covered() -> None:
    entry_id = EntryId(new_id())
    lines = [
        a_line(entry_id=entry_id),
        a_line(quantity="-7.5", entry_id=entry_id),
        a_line(quantity="1", rate="100.00"),
    ]
    assert [line.amount for line in summed(lines)] == [cad("100")]
    (work,) = covered(lines)
    assert work.entry_ids.count(entry_id) == 1


@pytest.mark.requirement("B14")
@given(
    st.lists(st.integers(1, 1440), min_size=1, max_size=50),
    st.decimals(Decimal("0.01"), Decimal(500), places=2),
)
def test_a_line_is_billed_at_its_time_times_its_rate_however_it_was_split(
    split: list[int], rate: Decimal
) -> None:
    lines = [a_line(minutes=minutes, rate=str(rate)) for minutes in split]
    (line,) = summed(lines)
    assert line.minutes == sum(split)
    assert line.amount == Money.of(Fraction(sum(split), 60) * Fraction(rate), "CAD")
    (whole,) = summed([a_line(minutes=sum(split), rate=str(rate))])
    assert (line.quantity, line.amount) == (whole.quantity, whole.amount)


def test_work_from_before_minutes_were_kept_is_billed_as_it_was_said() -> None:
    (line,) = summed([a_line(quantity="0.33"), a_line(minutes=20)])
    assert (line.minutes, line.quantity) == (None, Decimal("0.663333"))
    assert line.amount == cad("39.80")


@given(st.lists(st.integers(-1_000, 1_000), min_size=1, max_size=50))
def test_the_total_is_the_sum_of_its_lines_and_taxes(hundredths: list[int]) -> None:
    lines = [
        a_line(quantity=str(Decimal(each) / 100), rate=str(index % 3))
        for index, each in enumerate(hundredths)
    ]
    said = issue(
        InvoiceBundle(group=Group(COMPANY, None, "CAD", None), lines=lines),
        invoice_id=InvoiceId(new_id()),
        number="I-2026-000001",
        issued_on=TODAY,
        due=PlannedDay(date(2026, 4, 9), None),
        taxes=[],
        bill_to=None,
    )
    assert said.subtotal == Money.total((line.amount for line in said.lines), "CAD")
    assert said.total == said.subtotal
    assert said.due_on == date(2026, 4, 9)


@given(st.one_of(st.integers(-(10**40), 10**40), st.integers(-5, 400)))
def test_an_invoice_has_a_due_date_whatever_terms_an_old_event_named(due_days: int) -> None:
    company = replace(
        a_company(InvoiceGrouping.COMPANY, InvoiceCadence.MONTHLY),
        preferences=InvoicePreferences.model_construct(due_days=due_days),
    )
    assert 0 <= company.due_days <= 365
    if 0 <= due_days <= 365:
        assert company.due_days == due_days


def a_receipt(amount: Money, received_on: date = TODAY) -> Receipt:
    return Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=InvoiceId(new_id()),
        amount=amount,
        received_on=received_on,
        reference="wire 17",
        recorded_by=PERSON,
        recorded_by_name="Ada",
        recorded_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
    )


def test_a_receipt_can_be_partial_and_the_last_one_pays() -> None:
    once, said = an_invoice().receive(a_receipt(cad("500")), TODAY)
    assert (once.open_amount, once.paid_on) == (cad("65"), None)
    assert [type(event) for event in said] == [ReceiptRecorded]
    twice, said = once.receive(a_receipt(cad("65")), TODAY)
    assert (twice.open_amount, twice.paid_on) == (cad("0"), TODAY)
    assert [type(event) for event in said] == [ReceiptRecorded, InvoicePaid]


def test_an_overpayment_is_refused_with_the_open_amount() -> None:
    once, _ = an_invoice().receive(a_receipt(cad("500")), TODAY)
    with pytest.raises(OverpaymentError) as refused:
        once.receive(a_receipt(cad("65.01")), TODAY)
    assert refused.value.data["open_amount"] == {"amount_minor": 6500, "currency": "CAD"}


def test_a_receipt_in_another_currency_or_of_nothing_is_refused() -> None:
    for amount in (nok("10"), cad("0")):
        with pytest.raises(ReceiptAmountError):
            an_invoice().receive(a_receipt(amount), TODAY)


@pytest.mark.parametrize(
    ("days", "is_taken"), [(-400, False), (-1, False), (0, True), (8, True), (9, True), (10, False)]
)
def test_money_comes_in_between_the_day_of_the_invoice_and_today(days: int, is_taken: bool) -> None:
    invoice = an_invoice()
    received_on = invoice.issued_on + timedelta(days=days)
    today = invoice.issued_on + timedelta(days=8)
    if is_taken:
        after, _ = invoice.receive(a_receipt(cad("565"), received_on), today)
        assert after.paid_on == received_on
        return
    with pytest.raises(ReceiptDayError) as refused:
        invoice.receive(a_receipt(cad("565"), received_on), today)
    assert [error.field for error in refused.value.errors] == ["received_on"]


def test_what_is_due_is_said_once_before_and_once_after_and_never_of_what_is_paid() -> None:
    invoice = an_invoice()
    due = invoice.due_on
    said: list[tuple[int, str]] = []
    for days in range(-10, 5):
        for _ in range(2):
            invoice, event = remind(invoice, due + timedelta(days=days), ReminderRule())
            if event is not None:
                said.append((days, type(event).__name__))
    assert said == [(-3, "InvoiceDueSoon"), (1, "InvoiceOverdue")]
    paid, _ = an_invoice().receive(a_receipt(cad("565")), TODAY)
    assert remind(paid, due + timedelta(days=1), ReminderRule()) == (paid, None)


@pytest.mark.requirement("A5")
def test_an_invoice_is_overdue_from_the_day_after_the_due_date() -> None:
    due = date(2026, 3, 31)
    assert invoice_state(due, paid=False, day=due) is InvoiceState.NOT_DUE
    assert invoice_state(due, paid=False, day=date(2026, 4, 1)) is InvoiceState.OVERDUE
    assert invoice_state(due, paid=True, day=date(2026, 4, 1)) is InvoiceState.PAID
