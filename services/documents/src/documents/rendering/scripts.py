"""Fonts of the scripts that the packaged ones do not have, taken in when a document needs them.

Noto, in slices of Unicode as npm packages hand it out (variable, WOFF2); `./portico` and the image
put them into `fonts/scripts`. A document names the few slices that its characters are in, so that
its file carries no more than what it shows, and everybody else's stays as quick as it was.
"""

import io
import re
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from documents.rendering.text import FONTS

SCRIPTS = FONTS / "scripts"
INDEX = FONTS / "scripts.txt"
WEIGHTS = (400, 600)
PACKAGED_FAMILIES = ("Portico Text", "Portico Text Extended")

# Slices that repeat what the packaged fonts have.
_UNUSED = re.compile(r"-(latin|latin-ext|cyrillic|cyrillic-ext|greek|greek-ext|vietnamese)$")
_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


class FontsMissingError(RuntimeError):
    """The fonts of scripts are not where they should be; `./portico up` puts them there."""


def is_used(name: str) -> bool:
    """Whether a slice has what documents take from it."""
    return not _UNUSED.search(name)


def require() -> None:
    """Raises FontsMissingError when the fonts are not installed."""
    if not any(SCRIPTS.glob("*.woff2")):
        raise FontsMissingError(f"there are no fonts in {SCRIPTS}: ./portico up installs them")


def require_slice(name: str) -> None:
    """Raises FontsMissingError when this one is not installed: a page would have boxes."""
    if not path_of(name).exists():
        raise FontsMissingError(f"there is no {path_of(name)}: ./portico up installs it")


def slices_of(text: str) -> list[str]:
    """The slices in which the characters of this text are that the packaged fonts do not have.

    Han characters are drawn differently in Japan, Korea, and China: which of the fonts is asked
    first follows from the syllables that stand beside them. Always in the same order.
    """
    points = {ord(character) for character in text if ord(character) > 0x2FF}
    if not points:
        return []
    names: set[str] = set()
    for family in _families(text):
        slices = _index().get(family, {})
        for point in sorted(points & slices.keys()):
            names.add(slices[point])
            points.discard(point)
    return sorted(names)


def font(name: str, weight: int) -> bytes:
    """A slice in one weight, as TrueType. Raises FontsMissingError, KeyError for no such slice."""
    if name not in _names() or weight not in WEIGHTS:
        raise KeyError(name)
    require_slice(name)
    # The time at which it was last changed would be another one each time.
    slice_ = TTFont(path_of(name), recalcTimestamp=False)
    slice_.flavor = None
    instantiateVariableFont(slice_, {"wght": weight}, inplace=True)
    out = io.BytesIO()
    slice_.save(out)
    return out.getvalue()


def family_of(name: str) -> str:
    """The name by which a style sheet asks for a slice."""
    return f"Portico {name}"


def _families(text: str) -> list[str]:
    """The fonts in the order in which they are asked."""
    han = ["noto-sans-sc", "noto-sans-tc", "noto-sans-jp", "noto-sans-kr"]
    if _KANA.search(text):
        han.sort(key=lambda family: family != "noto-sans-jp")
    elif _HANGUL.search(text):
        han.sort(key=lambda family: family != "noto-sans-kr")
    others = sorted(_index().keys() - set(han) - {"noto-emoji"})
    return [*others, *han, "noto-emoji"]


@cache
def _index() -> dict[str, dict[int, str]]:
    """Of each family the slice in which a code point is."""
    families: dict[str, dict[int, str]] = {}
    for line in INDEX.read_text(encoding="ascii").splitlines():
        name, _, ranges = line.partition(" ")
        if name == "#":
            continue
        family = families.setdefault(name.rpartition("-")[0], {})
        for entry in ranges.split():
            first, _, last = entry.partition("-")
            for point in range(int(first, 16), int(last or first, 16) + 1):
                family.setdefault(point, name)
    return families


@cache
def _names() -> frozenset[str]:
    return frozenset(name for family in _index().values() for name in family.values())


def path_of(name: str) -> Path:
    """Where a slice lies."""
    return SCRIPTS / f"{name}-wght-normal.woff2"
