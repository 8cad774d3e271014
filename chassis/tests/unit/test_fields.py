"""What comes in at the door is cleaned, bounded, and refused with a reason."""

import sys
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chassis.fields import (
    MAX_AMOUNT_MINOR,
    AddressBody,
    CountryCode,
    CurrencyCode,
    Day,
    DecimalOf,
    Flag,
    LanguageCode,
    LineOf,
    MoneyBody,
    Note,
    Rate,
    TextOf,
    TimeZoneName,
    WholeNumber,
)
from chassis.places import NEEDS_A_REGION, is_country, regions_of

LINE = TypeAdapter[str](Annotated[str, LineOf(min_length=1, max_length=12)])
TEXT = TypeAdapter[str](Annotated[str, TextOf(max_length=20, max_lines=3)])


def refusal(adapter: TypeAdapter[Any] | type, value: object) -> str:
    """Why it is refused."""
    adapter = adapter if isinstance(adapter, TypeAdapter) else TypeAdapter(adapter)
    with pytest.raises(ValidationError) as raised:
        adapter.validate_python(value)
    return raised.value.errors()[0]["msg"]


def fields_refused(**given: str) -> tuple[set[tuple[Any, ...]], AddressBody | None]:
    """Which fields of an address are refused; the address if none is."""
    try:
        return set(), AddressBody.model_validate(given)
    except ValidationError as error:
        return {each["loc"] for each in error.errors()}, None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna  ", "Anna"),
        ("Ame\u0301lie", "Am\u00e9lie"),
        ("王秀英", "王秀英"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that Persian is written with
        ("👩\u200d🔧 Li", "👩\u200d🔧 Li"),
        ("a\tb", "a b"),
    ],
)
def test_a_line_is_kept_as_people_write_it(typed: str, kept: str) -> None:
    assert LINE.validate_python(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("a\x00b", "control character (U+0000)"),
        ("a\x1bb", "control character (U+001B)"),
        ("a\nb", "must be on one line"),
        ("a\u2028b", "must be on one line"),
        ("a\u202eb", "invisible character (U+202E)"),
        ("a\u2066b", "invisible character (U+2066)"),
        ("a\u200bb", "invisible character (U+200B)"),
        ("a\ue000b", "control character (U+E000)"),
        ("\u3164\u3164", "blank"),
        ("\U000103a0", "cannot be printed (U+103A0)"),
        ("e" + "\u0301" * 10, "accents"),
        ("   ", "at least 1 character"),
        ("x" * 13, "at most 12 characters"),
        (7, "valid string"),
        (True, "valid string"),
        (b"abc", "valid string"),
    ],
)
def test_a_line_that_cannot_be_kept_is_refused_with_the_reason(typed: object, why: str) -> None:
    assert why in refusal(LINE, typed)


def test_half_of_a_character_is_refused() -> None:
    assert refusal(LINE, "a\ud800b")


def test_text_has_lines_and_not_too_many() -> None:
    assert TEXT.validate_python("a\r\nb\rc ") == "a\nb\nc"
    assert TEXT.validate_python(" \u200d ") == ""
    assert "at most 3 lines" in refusal(TEXT, "a\nb\nc\nd")
    assert "at most 20 characters" in refusal(TEXT, "x" * 21)


@given(st.text(max_size=40))
def test_what_was_kept_is_kept_again_unchanged(typed: str) -> None:
    try:
        kept = TEXT.validate_python(typed)
    except ValidationError:
        return
    assert TEXT.validate_python(kept) == kept
    assert len(kept) <= 20
    assert "\x00" not in kept
    kept.encode("utf-8")


@pytest.mark.parametrize("value", ["2000-01-01", "2028-02-29", "2099-12-31", date(2026, 3, 1)])
def test_days_of_the_books_are_days(value: object) -> None:
    assert TypeAdapter(Day).validate_python(value) == date.fromisoformat(str(value))


