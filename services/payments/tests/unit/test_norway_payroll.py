"""A year of pay in Norway in which the card, the zone or the terms change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import Money
from payments.periods import month_of
from payments.taxes.charging import Assessor
from payments.taxes.details import TaxDetails, TaxDetailsHistory
from payments.taxes.model import ComputedCharge, Party, PayHistory, Subject
from payments.taxes.norway.employer_contribution import ContributionZone
from payments.taxes.norway.holiday_pay import HolidayTerms
from payments.taxes.norway.tax_card import CardKind, TaxCard

from ..builders import nok

FREE_50_000 = TaxCard(kind=CardKind.FREE, free_amount=Decimal(50_000))
PERCENT_30 = TaxCard(kind=CardKind.PERCENT, percent=Decimal(30))
SINCE = date(2020, 1, 1)
IN_MARCH = date(2026, 3, 1)


@dataclass
class Employee:
    """Paid month after month, on the fifteenth of the month after."""

    told: Sequence[tuple[date, TaxDetails]]
    history: PayHistory = field(default_factory=PayHistory)

    def paid(self, month: int, kroner: str, *, on: date | None = None) -> dict[str, Money]:
        """What is charged on the work of a month of 2026."""
        charges = self.charged(month, kroner, on=on)
        return {one.code: one.amount for one in charges if one.amount.amount_minor}

    def charged(
        self, month: int, kroner: str, *, on: date | None = None
    ) -> tuple[ComputedCharge, ...]:
        worked = date(2026, month, 10)
        assessed = Assessor(country="NO", region="").of_pay(
            Subject(
                party=Party.TEMP,
                country="NO",
                region="",
                currency="NOK",
                on=on or date(2026, month + 1, 15),
                period=month_of(worked),
            ),
            gross=nok(kroner),
            earnings=nok(kroner),
            history=self.history,
            details=TaxDetailsHistory(self.told),
        )
        assert assessed.missing is None
        return assessed.charges


@pytest.mark.requirement("A6")
def test_another_zone_changes_nothing_of_what_was_owed_before() -> None:
    person = Employee(
        [
            (SINCE, TaxDetails(contribution_zone=ContributionZone.I)),
            (IN_MARCH, TaxDetails(contribution_zone=ContributionZone.IV)),
        ]
    )
    assert person.paid(1, "10000")["no_employer_contribution"] == nok("1410")
    assert person.paid(2, "10000")["no_employer_contribution"] == nok("510")
    assert person.paid(1, "-4000")["no_employer_contribution"] == nok("-564")
    assert person.paid(2, "-10000")["no_employer_contribution"] == nok("-510")
    assert person.paid(1, "-6000")["no_employer_contribution"] == nok("-846")


def test_a_zone_that_is_told_late_is_caught_up_with() -> None:
    person = Employee([])
    assert "no_employer_contribution" not in person.paid(1, "10000")
    person.told = [(SINCE, TaxDetails(contribution_zone=ContributionZone.I))]
    assert person.paid(2, "10000")["no_employer_contribution"] == nok("2820")


@pytest.mark.parametrize("before", [None, PERCENT_30])
def test_a_free_card_that_comes_later_gives_nothing_back(before: TaxCard | None) -> None:
    person = Employee([(SINCE, TaxDetails(card=before)), (IN_MARCH, TaxDetails(card=FREE_50_000))])
    withheld = nok("20000") if before is None else nok("12000")
    assert person.paid(1, "40000")["no_withholding_tax"] == withheld
    assert "no_withholding_tax" not in person.paid(2, "10000")
    assert person.paid(3, "10000")["no_withholding_tax"] == nok("5000")


def test_pay_after_a_free_card_does_not_use_it_up_backwards() -> None:
    person = Employee(
        [(SINCE, TaxDetails(card=FREE_50_000)), (IN_MARCH, TaxDetails(card=PERCENT_30))]
    )
    assert "no_withholding_tax" not in person.paid(1, "45000")
    assert person.paid(2, "100000")["no_withholding_tax"] == nok("30000")
    assert "no_withholding_tax" not in person.paid(1, "-5000")


def test_a_free_card_that_comes_back_counts_all_pay_of_the_year_so_far() -> None:
    free, percent = TaxDetails(card=FREE_50_000), TaxDetails(card=PERCENT_30)
    person = Employee([(SINCE, free), (IN_MARCH, percent), (date(2026, 4, 1), free)])
    assert "no_withholding_tax" not in person.paid(1, "45000")
    assert person.paid(2, "100000")["no_withholding_tax"] == nok("30000")
    assert person.paid(3, "1000")["no_withholding_tax"] == nok("500")
    assert person.paid(1, "10000", on=date(2026, 2, 20))["no_withholding_tax"] == nok("2500")


def test_a_free_card_with_another_amount_counts_from_its_day_on() -> None:
    more = TaxCard(kind=CardKind.FREE, free_amount=Decimal(70_000))
    person = Employee([(SINCE, TaxDetails(card=FREE_50_000)), (IN_MARCH, TaxDetails(card=more))])
    assert person.paid(1, "60000")["no_withholding_tax"] == nok("5000")
    assert "no_withholding_tax" not in person.paid(2, "10000")
    assert person.paid(3, "10000")["no_withholding_tax"] == nok("5000")


@pytest.mark.parametrize(
    ("kroner", "exempt", "base", "amount"),
    [
        ("9000", "9000", "0", "0"),
        ("10000", "10000", "0", "0"),
        ("10002", "10000", "2", "1"),
        ("30000", "10000", "20000", "10000"),
    ],
)
def test_a_free_card_shows_what_of_the_pay_it_exempts(
    kroner: str, exempt: str, base: str, amount: str
) -> None:
    person = Employee([(SINCE, TaxDetails(card=FREE_50_000))])
    person.paid(1, "40000")
    (withheld,) = (one for one in person.charged(2, kroner) if one.code == "no_withholding_tax")
    assert withheld.exempt == nok(exempt)
    assert withheld.base == nok(base)
    assert withheld.amount == nok(amount)
    assert withheld.percent == Decimal(50)


@pytest.mark.parametrize(
    ("card", "percent"),
    [
        (None, Decimal(50)),
        (PERCENT_30, Decimal(30)),
        (TaxCard(kind=CardKind.TABLE, table="8000"), None),
    ],
)
def test_other_cards_show_their_percentage_of_all_pay(
    card: TaxCard | None, percent: Decimal | None
) -> None:
    (withheld,) = (
        one
        for one in Employee([(SINCE, TaxDetails(card=card))]).charged(1, "30000")
        if one.code == "no_withholding_tax"
    )
    assert (withheld.percent, withheld.base, withheld.exempt) == (percent, nok("30000"), nok("0"))


def test_holiday_pay_by_an_agreement_is_earned_from_its_day_on() -> None:
    agreed = TaxDetails(holiday_terms=HolidayTerms.AGREED)
    person = Employee([(SINCE, TaxDetails()), (IN_MARCH, agreed)])
    assert person.paid(1, "10000")["no_holiday_pay"] == nok("1020")
    assert person.paid(2, "10000")["no_holiday_pay"] == nok("1200")
    assert person.paid(2, "-5000")["no_holiday_pay"] == nok("-600")


def test_the_extra_over_60_ends_at_six_base_amounts_of_the_whole_year() -> None:
    over_60 = TaxDetails(over_60=True)
    person = Employee(
        [(SINCE, over_60), (IN_MARCH, TaxDetails(over_60=True, holiday_terms=HolidayTerms.AGREED))]
    )
    assert person.paid(1, "700000")["no_holiday_pay"] == nok("87500")
    assert person.paid(2, "119294")["no_holiday_pay"] == nok("17059.04")
    assert person.paid(3, "100000")["no_holiday_pay"] == nok("12000")
    assert person.paid(1, "-100000")["no_holiday_pay"] == nok("-12500")


@given(
    months=st.lists(st.tuples(st.integers(1, 6), st.integers(-3, 9)), min_size=1, max_size=12),
    changed=st.integers(2, 7),
)
def test_however_a_year_is_corrected_each_zone_is_owed_on_what_it_paid(
    months: list[tuple[int, int]], changed: int
) -> None:
    person = Employee(
        [
            (SINCE, TaxDetails(contribution_zone=ContributionZone.I)),
            (date(2026, changed, 1), TaxDetails(contribution_zone=ContributionZone.III)),
        ]
    )
    owed = Decimal(0)
    left: dict[int, int] = {}
    for month, thousands in months:
        kroner = thousands * 1000
        if left.get(month, 0) + kroner < 0 or not kroner:
            continue
        left[month] = left.get(month, 0) + kroner
        found = person.paid(month, str(kroner)).get("no_employer_contribution", nok("0"))
        owed += found.decimal
    first = sum(kroner for month, kroner in left.items() if month + 1 < changed)
    second = sum(kroner for month, kroner in left.items() if month + 1 >= changed)
    assert owed == first * Decimal("0.141") + second * Decimal("0.064")
