"""The books are closed month by month, and never opened again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.ids import PersonId
from payments.ledger.model import (
    Books,
    BooksClosedError,
    ClosedAlreadyError,
    Closing,
    ClosingDayError,
)

TODAY = date(2026, 4, 1)


def closing(through: date) -> Closing:
    return Closing(
        closed_through=through,
        closed_by=PersonId(new_id()),
        closed_by_name="Ada Staff",
        closed_at=datetime(2026, 4, 1, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize("through", [date(2026, 3, 31), date(2026, 2, 28), date(2024, 2, 29)])
def test_a_month_that_is_over_can_be_closed(through: date) -> None:
    assert Books().close(closing(through), TODAY).closed_through == through


@pytest.mark.parametrize(
    "through",
    [date(2026, 3, 30), date(2026, 2, 27), date(2024, 2, 28), date(2026, 4, 1), date(2026, 4, 30)],
)
def test_no_part_of_a_month_and_none_that_goes_on_can_be_closed(through: date) -> None:
    with pytest.raises(ClosingDayError) as refused:
        Books().close(closing(through), TODAY)
    assert [error.field for error in refused.value.errors] == ["closed_through"]


def test_the_last_day_of_a_month_is_over_when_the_next_one_has_begun() -> None:
    with pytest.raises(ClosingDayError):
        Books().close(closing(date(2026, 3, 31)), date(2026, 3, 31))


@pytest.mark.parametrize("through", [date(2026, 2, 28), date(2026, 1, 31)])
def test_what_is_closed_is_not_closed_again(through: date) -> None:
    with pytest.raises(ClosedAlreadyError):
        Books(closed_through=date(2026, 2, 28)).close(closing(through), TODAY)


def test_a_day_is_open_from_the_day_after_the_closing() -> None:
    books = Books(closed_through=date(2026, 2, 28))
    books.require_open(date(2026, 3, 1), "pay_on")
    for closed in (date(2026, 2, 28), date(2025, 12, 31)):
        with pytest.raises(BooksClosedError) as refused:
            books.require_open(closed, "pay_on")
        assert [error.field for error in refused.value.errors] == ["pay_on"]
    Books().require_open(TODAY - timedelta(days=10_000), "pay_on")


def test_what_comes_of_a_closed_day_counts_for_the_first_open_one() -> None:
    books = Books(closed_through=date(2026, 2, 28))
    assert books.open_from(date(2026, 2, 10)) == books.open_from(date(2026, 3, 1))
    assert books.open_from(date(2026, 3, 1)) == date(2026, 3, 1)
    assert books.open_from(date(2026, 3, 2)) == date(2026, 3, 2)
    assert Books().open_from(date(2026, 2, 10)) == date(2026, 2, 10)
