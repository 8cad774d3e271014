import csv
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from payments.taxes.canada.income_tax_values import (
    BasicAmountByIncome,
    Bracket,
    income_tax_values,
)
from payments.taxes.canada.td1 import Td1

from ..canadian_pay import (
    EDITIONS,
    JANUARY_2025,
    JANUARY_2026,
    JULY_2025,
    JULY_2026,
    PROVINCES,
    a_tax,
    contributions,
    factor,
    factors,
    steps_of,
)

TABLES = Path(__file__).parents[1] / "oracles" / "canada_income_tax_tables.csv"

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


def test_thresholds_rates_and_basic_amounts_are_those_of_the_tables() -> None:
    """T4127, tables 8.1 and 8.2, chapter 2, kept a second time: a dollar off would not be seen."""
    with TABLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(EDITIONS) * (1 + len(PROVINCES))
    for row in rows:
        values = income_tax_values(date.fromisoformat(row["edition"]))
        place = values.federal if row["place"] == "CA" else values.provinces[row["place"]]
        amount = place.basic_amount
        if isinstance(amount, BasicAmountByIncome):
            amounts = [amount.maximum, amount.start, amount.end, amount.minimum]
        else:
            amounts = [amount]
        found = {
            "thresholds": [bracket.start for bracket in place.scale],
            "rates": [bracket.rate for bracket in place.scale],
            "constants": [bracket.constant for bracket in place.scale],
            "basic_amount": amounts,
        }
        for name, numbers in found.items():
            assert numbers == [Decimal(word) for word in row[name].split()], (row, name)


@pytest.mark.parametrize("annual", ["1000.03", "24000.07", "40000.03", "90000.07", "250000.07"])
@pytest.mark.parametrize("province", [*PROVINCES, "QC"])
def test_every_factor_is_rounded_to_the_cent(province: str, annual: str) -> None:
    paid = contributions("33.33", "11.11", "3.33", "3.33" if province == "QC" else "0")
    claims = Td1(federal_claim=Decimal("62345.67"), provincial_claim=Decimal("62345.67"))
    for td1 in (Td1(), claims):
        tax = a_tax(annual, province, periods_a_year=1, paid=paid, td1=td1, trace=True)
        for step in steps_of(tax):
            assert step.result == step.result.quantize(Decimal("0.01")), step.code


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

    def test_it_lowers_the_tax(self) -> None:
        """10,000.00 less 2,400, less 5,400.00 (K1P), less 1,200.00 (K5P)."""
        assert factor("T4", "100000", "AB", on=JULY_2025, provincial_claim="90000") == 1000

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
