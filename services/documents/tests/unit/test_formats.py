"""Dates, numbers and money as their readers write them."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.events.identity import Address
from contracts.money import Money
from documents.rendering.formats import Formats, paper_size

SPACE = "\u00a0"


@pytest.mark.requirement("X4")
@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "CA", f"CAD{SPACE}1,234,567.05"),
        ("fr", "CA", f"1{SPACE}234{SPACE}567,05{SPACE}CAD"),
        ("nb", "NO", f"1{SPACE}234{SPACE}567,05{SPACE}CAD"),
    ],
)
def test_money_has_its_code_where_the_reader_expects_it(
    language: str, country: str, expected: str
) -> None:
    money = Money(amount_minor=123456705, currency="CAD")

    assert Formats(language, country).money(money) == expected


def test_a_currency_without_cents_has_none() -> None:
    assert Formats("en", "CA").money(Money(amount_minor=5000, currency="JPY")) == f"JPY{SPACE}5,000"
    assert Formats("en", "CA").amount(Money(amount_minor=5, currency="KWD")) == "0.005"


@pytest.mark.parametrize("country", ["CA", "NO", "JP", "ZZ"])
@pytest.mark.parametrize("language", ["en", "fr", "nb"])
def test_every_language_writes_in_every_country(language: str, country: str) -> None:
    assert "2026" in Formats(language, country).day(date(2026, 3, 4))


def test_minus_is_a_minus() -> None:
    money = Money(amount_minor=-125408, currency="NOK")

    assert Formats("nb", "NO").amount(money) == f"\u22121{SPACE}254,08"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("7.5", "7.50"), ("0.125", "0.125"), ("8", "8.00"), ("-2", "\u22122.00")],
)
def test_a_quantity_keeps_all_of_its_digits(value: str, expected: str) -> None:
    assert Formats("en", "CA").quantity(Decimal(value)) == expected


def test_a_percentage_is_not_rounded() -> None:
    assert Formats("en", "CA").percent(Decimal("14.975")) == "14.975%"
    assert Formats("nb", "NO").percent(Decimal(25)) == f"25{SPACE}%"


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "CA", "Mar 1\u201331, 2026"),
        ("fr", "CA", "1\u201331 mars 2026"),
        ("nb", "NO", "1.\u201331. mars 2026"),
    ],
)
def test_a_period_is_short_and_plain(language: str, country: str, expected: str) -> None:
    said = Formats(language, country).span(date(2026, 3, 1), date(2026, 3, 31))

    assert said.replace(" \u2013 ", "\u2013") == expected


def test_a_period_of_a_day_is_that_day() -> None:
    formats = Formats("en", "CA")

    assert formats.span(date(2026, 3, 1), date(2026, 3, 1)) == formats.day(date(2026, 3, 1))


def test_an_address_names_its_country_only_abroad() -> None:
    address = Address(
        street="1 Main St\nUnit 2", postal_code="M5J 1A6", city="Toronto", region="ON", country="CA"
    )
    lines = ["1 Main St", "Unit 2", f"Toronto ON{SPACE}{SPACE}M5J 1A6"]

    assert Formats("nb", "NO").address(address, seen_from="CA") == lines
    assert Formats("nb", "NO").address(address, seen_from="NO") == [*lines, "Canada"]


def test_an_address_of_which_little_is_known_has_no_empty_lines() -> None:
    assert Formats("en", "NO").address(Address(country="NO"), seen_from="NO") == []
    assert Formats("en", "NO").address(None, seen_from="NO") == []


def test_paper_is_what_the_country_prints_on() -> None:
    assert paper_size("CA") == "letter"
    assert paper_size("NO") == "A4"


@pytest.mark.requirement("X4")
@pytest.mark.parametrize(
    ("language", "country", "one", "some", "over_new_year"),
    [
        (
            "en",
            "CA",
            "January 2026",
            "January\u2013November 2026",
            "November 2025\u2013January 2026",
        ),
        (
            "fr",
            "CA",
            "janvier 2026",
            "janvier \u2013 novembre 2026",
            "novembre 2025 \u2013 janvier 2026",
        ),
        ("nb", "NO", "januar 2026", "januar\u2013november 2026", "november 2025\u2013januar 2026"),
    ],
)
def test_months_are_words(
    language: str, country: str, one: str, some: str, over_new_year: str
) -> None:
    formats = Formats(language, country)
    january = date(2026, 1, 1)

    assert formats.months(january, date(2026, 1, 31)).replace(SPACE, " ") == one
    assert formats.months(january, date(2026, 11, 1)) == some
    assert formats.months(date(2025, 11, 1), january) == over_new_year
