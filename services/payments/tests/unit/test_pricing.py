"""From approved work to transactions."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.identity import ContractorKind, InvoicePreferences
from contracts.events.payments import TransactionState
from contracts.events.timesheets import ArticleKind, PayPeriod, PayTerms, WorkOrder
from contracts.ids import AgencyId, EntryId, PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.banking_days.calendars import calendar_of
from payments.directory.model import (
    Agency,
    Company,
    Contractor,
    Directory,
    NoRateError,
    as_known_at,
)
from payments.periods import Period
from payments.taxes.charging import Assessor
from payments.taxes.model import PayHistory
from payments.transactions.pricing import NewTransaction, PayAssessor, draft, transaction_of
from payments.work.model import (
    PricedEntry,
    PricedLine,
    by_pay_period,
    price,
    price_approved,
    share_out,
    take_back,
)

from ..builders import a_work_order, an_approval, an_entry, approved, articles, cad, known

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def a_directory(
    *orders: WorkOrder, kind: ContractorKind = ContractorKind.TEMP, delay: int = 10
) -> Directory:
    return Directory(
        agency=Agency(
            agency_id=AgencyId(new_id()),
            country="CA",
            currency="CAD",
            time_zone="America/Toronto",
            week_starts_on=1,
            payment_delay_days=delay,
        ),
        contractors={
            order.contractor_id: Contractor(
                person_id=order.contractor_id, name="Tove", kind=kind, country="CA", region="ON"
            )
            for order in orders
        },
        companies={
            order.company_id: Company(
                company_id=order.company_id,
                name="Acme",
                country="CA",
                region="ON",
                preferences=InvoicePreferences(),
            )
            for order in orders
        },
        project_names={order.project_id: "Harbour" for order in orders},
        work_orders={order.work_order_id: [known(order)] for order in orders},
    )


def transactions_of(
    directory: Directory, *drafted_from: object, standing: dict[EntryId, PricedEntry] | None = None
) -> list[NewTransaction]:
    charging = PayAssessor(
        assessor=Assessor(country="CA", region="ON"), histories=defaultdict(PayHistory), details={}
    )
    drafts = draft(
        [an_approval(body) for body in drafted_from],  # pyright: ignore[reportArgumentType]
        directory,
        standing if standing is not None else {},
    )
    return [transaction_of(one, directory, charging, NOW) for one in drafts]


def as_priced(line: PricedLine) -> PricedEntry:
    return PricedEntry(version=line.version, standing=line)


def test_a_line_is_quantity_times_rate_rounded_once_for_each_side() -> None:
    order = known(a_work_order(rates=articles("33.335", "47.777")))
    line = price(an_entry("7.25"), order)
    assert line.pay == cad("241.68")  # 241.67875
    assert line.bill == cad("346.38")  # 346.38325


def test_an_expense_is_the_amount_spent_times_its_factors() -> None:
    line = price(an_entry("120.50", article=ArticleKind.EXPENSE), known(a_work_order()))
    assert (line.pay, line.bill) == (cad("120.50"), cad("132.55"))


def test_an_article_without_a_rate_is_refused() -> None:
    order = known(a_work_order(rates=articles()[:1]))
    with pytest.raises(NoRateError):
        price(an_entry(article=ArticleKind.OVERTIME), order)


def test_work_is_priced_by_the_work_order_as_known_when_approved() -> None:
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    order = a_work_order()
    versions = [known(order, first), known(order, second)]
    assert as_known_at(versions, datetime(2026, 1, 31, tzinfo=UTC)).known_from == first
    assert as_known_at(versions, second).known_from == second
    assert as_known_at(versions, datetime(2025, 1, 1, tzinfo=UTC)).known_from == first


def test_an_entry_is_never_priced_twice_at_one_version() -> None:
    order, entry = known(a_work_order()), an_entry()
    (line,) = price_approved([entry, entry], order, {})
    assert price_approved([entry], order, {entry.entry_id: as_priced(line)}) == []


def test_a_corrected_entry_takes_the_old_price_back_first() -> None:
    order, entry = known(a_work_order()), an_entry("8")
    (old,) = price_approved([entry], order, {})
    corrected = an_entry("6", entry_id=entry.entry_id, version=2)
    lines = price_approved([corrected], order, {entry.entry_id: as_priced(old)})
    assert [line.pay for line in lines] == [cad("-320"), cad("240")]
    assert [line.corrects for line in lines] == [True, False]


def test_an_entry_whose_transaction_was_reversed_is_priced_anew_at_a_later_version_only() -> None:
    order, entry = known(a_work_order()), an_entry("8")
    undone = {entry.entry_id: PricedEntry(version=1, standing=None)}
    assert price_approved([entry], order, undone) == []
    again = an_entry("6", entry_id=entry.entry_id, version=2)
    (line,) = price_approved([again], order, undone)
    assert (line.pay, line.corrects) == (cad("240"), False)


def test_a_correction_that_was_reversed_lets_the_line_before_it_be_taken_back_again() -> None:
    order, entry = known(a_work_order()), an_entry("8")
    (first,) = price_approved([entry], order, {})
    undone = PricedEntry(version=2, standing=first)
    third = an_entry("7", entry_id=entry.entry_id, version=3)
    lines = price_approved([third], order, {entry.entry_id: undone})
    assert [line.pay for line in lines] == [cad("-320"), cad("280")]
    assert lines[0].line_id != take_back(first, 2).line_id


@pytest.mark.requirement("B14")
@settings(deadline=None)
@given(
    st.lists(st.integers(1, 1440), min_size=1, max_size=30),
    st.decimals(Decimal("0.01"), Decimal(500), places=2),
    st.sampled_from(["CAD", "JPY", "KWD"]),
)
def test_time_pays_the_same_whatever_entries_and_days_it_was_split_into(
    split: list[int], rate: Decimal, currency: str
) -> None:
    order = known(a_work_order(currency=currency, rates=articles(str(rate))))
    entries = [
        an_entry(work_on=date(2026, 2, 1 + index % 28), minutes=minutes)
        for index, minutes in enumerate(split)
    ]
    lines = share_out(price_approved(entries, order, {}))
    whole = Money.of(Fraction(sum(split), 60) * Fraction(rate), currency)
    assert Money.total((line.pay for line in lines), currency) == whole
    assert sum(line.exact for line in lines) == Fraction(sum(split), 60)
    for line in lines:
        by_itself = Money.of(line.exact * Fraction(rate), currency)
        assert abs(line.pay.amount_minor - by_itself.amount_minor) <= 1


@pytest.mark.requirement("B14")
@pytest.mark.parametrize(("rate", "pays"), [("60", "60"), ("50", "50"), ("47.77", "47.77")])
def test_three_times_twenty_minutes_pay_an_hour(rate: str, pays: str) -> None:
    order = a_work_order(rates=articles(rate))
    entries = [an_entry(work_on=date(2026, 2, day), minutes=20) for day in (2, 3, 4)]
    (made,) = transactions_of(a_directory(order), approved(order, *entries))
    assert made.transaction.gross == cad(pays)
    said = made.created().transaction
    assert [line.minutes for line in said.lines] == [20, 20, 20]
    assert Money.total((line.amount for line in said.lines), "CAD") == cad(pays)


@given(
    st.decimals(Decimal("0.01"), Decimal(1000), places=2),
    st.decimals(Decimal("0.001"), Decimal(500), places=3),
    st.sampled_from(["CAD", "JPY", "KWD"]),
)
def test_a_line_and_its_opposite_are_nothing(
    quantity: Decimal, rate: Decimal, currency: str
) -> None:
    order = known(a_work_order(currency=currency, rates=articles(str(rate), str(rate))))
    line = price(an_entry(str(quantity)), order)
    assert line.pay + take_back(line, 2).pay == Money.zero(currency)
    assert abs(line.pay.decimal - quantity * rate) <= Decimal("0.5").scaleb(
        {"CAD": -2, "JPY": 0, "KWD": -3}[currency]
    )


def test_work_is_split_by_the_work_orders_pay_period() -> None:
    days = [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)]
    entries = [an_entry(work_on=day) for day in days]
    monthly = known(a_work_order())
    weekly = known(a_work_order(pay_period=PayPeriod.WEEKLY))
    by_month = by_pay_period(price_approved(entries, monthly, {}), monthly, 1)
    by_week = by_pay_period(price_approved(entries, weekly, {}), weekly, 1)
    assert [len(lines) for lines in by_month.values()] == [2, 2]
    assert list(by_week) == [
        Period(date(2026, 2, 23), date(2026, 3, 1)),
        Period(date(2026, 3, 2), date(2026, 3, 8)),
    ]


@given(
    st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40),
    st.sampled_from(PayPeriod),
    st.integers(1, 7),
)
def test_splitting_loses_no_line_and_puts_each_into_its_period(
    days: list[date], pay_period: PayPeriod, starts_on: int
) -> None:
    order = known(a_work_order(pay_period=pay_period))
    lines = price_approved([an_entry(work_on=day) for day in days], order, {})
    split = by_pay_period(lines, order, starts_on)
    assert sorted(line.line_id for part in split.values() for line in part) == sorted(
        line.line_id for line in lines
    )
    assert all(line.work_on in period for period, part in split.items() for line in part)


@given(st.permutations(range(6)))
def test_lines_of_one_day_have_an_order_of_their_own(order_of_events: list[int]) -> None:
    """By article, then the older entry first: two who look at the same day see the same."""
    order = known(a_work_order(pay_period=PayPeriod.WEEKLY))
    entries = [
        an_entry(article=article, entry_id=EntryId(UUID(int=at)))
        for article in (ArticleKind.REGULAR, ArticleKind.OVERTIME, ArticleKind.EXPENSE)
        for at in (
            list(ArticleKind).index(article) * 2 + 1,
            list(ArticleKind).index(article) * 2 + 2,
        )
    ]
    lines = price_approved([entries[at] for at in order_of_events], order, {})
    (split,) = by_pay_period(lines, order, 1).values()
    assert [line.entry_id for line in split] == [entry.entry_id for entry in entries]


def test_one_approval_makes_one_transaction_per_pay_period() -> None:
    order = a_work_order()
    body = approved(order, an_entry(work_on=date(2026, 1, 31)), an_entry(work_on=date(2026, 2, 1)))
    made = transactions_of(a_directory(order), body)
    assert [one.transaction.period_start for one in made] == [date(2026, 1, 1), date(2026, 2, 1)]


def test_a_later_approval_in_the_period_makes_a_supplementary_transaction() -> None:
    order = a_work_order()
    made = transactions_of(
        a_directory(order), approved(order, an_entry()), approved(order, an_entry())
    )
    assert len({one.transaction.transaction_id for one in made}) == 2


def test_work_that_is_priced_already_makes_no_transaction() -> None:
    order, entry = a_work_order(), an_entry()
    made = transactions_of(a_directory(order), approved(order, entry), approved(order, entry))
    assert len(made) == 1


@pytest.mark.requirement("C8")
@pytest.mark.parametrize(
    ("terms", "state", "date_shown"),
    [
        (PayTerms.IMMEDIATE, TransactionState.PROCESSING, None),
        (PayTerms.SCHEDULED, TransactionState.SCHEDULED, date(2026, 3, 11)),
        (PayTerms.PAY_WHEN_PAID, TransactionState.PENDING_CLIENT_PAYMENT, None),
    ],
)
def test_pay_terms_decide_when_it_is_paid(
    terms: PayTerms, state: TransactionState, date_shown: date | None
) -> None:
    order = a_work_order(pay_terms=terms)
    # February ended 10 days ago: the date would be today, so it is tomorrow.
    (made,) = transactions_of(a_directory(order), approved(order, an_entry()))
    assert made.transaction.state is state
    assert made.transaction.estimated_payment_on == date_shown


def test_work_that_is_billed_at_nothing_does_not_wait_for_the_client() -> None:
    order = a_work_order(pay_terms=PayTerms.PAY_WHEN_PAID, rates=articles("40", "0"))
    (made,) = transactions_of(a_directory(order), approved(order, an_entry()))
    assert made.transaction.state is TransactionState.PROCESSING


@pytest.mark.requirement("C9")
def test_a_correction_waits_for_release_where_it_takes_back_what_is_ordered() -> None:
    order, entry = a_work_order(), an_entry("8")
    corrected = an_entry("6", entry_id=entry.entry_id, version=2)
    first, made = transactions_of(
        a_directory(order), approved(order, entry), approved(order, corrected)
    )
    ordered = replace(first.transaction, payment_id=PaymentId(new_id()))
    paid = made.going_with([ordered], {entry.entry_id: 320_00})
    assert paid.transaction.state is TransactionState.PENDING_RELEASE
    assert paid.transaction.gross == cad("-80")


def test_a_correction_of_what_is_not_ordered_is_in_its_run_and_on_hold_with_it() -> None:
    order, entry = a_work_order(), an_entry("8")
    corrected = an_entry("6", entry_id=entry.entry_id, version=2)
    first, made = transactions_of(
        a_directory(order), approved(order, entry), approved(order, corrected)
    )
    run = PayRunId(new_id())
    of_run = made.going_with([first.transaction.reserve(run)], {}).transaction
    assert (of_run.state, of_run.pay_run_id) == (TransactionState.PROCESSING, run)
    held, _ = first.transaction.hold("which project?", PersonId(new_id()))
    with_it = made.going_with([held], {}).transaction
    assert (with_it.state, with_it.held_because) == (TransactionState.ON_HOLD, "which project?")


def test_a_correction_upwards_leaves_the_run_as_it_was_approved() -> None:
    order, entry = a_work_order(), an_entry("8")
    more = an_entry("9", entry_id=entry.entry_id, version=2)
    first, made = transactions_of(a_directory(order), approved(order, entry), approved(order, more))
    of_run = made.going_with([first.transaction.reserve(PayRunId(new_id()))], {}).transaction
    assert (of_run.state, of_run.pay_run_id) == (TransactionState.PROCESSING, None)


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_a_temps_pay_without_rules_is_on_hold_with_a_reason_and_not_without_deductions(
    currency: str,
) -> None:
    order = a_work_order(currency=currency)
    (made,) = transactions_of(a_directory(order), approved(order, an_entry("8")))
    held = made.transaction
    assert held.state is TransactionState.ON_HOLD
    assert held.held_because is not None
    assert f"{currency} in Ontario" in held.held_because
    assert not held.payable_on(date(2099, 1, 1))
    released, _ = held.release(NOW.date(), calendar_of("CA"), without_deductions=True)
    assert released.state is TransactionState.PROCESSING
    (company,) = transactions_of(
        a_directory(order, kind=ContractorKind.INCORPORATED), approved(order, an_entry("8"))
    )
    assert company.transaction.held_because is None


quantities = st.lists(
    st.tuples(
        st.decimals(Decimal("0.25"), Decimal(24), places=2), st.sampled_from(list(ArticleKind))
    ),
    min_size=1,
    max_size=20,
)


@given(quantities, st.sampled_from(ContractorKind))
def test_net_is_gross_less_deductions_plus_taxes_and_all_are_sums_of_lines(
    work: list[tuple[Decimal, ArticleKind]], kind: ContractorKind
) -> None:
    order = a_work_order(rates=articles("33.333", "47.775"))
    body = approved(order, *(an_entry(str(q), article=article) for q, article in work))
    for made in transactions_of(a_directory(order, kind=kind), body):
        said = made.created().transaction
        assert said.gross == Money.total((line.amount for line in said.lines), "CAD")
        deductions = Money.total((charge.amount for charge in said.deductions), "CAD")
        taxes = Money.total((charge.amount for charge in said.taxes), "CAD")
        assert said.net == said.gross - deductions + taxes
        assert (deductions, taxes) == (made.transaction.deductions, made.transaction.taxes)
        if kind is ContractorKind.TEMP:
            assert not said.taxes
        else:
            assert not said.deductions
