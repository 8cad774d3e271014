import csv
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.taxes.canada.contributions import PeriodContributions
from payments.taxes.canada.income_tax import IncomeTax, income_tax
from payments.taxes.canada.income_tax_values import income_tax_values
from payments.taxes.canada.td1 import Td1
from payments.taxes.missing import MissingRule, NoRuleError

from ..canadian_pay import (
    EDITIONS,
    JANUARY_2026,
    JULY_2025,
    JULY_2026,
    PROVINCES,
    a_tax,
    contributions,
    factor,
    factors,
)
from ..oracles import canada_income_tax as oracle

ANSWERS = Path(__file__).parents[1] / "oracles" / "canada_income_tax_answers.csv"
"""What CRA's calculator (PDOC) answered, as collected by others: Payroll Deductions Online
Calculator, versions of 8 December 2025 and 11 June 2026. An empty claim is claim code 1."""


def answers() -> list[dict[str, str]]:
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_ontario_weekly_1000_with_claim_code_1_in_2026() -> None:
    tax = a_tax("1000.00", paid=contributions("55.50", "16.30"))
    assert (tax.federal, tax.provincial) == (Decimal("81.61"), Decimal("45.80"))


@pytest.mark.parametrize(
    "row",
    answers(),
    ids=lambda row: "-".join(
        row[name] for name in ("on", "province", "periods_a_year", "gross", "federal_claim")
    ),
)
def test_a_tax_is_what_the_calculator_of_cra_answers(row: dict[str, str]) -> None:
    tax = a_tax(
        row["gross"],
        row["province"],
        on=date.fromisoformat(row["on"]),
        periods_a_year=int(row["periods_a_year"]),
        td1=Td1(
            federal_claim=Decimal(row["federal_claim"]) if row["federal_claim"] else None,
            provincial_claim=Decimal(row["provincial_claim"]) if row["provincial_claim"] else None,
        ),
        paid=contributions(row["pension"], row["insurance"], row["second_pension"]),
        before=contributions(
            row["pension_before"], row["insurance_before"], row["second_pension_before"]
        ),
    )
    assert (str(tax.federal), str(tax.provincial)) == (row["federal"], row["provincial"])


def test_the_answers_are_of_every_province_and_edition() -> None:
    seen = {
        (row["province"], max(one for one in EDITIONS if one <= date.fromisoformat(row["on"])))
        for row in answers()
    }
    assert seen == {(province, edition) for province in PROVINCES for edition in EDITIONS}


@pytest.mark.parametrize("on", EDITIONS)
def test_every_constant_is_the_tax_that_its_rates_and_thresholds_overcharge(on: date) -> None:
    """As T4127 defines K and KP; so a threshold, rate or constant read wrongly shows."""
    values = income_tax_values(on)
    scales = {"CA": values.federal.scale} | {
        code: province.scale for code, province in values.provinces.items()
    }
    assert set(scales) == {"CA", *PROVINCES}
    for code, scale in scales.items():
        assert (scale[0].start, scale[0].constant) == (0, 0), code
        overcharged = Decimal(0)
        for below, bracket in pairwise(scale):
            assert below.start < bracket.start, code
            assert below.rate < bracket.rate, code
            overcharged += (bracket.rate - below.rate) * bracket.start
            if (code, on) == ("CA", JULY_2025):
                # Prorated: twice that of the year at 14.5 % less that of January at 15 %.
                assert abs(bracket.constant - overcharged) < Decimal("0.5")
                continue
            assert bracket.constant == overcharged.quantize(Decimal(1), ROUND_HALF_UP), code


