"""What is charged on pay and on invoices, and what nobody can say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.ids import PersonId
from contracts.money import Money
from payments.periods import Period, month_of, week_of
from payments.taxes.answers import Answer, AnswerKind
from payments.taxes.canada.contributions import Coverage
from payments.taxes.canada.td1 import Td1
from payments.taxes.charging import Assessor
from payments.taxes.details import TaxDetails, TaxDetailsHistory
from payments.taxes.editions import edition_of, last_known_day
from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.model import (
    Assessment,
    ComputedCharge,
    Effect,
    Party,
    PayHistory,
    Subject,
)
from payments.taxes.names import NAMES, said_of
from payments.taxes.norway.employer_contribution import ContributionZone
from payments.taxes.norway.tax_card import CardKind, TaxCard

from ..builders import cad, nok

ON_A_TUESDAY = date(2026, 3, 10)
WEEK, MONTH = week_of(ON_A_TUESDAY), month_of(ON_A_TUESDAY)


@dataclass
class Person:
    """Who is paid by one agency, pay after pay."""

    party: Party = Party.TEMP
    country: str = "CA"
    region: str = "ON"
    agency_country: str = "CA"
    agency_region: str = "ON"
    answers: Sequence[Answer] = ()
    details: TaxDetails = field(default_factory=TaxDetails)
    history: PayHistory = field(default_factory=PayHistory)

    def paid(
        self,
        gross: Money,
        *,
        on: date = ON_A_TUESDAY,
        period: Period = WEEK,
        earnings: Money | None = None,
    ) -> Assessment:
        subject = Subject(
            party=self.party,
            country=self.country,
            region=self.region,
            currency=gross.currency,
            on=on,
            period=period,
        )
        agency = Assessor(
            country=self.agency_country, region=self.agency_region, answers=self.answers
        )
        return agency.of_pay(
            subject,
            gross=gross,
            earnings=gross if earnings is None else earnings,
            history=self.history,
            details=TaxDetailsHistory([(date(2020, 1, 1), self.details)]),
        )


def amounts(assessed: Assessment, effect: Effect = Effect.DEDUCTION) -> dict[str, Money]:
    return {one.code: one.amount for one in assessed.of_effect(effect) if one.amount.amount_minor}


def a_person_in_norway(card: TaxCard | None = None, **details: object) -> Person:
    told = replace(TaxDetails(card=card), **details)  # pyright: ignore[reportArgumentType]
    return Person(country="NO", region="", agency_country="NO", details=told)


@pytest.mark.requirement("A6")
def test_the_published_example_of_ontario() -> None:
    """1,000.00 a week, claim code 1, 2026: CRA's payroll calculator."""
    assessed = Person().paid(cad("1000"))
    assert amounts(assessed) == {
        "cpp": cad("55.50"),
        "ei": cad("16.30"),
        "ca_federal_tax": cad("81.61"),
        "ca_provincial_tax": cad("45.80"),
    }
    assert amounts(assessed, Effect.EMPLOYER) == {
        "employer:cpp": cad("55.50"),
        "employer:ei": cad("22.82"),
    }


@pytest.mark.requirement("A6")
def test_a_correction_brings_no_cpp2_and_gives_back_what_it_lowers() -> None:
    person = Person()
    person.paid(cad("1000"))
    back = person.paid(cad("-100"))
    assert amounts(back)["cpp"] == cad("-5.95")
    assert "cpp2" not in amounts(back)
    alone = Person()
    whole = amounts(alone.paid(cad("900")))
    assert sum_of(person) == {code: amount.amount_minor for code, amount in whole.items()}


def sum_of(person: Person) -> dict[str, int]:
    """What stands of each deduction, in all."""
    found: dict[str, int] = {}
    for paid in person.history.paid.values():
        for code, standing in paid.charged.items():
            if not code.startswith("employer:") and standing.amount_minor:
                found[code] = found.get(code, 0) + standing.amount_minor
    return found


@pytest.mark.requirement("A6")
def test_a_correction_above_the_maximum_leaves_the_year_at_its_maximum() -> None:
    person = Person()
    person.paid(cad("100000"))
    person.paid(cad("-1000"))
    assert sum_of(person)["cpp"] == 4_230_45
    assert sum_of(person)["cpp2"] == 416_00
    assert sum_of(person)["ei"] == 1_123_07


