"""How many documents a person has printed, and how much one says."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.errors import InvalidError
from payments.printing.model import (
    MAX_AN_HOUR,
    MAX_FIGURES_BYTES,
    MAX_TEXT_CHARACTERS,
    TooManyDocumentsError,
    require_short,
    require_turn,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def asked(count: int) -> list[datetime]:
    """So many, one a minute, the last of them just now."""
    return [NOW - timedelta(minutes=n) for n in range(count)]


def test_the_next_one_waits_until_the_first_is_an_hour_ago() -> None:
    require_turn(asked(MAX_AN_HOUR - 1), NOW)
    with pytest.raises(TooManyDocumentsError) as refused:
        require_turn(asked(MAX_AN_HOUR), NOW)
    assert refused.value.retry_after_seconds == 60 * (60 - (MAX_AN_HOUR - 1))


def test_who_has_to_wait_is_never_sent_too_early() -> None:
    moments = [NOW - timedelta(seconds=3_599.9)] * MAX_AN_HOUR
    with pytest.raises(TooManyDocumentsError) as refused:
        require_turn(moments, NOW)
    assert refused.value.retry_after_seconds == 1


def test_what_is_said_fits_into_a_message_and_on_paper_in_whatever_script() -> None:
    require_short("x" * MAX_FIGURES_BYTES, ["x" * MAX_TEXT_CHARACTERS])
    for figures, texts in (
        ("x" * (MAX_FIGURES_BYTES + 1), []),
        ("\u8f38" * (MAX_FIGURES_BYTES // 3 + 1), []),
        ("", ["x" * MAX_TEXT_CHARACTERS, "x"]),
    ):
        with pytest.raises(InvalidError) as refused:
            require_short(figures, texts)
        assert [one.field for one in refused.value.errors] == ["from"]
