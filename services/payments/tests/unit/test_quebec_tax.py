"""Quebec's income tax: the examples of TP-1015.F, a table of decisions, and an oracle."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.taxes.canada.contributions import (
    PeriodContributions,
    PeriodPay,
)
from payments.taxes.canada.quebec import quebec_tax
from payments.taxes.canada.td1 import Td1
from payments.taxes.editions import edition_of
from payments.taxes.missing import MissingRule, NoRuleError

from ..oracles.quebec_tax import annual_tax
from ..paid_years import contributions_of_year, employer_contributions_of_year

IN_2025, IN_2026 = date(2025, 3, 5), date(2026, 3, 5)


def withheld(pension: str = "0.00", second: str = "0.00") -> PeriodContributions:
    return PeriodContributions(
        pension=Decimal(pension),
        second_pension=Decimal(second),
        insurance=Decimal(0),
        parental=Decimal(0),
    )


def tax(
    gross: str,
    periods: int,
    contributions: PeriodContributions,
    *,
    claim: str | None = None,
    on: date = IN_2026,
    additional: str = "0",
) -> str:
    found, steps = quebec_tax(
        gross=Decimal(gross),
        periods_a_year=periods,
        td1=Td1(provincial_claim=None if claim is None else Decimal(claim)),
        contributions=contributions,
        on=on,
        additional_tax=Decimal(additional),
    )
    assert steps == ()
    return str(found)


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(
    ("on", "pension", "second", "expected"),
    [
        (IN_2025, "0.00", "48.00", "482.57"),
        (IN_2025, "0.00", "0.00", "491.69"),
        (IN_2026, "0.00", "40.00", "481.76"),
        (IN_2026, "0.00", "0.00", "489.36"),
    ],
)
def test_appendix_1_of_the_guide_after_the_last_share_is_paid(
    on: date, pension: str, second: str, expected: str
) -> None:
    """4,000.00 every two weeks less 200.00 to a pension plan, which is no pay here; E is 21,830."""
    found = tax("3800.00", 26, withheld(pension, second), claim="21830", on=on)
    assert found == expected


@pytest.mark.parametrize(
    ("on", "pension", "second", "income", "annual"),
    [
        (IN_2025, "247.38", "0.00", "96374.98", "11618.05"),
        (IN_2025, "133.74", "28.00", "96108.48", "11567.41"),
        (IN_2025, "0.00", "160.00", "93219.88", "11018.58"),
        (IN_2026, "243.52", "0.00", "96345.08", "11557.37"),
        (IN_2026, "0.00", "160.00", "93189.98", "10957.90"),
    ],
)
def test_appendix_1_of_the_guide_up_to_the_credit_of_shares(
    on: date, pension: str, second: str, income: str, annual: str
) -> None:
    """Its Y is after a credit of 390.00 and 585.00 for shares of workers' funds."""
    _, steps = quebec_tax(
        gross=Decimal("3800.00"),
        periods_a_year=26,
        td1=Td1(provincial_claim=Decimal(21830)),
        contributions=withheld(pension, second),
        on=on,
        trace=True,
    )
    by_code = {step.code: step.result for step in steps}
    assert by_code["H"] == {2025: Decimal("54.62"), 2026: Decimal("55.77")}[on.year]
    assert by_code["I"] == Decimal(income)
    assert by_code["Y"] - 390 - 585 == Decimal(annual)


@pytest.mark.parametrize(
    ("gross", "periods", "claim", "expected"),
    [
        ("200.00", 52, None, "0.00"),
        ("400.00", 52, None, "1.15"),
        ("1000.00", 52, None, "83.77"),
        ("1000.00", 52, "0", "134.79"),
        ("6000.00", 12, None, "658.67"),
        ("10000.00", 12, None, "1447.35"),
        ("0.00", 52, None, "0.00"),
        ("0.00", 52, "0", "0.00"),
    ],
)
def test_a_first_period_of_2026(gross: str, periods: int, claim: str | None, expected: str) -> None:
    """By hand from the guide; 400.00 a week has 0.14 of 52 * (400 - 24 - 3.33) less 18,952."""
    (first,) = contributions_of_year(
        [PeriodPay(gross=Decimal(gross), periods_a_year=periods, province="QC")], 2026
    )
    assert tax(gross, periods, first, claim=claim) == expected


