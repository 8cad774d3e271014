# /// script
# requires-python = ">=3.11"
# dependencies = ["fontpkg-inter==4.1.post1", "fonttools>=4.60"]
# ///
"""Cut the packaged fonts from Inter (OFL 1.1, no reserved font name).

Two weights, each in two small files: Latin, which nearly every document is set in, and the rest
of European scripts as a fallback. Small files matter: a PDF embeds a subset of each font that it
uses, and half the time of a short document went into cutting that subset from a whole font.

    uv run services/documents/tools/make_fonts.py
"""

import importlib
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).parents[1] / "src/documents/rendering/fonts"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
# Kerning, marks, local forms and tabular figures; none of Inter's alternates.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
NO_EPOCH = 3_786_912_000  # 2024-01-01 in seconds since 1904, so that two runs give the same bytes

LATIN = [
    *[(0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x1E9E, 0x1E9E)],
    *[(0x2C6, 0x2C6), (0x2DA, 0x2DA), (0x2DC, 0x2DC), (0x2010, 0x2015), (0x2018, 0x2022)],
    *[(0x2026, 0x2026), (0x202F, 0x202F), (0x2030, 0x2030), (0x2032, 0x2033)],
    *[(0x2039, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC), (0x2116, 0x2116)],
    *[(0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x25A1, 0x25A1)],
]
REST = [
    *[(0x180, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF)],
    *[(0x20A0, 0x20BF)],
]
FACES = {"Portico Text": LATIN, "Portico Text Extended": REST}


def code_points(ranges: list[tuple[int, int]]) -> set[int]:
    """Every code point of these inclusive ranges."""
    return {point for first, last in ranges for point in range(first, last + 1)}


def cut(source: Path, family: str, weight: int, points: set[int]) -> TTFont:
    """A static font of one weight with these code points, under a name of its own."""
    font = instantiateVariableFont(TTFont(source), {"wght": weight, "opsz": 14}, static=True)
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 13, 14]
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    style = WEIGHTS[weight]
    names = {1: family, 2: "Regular", 4: f"{family} {style}", 16: family, 17: style}
    names |= {3: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["head"].created = font["head"].modified = NO_EPOCH
    font.recalcTimestamp = False
    return font


def main() -> None:
    """Write the fonts and their licence into the package."""
    package = Path(str(importlib.import_module("fontpkg_inter").__file__)).parent
    source = package / "files/Inter[opsz,wght].ttf"
    TARGET.mkdir(parents=True, exist_ok=True)
    latin = code_points(LATIN)
    for family, ranges in FACES.items():
        points = code_points(ranges) - (latin if ranges is REST else set[int]())
        for weight, style in WEIGHTS.items():
            font = cut(source, family, weight, points)
            path = TARGET / f"{family}-{style}.ttf".replace(" ", "")
            font.save(path)
            print(f"{path.name}: {path.stat().st_size:,} bytes")  # noqa: T201 - a tool
    shutil.copy(package / "LICENSE", TARGET / "OFL.txt")


if __name__ == "__main__":
    main()
