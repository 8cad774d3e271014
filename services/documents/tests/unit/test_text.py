"""What people write is made fit for paper."""

import pytest
from markupsafe import Markup

from documents.rendering.text import MISSING, printable


@pytest.mark.parametrize(
    "name",
    [
        "Amélie Tremblay",
        "Jonas Ødegård",
        "Kašpar Novák",
        "Nguyễn Thị Ánh",
        "Олена",
        "Ελένη",
        "Đặng",
    ],
)
def test_names_of_europe_and_vietnam_stay_as_they_are(name: str) -> None:
    assert printable(name) == name


def test_letters_in_pieces_are_put_together() -> None:
    assert printable("Ame\u0301lie") == "Amélie"


def test_control_and_direction_characters_are_dropped() -> None:
    assert printable("in\u202evoice\u200b\u0000\u00ad") == "invoice"


def test_line_breaks_become_spaces() -> None:
    assert printable("night\nshift\tA") == "night shift A"


def test_a_character_that_no_font_has_is_seen_to_be_missing() -> None:
    assert printable("\U000103a0 Wang") == f"{MISSING} Wang"


def test_markup_and_numbers_are_left_alone() -> None:
    assert printable(Markup("<b>\u200b</b>")) == Markup("<b>\u200b</b>")
    assert printable(7) == 7
