"""The colours of an e-mail that come from the agency's, readable on light and on dark."""

from dataclasses import dataclass
from typing import Self

from presentation.colours import WHITE, readable, text_on

DARK_CARD = "#191d23"


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
        return cls(
            colour=colour,
            on_colour=text_on(colour),
            link_on_light=readable(colour, WHITE),
            link_on_dark=readable(colour, DARK_CARD),
        )
