"""The agency's colour can be read, whichever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.rendering.colours import AA_TEXT, WHITE, contrast, palette

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_text_in_any_brand_colour_reads_on_white(brand: str) -> None:
    assert contrast(palette(brand).ink, WHITE) >= AA_TEXT


@given(colours)
def test_text_on_any_brand_colour_reads(brand: str) -> None:
    assert contrast(palette(brand).on_brand, brand) >= 4.0


def test_a_colour_that_reads_is_left_as_it_is() -> None:
    assert palette("#0b5fa5").ink == "#0b5fa5"


def test_contrast_is_as_the_standard_defines_it() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21.0)
    assert contrast(WHITE, WHITE) == pytest.approx(1.0)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
