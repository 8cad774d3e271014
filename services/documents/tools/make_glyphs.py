"""Write which slice of which font has which character, and which characters any font has.

Of the fonts that `./portico` has installed, after their lock or the packaged fonts changed:

    python services/documents/tools/make_glyphs.py
"""

import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

from documents.rendering.scripts import INDEX, SCRIPTS, is_used
from documents.rendering.text import FONTS

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "contracts/src/contracts/glyphs.txt"
HEAD = "# Made by services/documents/tools/make_glyphs.py; do not edit.\n"


def points_of(path: Path) -> set[int]:
    """The code points that a font has."""
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap() or {})


def packaged() -> set[int]:
    """What the fonts in the repository have."""
    return set[int]().union(*map(points_of, FONTS.glob("*.ttf")))


def slices() -> dict[str, set[int]]:
    """What each slice has that the packaged fonts have not, by its name."""
    own = packaged()
    found: dict[str, set[int]] = {}
    for path in sorted(SCRIPTS.glob("*.woff2")):
        name = path.name.removesuffix("-wght-normal.woff2")
        if is_used(name) and (points := points_of(path) - own):
            found[name] = points
    return found


def ranges(points: Iterable[int]) -> str:
    """Code points in hexadecimal, neighbours as FIRST-LAST."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return " ".join(f"{one:X}" if one == last else f"{one:X}-{last:X}" for one, last in runs)


def index() -> str:
    """A line a slice."""
    return HEAD + "".join(f"{name} {ranges(points)}\n" for name, points in slices().items())


def table() -> str:
    """All characters, in lines that one can read."""
    everything = packaged().union(*slices().values())
    return HEAD + "\n".join(textwrap.wrap(ranges(everything), 99)) + "\n"


def main() -> int:
    """Write both; an error if there are no fonts to write of."""
    if not any(SCRIPTS.glob("*.woff2")):
        print(f"there are no fonts in {SCRIPTS}", file=sys.stderr)  # noqa: T201 - a tool
        return 1
    INDEX.write_text(index(), encoding="ascii")
    TABLE.write_text(table(), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
