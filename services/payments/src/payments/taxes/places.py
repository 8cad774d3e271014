"""Places as people call them: countries and their regions by ISO 3166."""

import gettext
from functools import cache
from typing import Any

import pycountry


@cache
def place_name(place: str, language: str) -> str:
    """`CA-NS` is Nova Scotia, in French Nouvelle-Écosse; `SE` is Sweden, in Norwegian Sverige.

    What no list knows is called by its code.
    """
    found: Any = (
        pycountry.subdivisions.get(code=place)
        if "-" in place
        else pycountry.countries.get(alpha_2=place)
    )
    if found is None:
        return place
    catalogue = "iso3166-2" if "-" in place else "iso3166-1"
    words = gettext.translation(
        catalogue, pycountry.LOCALES_DIR, languages=[language], fallback=True
    )
    return words.gettext(found.name)
