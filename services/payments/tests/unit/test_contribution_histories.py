"""Histories of pay and corrections: every limit of CPP, QPP, EI and QPIP holds, and an oracle's."""

from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from payments.taxes.canada.contributions import Coverage

from ..oracles.canada_contributions import year_of
from ..paid_years import contributions_of_year, employer_contributions_of_year
from .test_canada_contributions import EMPLOYER_MAXIMUMS, MAXIMUMS, pay, total

GROSS = st.integers(0, 1_500_000).map(lambda cents: Decimal(cents).scaleb(-2))
CORRECTIONS = st.integers(-1_500_000, 1_500_000).map(lambda cents: Decimal(cents).scaleb(-2))
FREQUENCIES = st.sampled_from([12, 24, 26, 27, 52, 53])


@given(
    year=st.sampled_from([2025, 2026]),
    periods=FREQUENCIES,
    before=st.lists(GROSS, max_size=30),
    after=st.lists(GROSS, max_size=30),
    provinces=st.permutations(["ON", "QC"]),
    months=st.integers(1, 12),
)
def test_pay_without_corrections_is_charged_as_the_guide_says(
    year: int,
    periods: int,
    before: list[Decimal],
    after: list[Decimal],
    provinces: list[str],
    months: int,
) -> None:
    pays = [(one, provinces[0]) for one in before] + [(one, provinces[1]) for one in after]
    coverage = Coverage(pension_months=months)
    history = [pay(gross, periods, where, coverage) for gross, where in pays]
    guide = year_of(
        year,
        [(gross, "QPP" if where == "QC" else "CPP") for gross, where in pays],
        periods,
        months,
    )
    employer = employer_contributions_of_year(history, year)
    found = [
        (one.pension, one.second_pension, one.insurance, one.parental, beside.parental)
        for one, beside in zip(contributions_of_year(history, year), employer, strict=True)
    ]
    assert found == guide


@given(
    year=st.sampled_from([2025, 2026]),
    periods=FREQUENCIES,
    pays=st.lists(CORRECTIONS, max_size=30),
    province=st.sampled_from(["ON", "QC"]),
)
def test_whatever_is_corrected_the_year_stays_within_its_limits(
    year: int, periods: int, pays: list[Decimal], province: str
) -> None:
    history = [pay(gross, periods, province) for gross in pays]
    most = [Decimal(one) for one in MAXIMUMS[year][province]]
    threshold = {2025: 71_300, 2026: 74_600}[year]
    for upto in range(len(history) + 1):
        amounts = total(history[:upto], year)
        earned = sum(pays[:upto], Decimal(0))
        assert all(0 <= amount <= limit for amount, limit in zip(amounts, most, strict=True))
        above = max(earned - threshold, Decimal(0))
        exact = min(above * Decimal("0.04"), most[1])
        assert abs(amounts[1] - exact) <= Decimal("0.01") * upto
        if not above:
            assert amounts[1] == 0
        employer = employer_contributions_of_year(history[:upto], year)
        assert sum((one.pension for one in employer), Decimal(0)) == amounts[0]
        insurance = sum((one.insurance for one in employer), Decimal(0))
        assert abs(insurance - amounts[2] * Decimal("1.4")) <= Decimal("0.01") * (upto + 1)
        assert insurance <= Decimal(EMPLOYER_MAXIMUMS[year][province][0])


@given(
    year=st.sampled_from([2025, 2026]),
    pays=st.lists(CORRECTIONS, max_size=20),
    order=st.randoms(use_true_random=False),
    province=st.sampled_from(["ON", "QC"]),
)
def test_the_year_is_the_same_in_whatever_order_its_periods_are_paid(
    year: int, pays: list[Decimal], order: Random, province: str
) -> None:
    shuffled = order.sample(pays, len(pays))
    one, other = (
        total([pay(gross, 52, province) for gross in grosses], year) for grosses in (pays, shuffled)
    )
    assert (one[0], one[2], one[3]) == (other[0], other[2], other[3])
    assert abs(one[1] - other[1]) <= Decimal("0.01") * len(pays)


@given(
    history=st.lists(GROSS, max_size=20),
    gross=GROSS,
    correction=GROSS,
    province=st.sampled_from(["ON", "QC"]),
)
def test_a_correction_takes_back_at_most_what_its_pay_had_brought_and_no_later_pay_is_dearer(
    history: list[Decimal], gross: Decimal, correction: Decimal, province: str
) -> None:
    """A correction lowers each contribution of the year or leaves it, as less pay would."""
    paid = [pay(one, 52, province) for one in (*history, gross)]
    before, after = total(paid), total([*paid, pay(-correction, 52, province)])
    assert all(later <= earlier for earlier, later in zip(before, after, strict=True))
    exempted = Decimal("67.30") * len(paid)
    least = (sum((*history, gross), -correction) - exempted) * Decimal("0.0595")
    required = min(least, Decimal(MAXIMUMS[2026][province][0]))
    assert after[0] >= required - Decimal("0.01") * len(paid)
