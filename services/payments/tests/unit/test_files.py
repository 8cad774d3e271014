"""The words of files, and what payments are searched by."""

from datetime import date

import pytest

from payments.files.words import WORDS
from payments.payments.searching import Search
from payments.periods import Period


@pytest.mark.parametrize("language", WORDS)
def test_names_of_sheets_and_columns_can_be_written(language: str) -> None:
    words = WORDS[language]
    assert words.states.keys() == WORDS["en"].states.keys()
    for name in (words.summary, words.payments, words.transactions):
        assert 0 < len(name) <= 31
    for name in (words.report_file, words.payments_file, words.transactions_file):
        assert name.isascii()
        assert " " not in name


@pytest.mark.requirement("C11")
@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("361.60", (36160,)),
        ("361,6", (36160,)),
        ("1 234,50", (123450,)),
        ("1,234.50", (123450,)),
        ("1.234,50", (123450,)),
        ("1,234", (123400,)),
        ("1234", (123400,)),
        ("P-2026", ()),
        ("9" * 40, ()),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, minor: tuple[int, ...]) -> None:
    search = Search.of(typed, "CAD")
    assert search is not None
    assert search.amounts_minor == minor


def test_a_month_and_a_day_are_periods_and_blanks_are_no_search() -> None:
    month, day, neither = (Search.of(x, "CAD") for x in ("2026-02", "2026-02-14", "2026-02-30"))
    assert month
    assert day
    assert neither
    assert month.days == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert day.days == Period(date(2026, 2, 14), date(2026, 2, 14))
    assert neither.days is None
    assert Search.of("  ", "CAD") is None
