"""The colours of a document that come from the agency's."""

from dataclasses import dataclass

from presentation.colours import WHITE, mixed, readable, text_on

_TINT = 0.06


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
        ink=readable(brand, WHITE),
        on_brand=text_on(brand),
        tint=mixed(brand, WHITE, _TINT),
    )
