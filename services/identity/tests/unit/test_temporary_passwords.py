from datetime import UTC, datetime, timedelta
from math import log2

import pytest

from chassis.ids import new_id
from contracts.ids import PersonId
from identity.temporary_passwords.model import (
    ALPHABET,
    GROUP_LENGTH,
    GROUPS,
    LIFETIME,
    TemporaryPassword,
    canonical,
    contains_part,
    marks_of_parts,
    new_password,
)
from identity.tokens import Token

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOLD = "kf7m-3xqp-9wht"


@pytest.mark.requirement("K1")
def test_a_temporary_password_can_be_read_aloud_and_has_more_than_fifty_bits() -> None:
    told = [new_password() for _ in range(300)]
    for one in told:
        groups = one.split("-")
        assert [len(group) for group in groups] == [GROUP_LENGTH] * GROUPS
        assert set("".join(groups)) <= set(ALPHABET)
    assert len(set(told)) == len(told)
    assert not set(ALPHABET) & set("aeiou0125l")
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert GROUPS * GROUP_LENGTH * log2(len(ALPHABET)) > 50


@pytest.mark.requirement("K1")
@pytest.mark.parametrize(
    "typed", [TOLD, "KF7M-3XQP-9WHT", "kf7m 3xqp 9wht", " kf7m3xqp9wht ", "ｋｆ７ｍ—3xqp.9wht"]
)
def test_it_is_the_same_however_it_is_typed(typed: str) -> None:
    assert canonical(typed) == "kf7m3xqp9wht"


@pytest.mark.requirement("K1")
@pytest.mark.parametrize(
    ("password", "is_in_it"),
    [
        (TOLD, True),
        ("KF7M 3XQP 9WHT", True),
        ("my harbour kf7m", True),
        ("3-x-q-p is what they said", True),
        ("it ends with 9WHT", True),
        # Two halves of groups are none of its parts.
        ("7m3x harbour", False),
        ("nine patient herons", False),
        ("kf7", False),
        ("", False),
        ("x" * 10_000 + "kf7m", False),
    ],
)
def test_a_new_password_has_none_of_its_parts(password: str, *, is_in_it: bool) -> None:
    token = Token.new().secret
    marks = marks_of_parts(token, TOLD.upper())
    assert len(marks) == GROUPS
    assert contains_part(password, token, marks) is is_in_it


def test_what_is_kept_of_its_parts_says_nothing_without_the_links_token() -> None:
    first, second = Token.new().secret, Token.new().secret
    assert set(marks_of_parts(first, TOLD)).isdisjoint(marks_of_parts(second, TOLD))
    assert not contains_part(TOLD, second, marks_of_parts(first, TOLD))
    assert not contains_part(TOLD, first, ())


@pytest.mark.requirement("K1")
def test_it_expires_after_three_days_and_its_hash_is_not_shown() -> None:
    person_id = PersonId(new_id())
    temporary = TemporaryPassword.of(person_id, "a hash", created_by=None, now=NOW)
    assert timedelta(days=3) == LIFETIME
    assert not temporary.is_over(NOW + LIFETIME - timedelta(microseconds=1))
    assert temporary.is_over(NOW + LIFETIME)
    assert "a hash" not in repr(temporary)
