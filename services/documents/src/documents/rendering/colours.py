"""The agency's colour, corrected so that what is set in it or on it can be read (WCAG 2.2)."""

from dataclasses import dataclass

WHITE = "#ffffff"
INK = "#16191d"
AA_TEXT = 4.5
"""WCAG 2.2, 1.4.3: contrast of text, as a ratio."""

_STEPS = 20


@dataclass(frozen=True, slots=True)
class Palette:
    """`brand` as given; `ink` a shade of it that reads on white; `on_brand` reads on `brand`."""

    brand: str
    ink: str
    on_brand: str
    tint: str


def palette(brand: str) -> Palette:
    """The colours of a document in this brand colour (#rrggbb)."""
    return Palette(
        brand=brand,
        ink=_darkened(brand),
        on_brand=max(WHITE, INK, key=lambda colour: contrast(colour, brand)),
        tint=_mixed(brand, WHITE, 0.06),
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definition)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _darkened(colour: str) -> str:
    for step in range(_STEPS):
        shade = _mixed(colour, "#000000", 1 - step / _STEPS)
        if contrast(shade, WHITE) >= AA_TEXT:
            return shade
    return INK


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, other: str, share: float) -> str:
    mixed = (
        round(one * share + two * (1 - share))
        for one, two in zip(_channels(colour), _channels(other), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