@pytest.mark.parametrize(
    "value",
    [
        0,
        1.5,
        True,
        None,
        "0",
        "20260301",
        "2026-3-1",
        "1800-01-01",
        "9999-12-31",
        "2026-02-30",
        "٢٠٢٦-٠٣-٠١",
        "2026-03-01T00:00:00",
        "2026-03-01\n",
        "2026-W10-1",
    ],
)
def test_other_days_are_refused(value: object) -> None:
    assert refusal(TypeAdapter(Day), value)


@pytest.mark.parametrize("value", ["40", "40.5", "0.1234", "1.500000", 40, 40.25, Decimal("40.5")])
def test_a_rate_is_exact(value: object) -> None:
    assert TypeAdapter(Rate).validate_python(value) == Decimal(str(value))


@pytest.mark.parametrize(
    "value",
    [
        True,
        None,
        "",
        "-1",
        "1e3",
        "1e-999999999",
        "1E+400",
        "NaN",
        "Infinity",
        "٧",
        "７",
        "0.12345",
        "1,5",
        "+1",
        "1_000",
        "0x10",
        "10000001",
        float("nan"),
        float("inf"),
        1e300,
        1e-7,
        "9" * 10_000,
        [1],
        {},
        Decimal("1e-999999"),
        Decimal("NaN"),
        Decimal("1e999999"),
    ],
)
def test_what_is_no_rate_is_refused(value: object) -> None:
    assert refusal(TypeAdapter(Rate), value)


def test_a_decimal_keeps_to_its_bounds() -> None:
    percent = TypeAdapter[Decimal](Annotated[Decimal, DecimalOf(ge=-5, le=5, decimals=0)])
    assert percent.validate_python("-5") == -5
    assert "between -5 and 5" in refusal(percent, "6")
    assert "at most 0 decimals" in refusal(percent, "1.5")
    assert percent.json_schema()["anyOf"][1]["pattern"] == "^-?[0-9]{1,1}$"


@pytest.mark.parametrize("value", [1, 0, "true", "yes", None])
def test_only_true_and_false_are_flags(value: object) -> None:
    assert refusal(TypeAdapter(Flag), value)


@pytest.mark.parametrize("value", [True, "1", 1.0, None])
def test_only_whole_numbers_are_whole_numbers(value: object) -> None:
    assert refusal(TypeAdapter(WholeNumber), value)


def test_codes_are_those_that_there_are() -> None:
    assert TypeAdapter(CountryCode).validate_python("NO") == "NO"
    assert "ISO 3166" in refusal(TypeAdapter(CountryCode), "ZZ")
    assert TypeAdapter(CurrencyCode).validate_python("JPY") == "JPY"
    for code in ("ABC", "XXX", "XAU"):
        assert "ISO 4217" in refusal(TypeAdapter(CurrencyCode), code)
    assert refusal(TypeAdapter(LanguageCode), "xx")
    assert TypeAdapter(TimeZoneName).validate_python("America/Toronto")
    for name in ("localtime", "Factory", "EST5EDT", "posixrules", "../etc/passwd"):
        assert "time zone" in refusal(TypeAdapter(TimeZoneName), name)


@pytest.mark.parametrize(
    ("code", "written", "why"),
    [
        (CountryCode, "Norge", "'Norge' is not a country code (ISO 3166-1); did you mean NO?"),
        (CountryCode, "ca", "'ca' is not a country code (ISO 3166-1); did you mean CA?"),
        (CountryCode, "UK", "'UK' is not a country code (ISO 3166-1); did you mean GB?"),
        (CountryCode, "ZZ", "'ZZ' is not a country code (ISO 3166-1), such as CA or NO"),
        (CountryCode, "", "'' is not a country code (ISO 3166-1), such as CA or NO"),
        (CurrencyCode, "cad", "'cad' is not a currency code (ISO 4217); did you mean CAD?"),
        (CurrencyCode, "kroner", "'kroner' is not a currency code (ISO 4217), such as CAD or NOK"),
        (LanguageCode, "norsk", "'norsk' is not a language of Portico: en, fr, nb"),
    ],
)
def test_what_is_no_code_is_told_what_is(code: Any, written: str, why: str) -> None:
    assert refusal(TypeAdapter(code), written) == why


