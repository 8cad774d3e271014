"""What people type and what stands in files, as time and as amounts."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.quantities import hours_of
from contracts.quantity_text import (
    REASONS,
    InvalidQuantityError,
    QuantityProblem,
    amount_of,
    minutes_of,
)

CASES = Path(__file__).parents[4] / "contracts" / "cases" / "quantities.tsv"


def cases() -> list[tuple[str, str]]:
    """What is typed, and what it means."""
    _names, *lines = CASES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [(unescaped(typed), means) for typed, means in rows]


def unescaped(typed: str) -> str:
    """With the characters that an editor would not show."""
    return typed.encode("ascii", "backslashreplace").decode("unicode_escape")


@pytest.mark.requirement("C13")
@pytest.mark.parametrize(("typed", "means"), cases())
def test_time_is_read_as_the_table_of_cases_says(typed: str, means: str) -> None:
    if means.isdecimal():
        assert minutes_of(typed) == int(means)
        return
    with pytest.raises(InvalidQuantityError) as refused:
        minutes_of(typed)
    assert refused.value.code == means
    assert str(refused.value) == REASONS[QuantityProblem(means)]


def test_the_table_has_a_case_of_every_kind() -> None:
    assert {means for _, means in cases() if not means.isdecimal()} == set(QuantityProblem)


@given(st.integers(1, 1440))
def test_every_minute_is_found_again_however_it_is_written(minutes: int) -> None:
    hours = hours_of(minutes)
    clock = f"{minutes // 60}:{minutes % 60:02}"
    ways = [clock, clock.replace(":", "h"), f"{minutes} min", str(hours), f"{hours:.2f}"]
    for written in (*ways, str(hours).replace(".", ",")):
        assert minutes_of(written) == minutes


@given(st.text(max_size=60))
def test_whatever_is_typed_is_time_or_refused(typed: str) -> None:
    try:
        minutes = minutes_of(typed)
    except InvalidQuantityError:
        return
    assert 1 <= minutes <= 1440


@pytest.mark.parametrize(
    ("text", "decimal_comma", "amount"),
    [
        ("129.95", False, "129.95"),
        ("129,95", True, "129.95"),
        ("129,95", False, "129.95"),
        ("3,125", True, "3.125"),
        ("١٢٩٫٩٥", False, "129.95"),
        ("-5", False, "-5"),
    ],
)
def test_an_amount_is_read(text: str, decimal_comma: bool, amount: str) -> None:
    assert amount_of(text, decimal_comma=decimal_comma) == Decimal(amount)


@pytest.mark.parametrize("text", ["1.234,5", "1,234.5", "1 234,5", "7,5,1", "1,234", "7:30", "=4"])
def test_a_grouped_or_decorated_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuantityError):
        amount_of(text, decimal_comma=False)
