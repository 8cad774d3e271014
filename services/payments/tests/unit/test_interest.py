"""Interest so far: simple, by the day, rounded once, so that every split of the time adds up."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.money import Money
from payments.invoices.interest.model import DueSince, interest_since
from payments.invoices.interest.schemas import InterestRuleRequest, Percent

from ..builders import cad

pytestmark = pytest.mark.requirement("A5")

ISSUED, DUE = date(2026, 3, 1), date(2026, 3, 31)

percents = st.decimals(0, 50, places=2)
histories = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 10**9)),
    min_size=1,
    max_size=6,
    unique_by=lambda change: change[0],
).map(sorted)


def due(*changes: tuple[int, int]) -> list[DueSince]:
    """What was due since so many days after the issue, in minor units; 0 is the issue."""
    return [
        DueSince(on=ISSUED + timedelta(days=day), amount=Money(amount_minor=minor, currency="CAD"))
        for day, minor in changes
    ]


def until(day: date, changes: list[DueSince], percent: str | Decimal) -> Money:
    found = interest_since(day, changes, due_on=DUE, percent=Decimal(percent), charged=())
    return found.amount if found else Money.zero("CAD")


def test_a_year_at_eight_percent_is_eight_percent() -> None:
    year = DUE + timedelta(days=365)
    assert until(year, due((0, 1000_00)), "8") == cad("80.00")


def test_nothing_on_the_due_date_and_one_day_on_the_day_after() -> None:
    assert until(DUE, due((0, 3650_00)), "10") == cad("0")
    assert until(DUE + timedelta(days=1), due((0, 3650_00)), "10") == cad("1.00")


def test_what_comes_in_changes_what_is_late_from_its_day_on() -> None:
    # Ten days of 3,650, of which 3,000 come in on the fifth.
    fifth = (DUE + timedelta(days=5) - ISSUED).days
    changes = due((0, 3650_00), (fifth, 650_00))
    expected = Fraction(4 * 3650 + 6 * 650) / 3650
    assert until(DUE + timedelta(days=10), changes, "10") == Money.of(expected, "CAD")


def test_what_came_in_before_the_due_date_was_never_late() -> None:
    assert until(DUE + timedelta(days=365), due((0, 1000_00), (10, 0)), "8") == cad("0")


def test_a_currency_without_cents_is_rounded_to_its_own_unit() -> None:
    yen = [DueSince(on=ISSUED, amount=Money(amount_minor=10_000, currency="JPY"))]
    last = DUE + timedelta(days=30)
    found = interest_since(last, yen, due_on=DUE, percent=Decimal(8), charged=())
    assert found is not None
    assert found.amount == Money.of(Fraction(10_000 * 30 * 8, 36_500), "JPY")


@given(histories, st.integers(0, 300), percents)
def test_it_is_the_sum_of_every_day_rounded_once(
    history: list[tuple[int, int]], days: int, percent: Decimal
) -> None:
    """An oracle that knows only days."""
    changes = due((0, history[0][1]), *(one for one in history if one[0] > 0))
    last = DUE + timedelta(days=days)
    exact = Fraction(0)
    for number in range(1, days + 1):
        day = DUE + timedelta(days=number)
        owed = [one.amount for one in changes if one.on <= day][-1]
        exact += Fraction(owed.decimal) * Fraction(percent) / 36_500
    assert until(last, changes, percent) == Money.of(exact, "CAD")


@given(histories, st.lists(st.integers(0, 300), min_size=2, max_size=8).map(sorted), percents)
def test_any_split_of_the_time_adds_up(
    history: list[tuple[int, int]], cuts: list[int], percent: Decimal
) -> None:
    changes = due((0, history[0][1]), *(one for one in history if one[0] > 0))
    sums = [until(DUE + timedelta(days=cut), changes, percent) for cut in cuts]
    parts = [later - earlier for earlier, later in pairwise(sums)]
    assert Money.total(parts, "CAD") == sums[-1] - sums[0]
    assert all(part >= cad("0") for part in parts)


@pytest.mark.requirement("X8")
@pytest.mark.parametrize("wrong", ["-0.01", "50.01", "8.12345", "1e1", "eight", None, True])
def test_a_percent_is_a_number_between_nothing_and_fifty(wrong: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Percent).validate_python(wrong)


@pytest.mark.requirement("X8")
def test_each_currency_is_there_once() -> None:
    rate = {"currency": "CAD", "percent": "8"}
    with pytest.raises(ValidationError):
        InterestRuleRequest.model_validate({"rates": [rate, rate]})
