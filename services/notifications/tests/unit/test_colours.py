"""Whatever colour an agency has, what is written in it or on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.emails.colours import DARK_CARD, Palette
from presentation.colours import AA_TEXT, WHITE, contrast

colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.requirement("X6")
@given(colours)
def test_links_can_be_read_on_light_and_dark(colour: str) -> None:
    palette = Palette.of(colour)
    assert contrast(palette.link_on_light, WHITE) >= AA_TEXT
    assert contrast(palette.link_on_dark, DARK_CARD) >= AA_TEXT


@given(colours)
def test_the_button_s_words_can_be_read_on_its_colour(colour: str) -> None:
    palette = Palette.of(colour)
    assert contrast(palette.on_colour, palette.colour) >= AA_TEXT


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert Palette.of("#0b6e4f").link_on_light == "#0b6e4f"