class TestContributions:
    def test_what_is_additional_is_deducted_and_the_base_earns_a_credit(self) -> None:
        tax = a_tax(
            "2000.00", paid=contributions("59.50", second="10.00"), periods_a_year=10, trace=True
        )
        assert factors(tax)["F5"] == Decimal("20.00")
        assert factors(tax)["A"] == Decimal("19800.00")
        assert factors(tax)["K2: C"] == Decimal("495.00")
        assert factors(tax)["K2"] == Decimal("69.30")
        assert factors(tax)["K2P"] == Decimal("25.00")

    def test_a_credit_has_the_years_maximum(self) -> None:
        found = factors(a_tax("9000", paid=contributions("500", "100"), trace=True))
        assert found["K2: C"] == Decimal("3519.45")
        assert found["K2: EI"] == Decimal("1123.07")

    def test_after_the_maximum_was_reached_its_credit_goes_on(self) -> None:
        before = contributions("4230.45", "1123.07")
        found = factors(a_tax("2000", before=before, trace=True))
        assert (found["K2: C"], found["K2: EI"]) == (Decimal("3519.45"), Decimal("1123.07"))

    def test_the_period_that_reaches_the_maximum_has_its_credit(self) -> None:
        """T4127's K2. CRA's calculator goes on with the year to date here: 243.95 and 132.29."""
        tax = a_tax(
            "2500.00",
            periods_a_year=26,
            paid=contributions("30.45", "40.75"),
            before=contributions("4200.00", "1000.00"),
        )
        assert (tax.federal, tax.provincial) == (Decimal("243.82"), Decimal("132.24"))

    @pytest.mark.parametrize(
        ("paid", "before", "credited"),
        [
            ("10.00", "0", "432.61"),  # 0.0495/0.0595 of 52 times 10.00
            ("10.00", "520.00", "432.61"),
            ("10.00", "520.01", "432.61"),
            ("10.00", "530.00", "440.92"),
            ("10.00", "4220.44", "3511.12"),  # a cent short of the maximum
            ("10.00", "4220.45", "3519.45"),
        ],
    )
    def test_the_greater_of_this_period_as_a_year_and_the_year_so_far(
        self, paid: str, before: str, credited: str
    ) -> None:
        tax = a_tax("2000", paid=contributions(paid), before=contributions(before), trace=True)
        assert factors(tax)["K2: C"] == Decimal(credited)

    def test_who_contributes_for_half_a_year_has_half_of_the_maximum(self) -> None:
        """As CRA's calculator answers."""
        paid = replace(contributions("129.30", "37.62"), pension_months=6)
        claims = Td1(federal_claim=Decimal(16452), provincial_claim=Decimal(12989))
        tax = a_tax("2307.69", on=JULY_2026, periods_a_year=26, paid=paid, td1=claims)
        assert (tax.federal, tax.provincial) == (Decimal("210.90"), Decimal("116.70"))

    @pytest.mark.parametrize(
        ("before", "credited"),
        [("1106.76", "1106.76"), ("1106.77", "1123.07"), ("1123.07", "1123.07")],
    )
    def test_a_premium_that_reaches_its_maximum_has_the_credit_of_it(
        self, before: str, credited: str
    ) -> None:
        paid, earlier = contributions("0", "16.30"), contributions("0", before)
        found = factors(a_tax("1000", paid=paid, before=earlier, trace=True))
        assert found["K2: EI"] == Decimal(credited)

    @pytest.mark.parametrize(
        ("before", "credited"),
        [("0", "223.60"), ("438.59", "438.59"), ("438.60", "442.90"), ("442.90", "442.90")],
    )
    def test_so_does_a_parental_premium(self, before: str, credited: str) -> None:
        paid = contributions("0", "0", parental="4.30")
        earlier = contributions("0", "0", parental=before)
        found = factors(a_tax("1000", "QC", paid=paid, before=earlier, trace=True))
        assert found["K2: QPIP"] == Decimal(credited)


def test_what_a_person_asks_for_is_added_to_the_federal_tax() -> None:
    td1 = Td1(additional_tax=Decimal("25.00"))
    plain, asked = a_tax("1000.00"), a_tax("1000.00", td1=td1)
    assert (asked.federal - plain.federal, asked.provincial) == (25, plain.provincial)
    assert a_tax("0", td1=td1) == IncomeTax(
        federal=Decimal("25.00"), provincial=Decimal(0), steps=()
    )


def test_no_claim_amount_is_not_the_basic_amount() -> None:
    paid = contributions("55.50", "16.30")
    tax = a_tax(
        "1000.00",
        paid=paid,
        td1=Td1(federal_claim=Decimal(0), provincial_claim=Decimal(0)),
    )
    assert (tax.federal, tax.provincial) == (Decimal("125.91"), Decimal("58.41"))


def test_a_claim_that_was_told_does_not_fall_with_income() -> None:
    assert factor("TC", "900000", federal_claim="20000") == 20000
    assert factor("TCP", "900000", "MB", provincial_claim="20000") == 20000


def test_more_contributions_than_pay_are_no_negative_tax() -> None:
    tax = a_tax("1.00", paid=contributions("10", second="50"), trace=True)
    assert factors(tax)["A"] == 0
    assert (tax.federal, tax.provincial) == (0, 0)


