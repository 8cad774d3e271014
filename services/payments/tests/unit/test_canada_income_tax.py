import csv
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
from payments.taxes.canada.income_tax_values import (
    BasicAmountByIncome,
    Bracket,
    income_tax_values,
)
from payments.taxes.canada.td1 import Td1
from payments.taxes.missing import Missing, NoRuleError

from ..oracles import canada_income_tax as oracle

ANSWERS = Path(__file__).parents[1] / "oracles" / "canada_income_tax_answers.csv"
"""What CRA's calculator (PDOC) answered, as collected by others: Payroll Deductions Online
Calculator, versions of 8 December 2025 and 11 June 2026. An empty claim is claim code 1."""

JANUARY_2025, JULY_2025 = date(2025, 1, 1), date(2025, 7, 1)
JANUARY_2026, JULY_2026 = date(2026, 1, 1), date(2026, 7, 1)
EDITIONS = (JANUARY_2025, JULY_2025, JANUARY_2026, JULY_2026)
PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "SK", "YT")


def contributions(
    pension: str = "0", insurance: str = "0", second: str = "0", parental: str = "0"
) -> PeriodContributions:
    return PeriodContributions(
        pension=Decimal(pension),
        second_pension=Decimal(second),
        insurance=Decimal(insurance),
        parental=Decimal(parental),
    )


def a_tax(
    gross: str,
    province: str = "ON",
    *,
    on: date = JANUARY_2026,
    periods_a_year: int = 52,
    paid: PeriodContributions | None = None,
    before: PeriodContributions | None = None,
    td1: Td1 | None = None,
    trace: bool = False,
) -> IncomeTax:
    return income_tax(
        gross=Decimal(gross),
        periods_a_year=periods_a_year,
        province=province,
        td1=td1 or Td1(),
        contributions=paid or contributions(),
        on=on,
        year_to_date=before or contributions(),
        trace=trace,
    )


def factors(tax: IncomeTax) -> dict[str, Decimal]:
    return {step.code: step.result for step in tax.steps}


def factor(
    code: str,
    annual_gross: str,
    province: str = "ON",
    *,
    on: date = JANUARY_2026,
    federal_claim: str | None = None,
    provincial_claim: str | None = None,
) -> Decimal:
    """A factor of a whole year paid at once, without contributions: A is the pay."""
    td1 = Td1(
        federal_claim=None if federal_claim is None else Decimal(federal_claim),
        provincial_claim=None if provincial_claim is None else Decimal(provincial_claim),
    )
    return factors(a_tax(annual_gross, province, on=on, periods_a_year=1, td1=td1, trace=True))[
        code
    ]


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


K1P_OF_CLAIM_CODE_1 = {
    JANUARY_2025: (
        "AB 2232.30 BC 654.36 MB 1724.65 NB 1259.22 NL 962.83 NS 1032.30 NT 1052.68 NU 770.96 "
        "ON 643.72 PE 1353.75 SK 1994.06 YT 1032.26"
    ),
    JULY_2025: (
        "AB 1339.38 BC 654.36 MB 1683.83 NB 1259.22 NL 962.83 NS 1032.30 NT 1052.68 NU 770.96 "
        "ON 643.72 PE 1429.75 SK 2099.06 YT 1032.26"
    ),
    JANUARY_2026: (
        "AB 1821.52 BC 668.73 MB 1704.24 NB 1284.42 NL 973.36 NS 1048.82 NT 1073.68 NU 786.36 "
        "ON 655.94 PE 1425.00 SK 2140.01 YT 1052.93"
    ),
    JULY_2026: (
        "AB 1821.52 BC 811.46 MB 1704.24 NB 1284.42 NL 1305.00 NS 1048.82 NT 1073.68 NU 786.36 "
        "ON 655.94 PE 1425.00 SK 2140.01 YT 1052.93"
    ),
}
"""T4127, tables 8.10 to 8.21: option 1, K1P."""


@pytest.mark.parametrize("on", EDITIONS)
def test_claim_code_1_earns_the_credit_that_the_tables_print(on: date) -> None:
    words = K1P_OF_CLAIM_CODE_1[on].split()
    printed = dict(zip(words[::2], words[1::2], strict=True))
    found = {code: str(factor("K1P", "20000", code, on=on)) for code in PROVINCES}
    assert found == printed