@pytest.mark.requirement("A6")
def test_the_exemption_of_a_pay_period_is_given_once() -> None:
    person = Person()
    first, second = person.paid(cad("50")), person.paid(cad("950"))
    (free,) = (one.exempt for one in first.charges if one.code == "cpp")
    (rest,) = (one.exempt for one in second.charges if one.code == "cpp")
    assert (free, rest) == (cad("50"), cad("17.30"))
    assert sum_of(person)["cpp"] == 55_50


def test_limits_follow_the_day_of_payment_and_not_that_of_the_work() -> None:
    """Work of December that is paid in January counts for the new year."""
    person = Person()
    december = week_of(date(2025, 12, 29))
    person.paid(cad("100000"), on=date(2025, 12, 30), period=week_of(date(2025, 12, 15)))
    late = person.paid(cad("1000"), on=date(2026, 1, 6), period=december)
    assert amounts(late)["cpp"] == cad("55.50")


def test_what_was_paid_last_year_and_is_taken_back_lowers_last_year() -> None:
    person = Person()
    paid = person.paid(cad("1000"), on=date(2025, 12, 30), period=WEEK)
    back = person.paid(cad("-1000"), on=date(2026, 1, 6), period=WEEK)
    assert back.subject.on == date(2025, 12, 30)
    assert amounts(back) == {code: -amount for code, amount in amounts(paid).items()}


def test_expenses_that_are_repaid_are_not_earnings() -> None:
    assessed = Person().paid(cad("1200"), earnings=cad("1000"))
    assert amounts(assessed)["ei"] == cad("16.30")
    assert Person().paid(cad("200"), earnings=cad("0")).charges == ()


def test_what_a_person_told_counts() -> None:
    told = TaxDetails(
        td1=Td1(federal_claim=Decimal(0), provincial_claim=Decimal(0), additional_tax=Decimal(10)),
        coverage=Coverage(pension=False),
    )
    plain, other = Person().paid(cad("1000")), Person(details=told).paid(cad("1000"))
    assert "cpp" not in amounts(other)
    assert amounts(other)["ca_federal_tax"] > amounts(plain)["ca_federal_tax"] + cad("10")


@pytest.mark.requirement("A6")
@given(
    parts=st.lists(st.integers(-200_000, 3_000_000), min_size=1, max_size=12),
    region=st.sampled_from(["ON", "QC", "BC", "NU", "MB"]),
)
def test_work_in_parts_is_charged_as_if_it_had_come_at_once(parts: list[int], region: str) -> None:
    """Whatever the orders and corrections of a period: the whole is what counts."""
    person, at_once = Person(region=region), Person(region=region)
    kept = list(accumulate(parts))
    for before, after in zip([0, *kept], kept, strict=False):
        person.paid(Money(amount_minor=after - before, currency="CAD"))
    if kept[-1] > 0 and min(kept) >= 0:
        at_once.paid(Money(amount_minor=kept[-1], currency="CAD"))
        assert sum_of(person) == sum_of(at_once)


@given(
    amounts_minor=st.lists(st.integers(1, 3_000_000), min_size=1, max_size=40),
    region=st.sampled_from(["ON", "QC"]),
)
def test_no_yearly_maximum_is_ever_passed(amounts_minor: list[int], region: str) -> None:
    person = Person(region=region)
    for week, minor in enumerate(amounts_minor):
        day = date.fromordinal(date(2026, 1, 7).toordinal() + 7 * week)
        assessed = person.paid(
            Money(amount_minor=minor, currency="CAD"), on=day, period=week_of(day)
        )
        withheld = sum(one.amount.amount_minor for one in assessed.of_effect(Effect.DEDUCTION))
        assert withheld <= minor
    most = {"cpp": 423_045, "cpp2": 41_600, "ei": 112_307}
    if region == "QC":
        most = {"qpp": 447_930, "qpp2": 41_600, "ei": 89_570, "qpip": 44_290}
    for code, limit in most.items():
        assert sum_of(person).get(code, 0) <= limit


