"""CPP, QPP, EI, QPIP: published examples, tables of values, exemptions, and corrections."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import cast

import pytest

from payments.taxes.canada.contributions import (
    PROVINCES,
    ContributionYear,
    Coverage,
    PeriodPay,
    basic_exemption,
)
from payments.taxes.editions import edition_of
from payments.taxes.missing import MissingRule, NoRuleError

from ..paid_years import contributions_of_year, employer_contributions_of_year

MAXIMUMS = {
    2025: {
        "ON": ("4034.10", "396.00", "1077.48", "0.00"),
        "QC": ("4339.20", "396.00", "860.67", "484.12"),
    },
    2026: {
        "ON": ("4230.45", "416.00", "1123.07", "0.00"),
        "QC": ("4479.30", "416.00", "895.70", "442.90"),
    },
}
"""Of a person: pension, second pension, insurance, parental (T4127, tables 8.3, 8.6 to 8.8)."""

EMPLOYER_MAXIMUMS = {
    2025: {"ON": ("1508.47", "0.00"), "QC": ("1204.94", "678.16")},
    2026: {"ON": ("1572.30", "0.00"), "QC": ("1253.98", "620.06")},
}
"""Insurance and parental (T4127, tables 8.7 and 8.8)."""


def pay(
    gross: str | Decimal, periods: int = 52, province: str = "ON", coverage: Coverage | None = None
) -> PeriodPay:
    return PeriodPay(
        gross=Decimal(gross),
        periods_a_year=periods,
        province=province,
        coverage=coverage or Coverage(),
    )


def charged(periods: Sequence[PeriodPay], year: int = 2026) -> list[tuple[str, ...]]:
    return [
        (str(one.pension), str(one.second_pension), str(one.insurance), str(one.parental))
        for one in contributions_of_year(periods, year)
    ]


def total(periods: Sequence[PeriodPay], year: int = 2026) -> tuple[Decimal, ...]:
    found = contributions_of_year(periods, year)
    return (
        sum((one.pension for one in found), Decimal(0)),
        sum((one.second_pension for one in found), Decimal(0)),
        sum((one.insurance for one in found), Decimal(0)),
        sum((one.parental for one in found), Decimal(0)),
    )


@pytest.mark.requirement("A6")
def test_a_week_of_1000_in_ontario_is_as_the_revenue_agency_calculates_it() -> None:
    week = [pay("1000.00")]
    assert charged(week) == [("55.50", "0.00", "16.30", "0.00")]
    (employer,) = employer_contributions_of_year(week, 2026)
    assert (employer.pension, employer.second_pension) == (Decimal("55.50"), Decimal(0))
    assert (employer.insurance, employer.parental) == (Decimal("22.82"), Decimal(0))


@pytest.mark.parametrize(
    ("periods", "exemption"),
    [
        (1, "3500.00"),
        (2, "1750.00"),
        (4, "875.00"),
        (12, "291.66"),
        (24, "145.83"),
        (26, "134.61"),
        (27, "129.62"),
        (52, "67.30"),
        (53, "66.03"),
        (22, "159.09"),
        (13, "269.23"),
        (10, "350.00"),
        (240, "14.58"),
        (2000, "1.75"),
    ],
)
def test_the_exemption_of_a_pay_period_is_that_of_table_6_1(periods: int, exemption: str) -> None:
    at = Decimal(exemption)
    assert (basic_exemption(2025, periods), basic_exemption(2026, periods)) == (at, at)
    assert charged([pay(at + Decimal("0.08"), periods)])[0][0] == "0.00"
    assert charged([pay(at + Decimal("0.09"), periods)])[0][0] == "0.01"


@pytest.mark.parametrize(
    ("year", "gross", "first", "crossing", "after"),
    [
        (2025, "4000.00", "229.32", ("135.66", "28.00"), ["160.00", "160.00", "48.00", "0.00"]),
        (2026, "4200.00", "241.22", ("129.71", "40.00"), ["168.00", "168.00", "40.00", "0.00"]),
    ],
)
def test_the_second_contribution_begins_at_the_maximum_as_in_scenario_1_of_the_guide(
    year: int, gross: str, first: str, crossing: tuple[str, str], after: list[str]
) -> None:
    found = charged([pay(gross, 24)] * 24, year)
    assert {one[:2] for one in found[:17]} == {(first, "0.00")}
    assert found[17][:2] == crossing
    assert [one[1] for one in found[18:22]] == after
    assert {one[0] for one in found[18:]} == {"0.00"}


def test_who_moves_to_quebec_and_back_pays_the_rest_of_both_as_in_scenario_2_of_2025() -> None:
    moves = [pay("4000.00", 24, "ON")] * 12 + [pay("4000.00", 24, "QC")] * 8
    found = charged([*moves, *[pay("4000.00", 24, "ON")] * 4], 2025)
    assert {one[:2] for one in found[:12]} == {("229.32", "0.00")}
    assert {one[:2] for one in found[12:17]} == {("246.67", "0.00")}
    assert found[17][:2] == ("145.89", "28.00")
    assert [one[:2] for one in found[18:]] == [
        ("0.00", "160.00"),
        ("0.00", "160.00"),
        ("0.00", "48.00"),
        *[("0.00", "0.00")] * 3,
    ]


@pytest.mark.parametrize(
    ("year", "gross", "maximum", "second"),
    [(2025, "4000.00", "3025.58", "297.00"), (2026, "4200.00", "3172.84", "312.00")],
)
def test_who_turns_18_in_march_has_nine_months_of_the_maximum_as_in_scenario_3(
    year: int, gross: str, maximum: str, second: str
) -> None:
    minor = Coverage(pension=False)
    of_age = Coverage(pension_months=9)
    periods = [pay(gross, 24, "ON", minor)] * 6 + [pay(gross, 24, "ON", of_age)] * 18
    found = charged(periods, year)
    assert {one[:2] for one in found[:6]} == {("0.00", "0.00")}
    assert found[21][1] == {2025: "36.00", 2026: "30.00"}[year]
    assert total(periods, year)[:2] == (Decimal(maximum), Decimal(second))


def test_the_quebec_pension_is_as_in_appendix_3_of_revenu_quebec() -> None:
    found = charged([pay("4000.00", 26, "QC")] * 26)
    assert {one[:2] for one in found[:18]} == {("243.52", "0.00")}
    assert [one[:2] for one in found[18:23]] == [
        ("95.94", "56.00"),
        ("0.00", "160.00"),
        ("0.00", "160.00"),
        ("0.00", "40.00"),
        ("0.00", "0.00"),
    ]


@pytest.mark.parametrize(("year", "left"), [(2025, "467.67"), (2026, "505.70")])
def test_the_most_insurance_is_made_of_the_places_of_the_first_earnings(
    year: int, left: str
) -> None:
    """The example of T4127, chapter 7."""
    found = charged([pay("30000.00", 12, "ON"), pay("40000.00", 12, "QC")], year)
    assert [one[2] for one in found] == [{2025: "492.00", 2026: "489.00"}[year], left]


def test_the_provinces_and_territories_are_the_thirteen() -> None:
    assert sorted(PROVINCES) == [
        "AB",
        "BC",
        "MB",
        "NB",
        "NL",
        "NS",
        "NT",
        "NU",
        "ON",
        "PE",
        "QC",
        "SK",
        "YT",
    ]


@pytest.mark.parametrize("province", sorted(PROVINCES))
@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_of_much_pay_brings_the_published_maximums(year: int, province: str) -> None:
    plan = "QC" if province == "QC" else "ON"
    periods = [pay("25000.00", 12, province)] * 12
    assert total(periods, year) == tuple(Decimal(one) for one in MAXIMUMS[year][plan])
    employer = employer_contributions_of_year(periods, year)
    assert sum(one.pension for one in employer) == Decimal(MAXIMUMS[year][plan][0])
    assert sum(one.second_pension for one in employer) == Decimal("396" if year == 2025 else "416")
    assert (
        sum(one.insurance for one in employer),
        sum(one.parental for one in employer),
    ) == tuple(Decimal(one) for one in EMPLOYER_MAXIMUMS[year][plan])


def test_small_pay_in_quebec_brings_a_cent() -> None:
    """TP-1015.F, parts 3.1 and 4.1: a result below a cent is one; elsewhere it is rounded."""
    assert charged([pay("67.33", 52, "QC")]) == [("0.01", "0.00", "0.88", "0.29")]
    assert charged([pay("0.50", 52, "QC")]) == [("0.00", "0.00", "0.01", "0.01")]
    assert charged([pay("67.33", 52, "ON")])[0][0] == "0.00"
    at_maximum = [pay("74600.00", 1, "QC"), pay("0.10", 1, "QC")]
    assert charged(at_maximum)[1][1] == "0.01"


def test_who_is_exempt_pays_nothing_and_earns_nothing_towards_a_maximum() -> None:
    exempt = Coverage(pension=False, insurance=False, parental=False)
    periods = [pay("90000.00", 12, "QC", exempt), pay("5000.00", 12, "QC")]
    assert charged(periods) == [
        ("0.00", "0.00", "0.00", "0.00"),
        charged([pay("5000.00", 12, "QC")])[0],
    ]


@pytest.mark.parametrize(
    ("coverage", "without"),
    [
        (Coverage(pension=False), ("0.00", "0.00", "13.00", "4.30")),
        (Coverage(insurance=False), ("58.76", "0.00", "0.00", "4.30")),
        (Coverage(parental=False), ("58.76", "0.00", "13.00", "0.00")),
    ],
)
def test_an_exemption_is_of_its_contribution_alone(
    coverage: Coverage, without: tuple[str, ...]
) -> None:
    assert charged([pay("1000.00", 52, "QC", coverage)]) == [without]


@pytest.mark.requirement("A6")
def test_a_correction_of_small_pay_brings_no_second_contribution() -> None:
    found = charged([pay("1000.00"), pay("-100.00")])
    assert found[1] == ("-5.95", "0.00", "-1.63", "0.00")


@pytest.mark.requirement("A6")
def test_a_correction_of_large_pay_leaves_the_years_maximum() -> None:
    assert charged([pay("100000.00"), pay("-1000.00")])[1] == ("0.00",) * 4
    assert total([pay("99000.00")])[0] == Decimal("4230.45")


def test_a_correction_between_the_maximums_takes_back_its_second_contribution() -> None:
    periods = [pay("80000.00"), pay("-6000.00")]
    assert charged(periods) == [
        ("4230.45", "216.00", "1123.07", "0.00"),
        ("0.00", "-216.00", "0.00", "0.00"),
    ]


@pytest.mark.parametrize("province", ["ON", "QC"])
def test_a_correction_of_an_earlier_years_pay_gives_nothing_back_of_this_year(
    province: str,
) -> None:
    periods = [pay("-300.00", 52, province), pay("-0.01", 52, province)]
    assert charged(periods) == [("0.00",) * 4] * 2
    for employer in employer_contributions_of_year(periods, 2026):
        assert (employer.insurance, employer.parental) == (0, 0)


def test_a_correction_before_pay_counts_as_one_after_it() -> None:
    pays = [pay("-300.00"), pay("1000.00"), pay("900.00")]
    assert charged(pays)[0] == ("0.00",) * 4
    assert total(pays) == total(pays[::-1])


def test_no_rounding_of_earlier_periods_stays_of_what_was_all_corrected() -> None:
    periods = [pay("74600.00"), *[pay("1000.13")] * 3, pay("-3000.39")]
    assert total(periods)[1] == 0


def test_each_second_contribution_is_rounded_by_itself() -> None:
    """T4127, chapter 1: the contribution of the pay period; a period without pay has none."""
    periods = [pay("74600.00"), pay("1000.13"), pay("1000.13"), pay("0.00"), pay("1000.13")]
    assert [one[1] for one in charged(periods)] == ["0.00", "40.01", "40.01", "0.00", "40.01"]


def test_a_year_that_was_not_read_is_no_rule() -> None:
    with pytest.raises(NoRuleError) as missing:
        ContributionYear(2027)
    assert (missing.value.missing, missing.value.place) == (MissingRule.VALUES, "CA")
    assert missing.value.subject == "contributions"


@pytest.mark.parametrize("province", ["", "Ontario", "on", "NY", "ZZ"])
def test_a_province_that_is_none_is_no_rule(province: str) -> None:
    with pytest.raises(NoRuleError) as missing:
        charged([pay("1000.00", 52, province)])
    assert missing.value.missing is MissingRule.WITHHOLDING
    assert missing.value.place == f"CA-{province}"
    assert (missing.value.on, missing.value.subject) == (date(2026, 1, 1), "cpp")


@pytest.mark.parametrize(
    "period",
    [
        pay("1000.005"),
        pay("1000.00", 0),
        pay("1000.00", -1),
        pay("1000.00", 52, "ON", Coverage(pension_months=0)),
        pay("1000.00", 52, "ON", Coverage(pension_months=13)),
    ],
)
def test_what_no_pay_period_has_is_refused(period: PeriodPay) -> None:
    with pytest.raises(ValueError, match=r"1000\.005|0|-1|13"):
        charged([period])


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_group_of_values_names_its_source(year: int) -> None:
    edition = edition_of("ca", "contributions", date(year, 7, 1))
    assert set(edition.sources) == set(edition.values)
    assert all(source.startswith("Canada Revenue Agency") for source in edition.sources.values())


@pytest.mark.parametrize(
    ("year", "pensionable", "additional", "insurable", "parental"),
    [
        (2025, "71300.00", "81200.00", "65700.00", "98000.00"),
        (2026, "74600.00", "85000.00", "68900.00", "103000.00"),
    ],
)
def test_each_maximum_is_its_rate_of_the_most_that_it_is_due_on(
    year: int, pensionable: str, additional: str, insurable: str, parental: str
) -> None:
    """T4127, tables 8.3 and 8.6 to 8.8 print earnings, rates and maximums beside each other."""
    values = edition_of("ca", "contributions", date(year, 1, 1)).values
    pension, second, insurance, family = (
        cast("dict[str, str]", values[name])
        for name in ("pension", "second_pension", "insurance", "parental")
    )
    rates, maximums = (
        cast("dict[str, dict[str, str]]", values["pension"])[name] for name in ("rate", "maximum")
    )
    contributory = Decimal(pensionable) - 3500
    assert (pension["maximum_pensionable"], pension["basic_exemption"]) == (pensionable, "3500.00")
    assert {plan: f"{contributory * Decimal(rate):.2f}" for plan, rate in rates.items()} == maximums
    assert second["maximum_pensionable"] == additional
    above = Decimal(additional) - Decimal(pensionable)
    assert f"{above * Decimal(second['rate']):.2f}" == second["maximum"]
    assert insurance["maximum_insurable"] == insurable
    assert family["maximum_insurable"] == parental
    assert f"{Decimal(parental) * Decimal(family['rate']):.2f}" == family["maximum"]
    employer = Decimal(parental) * Decimal(family["employer_rate"])
    assert f"{employer:.2f}" == family["employer_maximum"]