@pytest.mark.parametrize(
    ("on", "credit"),
    [
        (JANUARY_2025, "2419.35"),
        (JULY_2025, "2258.06"),
        (JANUARY_2026, "2303.28"),
        (JULY_2026, "2303.28"),
    ],
)
def test_the_federal_claim_code_1_earns_what_table_8_9_prints(on: date, credit: str) -> None:
    assert factor("K1", "20000", on=on) == Decimal(credit)


@pytest.mark.parametrize(
    ("on", "income", "amount"),
    [
        (JANUARY_2025, "177882", "16129"),
        (JANUARY_2025, "177883", "16128.98"),
        (JANUARY_2025, "253413.99", "14538.00"),
        (JANUARY_2025, "253414", "14538"),
        (JANUARY_2026, "181440", "16452"),
        (JANUARY_2026, "237635.04", "15268.17"),
        (JANUARY_2026, "258482", "14829"),
        (JANUARY_2026, "900000", "14829"),
    ],
)
def test_the_federal_basic_amount_falls_with_high_incomes(
    on: date, income: str, amount: str
) -> None:
    assert factor("TC", income, on=on) == Decimal(amount)
    assert factor("TCP", income, "YT", on=on) == Decimal(amount)


@pytest.mark.parametrize(
    ("province", "on", "income", "amount"),
    [
        ("MB", JANUARY_2025, "200000", "15969"),
        ("MB", JANUARY_2025, "300000", "7984.50"),
        ("MB", JULY_2025, "200000", "15591"),
        ("MB", JANUARY_2026, "237635.04", "12810.60"),
        ("MB", JANUARY_2026, "400000", "0"),
        ("NS", JANUARY_2025, "25000", "11744"),
        ("NS", JANUARY_2025, "50000", "10244"),
        ("NS", JANUARY_2025, "75000", "8744"),
        ("NS", JULY_2025, "75000", "11744"),
        ("NS", JANUARY_2026, "75000", "11932"),
        ("NL", JANUARY_2026, "75000", "11188"),
        ("NL", JULY_2026, "75000", "15000"),
    ],
)
def test_a_provincial_basic_amount_follows_its_formula(
    province: str, on: date, income: str, amount: str
) -> None:
    assert factor("TCP", income, province, on=on) == Decimal(amount)


def test_a_basic_amount_by_income_is_rounded_half_up_to_the_cent() -> None:
    amount = BasicAmountByIncome(
        maximum=Decimal(100), start=Decimal(0), end=Decimal(1000), minimum=Decimal(90)
    )
    assert amount.of(Decimal("0.50")) == Decimal("100.00")
    assert amount.of(Decimal("0.51")) == Decimal("99.99")
    assert amount.of(Decimal(1000)) == Decimal(90)


def test_the_bracket_of_an_income_is_the_last_that_starts_at_or_below_it() -> None:
    scale = income_tax_values(JANUARY_2026).federal.scale
    for below, bracket in pairwise(scale):
        found = [
            next(
                step.inputs["R"]
                for step in a_tax(str(taxable), periods_a_year=1, trace=True).steps
                if step.code == "T3"
            )
            for taxable in (bracket.start - Decimal("0.01"), bracket.start)
        ]
        assert found == [below.rate, bracket.rate]
    assert scale[0] == Bracket(start=Decimal(0), rate=Decimal("0.14"), constant=Decimal(0))


