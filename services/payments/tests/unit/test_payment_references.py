"""References that a company quotes: made of the number, and any slip of the hand is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.invoices.references import (
    creditor_reference,
    kid,
    number_of,
    numbers_in,
    payment_reference,
)

pytestmark = pytest.mark.requirement("B17")

NUMBERS = st.builds(
    "{}-{}-{:06d}".format,
    st.sampled_from("ACIPRTZ"),
    st.integers(2000, 2099),
    st.one_of(st.integers(1, 999_999), st.integers(1_000_000, 10**12 - 1)),
)
NUMBER = "I-2026-000123"
KID, CREDITOR = "1820260001235", "RF94I2026000123"


def test_a_norwegian_agency_asks_for_a_kid_and_others_for_a_creditor_reference() -> None:
    assert payment_reference(NUMBER, "NO") == kid(NUMBER) == KID
    assert payment_reference(NUMBER, "CA") == creditor_reference(NUMBER) == CREDITOR


@given(NUMBERS)
def test_a_reference_is_of_one_number_and_fits_where_it_is_typed(number: str) -> None:
    assert number_of(kid(number)) == number
    assert number_of(creditor_reference(number)) == number
    assert kid(number).isdigit()
    assert 2 <= len(kid(number)) <= 25
    assert len(creditor_reference(number)) <= 25


@pytest.mark.parametrize(
    "written",
    ["182 026 000 1235", " 1820260001235\n", "RF94 I202 6000 123", "rf94i2026000123"],
)
def test_blanks_and_small_letters_are_as_good(written: str) -> None:
    assert number_of(written) == NUMBER


@given(NUMBERS, st.data())
def test_a_wrong_digit_is_found(number: str, data: st.DataObject) -> None:
    for reference in (kid(number), creditor_reference(number)):
        place = data.draw(st.integers(0, len(reference) - 1))
        letters = "0123456789" if reference[place].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        wrong = data.draw(st.sampled_from(letters.replace(reference[place], "")))
        changed = f"{reference[:place]}{wrong}{reference[place + 1 :]}"
        assert number_of(changed) is None


@given(NUMBERS, st.data())
def test_two_neighbours_that_changed_places_are_found(number: str, data: st.DataObject) -> None:
    """By MOD10 all but 0 and 9, as that standard promises."""
    for reference in (kid(number), creditor_reference(number)):
        place = data.draw(st.integers(0, len(reference) - 2))
        pair = reference[place : place + 2]
        if pair[0] == pair[1] or (reference.isdigit() and set(pair) == {"0", "9"}):
            continue
        changed = f"{reference[:place]}{pair[::-1]}{reference[place + 2 :]}"
        assert number_of(changed) is None


@pytest.mark.parametrize(
    "nothing",
    ["", "NOTPROVIDED", "KID 0012", "RF", "RF18539007547034", "1820260001236", "9" * 400, "RF94"],
)
def test_what_is_no_reference_of_an_invoice_is_of_none(nothing: str) -> None:
    assert number_of(nothing) is None
    assert numbers_in(nothing) == set()


@pytest.mark.parametrize(
    "text",
    [
        f"Betaling KID {KID}",
        f"kid:{KID} 29.11.2026",
        "12 1820 2600 0123 5 takk",
        f"Invoice {NUMBER}, ref {CREDITOR}. Thanks",
        "rf94 i202 6000 123 november",
        f"/ROC/{CREDITOR}//URI/x",
        f"{CREDITOR} {KID}",
    ],
)
def test_a_reference_is_found_in_a_text(text: str) -> None:
    assert numbers_in(text) == {NUMBER}


def test_several_references_are_all_found() -> None:
    other = creditor_reference("I-2026-000124")
    assert numbers_in(f"{CREDITOR}, {other}") == {NUMBER, "I-2026-000124"}