def test_a_first_week_of_2025_below_the_most_of_the_workers_deduction() -> None:
    """0.14 of 52 * (400 - 24 - 3.33) less 18,571 is 113.10 a year."""
    period = PeriodPay(gross=Decimal("400.00"), periods_a_year=52, province="QC")
    (first,) = contributions_of_year([period], 2025)
    assert first.pension == Decimal("21.29")
    assert tax("400.00", 52, first, on=IN_2025) == "2.18"


@pytest.mark.parametrize(
    ("gross", "deductions", "employer", "expected"),
    [
        ("1516.32", ("87.36", "6.52", "19.71"), ("9.13", "27.59"), "104.56"),
        ("2861.04", ("172.08", "12.30", "37.19"), ("17.22", "52.07"), "329.31"),
        ("2179.84", ("129.16", "9.37", "28.34"), ("13.12", "39.68"), "201.17"),
        ("294.84", ("10.41", "1.27", "3.83"), ("1.77", "5.36"), "0.00"),
        ("1739.92", ("101.45", "7.48", "22.62"), ("10.47", "31.67"), "135.55"),
        ("505.44", ("23.68", "2.17", "6.57"), ("3.04", "9.20"), "0.00"),
    ],
)
def test_answers_of_revenu_quebecs_calculator(
    gross: str, deductions: tuple[str, ...], employer: tuple[str, ...], expected: str
) -> None:
    """WebRAS of 2026, 27 pay periods, E 18,952: QPP, QPIP, EI; the employer's QPIP and EI; tax."""
    period = PeriodPay(gross=Decimal(gross), periods_a_year=27, province="QC")
    (found,) = contributions_of_year([period], 2026)
    assert (str(found.pension), str(found.parental), str(found.insurance)) == deductions
    (beside,) = employer_contributions_of_year([period], 2026)
    assert (str(beside.parental), str(beside.insurance)) == employer
    assert tax(gross, 27, found, claim="18952", on=date(2026, 7, 29)) == expected


@pytest.mark.parametrize(
    ("on", "threshold", "at", "above"),
    [
        (IN_2025, "53255", "7455.70", "7456.64"),
        (IN_2025, "106495", "17572.05", "17572.04"),
        (IN_2025, "129590", "23114.60", "23114.68"),
        (IN_2026, "54345", "7608.30", "7608.74"),
        (IN_2026, "108680", "17932.20", "17932.44"),
        (IN_2026, "132245", "23587.80", "23588.35"),
    ],
)
def test_a_bracket_begins_above_its_threshold(
    on: date, threshold: str, at: str, above: str
) -> None:
    """A year paid at once, with income at the threshold and a dollar above; no claim."""
    most = {2025: 1420, 2026: 1450}[on.year]
    gross = Decimal(threshold) + most
    assert tax(str(gross), 1, withheld(), claim="0", on=on) == at
    assert tax(str(gross + 1), 1, withheld(), claim="0", on=on) == above


@pytest.mark.parametrize(
    ("claim", "as_claimed"),
    [("18951.50", "18952"), ("18951.49", "18951"), ("18952", "18952"), ("20000.5", "20001")],
)
def test_a_claim_counts_in_whole_dollars(claim: str, as_claimed: str) -> None:
    assert tax("6000.00", 1, withheld(), claim=claim) == "0.00"
    found = [tax("60000.00", 1, withheld(), claim=one) for one in (claim, as_claimed)]
    assert found[0] == found[1]
    assert found[0] != tax("60000.00", 1, withheld(), claim=str(Decimal(as_claimed) + 1))


@pytest.mark.parametrize(("on", "basic"), [(IN_2025, "18571"), (IN_2026, "18952")])
def test_who_filed_no_form_has_the_basic_amount(on: date, basic: str) -> None:
    without = tax("3000.00", 26, withheld(), on=on)
    assert without == tax("3000.00", 26, withheld(), claim=basic, on=on)
    assert without != tax("3000.00", 26, withheld(), claim="0", on=on)


@pytest.mark.parametrize("on", [IN_2025, IN_2026])
def test_a_constant_is_what_the_rate_takes_too_much_below_cut_to_the_dollar(on: date) -> None:
    """As no bracket's tax may be less than what the one below it comes to at the threshold."""
    brackets = cast("list[dict[str, str]]", edition_of("ca", "quebec", on).values["brackets"])
    exact = Decimal(0)
    for below, bracket in pairwise(brackets):
        more = Decimal(bracket["rate"]) - Decimal(below["rate"])
        exact += more * Decimal(bracket["above"])
        assert Decimal(bracket["constant"]) == int(exact)


