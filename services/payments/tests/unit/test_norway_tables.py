"""Withholding by Skatteetaten's tables."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.norway.tables import TableAmount, withheld
from payments.taxes.steps import Step

from ..oracles.norway import ALL_TABLES, by_table

GOLDENS = Path(__file__).parents[1] / "oracles" / "norway_tables.csv"


def by(
    table: str, gross: str, *, year: int = 2026, periods: int = 12, trace: bool = False
) -> TableAmount:
    return withheld(
        gross=Decimal(gross), periods_a_year=periods, table=table, on=date(year, 6, 15), trace=trace
    )


def goldens() -> Iterator[tuple[int, str, int, str, int]]:
    """Year, table, periods a year, pay, and what Skatteetaten's routine withholds from it."""
    pays: dict[str, list[str]] = {}
    for line in GOLDENS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        year, table, periods, *rest = line.split(",")
        if year == "pay":
            pays[periods] = rest
            continue
        for pay, amount in zip(pays[periods], rest, strict=True):
            yield int(year), table, int(periods), pay, int(amount)


@pytest.mark.requirement("A6")
def test_every_table_of_both_years_withholds_what_skatteetaten_s_own_routine_does() -> None:
    found = list(goldens())
    assert len(found) == 2 * 96 * 3 * 14
    wrong = [
        (year, table, periods, pay)
        for year, table, periods, pay, amount in found
        if by(table, pay, year=year, periods=periods).amount != amount
    ]
    assert not wrong


def test_the_goldens_have_every_table_once_for_each_year_and_period() -> None:
    assert sorted({(year, table) for year, table, *_ in goldens()}) == sorted(
        (year, table) for year in (2025, 2026) for table in ALL_TABLES
    )


@given(
    year=st.sampled_from([2025, 2026]),
    table=st.sampled_from(ALL_TABLES),
    periods=st.sampled_from([12, 26, 52]),
    gross=st.decimals(min_value=-5_000, max_value=400_000, places=2),
)
def test_a_table_agrees_with_the_law_told_a_second_time(
    year: int, table: str, periods: int, gross: Decimal
) -> None:
    amount = by(table, str(gross), year=year, periods=periods).amount
    assert amount == by_table(year, table, periods, Fraction(gross))


@pytest.mark.parametrize(
    ("gross", "amount"),
    [
        ("0", "0"),
        ("-100", "0"),
        ("0.99", "0"),
        ("33299.99", "7668"),
        ("33300", "7707"),
        ("33399.99", "7707"),
        ("33400", "7745"),
    ],
)
def test_pay_counts_by_the_row_that_it_lies_in(gross: str, amount: str) -> None:
    assert by("8000", gross).amount == Decimal(amount)


@given(table=st.sampled_from(ALL_TABLES), gross=st.integers(0, 3_000), year=st.integers(2025, 2026))
def test_no_table_withholds_more_than_was_earned(table: str, gross: int, year: int) -> None:
    assert by(table, str(gross), year=year, periods=52).amount <= gross


@pytest.mark.parametrize(
    ("table", "periods", "year", "missing"),
    [
        ("7100", 12, 2026, MissingRule.WITHHOLDING),
        ("8005", 12, 2026, MissingRule.WITHHOLDING),
        ("8410", 12, 2026, MissingRule.WITHHOLDING),
        ("9000", 12, 2026, MissingRule.WITHHOLDING),
        ("9410", 12, 2026, MissingRule.WITHHOLDING),
        ("", 12, 2026, MissingRule.WITHHOLDING),
        ("8000", 24, 2026, MissingRule.WITHHOLDING),
        ("8000", 12, 2024, MissingRule.VALUES),
        ("8000", 12, 2027, MissingRule.VALUES),
    ],
)
def test_what_skatteetaten_has_no_table_of_is_a_question(
    table: str, periods: int, year: int, missing: MissingRule
) -> None:
    with pytest.raises(NoRuleError) as found:
        by(table, "30000", periods=periods, year=year)
    assert found.value.missing is missing
    assert found.value.place == "NO"
    assert found.value.on == date(year, 6, 15)


