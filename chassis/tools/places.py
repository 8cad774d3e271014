"""Writes the lists of countries and regions that portals let people choose from.

python chassis/tools/places.py

They are those that services check (`chassis.places`), so that what is chosen is never refused.
Regions are called as they are there; those of Canada and the United States have names in each
language in `packages/ui/src/regions.ts`.
"""

import json
import sys
from pathlib import Path

import pycountry

from chassis.places import is_country, regions_of

_TARGET = Path(__file__).parents[2] / "portals" / "packages" / "ui" / "src" / "generated"


def sources() -> dict[Path, str]:
    """The files and what should stand in them."""
    codes = sorted(country.alpha_2 for country in pycountry.countries)
    regions = {
        country: {
            code: pycountry.subdivisions.get(code=f"{country}-{code}").name
            for code in sorted(regions_of(country))
        }
        for country in codes
        if is_country(country) and regions_of(country)
    }
    return {
        _TARGET / "countries.json": _written(codes),
        _TARGET / "regions.json": _written(regions),
    }


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> int:
    """Write them; the exit code."""
    _TARGET.mkdir(exist_ok=True)
    for path, text in sources().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
