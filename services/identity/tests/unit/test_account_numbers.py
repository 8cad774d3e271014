"""Account numbers as people type them: what is one, and why something is none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.events.identity import BankAccountKind
from identity.account_numbers import (
    AccountFlaw,
    AccountNumber,
    BankAccountRefusedError,
    TypedAccount,
    read,
)

pytestmark = pytest.mark.requirement("B6")

DETAILS = {
    BankAccountKind.IBAN: IbanDetails,
    BankAccountKind.NORWEGIAN: NorwegianDetails,
    BankAccountKind.CANADIAN: CanadianDetails,
}
IBANS = [
    "NO9386011117947",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
]


def iban(text: str, **more: str) -> AccountNumber:
    return read(TypedAccount(kind=BankAccountKind.IBAN, iban=text, **more))


def norwegian(text: str) -> AccountNumber:
    return read(TypedAccount(kind=BankAccountKind.NORWEGIAN, account_number=text))


def canadian(
    account_number: str, *, institution: str = "003", transit: str = "00011"
) -> AccountNumber:
    return read(
        TypedAccount(
            kind=BankAccountKind.CANADIAN,
            institution=institution,
            transit=transit,
            account_number=account_number,
        )
    )


def flaws(**typed: Any) -> dict[str, str]:
    with pytest.raises(BankAccountRefusedError) as refused:
        read(TypedAccount(**typed))
    told: Any = refused.value.data["flaws"]
    assert [error.field for error in refused.value.errors] == list(told)
    return told


@pytest.mark.parametrize(
    "typed",
    [
        "NO93 8601 1117 947",
        "no93 8601 1117 947",
        "  NO93-8601-1117-947 ",
        "NO93\u00a08601\u202f1117\u2009947",
        "\uff2e\uff2f93 8601 1117 947",
    ],
)
def test_an_iban_is_kept_alike_however_it_was_typed(typed: str) -> None:
    found = iban(typed)
    assert found.details == IbanDetails(iban="NO9386011117947", bic=found.bic)
    assert (found.country, found.ending, found.bank_code) == ("NO", "7947", "8601")


@pytest.mark.parametrize("typed", ["86011117947", "8601.11.17947", "8601 11 17947"])
def test_a_norwegian_number_is_kept_alike_however_it_was_typed(typed: str) -> None:
    found = norwegian(typed)
    assert found.details == NorwegianDetails(account_number="86011117947")
    assert (found.country, found.ending) == ("NO", "7947")


def test_a_canadian_account_is_kept_as_its_bank_writes_it() -> None:
    found = canadian("012-345 678")
    assert found.details == CanadianDetails(
        institution="003", transit="00011", account_number="012345678"
    )
    assert (found.country, found.ending, found.bic) == ("CA", "5678", "")


def test_one_account_is_the_same_however_it_is_named() -> None:
    assert norwegian("8601.11.17947").canonical == iban("NO93 8601 1117 947").canonical
    assert canadian("0001234567").canonical == canadian("1234567").canonical
    assert canadian("1234567").canonical != canadian("1234567", transit="00012").canonical
    assert canadian("1234567").canonical != canadian("1234568").canonical


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("NO93 8601 1117 948", AccountFlaw.WRONG_CHECK_DIGITS),
        # Right check digits of the IBAN, wrong ones of the Norwegian number in it.
        ("NO66 8601 1117 948", AccountFlaw.WRONG_CHECK_DIGITS),
        ("DE8937040044053201300", AccountFlaw.WRONG_LENGTH),
        ("CA12345678901234567", AccountFlaw.UNKNOWN_COUNTRY),
        ("NO93 8601 1117 94?", AccountFlaw.WRONG_CHARACTERS),
        ("NO93 8601 1117 9A7", AccountFlaw.WRONG_CHARACTERS),
        ("8601.11.17947", AccountFlaw.WRONG_CHARACTERS),
        ("\u0665\u0666", AccountFlaw.WRONG_CHARACTERS),
        ("", AccountFlaw.MISSING),
        (" - ", AccountFlaw.MISSING),
    ],
)
def test_what_is_no_iban_is_refused_with_the_reason(typed: str, flaw: AccountFlaw) -> None:
    assert flaws(kind=BankAccountKind.IBAN, iban=typed) == {"iban": flaw}


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("86011117948", AccountFlaw.WRONG_CHECK_DIGITS),
        ("8601111794", AccountFlaw.WRONG_LENGTH),
        ("860111179470", AccountFlaw.WRONG_LENGTH),
        ("8601111794x", AccountFlaw.WRONG_CHARACTERS),
        ("00000000000", AccountFlaw.NO_ACCOUNT),
        ("", AccountFlaw.MISSING),
    ],
)
def test_what_is_no_norwegian_number_is_refused_with_the_reason(
    typed: str, flaw: AccountFlaw
) -> None:
    assert flaws(kind=BankAccountKind.NORWEGIAN, account_number=typed) == {"account_number": flaw}


def test_every_part_of_a_canadian_account_is_looked_at() -> None:
    assert flaws(
        kind=BankAccountKind.CANADIAN, institution="3", transit="0001x", account_number="123456"
    ) == {
        "institution": AccountFlaw.WRONG_LENGTH,
        "transit": AccountFlaw.WRONG_CHARACTERS,
        "account_number": AccountFlaw.WRONG_LENGTH,
    }
    assert flaws(
        kind=BankAccountKind.CANADIAN, institution="000", transit="00000", account_number="0" * 7
    ) == dict.fromkeys(("institution", "transit", "account_number"), AccountFlaw.NO_ACCOUNT)
    assert flaws(
        kind=BankAccountKind.CANADIAN, institution="003", transit="00011", account_number="1" * 13
    ) == {"account_number": AccountFlaw.WRONG_LENGTH}


def test_a_field_of_another_kind_is_refused_and_not_dropped() -> None:
    assert flaws(kind=BankAccountKind.IBAN, iban=IBANS[0], transit="00011") == {
        "transit": AccountFlaw.NOT_OF_KIND
    }
    assert flaws(kind=BankAccountKind.CANADIAN, iban=IBANS[0], institution="003") == {
        "iban": AccountFlaw.NOT_OF_KIND,
        "transit": AccountFlaw.MISSING,
        "account_number": AccountFlaw.MISSING,
    }


@pytest.mark.parametrize(
    ("bic", "flaw"),
    [
        ("DNBANOK", AccountFlaw.WRONG_BIC),
        ("DNBAXXKK", AccountFlaw.WRONG_BIC),
        ("deut de ff", AccountFlaw.BIC_OF_ANOTHER_COUNTRY),
    ],
)
def test_a_bic_that_cannot_be_the_banks_is_refused(bic: str, flaw: AccountFlaw) -> None:
    assert flaws(kind=BankAccountKind.IBAN, iban=IBANS[0], bic=bic) == {"bic": flaw}


def test_a_bic_is_kept_as_typed_and_else_the_one_that_is_known() -> None:
    assert iban(IBANS[0], bic="dnbanokk xxx").bic == "DNBANOKKXXX"
    assert iban(IBANS[1]).bic == "COBADEFFXXX"
    # Banks of the Channel Islands have IBANs of Great Britain.
    assert iban(IBANS[3], bic="NWBKJESHXXX").bic == "NWBKJESHXXX"


@given(st.sampled_from(IBANS), st.data())
def test_one_wrong_digit_of_an_iban_is_always_found(known: str, data: st.DataObject) -> None:
    at = data.draw(
        st.sampled_from([at for at, character in enumerate(known) if character.isdigit()])
    )
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != known[at]]))
    with pytest.raises(BankAccountRefusedError):
        iban(known[:at] + other + known[at + 1 :])


@given(st.integers(0, 10), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_norwegian_number_is_always_found(at: int, digit: str) -> None:
    known = "86011117947"
    if digit != known[at]:
        with pytest.raises(BankAccountRefusedError):
            norwegian(known[:at] + digit + known[at + 1 :])


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(BankAccountKind))
def test_whatever_is_typed_is_an_account_or_is_refused_by_its_field(
    one: str, other: str, kind: BankAccountKind
) -> None:
    typed = TypedAccount(kind=kind, iban=one, account_number=other, bic=one, transit=other)
    try:
        found = read(typed)
    except BankAccountRefusedError as refused:
        fields = [error.field for error in refused.errors]
        assert fields
        assert set(fields) <= {"iban", "bic", "account_number", "institution", "transit"}
    else:
        assert isinstance(found.details, DETAILS[kind])


def test_what_is_printed_or_refused_shows_no_number() -> None:
    typed = TypedAccount(kind=BankAccountKind.IBAN, iban="NO9386011117948")
    with pytest.raises(BankAccountRefusedError) as refused:
        read(typed)
    assert refused.value.__cause__ is None
    for shown in (repr(typed), repr(iban(IBANS[0])), str(refused.value), repr(refused.value.data)):
        assert "86011117" not in shown