def test_the_steps_of_a_table_lead_from_the_pay_to_the_amount() -> None:
    traced = by("8120", "41650.75", trace=True)
    assert traced.amount == by("8120", "41650.75").amount == Decimal(8_412)
    assert [(step.code, step.result) for step in traced.steps] == [
        ("trekkgrunnlag", Decimal(41_650)),
        ("personinntekt", Decimal(504_798)),
        ("alminnelig_inntekt", Decimal(186_042)),
        ("kommuneskatt", Decimal(25_581)),
        ("fellesskatt", Decimal(15_348)),
        ("trinnskatt", Decimal(9_027)),
        ("trygdeavgift", Decimal(38_365)),
        ("forskuddstrekk", Decimal(8_412)),
    ]
    assert by("8120", "41650.75").steps == ()
    untraced = withheld(
        gross=Decimal(41_650), periods_a_year=12, table="8120", on=date(2026, 6, 15)
    )
    assert untraced.steps == ()
    assert {step.edition for step in traced.steps} == {"no:tables:2026-01-01"}
    assert all("Skatteetaten" in step.source for step in traced.steps)


def whole(amount: Decimal) -> Decimal:
    return floor(amount + Decimal("0.5"))


def floor(amount: Decimal) -> Decimal:
    return amount.to_integral_value(ROUND_FLOOR)


def bracket_tax(a: Mapping[str, Decimal]) -> Decimal:
    bounds = [*(a[f"T{i}"] for i in range(1, 6)), Decimal("Infinity")]
    parts = (
        (min(a["P"], bounds[i]) - bounds[i - 1]) * a[f"r{i}"]
        for i in range(1, 6)
        if a["P"] > bounds[i - 1]
    )
    return whole(sum(parts, Decimal(0)))


def contribution(a: Mapping[str, Decimal]) -> Decimal:
    if a["P"] < a["L"]:
        return Decimal(0)
    return whole(a["P"] * a["t"] if a["P"] > a["H"] else (a["P"] - a["L"]) * a["q"])


def spread(a: Mapping[str, Decimal]) -> Decimal:
    return (a["K"] + a["F"] + a["T"] + a["A"]) / a["m"]


FORMULAS: dict[str, Callable[[Mapping[str, Decimal]], Decimal]] = {
    "floor(B / s) * s + s / 2": lambda a: floor(a["B"] / a["s"]) * a["s"] + a["s"] / 2,
    "round(G * n)": lambda a: whole(a["G"] * a["n"]),
    "P - minstefradrag - standardfradrag - sjomannsfradrag - tabellfradrag - personfradrag": (
        lambda a: 2 * a["P"] - sum(a.values(), Decimal(0))
    ),
    "round(A * k)": lambda a: whole(a["A"] * a["k"]),
    "round(A * f)": lambda a: whole(a["A"] * a["f"]),
    "round(sum of (min(P, T[i+1]) - T[i]) * r[i] where P > T[i])": bracket_tax,
    "0 if P < L, round(P * t) if P > H, else round((P - L) * q)": contribution,
    "min(floor(B), round((K + F + T + A) / m))": lambda a: min(floor(a["B"]), whole(spread(a))),
    "min(floor(B), floor((K + F + T + A) / m))": lambda a: min(floor(a["B"]), floor(spread(a))),
}


def recomputed(step: Step) -> Decimal:
    """A step's result from what it shows, by the formula that it shows."""
    return FORMULAS[step.formula](step.inputs)


@given(
    year=st.sampled_from([2025, 2026]),
    table=st.sampled_from(ALL_TABLES),
    periods=st.sampled_from([12, 26, 52]),
    gross=st.decimals(min_value=-100, max_value=250_000, places=2),
)
def test_every_step_follows_from_what_it_shows_and_feeds_the_next(
    year: int, table: str, periods: int, gross: Decimal
) -> None:
    steps = by(table, str(gross), year=year, periods=periods, trace=True).steps
    assert [step.result for step in steps] == [recomputed(step) for step in steps]
    result = {step.code: step.result for step in steps}
    inputs = {step.code: step.inputs for step in steps}
    assert inputs["trekkgrunnlag"]["B"] == inputs["forskuddstrekk"]["B"] == max(Decimal(0), gross)
    assert set(inputs["alminnelig_inntekt"]) == {
        "P",
        "minstefradrag",
        "standardfradrag",
        "sjomannsfradrag",
        "tabellfradrag",
        "personfradrag",
    }
    assert inputs["personinntekt"]["G"] == result["trekkgrunnlag"]
    for code in ("alminnelig_inntekt", "trinnskatt", "trygdeavgift"):
        assert inputs[code]["P"] == result["personinntekt"]
    for code in ("kommuneskatt", "fellesskatt"):
        assert inputs[code]["A"] == max(Decimal(0), result["alminnelig_inntekt"])
    assert [inputs["forskuddstrekk"][name] for name in "KFTA"] == [
        result[code] for code in ("kommuneskatt", "fellesskatt", "trinnskatt", "trygdeavgift")
    ]
