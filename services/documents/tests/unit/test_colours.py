"""The agency's colour can be read on paper, whichever it is."""

from hypothesis import given
from hypothesis import strategies as st

from documents.rendering.colours import palette
from presentation.colours import AA_TEXT, WHITE, contrast

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_text_in_and_on_any_brand_colour_reads(brand: str) -> None:
    found = palette(brand)
    assert contrast(found.ink, WHITE) >= AA_TEXT
    assert contrast(found.ink, found.tint) >= 4.0
    assert contrast(found.on_brand, brand) >= AA_TEXT
