"""A logo is the same letters everywhere."""

import pytest

from presentation.names import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maple Staffing", "MS"),
        ("nord bemanning as", "NB"),
        ("Ægir", "Æ"),
        ("Smith & Sons", "SS"),
        ("3M", "3"),
        ("王小明", "王"),
        ("&", "\u00b7"),
    ],
)
def test_the_first_letters_of_two_words_stand_for_a_name(name: str, letters: str) -> None:
    assert initials(name) == letters