@pytest.mark.parametrize("code", [CountryCode, CurrencyCode, LanguageCode])
@pytest.mark.parametrize("value", [None, 1, True, ["NO"], {}])
def test_a_code_is_text(code: Any, value: object) -> None:
    assert refusal(TypeAdapter(code), value)


def test_an_address_names_a_region_of_its_country() -> None:
    assert AddressBody(country="CA", region="ON").region == "ON"
    assert AddressBody(country="NO", street="Storgata 1\nOppgang B").street.count("\n") == 1
    assert refusal(AddressBody, {"country": "NO", "street": "x" * 60_000})
    assert refusal(AddressBody, {"country": "NO", "street": "\n".join("x" * 10)})
    assert refusal(AddressBody, {"country": "NO", "county": "Viken"})


@pytest.mark.parametrize(
    ("given_country", "given_region", "field", "why"),
    [
        ("CA", None, "region", "an address in Canada needs its region, such as AB"),
        ("CA", "", "region", "an address in Canada needs its region, such as AB"),
        ("US", "", "region", "an address in United States needs its region, such as AK"),
        ("CA", "XX", "region", "'XX' is not a region code of Canada (ISO 3166-2)"),
        (
            "CA",
            "Ontario",
            "region",
            "'Ontario' is not a region code of Canada (ISO 3166-2); did you mean ON?",
        ),
        (
            "CA",
            "on",
            "region",
            "'on' is not a region code of Canada (ISO 3166-2); did you mean ON?",
        ),
        ("NO", "ON", "region", "'ON' is not a region code of Norway (ISO 3166-2)"),
        (
            "Canada",
            "ON",
            "country",
            "'Canada' is not a country code (ISO 3166-1); did you mean CA?",
        ),
    ],
)
def test_an_address_that_is_no_code_names_the_field_and_why(
    given_country: str, given_region: str | None, field: str, why: str
) -> None:
    given = {"country": given_country}
    if given_region is not None:
        given["region"] = given_region
    with pytest.raises(ValidationError) as raised:
        AddressBody.model_validate(given)
    assert [(error["loc"], error["msg"]) for error in raised.value.errors()] == [((field,), why)]


@given(
    country=st.one_of(st.sampled_from(["CA", "US", "NO", "FR", "Canada", "ca"]), st.text()),
    region=st.one_of(
        st.sampled_from(["ON", "QC", "on", "Ontario", "CA", "03", ""]), st.text(max_size=60)
    ),
)
def test_whatever_is_written_is_a_code_of_the_list_or_refused_by_name(
    country: str, region: str
) -> None:
    refused, taken = fields_refused(country=country, region=region)
    assert refused <= {("country",), ("region",)}
    if taken is not None:
        assert is_country(taken.country)
        assert taken.region in regions_of(taken.country) | {""}
        assert taken.region or taken.country not in NEEDS_A_REGION


def test_money_is_above_zero_and_fits_the_books() -> None:
    assert MoneyBody(amount_minor=100, currency="NOK").money.amount_minor == 100
    for amount in (0, -1, True, "100", 1.0, MAX_AMOUNT_MINOR + 1, 10**30):
        assert refusal(MoneyBody, {"amount_minor": amount, "currency": "NOK"})


def test_cleaning_takes_time_by_the_length_and_no_more() -> None:
    # A limit on digits of the interpreter would refuse this by itself; the field must do it first.
    assert len("9" * 10_000) > sys.get_int_max_str_digits()
    assert "number" in refusal(TypeAdapter(Rate), "9" * 10_000)
    assert refusal(TypeAdapter(Note), "e\u0301" * 100_000)