@pytest.mark.requirement("A6")
def test_norway_withholds_half_without_a_card_and_by_the_card_with_one() -> None:
    assert amounts(a_person_in_norway().paid(nok("10001"), period=MONTH)) == {
        "no_withholding_tax": nok("5000")
    }
    percent = TaxCard(kind=CardKind.PERCENT, percent=Decimal(34))
    assert amounts(a_person_in_norway(percent).paid(nok("10000"), period=MONTH)) == {
        "no_withholding_tax": nok("3400")
    }


def test_a_free_card_counts_the_whole_year_whatever_the_order_of_its_pay() -> None:
    card = TaxCard(kind=CardKind.FREE, free_amount=Decimal(50_000))
    person = a_person_in_norway(card)
    first = person.paid(nok("45000"), period=month_of(date(2026, 1, 1)))
    second = person.paid(nok("15000"), period=MONTH)
    lowered = person.paid(nok("-10000"), period=month_of(date(2026, 1, 1)))
    assert amounts(first) == {}
    assert amounts(second) == {"no_withholding_tax": nok("5000")}
    assert amounts(lowered) == {"no_withholding_tax": nok("-5000")}


def test_the_employers_side_in_norway() -> None:
    person = a_person_in_norway(contribution_zone=ContributionZone.I)
    owed = amounts(person.paid(nok("10000"), period=MONTH), Effect.EMPLOYER)
    assert owed == {"no_holiday_pay": nok("1020"), "no_employer_contribution": nok("1410")}
    unsaid = amounts(a_person_in_norway().paid(nok("10000"), period=MONTH), Effect.EMPLOYER)
    assert unsaid == {"no_holiday_pay": nok("1020")}


@pytest.mark.parametrize(
    ("region", "taxes"),
    [
        ("ON", {"hst": "130.00"}),
        ("NS", {"hst": "140.00"}),
        ("NB", {"hst": "150.00"}),
        ("AB", {"gst": "50.00"}),
        ("QC", {"gst": "50.00", "qst": "99.75"}),
    ],
)
@pytest.mark.requirement("A6")
def test_sales_tax_is_added_by_province(region: str, taxes: dict[str, str]) -> None:
    wanted = {code: cad(amount) for code, amount in taxes.items()}
    contractor = Person(party=Party.INCORPORATED, region="MB", agency_region=region)
    assert amounts(contractor.paid(cad("1000")), Effect.TAX) == wanted
    invoiced = invoice_taxes(region=region)
    assert {one.code: one.amount for one in invoiced} == wanted


def invoice_taxes(
    *,
    country: str = "CA",
    region: str = "ON",
    subtotal: Money | None = None,
    answers: Sequence[Answer] = (),
    on: date = ON_A_TUESDAY,
) -> Sequence[ComputedCharge]:
    subtotal = subtotal or cad("1000")
    subject = Subject(
        party=Party.CUSTOMER, country=country, region=region, currency=subtotal.currency, on=on
    )
    return Assessor(country="CA", region="ON", answers=answers).of_invoice(subject, subtotal)


def test_a_provincial_tax_that_no_source_decides_is_asked_and_gst_is_due_all_the_same() -> None:
    with pytest.raises(NoRuleError) as refused:
        invoice_taxes(region="BC")
    assert (refused.value.place, refused.value.subject) == ("CA-BC", "pst")
    not_due = an_answer(MissingRule.SALES_TAX, "CA-BC", AnswerKind.NOTHING_DUE, date(2026, 1, 1))
    (gst,) = invoice_taxes(region="BC", answers=[not_due])
    assert gst.amount == cad("50")


def test_an_invoice_in_another_currency_is_taxed_alike() -> None:
    (hst,) = invoice_taxes(subtotal=Money.of(Decimal(100), "USD"))
    assert hst.amount == Money.of(Decimal(13), "USD")


@pytest.mark.requirement("A6")
def test_norway_adds_mva_to_what_companies_charge_unless_they_are_not_registered() -> None:
    company = a_person_in_norway()
    company.party = Party.INCORPORATED
    assert amounts(company.paid(nok("10000")), Effect.TAX) == {"mva": nok("2500")}
    company.details = TaxDetails(charges_sales_tax=False)
    assert company.paid(nok("10000")).charges == ()


