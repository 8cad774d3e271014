"""Whatever colour a brand has, what is written in it or on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presentation.colours import (
    AA_TEXT,
    BLACK,
    WHITE,
    contrast,
    luminance,
    mixed,
    readable,
    text_on,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
grounds = st.sampled_from([WHITE, BLACK, "#15171a", "#191d23", "#f3f6fa"])


@pytest.mark.requirement("X6")
@given(colours, grounds)
def test_any_colour_becomes_one_that_reads_on_its_ground(colour: str, ground: str) -> None:
    assert contrast(readable(colour, ground), ground) >= AA_TEXT


@given(colours)
def test_text_on_any_colour_reads(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= AA_TEXT


def test_a_colour_that_reads_is_left_as_it_is() -> None:
    assert readable("#0b5fa5", WHITE) == "#0b5fa5"


def test_contrast_is_as_the_standard_defines_it() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21.0)
    assert contrast(WHITE, WHITE) == pytest.approx(1.0)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert luminance("#808080") == pytest.approx(0.2159, abs=0.0001)


def test_a_mix_has_so_much_of_each() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert mixed("#123456", "#ffffff", 1.0) == "#123456"
