"""An agency's colour, made readable: WCAG 2.2 contrast of at least 4.5 : 1."""

from dataclasses import dataclass
from typing import Self

MIN_CONTRAST = 4.5
WHITE = "#ffffff"
BLACK = "#000000"
DARK_CARD = "#191d23"
_STEP = 0.06


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, 0 black to 1 white)."""

    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = _channels(colour)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: str, colour: str) -> str:
    """`colour`, moved towards black or white until it can be read on `background`."""
    target = WHITE if luminance(background) < 0.18 else BLACK
    share = 0.0
    found = colour
    while contrast(found, background) < MIN_CONTRAST and share < 1:
        share = min(1.0, share + _STEP)
        found = _mix(colour, target, share)
    return found


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(one: str, other: str, share: float) -> str:
    mixed = (
        round(a + (b - a) * share) for a, b in zip(_channels(one), _channels(other), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of an e-mail that come from the agency's."""

    colour: str
    on_colour: str
    link_on_light: str
    link_on_dark: str

    @classmethod
    def of(cls, colour: str) -> Self:
        """The palette of a brand colour `#rrggbb`."""
        # One of the two always has the contrast: the worst case is 4.58 : 1.
        on_colour = WHITE if contrast(WHITE, colour) >= MIN_CONTRAST else BLACK
        return cls(
            colour=colour,
            on_colour=on_colour,
            link_on_light=readable_on(WHITE, colour),
            link_on_dark=readable_on(DARK_CARD, colour),
        )
