"""Withholding by the tax card: percent, table, free, and none."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.norway.tax_card import CardKind, TaxCard
from payments.taxes.norway.withholding import Withholding, withholding
from payments.taxes.steps import Step

from ..oracles.norway import by_card

PERCENT_33 = TaxCard(kind=CardKind.PERCENT, percent=Decimal(33))
FREE_100_000 = TaxCard(kind=CardKind.FREE, free_amount=Decimal(100_000))
TABLE_8000 = TaxCard(kind=CardKind.TABLE, table="8000", percent=Decimal(42))
EXEMPT = TaxCard(kind=CardKind.EXEMPT)
NO_CARD = TaxCard(kind=CardKind.NONE)

amounts = st.decimals(min_value=-50_000, max_value=500_000, places=2)


def of(
    card: TaxCard | None,
    gross: str,
    *,
    before: str = "0",
    periods: int = 12,
    on: date = date(2026, 6, 15),
    trace: bool = False,
) -> Withholding:
    return withholding(
        gross=Decimal(gross),
        periods_a_year=periods,
        card=card,
        paid_before=Decimal(before),
        on=on,
        trace=trace,
    )


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(
    ("card", "gross", "before", "amount"),
    [
        # No card, and the card that says that there is none: half, in whole kroner, rounded down.
        (None, "30000", "0", "15000"),
        (None, "30001", "0", "15000"),
        (None, "30001.99", "0", "15000"),
        (None, "30002", "0", "15001"),
        (NO_CARD, "30003.50", "99999", "15001"),
        (None, "0", "0", "0"),
        (None, "-500", "0", "0"),
        # Percent: whatever was paid before.
        (PERCENT_33, "30000", "0", "9900"),
        (PERCENT_33, "30000", "900000", "9900"),
        (PERCENT_33, "30002.99", "0", "9900"),
        # Of whole kroner of pay: 33 % of 30,003.99 would be 9,901.
        (PERCENT_33, "30003.99", "0", "9900"),
        (PERCENT_33, "30004", "0", "9901"),
        (PERCENT_33, "-500", "0", "0"),
        (TaxCard(kind=CardKind.PERCENT, percent=Decimal("31.5")), "1000", "0", "315"),
        (TaxCard(kind=CardKind.PERCENT, percent=Decimal(0)), "30000", "0", "0"),
        (TaxCard(kind=CardKind.PERCENT, percent=Decimal(100)), "30000.40", "0", "30000"),
        # Free card: nothing up to its amount, half above it.
        (FREE_100_000, "30000", "0", "0"),
        (FREE_100_000, "100000", "0", "0"),
        (FREE_100_000, "100001.99", "0", "0"),
        (FREE_100_000, "100002", "0", "1"),
        (FREE_100_000, "30000", "70000", "0"),
        (FREE_100_000, "30000", "80000", "5000"),
        (FREE_100_000, "30000", "100000", "15000"),
        (FREE_100_000, "30000", "250000", "15000"),
        (FREE_100_000, "-30000", "250000", "0"),
        (TaxCard(kind=CardKind.FREE, free_amount=Decimal(0)), "30000", "0", "15000"),
        # Exempt card: nothing, however much.
        (EXEMPT, "30000", "0", "0"),
        (EXEMPT, "900000", "900000", "0"),
        # Table: its amount, neither the percentage on the card nor what was paid before.
        (TABLE_8000, "33333", "0", "7707"),
        (TABLE_8000, "33333", "900000", "7707"),
    ],
)
def test_what_is_withheld_follows_the_card(
    card: TaxCard | None, gross: str, before: str, amount: str
) -> None:
    assert of(card, gross, before=before).amount == Decimal(amount)


@pytest.mark.parametrize("trace", [False, True])
@pytest.mark.parametrize(
    ("card", "percent"),
    [
        (None, 50),
        (NO_CARD, 50),
        (PERCENT_33, 33),
        (FREE_100_000, 50),
        (EXEMPT, 0),
        (TABLE_8000, None),
    ],
)
def test_the_percentage_is_told_where_there_is_one(
    card: TaxCard | None, percent: int | None, trace: bool
) -> None:
    assert of(card, "30000", trace=trace).percent == percent


@given(
    kind=st.sampled_from(["percent", "free", "exempt", "none"]),
    gross=amounts,
    percent=st.decimals(min_value=0, max_value=100, places=1),
    free=st.integers(0, 120_000),
    before=st.decimals(min_value=0, max_value=300_000, places=2),
)
def test_a_card_agrees_with_the_law_told_a_second_time(
    kind: str, gross: Decimal, percent: Decimal, free: int, before: Decimal
) -> None:
    card = TaxCard(kind=CardKind(kind), percent=percent, free_amount=Decimal(free))
    assert of(card, str(gross), before=str(before)).amount == by_card(
        kind, Fraction(gross), Fraction(percent), Fraction(free), Fraction(before)
    )


@given(first=st.integers(0, 100_000), second=st.integers(0, 100_000))
def test_a_free_card_is_used_up_once_however_the_year_is_paid(first: int, second: int) -> None:
    parts = of(FREE_100_000, str(first)).amount
    parts += of(FREE_100_000, str(second), before=str(first)).amount
    whole = of(FREE_100_000, str(first + second)).amount
    assert 0 <= whole - parts <= 1


def test_a_table_counts_by_the_periods_of_the_year() -> None:
    month = of(TABLE_8000, "33333", periods=12).amount
    week = of(TABLE_8000, "7700", periods=52).amount
    assert (month, week) == (Decimal(7_707), Decimal(1_764))


def test_the_year_of_payment_decides() -> None:
    days = (date(2025, 12, 31), date(2026, 1, 1))
    assert [of(TABLE_8000, "33333", on=day).amount for day in days] == [7_980, 7_707]


@pytest.mark.parametrize("card", [None, NO_CARD, PERCENT_33, FREE_100_000, EXEMPT, TABLE_8000])
@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2027, 1, 1)])
def test_a_year_whose_law_was_not_read_is_a_question(card: TaxCard | None, on: date) -> None:
    with pytest.raises(NoRuleError) as found:
        of(card, "30000", on=on)
    assert (found.value.missing, found.value.place, found.value.on) == (
        MissingRule.VALUES,
        "NO",
        on,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": CardKind.PERCENT},
        {"kind": CardKind.PERCENT, "percent": Decimal("-0.1")},
        {"kind": CardKind.PERCENT, "percent": Decimal("100.1")},
        {"kind": CardKind.PERCENT, "table": "8000"},
        {"kind": CardKind.TABLE, "percent": Decimal(30)},
        {"kind": CardKind.FREE, "percent": Decimal(30)},
        {"kind": CardKind.FREE, "free_amount": Decimal("-0.01")},
    ],
)
def test_a_card_without_what_it_withholds_by_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="tax card"):
        TaxCard(**wrong)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("card", "code", "inputs", "amount"),
    [
        (None, "no_card", {"B": "30001", "p": "0.5"}, "15000"),
        (NO_CARD, "no_card", {"B": "30001", "p": "0.5"}, "15000"),
        (PERCENT_33, "percent_card", {"B": "30001", "p": "0.33"}, "9900"),
        (EXEMPT, "exempt_card", {"B": "30001", "p": "0"}, "0"),
        (
            FREE_100_000,
            "free_card",
            {"B": "30001", "F": "100000", "Y": "80000", "p": "0.5"},
            "5000",
        ),
    ],
)
def test_a_card_s_step_shows_what_the_amount_came_from(
    card: TaxCard | None, code: str, inputs: dict[str, str], amount: str
) -> None:
    traced = of(card, "30001", before="80000", trace=True)
    (step,) = traced.steps
    assert (step.code, step.result, traced.amount) == (code, Decimal(amount), Decimal(amount))
    assert step.inputs == {name: Decimal(value) for name, value in inputs.items()}
    assert step.edition == "no:withholding:2025-01-01"
    assert Decimal(amount) == recomputed(step)
    assert step.source


def recomputed(step: Step) -> int:
    """The step's result from what it shows, by the formula that it shows."""
    b, p = step.inputs["B"], step.inputs["p"]
    if step.formula == "floor(floor(max(0, B - max(0, F - Y))) * p)":
        b -= max(Decimal(0), step.inputs["F"] - step.inputs["Y"])
    else:
        assert step.formula == "floor(floor(max(0, B)) * p)"
    return floor(floor(max(Decimal(0), b)) * p)


def test_a_table_card_shows_the_steps_of_its_table() -> None:
    steps = of(TABLE_8000, "33333", trace=True).steps
    assert (steps[-1].code, steps[-1].result) == ("forskuddstrekk", Decimal(7_707))


@pytest.mark.parametrize("card", [None, PERCENT_33, FREE_100_000, TABLE_8000])
def test_no_steps_are_made_unless_asked(card: TaxCard | None) -> None:
    found = withholding(
        gross=Decimal(30_000),
        periods_a_year=12,
        card=card,
        paid_before=Decimal(0),
        on=date(2026, 6, 15),
    )
    assert found.steps == ()
