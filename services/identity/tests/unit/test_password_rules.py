import pytest

from identity.passwords.rules import MAX_LENGTH, Flaw, common_passwords, flaws

EMAIL = "alma.berg@nordlys.example"


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    "password",
    ["eight ch", "correct horse battery staple", "x7" * 64, "blåbærsyltetøy", "päron på päronträd"],
)
def test_length_and_strangeness_make_a_good_password(password: str) -> None:
    assert flaws(password, EMAIL) == []


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("seven c", Flaw.TOO_SHORT),
        ("x" * 129, Flaw.TOO_LONG),
        ("password1", Flaw.COMMON),
        ("PassWord1", Flaw.COMMON),
        ("qwertyuiop", Flaw.COMMON),
        ("Alma.Berg@Nordlys.example!", Flaw.CONTAINS_EMAIL),
        ("i am ALMA.BERG ok", Flaw.CONTAINS_EMAIL),
    ],
)
def test_a_flaw_is_named(password: str, flaw: Flaw) -> None:
    assert flaws(password, EMAIL) == [flaw]


def test_every_flaw_is_named_at_once() -> None:
    assert flaws("bo", "bo@x.example") == [Flaw.TOO_SHORT]
    assert flaws("alma.berg@nordlys.example" * 6, EMAIL) == [Flaw.TOO_LONG, Flaw.CONTAINS_EMAIL]


def test_a_short_local_part_may_be_in_a_password() -> None:
    assert flaws("information wants out", "info@nordlys.example") == []


def test_the_same_characters_composed_otherwise_are_the_same_password() -> None:
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in "password")
    assert flaws(full_width, EMAIL) == [Flaw.COMMON]
    # One character that NFKC makes eighteen of.
    assert flaws("\ufdfa" * 8, EMAIL) == [Flaw.TOO_LONG]
    assert len("\ufdfa" * 8) < MAX_LENGTH


def test_the_list_of_common_passwords_holds_thousands_that_are_long_enough() -> None:
    assert len(common_passwords()) > 10_000
    assert "iloveyou" in common_passwords()
    assert "sunshine" in common_passwords()
