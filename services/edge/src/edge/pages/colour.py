"""An agency's colour, corrected until text on it and of it can be read (WCAG 2.2, 1.4.3)."""

import colorsys
from dataclasses import dataclass

LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#15171a"
NEEDED_CONTRAST = 4.5
_STEP = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A colour that reads on its ground, and what reads on the colour."""

    colour: str
    text_on_it: str


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def accent(brand: str, ground: str) -> Accent:
    """The brand's hue, darkened or lightened until it has 4.5 : 1 on this ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(brand))
    step = _STEP if _luminance(ground) < 0.5 else -_STEP
    colour = brand
    while contrast(colour, ground) < NEEDED_CONTRAST and 0.0 <= lightness <= 1.0:
        lightness += step
        colour = _hex(colorsys.hls_to_rgb(hue, min(max(lightness, 0.0), 1.0), saturation))
    text = max(("#ffffff", "#0b0c0e"), key=lambda candidate: contrast(candidate, colour))
    return Accent(colour=colour, text_on_it=text)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
