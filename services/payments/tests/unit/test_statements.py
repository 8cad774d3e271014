"""The statement of account: what was owed, how it came to that, and how old it is."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidError
from chassis.ids import new_id
from contracts.ids import InvoiceId
from contracts.money import Money
from payments.statements.model import (
    Account,
    Age,
    Days,
    Entry,
    MovementKind,
    OpeningBalance,
    OpenInvoice,
    StatementOutOfBalanceError,
    accounts_of,
    age_of,
    days_between,
)
from payments.statements.words import WORDS

from ..builders import cad, nok

pytestmark = pytest.mark.requirement("B12")

AS_OF = date(2026, 5, 20)


def an_entry(amount: Money, cause: MovementKind = MovementKind.INVOICE) -> Entry:
    return Entry(
        booked_on=AS_OF,
        cause=cause,
        cause_id=UUID(int=1),
        amount=amount,
        number="I-2026-000001",
    )


def an_open_invoice(
    open_amount: Money, *, overdue: int = 0, held_back: Money | None = None
) -> OpenInvoice:
    due_on = AS_OF - timedelta(days=overdue)
    return OpenInvoice(
        invoice_id=InvoiceId(new_id()),
        number="I-2026-000001",
        issued_on=due_on - timedelta(days=30),
        due_on=due_on,
        total=open_amount + Money(amount_minor=100, currency=open_amount.currency),
        credited=Money.zero("CAD"),
        charged=Money.zero("CAD"),
        received=Money(amount_minor=100, currency=open_amount.currency),
        held_back=held_back or Money.zero(open_amount.currency),
        days_overdue=days_between(due_on, AS_OF),
    )


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, Age.NOT_DUE),
        (1, Age.DAYS_1_TO_30),
        (30, Age.DAYS_1_TO_30),
        (31, Age.DAYS_31_TO_60),
        (60, Age.DAYS_31_TO_60),
        (61, Age.DAYS_61_TO_90),
        (90, Age.DAYS_61_TO_90),
        (91, Age.OVER_90_DAYS),
        (5_000, Age.OVER_90_DAYS),
    ],
)
def test_an_invoice_grows_older_on_the_day_after_each_limit(days: int, age: Age) -> None:
    assert age_of(days) is age
    assert an_open_invoice(cad("1"), overdue=days).age is age


def test_no_more_is_disputed_than_is_open_and_ages_are_of_all_that_is() -> None:
    account = Account("CAD")
    account.add(an_open_invoice(cad("50"), overdue=3, held_back=cad("20")))
    account.add(an_open_invoice(cad("30"), held_back=cad("31")))
    account.add(an_open_invoice(cad("10")))
    assert [one.disputed_amount for one in account.open_invoices] == [
        cad("20"),
        cad("30"),
        cad("0"),
    ]
    assert account.disputed == cad("50")
    assert account.ages[Age.DAYS_1_TO_30] == cad("50")


def test_an_invoice_is_not_overdue_on_its_due_date_or_before() -> None:
    assert days_between(AS_OF, AS_OF) == 0
    assert days_between(AS_OF + timedelta(days=9), AS_OF) == 0
    assert days_between(AS_OF - timedelta(days=1), AS_OF) == 1


def test_each_movement_carries_what_was_owed_after_it_in_its_own_currency() -> None:
    entries = [an_entry(cad("100")), an_entry(nok("7")), an_entry(-cad("40"), MovementKind.RECEIPT)]
    accounts = accounts_of([OpeningBalance(amount=cad("10")), *entries])
    assert [one.balance for one in accounts.balances(entries)] == [cad("110"), nok("7"), cad("70")]
    assert [(one.currency, one.closing) for one in accounts.shown] == [
        ("CAD", cad("70")),
        ("NOK", nok("7")),
    ]


def test_an_account_says_how_much_was_charged_and_credited() -> None:
    parts = [an_entry(cad("100")), an_entry(-cad("30"), MovementKind.RECEIPT), an_entry(cad("5"))]
    (account,) = accounts_of(parts).shown
    assert (account.charged, account.credited) == (cad("105"), cad("30"))


def test_money_that_the_invoices_know_nothing_of_is_a_difference_and_never_left_out() -> None:
    parts = [an_entry(cad("100")), an_open_invoice(cad("60"))]
    accounts = accounts_of(parts)
    (account,) = accounts.out_of_balance
    assert account.difference == cad("40")
    with pytest.raises(StatementOutOfBalanceError) as refused:
        accounts.must_foot()
    assert refused.value.data == {"differences": [{"amount_minor": 4000, "currency": "CAD"}]}


def test_an_account_without_movements_is_shown_where_ledger_and_invoices_differ() -> None:
    """What was settled long ago is not shown; a mistake is, even where nothing else would be."""
    settled = accounts_of([OpeningBalance(amount=cad("0"))])
    assert not settled.shown
    settled.must_foot()
    wrong = accounts_of([an_open_invoice(cad("60"))])
    assert [one.difference for one in wrong.out_of_balance] == [-cad("60")]


AMOUNTS = st.integers(min_value=-(10**9), max_value=10**9)


@given(
    opening=AMOUNTS,
    moved=st.lists(AMOUNTS, max_size=40),
    open_ones=st.lists(
        st.tuples(st.integers(1, 10**9), st.integers(min_value=0, max_value=400)), max_size=40
    ),
)
def test_closing_is_opening_and_movements_and_ages_come_to_what_is_open(
    opening: int, moved: list[int], open_ones: list[tuple[int, int]]
) -> None:
    def money(minor: int) -> Money:
        return Money(amount_minor=minor, currency="CAD")

    entries = [an_entry(money(minor)) for minor in moved]
    account = Account("CAD")
    invoices = [an_open_invoice(money(minor), overdue=days) for minor, days in open_ones]
    for part in [OpeningBalance(amount=money(opening)), *entries, *invoices]:
        account.add(part)
    assert account.closing == money(opening + sum(moved))
    assert account.opening + account.charged - account.credited == account.closing
    assert Money.total(account.ages.values(), "CAD") == account.open_total
    assert account.open_total == money(sum(minor for minor, _ in open_ones))
    assert account.closing == account.open_total + account.difference
    running = list(accounts_of([OpeningBalance(amount=money(opening)), *entries]).balances(entries))
    if running:
        assert running[-1].balance == account.closing


def test_by_itself_a_statement_covers_three_calendar_months_up_to_today() -> None:
    first = date(2020, 1, 1)
    asked = Days.asked(None, None, today=AS_OF, first=first)
    assert (asked.from_on, asked.as_of) == (date(2026, 3, 1), AS_OF)
    over_new_year = Days.asked(None, date(2026, 1, 31), today=AS_OF, first=first)
    assert over_new_year.from_on == date(2025, 11, 1)
    in_december = Days.asked(None, date(2025, 12, 31), today=AS_OF, first=first)
    assert in_december.from_on == date(2025, 10, 1)


def test_a_statement_stays_within_the_books() -> None:
    first = AS_OF - timedelta(days=10)
    everything = Days.asked(date(2000, 1, 1), None, today=AS_OF, first=first)
    assert everything.from_on == first
    on_the_first = Days.asked(None, first, today=AS_OF, first=first)
    assert (on_the_first.from_on, on_the_first.as_of) == (first, first)
    for from_on, as_of, wrong in (
        (None, AS_OF + timedelta(days=1), "as_of"),
        (None, first - timedelta(days=1), "as_of"),
        (AS_OF, AS_OF - timedelta(days=1), "from"),
    ):
        with pytest.raises(InvalidError) as refused:
            Days.asked(from_on, as_of, today=AS_OF, first=first)
        assert [one.field for one in refused.value.errors] == [wrong]


@pytest.mark.parametrize("language", ["en", "fr", "nb"])
def test_every_age_and_what_moves_an_account_has_a_word(language: str) -> None:
    words = WORDS[language]
    assert list(words.ages) == list(Age)
    assert set(words.causes) == set(MovementKind)
    assert len(set(words.causes.values())) == len(MovementKind)
    for name in (words.summary, words.movements, words.open_invoices):
        assert len(name) <= 31