class TestOntario:
    @pytest.mark.parametrize(
        ("income", "premium"),
        [
            ("20000", "0"),
            ("20000.17", "0.01"),
            ("24999", "299.94"),
            ("25000", "300"),
            ("36000", "300"),
            ("36100", "306.00"),
            ("38500", "450"),
            ("48000", "450"),
            ("48100", "475.00"),
            ("48600", "600"),
            ("72000", "600"),
            ("72300", "675.00"),
            ("72600", "750"),
            ("200000", "750"),
            ("200100", "775.00"),
            ("200600", "900"),
            ("500000", "900"),
        ],
    )
    def test_the_health_premium_rises_in_steps(self, income: str, premium: str) -> None:
        assert factor("V2", income) == Decimal(premium)

    @pytest.mark.parametrize(
        ("income", "basic", "surtax"),
        [
            ("87737.70", "5818.00", "0"),
            ("87737.81", "5818.01", "0.00"),
            ("88000", "5842.00", "4.80"),
            ("105530", "7446.00", "325.60"),
            ("106000", "7489.00", "349.68"),  # 0.20 of 1,671 and 0.36 of 43
        ],
    )
    def test_the_surtax_adds_up_above_two_amounts(
        self, income: str, basic: str, surtax: str
    ) -> None:
        found = factors(
            a_tax(income, periods_a_year=1, td1=Td1(provincial_claim=Decimal(0)), trace=True)
        )
        assert (found["T4"], found["V1"]) == (Decimal(basic), Decimal(surtax))

    @pytest.mark.parametrize(
        ("income", "basic", "reduction"),
        [
            ("1000", "50.50", "50.50"),  # all of it
            ("5940.59", "300.00", "300.00"),
            ("7000", "353.50", "246.50"),
            ("11881.18", "600.00", "0.00"),
            ("15000", "757.50", "0"),
        ],
    )
    def test_the_reduction_is_twice_300_less_the_tax_and_at_most_the_tax(
        self, income: str, basic: str, reduction: str
    ) -> None:
        found = factors(
            a_tax(income, periods_a_year=1, td1=Td1(provincial_claim=Decimal(0)), trace=True)
        )
        assert (found["T4"], found["S"]) == (Decimal(basic), Decimal(reduction))

    def test_the_reduction_does_not_lower_the_health_premium(self) -> None:
        claim = Td1(provincial_claim=Decimal(25000))
        assert a_tax("24000", periods_a_year=1, td1=claim).provincial == Decimal("240.00")

    def test_2025_has_its_own_amounts(self) -> None:
        assert factor("S", "7000", on=JULY_2025, provincial_claim="0") == Decimal("234.50")
        # T4 is 7,535.60: 0.20 of 1,825.60 and 0.36 of 228.60.
        assert factor("V1", "106000", on=JANUARY_2025, provincial_claim="0") == Decimal("447.42")


class TestBritishColumbia:
    @pytest.mark.parametrize(
        ("on", "income", "reduction"),
        [
            (JANUARY_2025, "25020", "562"),
            (JANUARY_2025, "25120", "558.44"),
            (JANUARY_2025, "40808", "0"),
            (JANUARY_2026, "25570", "575"),
            (JANUARY_2026, "25670", "571.44"),
            (JANUARY_2026, "41722", "0"),  # 575 less 575.01
            (JANUARY_2026, "41723", "0"),
            (JULY_2026, "25570", "805"),
            (JULY_2026, "44952", "115.00"),
            (JULY_2026, "44952.01", "0"),
        ],
    )
    def test_the_reduction_falls_with_income(self, on: date, income: str, reduction: str) -> None:
        assert factor("S", income, "BC", on=on, provincial_claim="0") == Decimal(reduction)

    def test_the_reduction_is_at_most_the_tax(self) -> None:
        assert factor("S", "10000", "BC", provincial_claim="0") == Decimal("506.00")
        assert a_tax("10000", "BC", periods_a_year=1).provincial == 0

    def test_the_lowest_rate_of_july_makes_up_for_the_first_half_of_the_year(self) -> None:
        assert factor("T4", "10000", "BC", on=JANUARY_2026, provincial_claim="0") == 506
        assert factor("T4", "10000", "BC", on=JULY_2026, provincial_claim="0") == 614


