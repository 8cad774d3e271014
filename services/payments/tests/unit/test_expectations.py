"""When a client's money is expected: held to what came, without a look ahead."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.expectations.model import (
    AT_LEAST,
    LAST_INVOICES,
    ExpectationBasis,
    expectation_of,
    habit_of,
)

DUE = date(2026, 12, 1)
Record = Iterator[int]


def steady(dice: random.Random) -> Record:
    """A client that pays some days after the due date, always about the same."""
    usual = dice.randrange(-5, 30)
    while True:
        yield usual + dice.randrange(-3, 4)


def drifting(dice: random.Random) -> Record:
    """A client that pays later with each invoice, or earlier."""
    usual, step = float(dice.randrange(0, 10)), dice.choice([-0.5, 0.25, 0.5, 1.0])
    while True:
        usual += step
        yield round(usual + dice.gauss(0, 2))


def erratic(dice: random.Random) -> Record:
    """A client that pays on time mostly, and some invoices weeks late."""
    while True:
        is_late = dice.random() < 0.25
        yield round(dice.gauss(30, 12)) if is_late else round(dice.gauss(2, 4))


def seasonal(dice: random.Random) -> Record:
    """A client whose payments go slowly up and down."""
    turns = 0
    while True:
        turns += 1
        yield round(8 * abs((turns % 40) - 20) / 20 + dice.gauss(0, 2))


@pytest.mark.requirement("B24")
@pytest.mark.parametrize("shape", [steady, drifting, erratic, seasonal])
def test_the_range_holds_in_four_of_five_cases_without_seeing_the_future(
    shape: Callable[[random.Random], Record],
) -> None:
    held = said = 0
    for seed in range(200):
        record = shape(random.Random(seed))  # noqa: S311 - a play, not a secret
        known: list[int] = []
        for _ in range(60):
            # Said of what is known so far; only then the next one comes.
            habit = habit_of(known)
            comes = next(record)
            if habit is not None:
                said += 1
                held += habit.earliest_days <= comes <= habit.latest_days
            known.append(comes)
    assert said == 200 * (60 - AT_LEAST)
    assert held / said >= 0.8


@pytest.mark.requirement("B24")
def test_the_range_of_few_invoices_holds_as_often_as_that_of_many() -> None:
    for count in range(AT_LEAST, LAST_INVOICES + 1):
        held = 0
        for seed in range(2_000):
            record = erratic(random.Random(seed))  # noqa: S311 - a play, not a secret
            habit = habit_of([next(record) for _ in range(count)])
            assert habit is not None
            held += habit.earliest_days <= next(record) <= habit.latest_days
        assert held / 2_000 >= 0.78, count


def test_a_range_is_not_wider_than_the_record_of_a_steady_client() -> None:
    assert habit_of([2, 8] * 10) == (2, 8)
    assert habit_of([5] * LAST_INVOICES) == (5, 5)
    # One that was paid half a year late says nothing of the others.
    assert habit_of([*[4, 5, 6] * 6, 180, 5]) == (4, 6)


def test_old_invoices_say_nothing_any_more() -> None:
    assert habit_of([60] * 50 + [3] * LAST_INVOICES) == (3, 3)


@pytest.mark.requirement("B24")
def test_of_few_paid_invoices_no_range_is_said() -> None:
    found = expectation_of(DUE, [3] * (AT_LEAST - 1), date(2026, 11, 20))
    assert found.basis is ExpectationBasis.TOO_FEW
    assert (found.due_on, found.habit, found.first_on, found.last_on) == (DUE, None, None, None)


@pytest.mark.requirement("B24")
@pytest.mark.parametrize(
    ("today", "basis", "first_on", "last_on"),
    [
        (date(2026, 11, 20), ExpectationBasis.RECORD, date(2026, 12, 3), date(2026, 12, 9)),
        (date(2026, 12, 5), ExpectationBasis.RECORD, date(2026, 12, 5), date(2026, 12, 9)),
        (date(2026, 12, 9), ExpectationBasis.RECORD, date(2026, 12, 9), date(2026, 12, 9)),
        (date(2026, 12, 10), ExpectationBasis.LATER_THAN_USUAL, None, None),
    ],
)
def test_what_is_expected_is_never_in_the_past(
    today: date, basis: ExpectationBasis, first_on: date | None, last_on: date | None
) -> None:
    found = expectation_of(DUE, [2, 8] * 10, today)
    assert (found.basis, found.habit) == (basis, (2, 8))
    assert (found.first_on, found.last_on) == (first_on, last_on)


@given(st.lists(st.integers(-90, 400), max_size=60), st.integers(-200, 500))
def test_whatever_the_record_a_range_is_a_range(days_late: list[int], ahead: int) -> None:
    today = DUE + timedelta(days=ahead)
    found = expectation_of(DUE, days_late, today)
    assert (found.habit is None) == (len(days_late) < AT_LEAST)
    if found.habit is not None:
        assert found.habit.earliest_days <= found.habit.latest_days
    if found.first_on is not None and found.last_on is not None:
        assert today <= found.first_on <= found.last_on