def test_a_tax_is_given_back_with_all_of_the_work_in_however_many_parts() -> None:
    company = Person(party=Party.INCORPORATED)
    company.paid(cad("100.03"))
    for part in ("-33.34", "-33.34", "-33.35"):
        company.paid(cad(part))
    assert sum_of(company) == {}


@pytest.mark.parametrize(
    ("person", "gross", "missing"),
    [
        (Person(), Money.of(Decimal(100), "USD"), MissingRule.WITHHOLDING),
        (Person(country="SE", region=""), cad("100"), MissingRule.WITHHOLDING),
        (Person(country="CA", region="", agency_country="NO"), cad("100"), MissingRule.WITHHOLDING),
        (Person(region=""), cad("100"), MissingRule.WITHHOLDING),
        (Person(party=Party.INCORPORATED, country="SE"), cad("100"), MissingRule.SALES_TAX),
    ],
)
def test_no_rule_is_an_open_question_and_never_nothing(
    person: Person, gross: Money, missing: MissingRule
) -> None:
    assessed = person.paid(gross)
    assert assessed.charges == ()
    assert assessed.missing is not None
    assert assessed.missing.missing is missing


def test_no_rule_for_a_buyer_raises() -> None:
    with pytest.raises(NoRuleError) as refused:
        invoice_taxes(country="SE", region="")
    assert refused.value.missing is MissingRule.SALES_TAX


def an_answer(missing: MissingRule, place: str, kind: AnswerKind, on: date) -> Answer:
    return Answer(
        missing=missing,
        place=place,
        kind=kind,
        from_on=on,
        to_on=on.replace(month=12, day=31),
        reason="Our accountant says so",
        answered_by=PersonId(new_id()),
        answered_by_name="Ada",
        answered_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_staff_can_say_that_nothing_is_due_there() -> None:
    nothing = an_answer(MissingRule.WITHHOLDING, "SE", AnswerKind.NOTHING_DUE, date(2026, 1, 1))
    assessed = Person(country="SE", region="", answers=[nothing]).paid(cad("100"))
    assert (assessed.charges, assessed.missing) == ((), None)
    sold = an_answer(MissingRule.SALES_TAX, "SE", AnswerKind.NOTHING_DUE, date(2026, 1, 1))
    assert invoice_taxes(country="SE", region="", answers=[sold]) == ()


def test_values_that_end_are_a_question_until_staff_carry_them_over() -> None:
    new_year = date(2027, 1, 5)
    asked = Person().paid(cad("1000"), on=new_year).missing
    assert asked is not None
    assert (asked.missing, asked.place) == (MissingRule.VALUES, "CA")
    carried = an_answer(MissingRule.VALUES, "CA", AnswerKind.CARRIED_OVER, date(2027, 1, 1))
    assessed = Person(answers=[carried]).paid(cad("1000"), on=new_year)
    assert amounts(assessed)["cpp"] == cad("55.50")
    (hst,) = invoice_taxes(answers=[carried], on=new_year)
    assert hst.amount == cad("130")


def test_every_tax_is_named_in_three_languages() -> None:
    for code, names in NAMES.items():
        assert set(names) == {"en", "fr", "nb"}, code


@pytest.mark.parametrize("missing", list(MissingRule))
def test_what_is_missing_is_said_in_words(missing: MissingRule) -> None:
    question = NoRuleError(missing, "CA-NS", date(2026, 3, 5))
    said = said_of(question, "CAD", "en", "CA")
    assert "Nova Scotia" in said
    assert "Mar 5, 2026" in said
    assert "Nouvelle-Écosse" in said_of(question, "CAD", "fr", "CA")
    assert "Nova Scotia" in said_of(question, "CAD", "nb", "NO")


def test_of_a_country_of_which_nothing_was_read_no_value_ends_and_no_edition_holds() -> None:
    assert last_known_day("ae") is None
    with pytest.raises(NoRuleError):
        edition_of("ae", "vat", ON_A_TUESDAY)
