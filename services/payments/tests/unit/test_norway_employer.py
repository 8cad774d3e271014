"""What a Norwegian employer owes on top of pay: holiday pay and contribution. And VAT."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.norway.employer_contribution import (
    ContributionZone,
    EmployerContribution,
    employer_contribution,
)
from payments.taxes.norway.holiday_pay import HolidayPay, HolidayTerms, holiday_pay
from payments.taxes.norway.vat import vat_rate

from ..oracles.norway import holiday_pay_of_year

IN_2025, IN_2026 = date(2025, 9, 10), date(2026, 9, 10)
SIX_BASE_AMOUNTS = 780_960


def earned(
    paid: str,
    *,
    before: str = "0",
    terms: HolidayTerms = HolidayTerms.LAW,
    over_60: bool = False,
    on: date = IN_2025,
    trace: bool = False,
) -> HolidayPay:
    return holiday_pay(
        paid=Decimal(paid),
        paid_before=Decimal(before),
        terms=terms,
        over_60=over_60,
        on=on,
        trace=trace,
    )


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(
    ("paid", "before", "terms", "over_60", "amount"),
    [
        ("30000", "0", HolidayTerms.LAW, False, "3060.00"),
        ("30000", "0", HolidayTerms.AGREED, False, "3600.00"),
        ("30000", "0", HolidayTerms.LAW, True, "3750.00"),
        ("30000", "0", HolidayTerms.AGREED, True, "4290.00"),
        ("0.04", "0", HolidayTerms.LAW, False, "0.00"),
        ("0.05", "0", HolidayTerms.LAW, False, "0.01"),
        ("0.05", "0.05", HolidayTerms.LAW, False, "0.00"),
        ("-30000", "30000", HolidayTerms.LAW, False, "-3060.00"),
        # Above six base amounts only the ordinary percentage, over 60 too.
        ("10000", "780960", HolidayTerms.LAW, True, "1020.00"),
        ("10000", "775960", HolidayTerms.LAW, True, "1135.00"),
        ("-10000", "785960", HolidayTerms.LAW, True, "-1135.00"),
    ],
)
def test_holiday_pay_is_earned_as_pay_is_paid(
    paid: str, before: str, terms: HolidayTerms, over_60: bool, amount: str
) -> None:
    assert earned(paid, before=before, terms=terms, over_60=over_60).amount == Decimal(amount)


@given(
    parts=st.lists(
        st.decimals(min_value=-20_000, max_value=200_000, places=2), min_size=1, max_size=12
    ),
    terms=st.sampled_from(list(HolidayTerms)),
    over_60=st.booleans(),
)
def test_however_the_year_is_paid_and_corrected_its_holiday_pay_is_that_of_the_whole(
    parts: list[Decimal], terms: HolidayTerms, over_60: bool
) -> None:
    before, owed = Decimal(0), Decimal(0)
    for part in parts:
        owed += earned(str(part), before=str(before), terms=terms, over_60=over_60).amount
        before += part
    if before < 0:
        return
    percent = {HolidayTerms.LAW: "10.2", HolidayTerms.AGREED: "12"}[terms]
    assert owed == holiday_pay_of_year(Fraction(before), percent, over_60, SIX_BASE_AMOUNTS)


@pytest.mark.parametrize(
    ("on", "amount"), [(IN_2025, "1135.00"), (IN_2026, "1250.00"), (date(2026, 1, 2), "1250.00")]
)
def test_the_extra_over_60_ends_at_the_base_amounts_of_the_end_of_the_year(
    on: date, amount: str
) -> None:
    assert earned("10000", before="775960", over_60=True, on=on).amount == Decimal(amount)
    above = earned("10000", before="819294", over_60=True, on=on).amount
    assert above == Decimal("1020.00")


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2027, 1, 1)])
def test_holiday_pay_of_a_year_whose_law_was_not_read_is_a_question(on: date) -> None:
    with pytest.raises(NoRuleError):
        earned("30000", on=on)


@pytest.mark.parametrize(
    ("over_60", "inputs"),
    [
        (False, {"B": "10000", "Y": "775960", "p": "0.12", "e": "0", "L": "780960"}),
        (True, {"B": "10000", "Y": "775960", "p": "0.12", "e": "0.023", "L": "780960"}),
    ],
)
def test_holiday_pay_shows_what_it_came_from(over_60: bool, inputs: dict[str, str]) -> None:
    found = earned("10000", before="775960", terms=HolidayTerms.AGREED, over_60=over_60, trace=True)
    (step,) = found.steps
    assert step.inputs == {name: Decimal(value) for name, value in inputs.items()}
    assert (step.code, step.result) == ("holiday_pay", found.amount)
    assert step.edition == "no:holiday_pay:2025-01-01"
    assert "12 percent" in step.source
    untraced = holiday_pay(
        paid=Decimal(1), paid_before=Decimal(0), terms=HolidayTerms.LAW, over_60=False, on=IN_2026
    )
    assert untraced.steps == ()


def owed(
    paid: str,
    zone: ContributionZone,
    *,
    before: str = "0",
    on: date = IN_2026,
    trace: bool = False,
) -> EmployerContribution:
    return employer_contribution(
        paid=Decimal(paid), paid_before=Decimal(before), zone=zone, on=on, trace=trace
    )


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(
    ("zone", "percent", "amount"),
    [
        (ContributionZone.I, "14.1", "4230.00"),
        (ContributionZone.II, "10.6", "3180.00"),
        (ContributionZone.III, "6.4", "1920.00"),
        (ContributionZone.IV, "5.1", "1530.00"),
        (ContributionZone.IVA, "7.9", "2370.00"),
        (ContributionZone.V, "0", "0.00"),
    ],
)
@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2026, 12, 31)])
def test_the_contribution_is_that_of_the_zone(
    zone: ContributionZone, percent: str, amount: str, on: date
) -> None:
    found = owed("30000", zone, on=on)
    assert (found.percent, found.amount) == (Decimal(percent), Decimal(amount))


@pytest.mark.parametrize(
    ("zone", "on", "subject"),
    [
        (ContributionZone.IA, IN_2026, "employer_contribution_zone_1a"),
        (ContributionZone.I, date(2024, 12, 31), "employer_contribution"),
        (ContributionZone.I, date(2027, 1, 1), "employer_contribution"),
    ],
)
def test_a_contribution_that_cannot_be_told_is_a_question(
    zone: ContributionZone, on: date, subject: str
) -> None:
    with pytest.raises(NoRuleError) as found:
        owed("30000", zone, on=on)
    assert (found.value.missing, found.value.subject) == (MissingRule.VALUES, subject)
    assert (found.value.place, found.value.on) == ("NO", on)


@given(
    parts=st.lists(
        st.decimals(min_value=-9_000, max_value=90_000, places=2), min_size=1, max_size=12
    )
)
def test_however_the_year_is_paid_its_contribution_is_that_of_the_whole(
    parts: list[Decimal],
) -> None:
    before, total = Decimal(0), Decimal(0)
    for part in parts:
        total += owed(str(part), ContributionZone.I, before=str(before)).amount
        before += part
    assert total == owed(str(before), ContributionZone.I).amount


@pytest.mark.parametrize(("paid", "amount"), [("0.03", "0.00"), ("0.04", "0.01"), ("5", "0.71")])
def test_the_contribution_is_rounded_to_the_nearest_ore(paid: str, amount: str) -> None:
    assert owed(paid, ContributionZone.I).amount == Decimal(amount)


def test_the_contribution_shows_what_it_came_from() -> None:
    found = owed("30000", ContributionZone.IV, before="1000", trace=True)
    (step,) = found.steps
    assert step.inputs == {"B": Decimal(30_000), "Y": Decimal(1_000), "p": Decimal("0.051")}
    assert (step.code, step.result) == ("employer_contribution", Decimal("1530.00"))
    assert (found.amount, found.percent) == (Decimal("1530.00"), Decimal("5.1"))
    assert step.edition == "no:employer_contribution:2025-01-01"
    untraced = employer_contribution(
        paid=Decimal(1), paid_before=Decimal(0), zone=ContributionZone.IV, on=IN_2026
    )
    assert untraced.steps == ()


@pytest.mark.requirement("A6")
@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2026, 12, 31)])
@pytest.mark.parametrize("region", ["", "NO-03", "NO-46"])
def test_a_registered_seller_charges_vat(region: str, on: date) -> None:
    rate = vat_rate(registered=True, buyer_region=region, on=on)
    assert rate.percent == Decimal(25)
    assert rate.edition == "no:vat:2025-01-01"
    assert "25 percent" in rate.source


@pytest.mark.parametrize("region", ["", "NO-03", "NO-21"])
def test_a_seller_who_is_not_registered_charges_none(region: str) -> None:
    rate = vat_rate(registered=False, buyer_region=region, on=IN_2026)
    assert rate.percent is None
    assert rate.edition == "no:vat:2025-01-01"
    assert "Merverdiavgiftsregisteret" in rate.source


@pytest.mark.parametrize(
    ("registered", "region", "on", "missing", "place", "subject"),
    [
        (None, "NO-03", IN_2026, MissingRule.SALES_TAX, "NO", "vat_registration"),
        (True, "NO-21", IN_2026, MissingRule.SALES_TAX, "NO-21", "mva"),
        (True, "NO-22", IN_2026, MissingRule.SALES_TAX, "NO-22", "mva"),
        (True, "NO-03", date(2024, 12, 31), MissingRule.VALUES, "NO", "vat"),
        (False, "NO-03", date(2027, 1, 1), MissingRule.VALUES, "NO", "vat"),
    ],
)
def test_vat_that_cannot_be_told_is_a_question(
    registered: bool | None, region: str, on: date, missing: MissingRule, place: str, subject: str
) -> None:
    with pytest.raises(NoRuleError) as found:
        vat_rate(registered=registered, buyer_region=region, on=on)
    error = found.value
    assert (error.missing, error.place, error.on, error.subject) == (missing, place, on, subject)
