"""Countries and their regions by ISO 3166: the codes, and the code of what people write instead.

A region is named by its code of ISO 3166-2 without the country: ON of Canada, 03 of Norway.
"""

import gettext
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pycountry

NEEDS_A_REGION = frozenset({"CA", "US"})
"""There the region decides about taxes, so an address without one cannot be computed with."""

_MAX_QUOTED = 40
_MAX_READ = 200
"""Longer than any name of a place: of a longer text the rest is not read."""

_LANGUAGES = ("fr", "nb")
"""In which names are read beside English; pycountry brings their catalogues."""

_COUNTRIES_BY_HABIT: Mapping[str, str] = MappingProxyType(
    {
        # The codes of the European Union, and what is said instead of the official name.
        "UK": "GB",
        "EL": "GR",
        "England": "GB",
        "Scotland": "GB",
        "Wales": "GB",
        "Great Britain": "GB",
        "U.S.": "US",
        "America": "US",
        "Norge": "NO",
        "Noreg": "NO",
    }
)

_REGIONS_BY_HABIT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # Abbreviations of the Canadian Press and of Canada Post until 2002; French: OQLF.
        "CA": {
            "Alta": "AB",
            "C.-B.": "BC",
            "Man": "MB",
            "N.-B.": "NB",
            "Newfoundland": "NL",
            "Terre-Neuve": "NL",
            "Labrador": "NL",
            "NF": "NL",
            "Nfld": "NL",
            "T.-N.-L.": "NL",
            "N.-É.": "NS",
            "NWT": "NT",
            "T.N.-O.": "NT",
            "Nvt": "NU",
            "Ont": "ON",
            "PEI": "PE",
            "Î.-P.-É.": "PE",
            "Que": "QC",
            "PQ": "QC",
            "Sask": "SK",
            "Yukon Territory": "YT",
        },
        "US": {"Washington DC": "DC", "Washington D.C.": "DC", "Calif": "CA", "Fla": "FL"},
    }
)


def is_country(code: str) -> bool:
    """Whether it is a code of ISO 3166-1 with two letters, such as NO."""
    return code in _country_names()


@cache
def regions_of(country: str) -> frozenset[str]:
    """The codes of a country's regions; none for what is no country."""
    found: Any = pycountry.subdivisions.get(country_code=country)
    return frozenset(_region_code(region) for region in found or ())


@cache
def place_name(place: str, language: str) -> str:
    """What a country or a region is called: `CA-NS` is Nova Scotia, in French Nouvelle-Écosse.

    What no list knows is called by its code.
    """
    country, _, region = place.partition("-")
    if not region:
        name, domain = _country_names().get(country), "iso3166-1"
    else:
        found: Any = pycountry.subdivisions.get(code=place)
        name, domain = found.name if found else None, "iso3166-2"
    if name is None:
        return place
    return _catalogue(domain, language).gettext(name) if language in _LANGUAGES else name


def country_meant(text: str) -> str | None:
    """The code of what somebody wrote for a country: a code, or a name in en, fr or nb.

    None where it is no country's, or that of more than one.
    """
    return _only(_countries_by_writing().get(_plain(text)))


def region_meant(country: str, text: str) -> str | None:
    """The code of what somebody wrote for a region: `on`, `CA-ON`, `Ontario`, `Ont.`, `Québec`.

    None where it is no region of this country, or could be more than one.
    """
    written = _regions_by_writing(country)
    found = _only(written.get(_plain(text)))
    if found is not None:
        return found
    region, comma, after = text.rpartition(",")
    if comma and country_meant(after) == country:
        return _only(written.get(_plain(region)))
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressProblem:
    """What of an address is no code: `field` is country or region, `reason` is for people."""

    field: str
    reason: str


def address_problem(country: str, region: str) -> AddressProblem | None:
    """What of an address is no code; None if both are right.

    Where what was written can only mean one code, the reason names it.
    """
    if not is_country(country):
        return AddressProblem(field="country", reason=not_a_country(country))
    reason = _region_problem(country, region)
    return AddressProblem(field="region", reason=reason) if reason else None


def _region_problem(country: str, region: str) -> str:
    name = _country_names()[country]
    if region:
        if region in regions_of(country):
            return ""
        known = f"{quoted(region)} is not a region code of {name} (ISO 3166-2)"
        return known + hint(region_meant(country, region))
    if country in NEEDS_A_REGION:
        return f"an address in {name} needs its region, such as {min(regions_of(country))}"
    return ""


def not_a_country(code: str) -> str:
    """Why a text is refused as a country."""
    said = f"{quoted(code)} is not a country code (ISO 3166-1)"
    return said + (hint(country_meant(code)) or ", such as CA or NO")


def quoted(text: str) -> str:
    """What was written, as far as a message shows it."""
    return f"'{text}'" if len(text) <= _MAX_QUOTED else f"'{text[:_MAX_QUOTED]}…'"


def hint(meant: str | None) -> str:
    """The end of a message that knows better; empty where nothing is known."""
    return f"; did you mean {meant}?" if meant else ""


@cache
def _country_names() -> Mapping[str, str]:
    return {
        country.alpha_2: getattr(country, "common_name", country.name)
        for country in pycountry.countries
    }


@cache
def _countries_by_writing() -> Mapping[str, frozenset[str]]:
    written: dict[str, set[str]] = defaultdict(set)
    for country in pycountry.countries:
        names = [getattr(country, each, "") for each in ("name", "common_name", "official_name")]
        for name in (country.alpha_2, country.alpha_3, *_in_languages("iso3166-1", names)):
            written[_plain(name)].add(country.alpha_2)
    for name, code in _COUNTRIES_BY_HABIT.items():
        written[_plain(name)].add(code)
    return _frozen(written)


@cache
def _regions_by_writing(country: str) -> Mapping[str, frozenset[str]]:
    written: dict[str, set[str]] = defaultdict(set)
    found: Any = pycountry.subdivisions.get(country_code=country)
    codes = {_region_code(region) for region in found or ()}
    for region in found or ():
        code = _region_code(region)
        for name in (region.code, *_in_languages("iso3166-2", [region.name])):
            written[_plain(name)].add(code)
    for name, code in _REGIONS_BY_HABIT.get(country, {}).items():
        written[_plain(name)].add(code)
    # A code is that region, whatever else is called so.
    written.update({_plain(code): {code} for code in codes})
    return _frozen(written)


def _in_languages(domain: str, names: Iterable[str]) -> set[str]:
    english = [name for name in names if name]
    return {
        name
        for translated in (str, *(_catalogue(domain, each).gettext for each in _LANGUAGES))
        for name in map(translated, english)
    }


@cache
def _catalogue(domain: str, language: str) -> gettext.NullTranslations:
    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=[language])


def _region_code(region: Any) -> str:
    return region.code.partition("-")[2]


def _only(found: frozenset[str] | None) -> str | None:
    return next(iter(found)) if found is not None and len(found) == 1 else None


def _frozen(written: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(codes) for name, codes in written.items() if name}


def _plain(text: str) -> str:
    """Letters and digits alone, without accents and capitals: `P.E.I.` is `pei`."""
    parts = unicodedata.normalize("NFKD", text[:_MAX_READ].casefold())
    return "".join(character for character in parts if character.isalnum())
