"""Taxes and deductions by rule."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.timesheets import PayPeriod
from contracts.money import Money
from payments.periods import month_of
from payments.taxes.model import (
    ComputedCharge,
    Effect,
    Party,
    Rule,
    Subject,
    YearSoFar,
    charges,
    lacks_rules,
)
from payments.taxes.rules import rules_of

from ..builders import cad, nok

IN_2026 = date(2026, 3, 10)


def charged(
    gross: Money,
    *,
    party: Party = Party.TEMP,
    country: str = "CA",
    region: str = "ON",
    agency_country: str | None = None,
    on: date = IN_2026,
    earnings: Money | None = None,
    so_far: YearSoFar | None = None,
) -> dict[str, ComputedCharge]:
    found = charges(
        rules_of(agency_country or country),
        Subject(
            party=party,
            country=country,
            region=region,
            currency=gross.currency,
            on=on,
            pay_period=PayPeriod.MONTHLY,
            period=month_of(on),
        ),
        gross=gross,
        earnings=earnings or gross,
        so_far=so_far or YearSoFar(),
    )
    return {charge.code: charge for charge in found}


@pytest.mark.requirement("A6")
def test_an_ontario_temp_has_income_tax_cpp_and_ei_withheld() -> None:
    found = charged(cad("4000"))
    assert {code: charge.amount for code, charge in found.items()} == {
        "ca_federal_tax": cad("560.00"),
        "ca_provincial_tax": cad("202.00"),
        "cpp": cad("220.65"),  # (4000 - 291.66) * 5.95 %
        "ei": cad("65.20"),
    }
    assert all(charge.effect is Effect.DEDUCTION for charge in found.values())


def test_expenses_that_are_repaid_are_not_earnings() -> None:
    found = charged(cad("4500"), earnings=cad("4000"))
    assert found["ei"].amount == cad("65.20")


def test_the_exemption_of_a_pay_period_is_given_once() -> None:
    year = YearSoFar()
    first = charged(cad("200"), so_far=year)["cpp"]
    second = charged(cad("4000"), so_far=year)["cpp"]
    assert first.amount == cad("0")
    assert first.exempt == cad("200")
    assert second.exempt == cad("91.66")
    assert second.amount == Money.of(Decimal("3908.34") * Decimal("0.0595"), "CAD")


def test_cpp_ends_at_the_years_maximum_and_cpp2_begins_above_its_threshold() -> None:
    year = YearSoFar(earnings_minor=74_000_00, charged_minor={"cpp": 4_200_00, "ei": 1_123_07})
    found = charged(cad("2600"), so_far=year)
    assert found["cpp"].amount == cad("30.45")
    assert found["cpp2"].base == cad("2000")
    assert found["cpp2"].amount == cad("80.00")
    assert "ei" not in found


def test_the_years_earnings_grow_with_each_transaction() -> None:
    year = YearSoFar(earnings_minor=74_000_00)
    assert "cpp2" not in charged(cad("600"), so_far=year)
    assert charged(cad("100"), so_far=year)["cpp2"].base == cad("100")


@given(st.lists(st.integers(1, 30_000_00), min_size=1, max_size=30))
def test_no_yearly_maximum_is_ever_passed(amounts: list[int]) -> None:
    year = YearSoFar()
    for minor in amounts:
        charged(Money(amount_minor=minor, currency="CAD"), so_far=year)
    assert year.charged_minor.get("cpp", 0) <= 4_230_45
    assert year.charged_minor.get("cpp2", 0) <= 416_00
    assert year.charged_minor.get("ei", 0) <= 1_123_07


@given(st.integers(1, 30_000_00), st.sampled_from(["ON", "QC", "BC", "NU", ""]))
def test_deductions_never_exceed_what_was_earned(minor: int, region: str) -> None:
    gross = Money(amount_minor=minor, currency="CAD")
    withheld = Money.total((c.amount for c in charged(gross, region=region).values()), "CAD")
    assert withheld < gross or gross.amount_minor <= 1


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
    for party in (Party.INCORPORATED, Party.CUSTOMER):
        found = charged(cad("1000"), party=party, region=region)
        assert {code: charge.amount for code, charge in found.items()} == {
            code: cad(amount) for code, amount in taxes.items()
        }
        assert all(charge.effect is Effect.TAX for charge in found.values())


def test_nova_scotia_lowered_its_hst_on_the_first_of_april_2025() -> None:
    before = charged(cad("100"), party=Party.CUSTOMER, region="NS", on=date(2025, 3, 31))
    after = charged(cad("100"), party=Party.CUSTOMER, region="NS", on=date(2025, 4, 1))
    assert (before["hst"].amount, after["hst"].amount) == (cad("15"), cad("14"))


@pytest.mark.requirement("A6")
def test_norway_withholds_from_temps_and_adds_mva_to_the_rest() -> None:
    temp = charged(nok("10000"), country="NO", region="")
    company = charged(nok("10000"), country="NO", region="", party=Party.INCORPORATED)
    assert temp["no_withholding_tax"].amount == nok("5000")
    assert company["mva"].amount == nok("2500")


def test_a_party_in_another_country_is_charged_nothing() -> None:
    assert charged(nok("10000"), country="SE", agency_country="NO", party=Party.CUSTOMER) == {}


def test_another_currency_than_the_rules_is_charged_nothing() -> None:
    assert charged(Money.of(Decimal(100), "USD")) == {}


@pytest.mark.parametrize(
    ("party", "country", "gross", "is_open"),
    [
        (Party.TEMP, "CA", Money.of(Decimal(100), "CAD"), False),
        (Party.TEMP, "CA", Money.of(Decimal(100), "USD"), True),
        (Party.TEMP, "CA", Money.of(Decimal(100), "JPY"), True),
        (Party.TEMP, "SE", Money.of(Decimal(100), "CAD"), True),
        (Party.TEMP, "CA", Money.zero("USD"), False),  # expenses alone
        (Party.INCORPORATED, "CA", Money.of(Decimal(100), "USD"), False),
        (Party.CUSTOMER, "SE", Money.of(Decimal(100), "CAD"), False),
    ],
)
def test_no_rule_for_an_employees_pay_is_an_open_question(
    party: Party, country: str, gross: Money, is_open: bool
) -> None:
    subject = Subject(
        party=party, country=country, region="ON", currency=gross.currency, on=IN_2026
    )
    assert lacks_rules(rules_of("CA"), subject, gross) is is_open


def test_every_rule_is_named_in_three_languages() -> None:
    for country in ("CA", "NO"):
        for rule in rules_of(country):
            assert set(rule.names) == {"en", "fr", "nb"}, rule.code


def test_no_two_rules_of_one_code_overlap() -> None:
    for country in ("CA", "NO"):
        for region in ("ON", "QC", "NS", "AB", ""):
            for on in (date(2025, 2, 1), date(2025, 12, 31), date(2026, 1, 1), date(2030, 1, 1)):
                for party in Party:
                    subject = Subject(
                        party=party,
                        country=country,
                        region=region,
                        currency="CAD" if country == "CA" else "NOK",
                        on=on,
                    )
                    codes = [rule.code for rule in rules_of(country) if rule.applies(subject)]
                    assert len(codes) == len(set(codes)), (region, on, party)


def test_a_credit_takes_back_at_the_plain_percentage() -> None:
    found = charged(cad("-100"))
    assert found["cpp"].amount == cad("-5.95")
    assert charged(cad("-100"), party=Party.CUSTOMER)["hst"].amount == cad("-13")


def a_fee(**limits: Decimal) -> Rule:
    return Rule(
        code="fee",
        names={"en": "Fee", "fr": "Frais", "nb": "Gebyr"},
        country="CA",
        currency="CAD",
        party=Party.TEMP,
        effect=Effect.DEDUCTION,
        valid_from=date(2025, 1, 1),
        **limits,  # pyright: ignore[reportArgumentType]
    )


@pytest.mark.parametrize(
    ("rule", "gross", "amount"),
    [
        (a_fee(fixed=Decimal(25)), "1000", "25.00"),
        (a_fee(fixed=Decimal(25)), "10", "10.00"),
        (a_fee(percent=Decimal(1), min=Decimal(20)), "1000", "20.00"),
        (a_fee(percent=Decimal(10), max=Decimal(50)), "1000", "50.00"),
        (a_fee(percent=Decimal("0.5")), "1", "0.01"),  # half a cent is rounded away from zero
    ],
)
def test_an_agencys_own_rule_is_percent_or_fixed_with_limits(
    rule: Rule, gross: str, amount: str
) -> None:
    subject = Subject(party=Party.TEMP, country="CA", region="ON", currency="CAD", on=IN_2026)
    (charge,) = charges([rule], subject, gross=cad(gross), earnings=cad(gross), so_far=YearSoFar())
    assert charge.amount == cad(amount)


def test_an_agencys_own_rule_stands_before_the_countrys() -> None:
    own = Rule(
        code="no_withholding_tax",
        names={"en": "Tax", "fr": "Impôt", "nb": "Skatt"},
        country="NO",
        currency="NOK",
        party=Party.TEMP,
        effect=Effect.DEDUCTION,
        percent=Decimal(34),
        valid_from=date(2025, 1, 1),
    )
    rules = rules_of("NO", own=[own])
    assert [r.percent for r in rules if r.code == "no_withholding_tax"] == [Decimal(34)]
    assert any(rule.code == "mva" for rule in rules)
