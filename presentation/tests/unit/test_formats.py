"""Dates, numbers and money as their readers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import Money
from presentation.formats import Formats

SPACE = "\u00a0"
CANADA = Formats("en", "CA")


def plain(text: str) -> str:
    return text.replace("\u202f", SPACE)


@pytest.mark.requirement("X4")
@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "CA", f"CAD{SPACE}1,234,567.05"),
        ("en", "NO", f"CAD{SPACE}1,234,567.05"),
        ("fr", "CA", f"1{SPACE}234{SPACE}567,05{SPACE}CAD"),
        ("fr", "NO", f"1{SPACE}234{SPACE}567,05{SPACE}CAD"),
        ("nb", "NO", f"1{SPACE}234{SPACE}567,05{SPACE}CAD"),
        ("nb", "CA", f"1{SPACE}234{SPACE}567,05{SPACE}CAD"),
    ],
)
def test_money_has_its_code_where_the_reader_expects_it(
    language: str, country: str, expected: str
) -> None:
    money = Money(amount_minor=123456705, currency="CAD")

    assert plain(Formats(language, country).money(money)) == expected


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "CA", f"-CAD{SPACE}5.00"),
        ("fr", "CA", f"-5,00{SPACE}CAD"),
        ("nb", "NO", f"\u22125,00{SPACE}CAD"),
    ],
)
def test_a_sign_stands_before_the_figure_as_the_locale_writes_it(
    language: str, country: str, expected: str
) -> None:
    assert Formats(language, country).money(Money(amount_minor=-500, currency="CAD")) == expected


def test_a_currency_has_its_own_number_of_digits() -> None:
    assert CANADA.money(Money(amount_minor=5000, currency="JPY")) == f"JPY{SPACE}5,000"
    assert CANADA.amount(Money(amount_minor=5, currency="KWD")) == "0.005"


@given(st.integers(-(10**20), 10**20))
def test_no_digit_of_an_amount_is_lost(minor: int) -> None:
    said = CANADA.amount(Money(amount_minor=minor, currency="CAD"))

    assert Decimal(said.replace(",", "")) == Decimal(minor).scaleb(-2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("7.5", "7.50"), ("0.125", "0.125"), ("8", "8.00"), ("-2", "-2.00")],
)
def test_a_quantity_keeps_all_of_its_digits(value: str, expected: str) -> None:
    assert CANADA.quantity(Decimal(value)) == expected


@pytest.mark.requirement("B14")
@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(60, "1.00"), (450, "7.50"), (20, "0:20"), (440, "7:20"), (-20, "-0:20"), (1439, "23:59")],
)
def test_time_is_written_exactly(minutes: int, expected: str) -> None:
    assert Formats("en", "CA").quantity(Fraction(minutes, 60)) == expected


def test_a_rate_has_the_digits_of_its_currency() -> None:
    assert CANADA.rate(Decimal(45), "CAD") == "45.00"
    assert CANADA.rate(Decimal(4500), "JPY") == "4,500"
    assert CANADA.rate(Decimal("45.125"), "CAD") == "45.125"


def test_a_percentage_is_not_rounded() -> None:
    assert CANADA.percent(Decimal("14.975")) == "14.975%"
    assert Formats("fr", "CA").percent(Decimal("14.975")) == f"14,975{SPACE}%"
    assert Formats("nb", "NO").percent(Decimal(25)) == f"25{SPACE}%"


@pytest.mark.parametrize(
    ("language", "country", "medium", "long"),
    [
        ("en", "CA", "May 5, 2026", "May 5, 2026"),
        ("en", "NO", "5 May 2026", "5 May 2026"),
        ("fr", "CA", "5 mai 2026", "5 mai 2026"),
        ("nb", "NO", "5. mai 2026", "5. mai 2026"),
    ],
)
def test_a_day_is_written_as_in_the_country(
    language: str, country: str, medium: str, long: str
) -> None:
    formats = Formats(language, country)

    assert formats.day(date(2026, 5, 5)) == medium
    assert formats.day(date(2026, 5, 5), "long") == long


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    formats = Formats("fr", "CA")

    assert formats.day(date(2026, 4, 1), "long") == "1er avril 2026"
    assert formats.span(date(2026, 3, 1), date(2026, 3, 31)) == "1er\u201331 mars 2026"
    assert formats.span(date(2026, 3, 11), date(2026, 3, 21)) == "11\u201321 mars 2026"
    ends = date(2026, 12, 1), date(2027, 2, 1)
    assert formats.span(*ends) == "1er déc. 2026 \u2013 1er févr. 2027"
    assert formats.day(date(2026, 4, 11), "long") == "11 avril 2026"


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "CA", "Mar 1\u201331, 2026"),
        ("en", "NO", "1\u201331 Mar 2026"),
        ("fr", "CA", "1er\u201331 mars 2026"),
        ("nb", "NO", "1.\u201331. mars 2026"),
    ],
)
def test_a_period_is_short_and_plain(language: str, country: str, expected: str) -> None:
    said = Formats(language, country).span(date(2026, 3, 1), date(2026, 3, 31))

    assert said.replace(" \u2013 ", "\u2013") == expected


def test_a_period_of_a_day_is_that_day() -> None:
    assert CANADA.span(date(2026, 3, 1), date(2026, 3, 1)) == CANADA.day(date(2026, 3, 1))


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
            "janvier\u2013novembre 2026",
            "novembre 2025\u2013janvier 2026",
        ),
        ("nb", "NO", "januar 2026", "januar\u2013november 2026", "november 2025\u2013januar 2026"),
    ],
)
def test_months_are_words(
    language: str, country: str, one: str, some: str, over_new_year: str
) -> None:
    formats = Formats(language, country)
    january = date(2026, 1, 1)

    def joined(text: str) -> str:
        return text.replace(" \u2013 ", "\u2013")

    assert formats.months(january, date(2026, 1, 31)) == one
    assert joined(formats.months(january, date(2026, 11, 1))) == some
    assert joined(formats.months(date(2025, 11, 1), january)) == over_new_year


def test_a_moment_is_in_its_zone_and_names_it() -> None:
    at = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)

    said = Formats("nb", "NO").moment(at, ZoneInfo("America/Toronto"))

    assert said == "21. november 2026, 22:30 (Toronto)"


def test_the_time_of_a_moment_is_not_broken() -> None:
    at = datetime(2026, 5, 15, 13, 5, tzinfo=UTC)

    said = Formats("fr", "CA").moment(at, ZoneInfo("America/Toronto"))

    assert said == "15 mai 2026, 09\u00a0h\u00a005 (Toronto)"


@pytest.mark.parametrize("country", ["CA", "NO", "JP", "ZZ"])
@pytest.mark.parametrize("language", ["en", "fr", "nb", "xx"])
def test_every_language_writes_in_every_country(language: str, country: str) -> None:
    assert "2026" in Formats(language, country).day(date(2026, 3, 4))