class TestAlberta:
    @pytest.mark.parametrize(
        ("on", "claim", "credit"),
        [
            (JULY_2025, "60000", "0"),  # 3,600 is not above it
            (JULY_2025, "60001", "0.04"),
            (JULY_2025, "90000", "1200.00"),
            (JANUARY_2026, "61200", "0"),
            (JANUARY_2026, "61300", "2.00"),
        ],
    )
    def test_large_credits_earn_a_supplemental_one(self, on: date, claim: str, credit: str) -> None:
        assert factor("K5P", "100000", "AB", on=on, provincial_claim=claim) == Decimal(credit)

    def test_before_july_2025_there_is_none(self) -> None:
        tax = a_tax(
            "100000",
            "AB",
            on=date(2025, 6, 30),
            periods_a_year=1,
            td1=Td1(provincial_claim=Decimal(90000)),
            trace=True,
        )
        assert "K5P" not in factors(tax)
        assert tax.provincial == Decimal("1000.00")

    def test_what_contributions_earn_counts_for_it(self) -> None:
        """A quarter of what 0.08 of 60,000 and 371.41 of the largest contributions exceed 4,896."""
        tax = a_tax(
            "8000.00",
            "AB",
            periods_a_year=26,
            paid=contributions("467.99", "130.40"),
            td1=Td1(provincial_claim=Decimal(60000)),
            trace=True,
        )
        assert factors(tax)["K2P"] == Decimal("371.41")
        assert factors(tax)["K5P"] == Decimal("68.85")


class TestYukon:
    def test_the_employment_amount_earns_a_credit_there_too(self) -> None:
        assert factor("K4P", "1000", "YT") == Decimal("64.00")
        assert factor("K4P", "50000", "YT") == Decimal("96.06")
        assert factor("K4", "1000", "YT") == Decimal("140.00")
        assert factor("K4", "50000", "YT") == Decimal("210.14")
        assert factor("T4", "50000", "YT", provincial_claim="0") == Decimal("3103.94")

    def test_nowhere_else(self) -> None:
        assert "K4P" not in factors(a_tax("1000", "NT", trace=True))


class TestQuebec:
    def test_federal_tax_is_abated_and_the_province_is_left_to_its_own_formula(self) -> None:
        tax = a_tax(
            "2000.00",
            "QC",
            periods_a_year=26,
            paid=contributions("117.52", "26.00", parental="8.60"),
            trace=True,
        )
        assert factors(tax)["T3"] == Decimal("4212.88")
        assert factors(tax)["T1"] == Decimal("3517.75")
        assert (tax.federal, tax.provincial) == (Decimal("135.30"), 0)

    def test_whoever_pays_no_parental_premium_has_no_credit_of_it(self) -> None:
        tax = a_tax("2000.00", "QC", paid=contributions("117.52", "26.00"), trace=True)
        assert factors(tax)["K2: QPIP"] == 0

    def test_the_parental_credit_has_its_maximum(self) -> None:
        paid = contributions("300", "60", parental="21.50")
        tax = a_tax("5000.00", "QC", periods_a_year=26, paid=paid, trace=True)
        assert factors(tax)["K2: QPIP"] == Decimal("442.90")
        assert factors(tax)["K2: EI"] == Decimal("895.70")
        assert factors(tax)["K2: C"] == Decimal("3768.30")


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
    assert raised.value.missing is Missing.WITHHOLDING
    assert raised.value.subject == "ca_provincial_tax"
    assert raised.value.place == f"CA-{province}"


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2027, 1, 1)])
def test_a_day_whose_values_were_not_read_has_no_rule(on: date) -> None:
    with pytest.raises(NoRuleError) as raised:
        a_tax("1000.00", on=on)
    assert (raised.value.missing, raised.value.on) == (Missing.VALUES, on)


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
    assert {step.edition for step in tax.steps} == {"ca:income_tax:2026-07-01"}
    assert all("123rd edition" in step.source and step.formula for step in tax.steps)
    assert all(step.result == round(step.result, 2) for step in tax.steps)
    for step in tax.steps:
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
)
def test_a_tax_is_what_the_guide_says_told_a_second_time(
    on: date,
    province: str,
    periods: int,
    annual: Decimal,
    shares: tuple[int, int, int, int],
    before: tuple[Decimal, Decimal, Decimal, Decimal],
    claims: tuple[Decimal | None, Decimal | None],
    extra: Decimal,
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
        contributions=_contributions_of(parts),
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
    )
    assert (Fraction(tax.federal), Fraction(tax.provincial)) == again


def _contributions_of(parts: list[Decimal] | tuple[Decimal, ...]) -> PeriodContributions:
    pension, second, insurance, parental = parts
    return PeriodContributions(
        pension=pension, second_pension=second, insurance=insurance, parental=parental
    )


def _fraction(claim: Decimal | None) -> Fraction | None:
    return None if claim is None else Fraction(claim)
