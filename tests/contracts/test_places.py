"""What people choose from in portals is what services take: one list, written once."""

import json
from pathlib import Path

import pytest

from chassis.places import address_problem, is_country, regions_of

_GENERATED = Path(__file__).parents[2] / "portals" / "packages" / "ui" / "src" / "generated"
_AGAIN = "python chassis/tools/places.py writes the lists anew"

COUNTRIES: list[str] = json.loads((_GENERATED / "countries.json").read_text())
REGIONS: dict[str, dict[str, str]] = json.loads((_GENERATED / "regions.json").read_text())


def test_every_country_that_there_is_can_be_chosen() -> None:
    letters = [chr(ord("A") + n) for n in range(26)]
    pairs = [first + second for first in letters for second in letters]
    assert [code for code in pairs if is_country(code)] == COUNTRIES, _AGAIN
    assert len(COUNTRIES) > 200


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_region_of_a_country_can_be_chosen_and_is_taken(country: str) -> None:
    offered = REGIONS.get(country, {})
    assert set(offered) == regions_of(country), _AGAIN
    assert [each for each in offered if address_problem(country, each)] == []
    assert all(offered.values())