def test_what_a_person_asks_for_is_added_to_every_period() -> None:
    assert tax("200.00", 52, withheld(), additional="25.00") == "25.00"
    both = Decimal(tax("1000.00", 52, withheld())) + 25
    assert tax("1000.00", 52, withheld(), additional="25.00") == str(both)


def test_the_additional_tax_of_the_federal_form_is_not_added_again() -> None:
    asked = Td1(additional_tax=Decimal("25.00"))
    found, _ = quebec_tax(
        gross=Decimal("1000.00"),
        periods_a_year=52,
        td1=asked,
        contributions=withheld(),
        on=IN_2026,
    )
    assert str(found) == tax("1000.00", 52, withheld())


def test_pay_below_zero_has_no_tax_of_its_own() -> None:
    with pytest.raises(ValueError, match=r"-0\.01"):
        tax("-0.01", 52, withheld())


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2027, 1, 1)])
def test_a_year_that_was_not_read_is_no_rule(on: date) -> None:
    with pytest.raises(NoRuleError) as missing:
        tax("1000.00", 52, withheld(), on=on)
    assert missing.value.missing is MissingRule.VALUES
    assert missing.value.subject == "quebec"


def test_the_steps_are_those_of_the_guide() -> None:
    found, steps = quebec_tax(
        gross=Decimal("4000.00"),
        periods_a_year=26,
        td1=Td1(),
        contributions=withheld("95.94", "56.00"),
        on=IN_2026,
        additional_tax=Decimal("10.00"),
        trace=True,
    )
    assert [(step.code, step.formula, str(step.result)) for step in steps] == [
        ("H", "min(0.06 × D, 1450 ÷ P)", "55.77"),
        ("CSA", "C × (0.01 ÷ 0.0630) + C2", "71.23"),
        ("I", "P × (G − H − CSA)", "100698.00"),
        ("Y", "(T × I) − K − (0.14 × E)", "13762.34"),
        ("A", "(Y ÷ P) + L", "539.32"),
    ]
    assert [dict(step.inputs) for step in steps] == [
        {"D": Decimal(4000), "P": Decimal(26)},
        {"C": Decimal("95.94"), "C2": Decimal("56.00")},
        {
            "P": Decimal(26),
            "G": Decimal(4000),
            "H": Decimal("55.77"),
            "CSA": Decimal("71.23"),
        },
        {
            "T": Decimal("0.19"),
            "I": Decimal("100698.00"),
            "K": Decimal(2717),
            "E": Decimal(18952),
        },
        {"Y": Decimal("13762.34"), "P": Decimal(26), "L": Decimal("10.00")},
    ]
    assert found == Decimal("539.32")
    assert {step.edition for step in steps} == {"ca:quebec:2026-01-01"}
    assert {step.source for step in steps} == {
        f"{edition_of('ca', 'quebec', IN_2026).sources['tp1015f']}, part 2.1.1"
    }


@given(
    year=st.sampled_from([2025, 2026]),
    periods=st.sampled_from([12, 24, 26, 27, 52, 53]),
    annual=st.integers(0, 25_000_000),
    claim=st.none() | st.integers(0, 40_000),
    pension=st.integers(0, 50_000),
    second=st.integers(0, 20_000),
)
def test_the_tax_is_that_of_its_brackets(
    year: int, periods: int, annual: int, claim: int | None, pension: int, second: int
) -> None:
    gross = annual // periods
    found = tax(
        str(Decimal(gross).scaleb(-2)),
        periods,
        withheld(str(Decimal(pension).scaleb(-2)), str(Decimal(second).scaleb(-2))),
        claim=None if claim is None else str(claim),
        on=date(year, 7, 1),
    )
    exact = annual_tax(
        year,
        Fraction(gross, 100),
        periods,
        None if claim is None else Fraction(claim),
        Fraction(pension, 100),
        Fraction(second, 100),
    )
    # A year's constant is off by less than a dollar, and cents of H and CSA count once a period.
    assert abs(Fraction(found) - exact / periods) <= Fraction(1, periods) + Fraction(1, 100)
