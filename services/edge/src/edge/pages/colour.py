"""The agency's colour on a page, readable on the ground of each theme."""

import colorsys
from dataclasses import dataclass

from presentation.colours import readable, text_on

LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#15171a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A colour that reads on its ground, and what reads on the colour."""

    colour: str
    text_on_it: str


def reads_as_error(brand: str) -> bool:
    """Whether the brand's hue is so near to that of errors that a link would look like one."""
    red, green, blue = (int(brand[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    return saturation > 0.25 and (hue < 20 / 360 or hue > 340 / 360)


def accent(brand: str, ground: str) -> Accent:
    """The brand's hue, darkened or lightened until it has 4.5 : 1 on this ground."""
    colour = readable(brand, ground)
    return Accent(colour=colour, text_on_it=text_on(colour))
