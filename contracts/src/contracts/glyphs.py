"""Which characters can be printed: those that a font has which documents are set in.

The table is made by `services/documents/tools/make_glyphs.py` of the fonts themselves, and a test
there holds that it is of the fonts that are installed. What is entered is checked against it, so
that nothing is taken which would be a box on somebody's paper.
"""

from bisect import bisect_right
from functools import cache
from importlib.resources import files

# They say how their neighbours are written and show nothing: joiners, marks of direction, and
# variation selectors.
_SILENT = frozenset({0x200C, 0x200D, 0x200E, 0x200F, *range(0xFE00, 0xFE10)})


def has_glyph(character: str) -> bool:
    """Whether some font has this character, or it needs none."""
    point = ord(character)
    if 0x20 <= point <= 0x7E or point in _SILENT:
        return True
    firsts, lasts = _ranges()
    place = bisect_right(firsts, point) - 1
    return place >= 0 and point <= lasts[place]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """The first and the last code points of each range, ascending."""
    table = files("contracts").joinpath("glyphs.txt").read_text(encoding="ascii")
    ranges = [
        entry.partition("-")
        for line in table.splitlines()
        if not line.startswith("#")
        for entry in line.split()
    ]
    firsts = [int(first, 16) for first, _, _ in ranges]
    lasts = [int(last or first, 16) for first, _, last in ranges]
    return firsts, lasts
