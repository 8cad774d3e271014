"""A brand's colour, changed until what is set in it or on it can be read (WCAG 2.2, 1.4.3).

Colours are `#rrggbb`.
"""

import colorsys

WHITE = "#ffffff"
BLACK = "#000000"
AA_TEXT = 4.5
"""WCAG 2.2, 1.4.3: the contrast that text needs, as a ratio."""

_STEP = 0.02
_DARK = 0.18
"""Luminance below which white has more contrast than black: (L + .05)² = 1.05 · .05."""


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def readable(colour: str, ground: str) -> str:
    """The colour, darkened or lightened in its hue until it reads on this ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    step = _STEP if luminance(ground) < _DARK else -_STEP
    found = colour
    while contrast(found, ground) < AA_TEXT and 0.0 <= lightness <= 1.0:
        lightness += step
        found = _hex(colorsys.hls_to_rgb(hue, min(max(lightness, 0.0), 1.0), saturation))
    return found


def text_on(colour: str) -> str:
    """White where it reads on the colour, else black; one of them always does (4.58 : 1)."""
    return WHITE if contrast(WHITE, colour) >= AA_TEXT else BLACK


def mixed(colour: str, other: str, share: float) -> str:
    """So much of the one colour (0 to 1), the rest of the other."""
    one, two = _rgb(colour), _rgb(other)
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(one, two, strict=True))
    return _hex((red, green, blue))


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)