@pytest.mark.parametrize("province", ["", "XX", "CA-ON", "on"])
def test_a_province_that_canada_does_not_have_has_no_rule(province: str) -> None:
    with pytest.raises(NoRuleError) as raised:
        a_tax("1000.00", province)
    assert raised.value.missing is MissingRule.WITHHOLDING
    assert raised.value.subject == "ca_provincial_tax"
    assert raised.value.place == f"CA-{province}"


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2027, 1, 1)])
def test_a_day_whose_values_were_not_read_has_no_rule(on: date) -> None:
    with pytest.raises(NoRuleError) as raised:
        a_tax("1000.00", on=on)
    assert (raised.value.missing, raised.value.on) == (MissingRule.VALUES, on)


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2025, 6, 30), JULY_2025),
        (date(2025, 12, 31), JANUARY_2026),
        (date(2026, 6, 30), JULY_2026),
    ],
)
def test_the_day_of_payment_decides_the_edition(last: date, first: date) -> None:
    assert income_tax_values(last).edition != income_tax_values(first).edition
    assert income_tax_values(first).edition == f"ca:income_tax:{first}"


@pytest.mark.parametrize("province", [*PROVINCES, "QC"])
def test_the_steps_end_with_what_is_withheld_and_name_their_edition(province: str) -> None:
    paid = contributions("120.00", "32.60", "5.00", "8.60" if province == "QC" else "0")
    tax = a_tax("2000.00", province, paid=paid, on=JULY_2026, trace=True)
    untraced = a_tax("2000.00", province, paid=paid, on=JULY_2026)
    found = factors(tax)
    assert untraced.steps == ()
    assert (untraced.federal, untraced.provincial) == (tax.federal, tax.provincial)
    assert found["T: T1"] == tax.federal
    assert found.get("T: T2", Decimal(0)) == tax.provincial
    steps = (*tax.steps, *tax.provincial_steps)
    assert {step.edition for step in steps} == {"ca:income_tax:2026-07-01"}
    assert all("123rd edition" in step.source and step.formula for step in steps)
    assert all(step.result == round(step.result, 2) for step in steps)
    for step in steps:
        given_ = step.inputs
        if step.code == "A":
            assert step.result == given_["P"] * (given_["I"] - given_["F5"])
        if step.code == "T2":
            total = given_["T4"] + given_["V1"] + given_["V2"] - given_["S"]
            assert step.result == total
        for name in set(given_) & set(found):
            assert given_[name] == found[name], (step.code, name)


def _cents(limit: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, limit).map(lambda cents: Decimal(cents).scaleb(-2))


@settings(max_examples=400, deadline=None)
@given(
    on=st.sampled_from(EDITIONS),
    province=st.sampled_from([*PROVINCES, "QC"]),
    periods=st.sampled_from([10, 12, 13, 22, 24, 26, 27, 52, 53]),
    annual=st.one_of(_cents(8_000_000), _cents(60_000_000), _cents(200_000_000)),
    shares=st.tuples(*[st.integers(0, 70)] * 4),
    before=st.tuples(_cents(450_000), _cents(41_600), _cents(115_000), _cents(45_000)),
    claims=st.tuples(*[st.one_of(st.none(), _cents(9_000_000))] * 2),
    extra=_cents(10_000),
    months=st.sampled_from([12, 12, 7, 1]),
)
def test_a_tax_is_what_the_guide_says_told_a_second_time(
    *,
    on: date,
    province: str,
    periods: int,
    annual: Decimal,
    shares: tuple[int, int, int, int],
    before: tuple[Decimal, Decimal, Decimal, Decimal],
    claims: tuple[Decimal | None, Decimal | None],
    extra: Decimal,
    months: int,
) -> None:
    gross = round(annual / periods, 2)
    parts = [round(gross * share / 1000, 2) for share in shares]
    if province != "QC":
        parts[3], before = Decimal(0), (*before[:3], Decimal(0))
    tax = income_tax(
        gross=gross,
        periods_a_year=periods,
        province=province,
        td1=Td1(federal_claim=claims[0], provincial_claim=claims[1], additional_tax=extra),
        contributions=replace(_contributions_of(parts), pension_months=months),
        on=on,
        year_to_date=_contributions_of(before),
    )
    again = oracle.withheld(
        on,
        province,
        periods,
        Fraction(gross),
        [Fraction(part) for part in parts],
        (_fraction(claims[0]), _fraction(claims[1])),
        [Fraction(part) for part in before],
        Fraction(extra),
        months,
    )
    assert (Fraction(tax.federal), Fraction(tax.provincial)) == again


def _contributions_of(parts: list[Decimal] | tuple[Decimal, ...]) -> PeriodContributions:
    pension, second, insurance, parental = parts
    return PeriodContributions(
        pension=pension, second_pension=second, insurance=insurance, parental=parental
    )


def _fraction(claim: Decimal | None) -> Fraction | None:
    return None if claim is None else Fraction(claim)
