"""Writes the lists of countries and regions that portals let people choose from.

python chassis/tools/places.py

They are those that services check (`chassis.places`), so that what is chosen is never refused.
Regions are called as they are there; those of Canada and the United States have names in each
language in `packages/ui/src/regions.ts`.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pycountry

from chassis.places import regions_of

_TARGET = Path(__file__).parents[2] / "portals" / "packages" / "ui" / "src" / "generated"


def sources() -> dict[Path, str]:
    """The files and what should stand in them."""
    regions: dict[str, dict[str, str]] = defaultdict(dict)
    known: Any = pycountry.subdivisions
    for region in known:
        code = region.code.partition("-")[2]
        if code in regions_of(region.country_code):
            regions[region.country_code][code] = region.name
    codes = sorted(country.alpha_2 for country in pycountry.countries)
    return {
        _TARGET / "countries.json": _written(codes),
        _TARGET / "regions.json": _written(
            {country: dict(sorted(regions[country].items())) for country in sorted(regions)}
        ),
    }


def _written(value: object, *, sort_keys: bool = False) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
    return f"{text}\n"


def main() -> int:
    """Write them; the exit code."""
    _TARGET.mkdir(exist_ok=True)
    for path, text in sources().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
