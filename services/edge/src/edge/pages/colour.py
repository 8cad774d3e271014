"""The agency's colour on a page, readable on the ground of each theme."""

from dataclasses import dataclass

from presentation.colours import readable, text_on

LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#15171a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A colour that reads on its ground, and what reads on the colour."""

    colour: str
    text_on_it: str


def accent(brand: str, ground: str) -> Accent:
    """The brand's hue, darkened or lightened until it has 4.5 : 1 on this ground."""
    colour = readable(brand, ground)
    return Accent(colour=colour, text_on_it=text_on(colour))
