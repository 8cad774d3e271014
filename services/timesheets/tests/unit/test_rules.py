"""The rules of what can be logged, as tables."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from timesheets.work.model import Work
from timesheets.work.rules import is_plain, refusals
from timesheets.work_orders.model import OpenOrder

TODAY = date(2026, 3, 31)
ANY = UUID(int=1)


def an_order(**changes: Any) -> OpenOrder:
    terms: dict[str, Any] = {
        "work_order_id": WorkOrderId(ANY),
        "code": "WO-1",
        "project_id": ProjectId(ANY),
        "company_id": CompanyId(ANY),
        "contractor_id": PersonId(ANY),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "currency": "CAD",
        "articles": frozenset(ArticleKind),
        "time_zone": "America/Toronto",
    }
    return OpenOrder(**{**terms, **changes})


def some_work(**changes: Any) -> Work:
    work: dict[str, Any] = {
        "work_on": date(2026, 3, 2),
        "article": ArticleKind.REGULAR,
        "quantity": Decimal("7.5"),
        "note": "Valves",
    }
    return Work(**{**work, **changes})


def codes(
    order: OpenOrder, work: Work, *, already: str = "0", handed_in: bool = False
) -> list[str]:
    found = refusals(
        order,
        work.measured(),
        today=TODAY,
        minutes_already=Decimal(already) * 60,
        handed_in=handed_in,
    )
    return [str(refusal.code) for refusal in found]


@pytest.mark.parametrize(
    ("quantity", "broken"),
    [
        ("7.5", []),
        ("0.25", []),
        ("24", []),
        ("7.50", []),
        ("7.500000", []),
        ("0", ["quantity_not_positive"]),
        ("0.00", ["quantity_not_positive"]),
        ("-1", ["quantity_not_positive"]),
        ("-0.01", ["quantity_not_positive"]),
        ("24.01", ["too_many_hours"]),
        ("25", ["too_many_hours"]),
        ("1E+9", ["too_many_hours"]),
        ("0.33", []),
        ("0.01", []),
        ("0.005", ["less_than_a_minute"]),
        ("1E-12", ["less_than_a_minute"]),
        ("7.125", ["not_whole_minutes"]),
    ],
)
@pytest.mark.parametrize("article", [ArticleKind.REGULAR, ArticleKind.OVERTIME])
def test_time_is_a_minute_at_least_a_day_at_most_and_whole_minutes(
    article: ArticleKind, quantity: str, broken: list[str]
) -> None:
    assert codes(an_order(), some_work(article=article, quantity=Decimal(quantity))) == broken


@pytest.mark.parametrize(
    ("currency", "amount", "broken"),
    [
        ("CAD", "129.95", []),
        ("CAD", "5000", []),
        ("CAD", "129.950", []),
        ("CAD", "129.955", ["too_many_decimals"]),
        ("JPY", "1200", []),
        ("JPY", "1200.5", ["too_many_decimals"]),
        ("KWD", "3.125", []),
        ("KWD", "3.1255", ["too_many_decimals"]),
        ("CAD", "0", ["quantity_not_positive"]),
        ("CAD", "999999999.99", []),
        ("CAD", "1000000000", ["quantity_too_large"]),
    ],
)
def test_an_expense_is_an_amount_in_whole_minor_units_of_its_currency(
    currency: str, amount: str, broken: list[str]
) -> None:
    work = some_work(article=ArticleKind.EXPENSE, quantity=Decimal(amount))
    assert codes(an_order(currency=currency), work) == broken


@pytest.mark.parametrize(
    ("already", "article", "quantity", "broken"),
    [
        ("0", ArticleKind.REGULAR, "24", []),
        ("16.5", ArticleKind.OVERTIME, "7.5", []),
        ("16.51", ArticleKind.OVERTIME, "7.5", ["day_over_24_hours"]),
        ("24", ArticleKind.REGULAR, "0.01", ["day_over_24_hours"]),
        ("24", ArticleKind.EXPENSE, "80", []),
    ],
)
def test_a_day_has_24_hours_over_all_work_orders_and_expenses_take_none_of_them(
    already: str, article: ArticleKind, quantity: str, broken: list[str]
) -> None:
    work = some_work(article=article, quantity=Decimal(quantity))
    assert codes(an_order(), work, already=already) == broken


@pytest.mark.parametrize(
    ("work_on", "ends_on", "broken"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), []),
        (date(2025, 12, 31), date(2026, 12, 31), ["date_before_start"]),
        (date(2026, 2, 28), date(2026, 2, 28), []),
        (date(2026, 3, 1), date(2026, 2, 28), ["date_after_end"]),
        (TODAY, None, []),
        (date(2026, 4, 1), None, ["date_in_future"]),
    ],
)
def test_the_date_lies_within_the_work_orders_and_not_in_the_future(
    work_on: date, ends_on: date | None, broken: list[str]
) -> None:
    assert codes(an_order(ends_on=ends_on), some_work(work_on=work_on)) == broken


@pytest.mark.requirement("X4")
@pytest.mark.parametrize(
    ("time_zone", "now", "today"),
    [
        ("America/Toronto", datetime(2026, 4, 1, 3, 59, tzinfo=UTC), date(2026, 3, 31)),
        ("America/Toronto", datetime(2026, 4, 1, 4, 0, tzinfo=UTC), date(2026, 4, 1)),
        ("Europe/Oslo", datetime(2026, 3, 31, 22, 0, tzinfo=UTC), date(2026, 4, 1)),
        # The night in which Oslo's clocks go forward: midnight is UTC+1, the next one UTC+2.
        ("Europe/Oslo", datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Oslo", datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Oslo", datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
def test_today_is_the_projects_local_date(time_zone: str, now: datetime, today: date) -> None:
    assert an_order(time_zone=time_zone).today(now) == today


def test_an_article_without_a_rate_on_the_work_order_is_refused() -> None:
    order = an_order(articles=frozenset({ArticleKind.REGULAR}))
    assert codes(order, some_work(article=ArticleKind.OVERTIME)) == ["article_not_on_order"]


@pytest.mark.parametrize(
    ("note", "broken"),
    [
        ("", []),
        ("x" * 500, []),
        ("x" * 501, ["note_too_long"]),
        ("Bytte av ventil\u00a0\u2013 «rør» 🚰\nlinje to\r\n\tinnrykk", []),
        ("bell \x07", ["note_not_plain"]),
        ("null \x00", ["note_not_plain"]),
    ],
)
def test_a_note_is_plain_text_of_at_most_500_characters(note: str, broken: list[str]) -> None:
    assert codes(an_order(), some_work(note=note)) == broken


def test_a_closed_work_order_takes_no_new_work_but_corrections_of_what_was_handed_in() -> None:
    assert codes(an_order(closed=True), some_work()) == ["work_order_closed"]
    assert codes(an_order(closed=True), some_work(), handed_in=True) == []


def test_all_broken_rules_are_named_at_once() -> None:
    order = an_order(closed=True, articles=frozenset({ArticleKind.REGULAR}))
    work = some_work(
        work_on=date(2027, 1, 1), article=ArticleKind.OVERTIME, quantity=Decimal(-1), note="\x00"
    )
    assert codes(order, work) == [
        "work_order_closed",
        "date_after_end",
        "article_not_on_order",
        "quantity_not_positive",
        "note_not_plain",
    ]


@pytest.mark.parametrize(
    ("written", "kept"), [("7.50", "7.5"), ("1E+2", "100"), ("100", "100"), ("0.10", "0.1")]
)
def test_an_amount_is_kept_in_one_form(written: str, kept: str) -> None:
    spent = some_work(article=ArticleKind.EXPENSE, quantity=Decimal(written)).measured()
    assert (str(spent.quantity), spent.minutes) == (kept, None)


@pytest.mark.requirement("B14")
@pytest.mark.parametrize(
    ("written", "minutes", "kept"),
    [("7.50", 450, "7.5"), ("0.33", 20, "0.333333"), ("7.33", 440, "7.333333"), ("8", 480, "8")],
)
def test_hours_are_kept_as_the_whole_minutes_that_they_stand_for(
    written: str, minutes: int, kept: str
) -> None:
    logged = some_work(quantity=Decimal(written)).measured()
    assert (logged.minutes, str(logged.quantity)) == (minutes, kept)


def test_surrogates_are_not_plain_text() -> None:
    assert not is_plain("\ud800")
