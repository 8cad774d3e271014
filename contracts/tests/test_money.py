"""Money adds up, rounds once and does not mix."""

from decimal import Decimal

import iso4217
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.currencies import MINOR_DIGITS
from contracts.money import CurrencyMismatchError, Money, UnknownCurrencyError, minor_digits

CURRENCIES = st.sampled_from(["CAD", "NOK", "EUR", "JPY", "KWD"])
MINOR = st.integers(min_value=-(10**14), max_value=10**14)


@st.composite
def amounts_of_one_currency(draw: st.DrawFn, count: int) -> tuple[Money, ...]:
    currency = draw(CURRENCIES)
    return tuple(Money(amount_minor=draw(MINOR), currency=currency) for _ in range(count))


@given(amounts_of_one_currency(3))
def test_adding_is_the_same_in_any_order(amounts: tuple[Money, ...]) -> None:
    a, b, c = amounts
    assert (a + b) + c == a + (b + c) == Money.total((c, b, a), a.currency)


@given(amounts_of_one_currency(2))
def test_what_was_added_can_be_taken_away(amounts: tuple[Money, ...]) -> None:
    a, b = amounts
    assert a + b - b == a
    assert a + -a == Money.zero(a.currency)


@given(amounts_of_one_currency(1))
def test_major_units_and_back_lose_nothing(amounts: tuple[Money, ...]) -> None:
    (amount,) = amounts
    assert Money.of(amount.decimal, amount.currency) == amount


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False),
    CURRENCIES,
)
def test_rounding_moves_by_half_a_minor_unit_at_most(amount: Decimal, currency: str) -> None:
    half = Decimal(1).scaleb(-minor_digits(currency)) / 2
    assert abs(Money.of(amount, currency).decimal - amount) <= half


@given(st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False), CURRENCIES)
def test_a_credit_is_rounded_like_the_debit_that_it_undoes(amount: Decimal, currency: str) -> None:
    assert Money.of(-amount, currency) == -Money.of(amount, currency)


@given(amounts_of_one_currency(2))
def test_amounts_are_ordered_as_their_numbers_are(amounts: tuple[Money, ...]) -> None:
    a, b = amounts
    assert (a < b) == (a.amount_minor < b.amount_minor)
    assert (a >= b) == (a.amount_minor >= b.amount_minor)


@given(amounts_of_one_currency(1))
def test_money_crosses_the_bus_unchanged(amounts: tuple[Money, ...]) -> None:
    (amount,) = amounts
    assert Money.model_validate_json(amount.model_dump_json()) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("117.1875", "CAD", 11719),
        ("0.005", "CAD", 1),
        ("-0.005", "CAD", -1),
        ("0.0049", "CAD", 0),
        ("1234.5", "JPY", 1235),
        ("1.0005", "KWD", 1001),
    ],
)
def test_a_half_is_rounded_away_from_zero(amount: str, currency: str, minor: int) -> None:
    assert Money.of(Decimal(amount), currency).amount_minor == minor


def test_two_currencies_never_meet_in_one_sum() -> None:
    cad, nok = Money.zero("CAD"), Money.zero("NOK")
    for combine in (lambda: cad + nok, lambda: cad - nok, lambda: cad < nok):
        with pytest.raises(CurrencyMismatchError):
            combine()
    with pytest.raises(CurrencyMismatchError):
        Money.total([cad], "NOK")


def test_the_same_number_in_another_currency_is_another_amount() -> None:
    assert Money.zero("CAD") != Money.zero("NOK")


def test_the_sum_of_nothing_has_a_currency() -> None:
    assert Money.total([], "NOK") == Money.zero("NOK")


@pytest.mark.parametrize("currency", ["cad", "CA", "CADX", "", "C4D"])
def test_a_currency_is_a_code_of_three_capitals(currency: str) -> None:
    with pytest.raises(ValidationError):
        Money(amount_minor=1, currency=currency)


def test_money_reads_as_a_person_writes_it() -> None:
    assert str(Money(amount_minor=1234567, currency="CAD")) == "CAD 12,345.67"
    assert str(Money(amount_minor=-500, currency="JPY")) == "JPY -500"


def test_the_digits_of_currencies_are_those_that_iso_4217_publishes() -> None:
    published = {
        str(one.code): one.exponent for one in iso4217.Currency if one.exponent is not None
    }
    assert published == MINOR_DIGITS, "python contracts/tools/currencies.py makes the table anew"
    assert {minor_digits(code) for code in ("CAD", "JPY", "KWD", "ISK", "UYW")} == {0, 2, 3, 4}


def test_a_code_that_is_no_currency_has_no_digits() -> None:
    with pytest.raises(UnknownCurrencyError, match="XAU is not a currency"):
        minor_digits("XAU")
