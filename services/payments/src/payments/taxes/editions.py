"""Values of the law as data: each edition is a file with its days, its sources, and its values.

`values/<country>/<name>-<from>.json`: {"from": day, "to": day or null, "sources": {key: title and
address or page}, "values": {...}}. Numbers are strings, so that none passes through binary floats.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeAlias, cast

from payments.taxes.missing import MissingRule, NoRuleError

Json: TypeAlias = "str | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Values that hold from one day to another, both in it. `valid_to` None: until changed."""

    country: str
    name: str
    valid_from: date
    valid_to: date | None
    sources: Mapping[str, str]
    values: Mapping[str, Json]

    @property
    def code(self) -> str:
        """What a calculation names it by."""
        return f"{self.country}:{self.name}:{self.valid_from}"

    def holds(self, on: date) -> bool:
        """Whether its values are those of this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def edition_of(country: str, name: str, on: date) -> Edition:
    """The edition that holds on this day. Raises NoRuleError: nothing stands in for the law."""
    for edition in editions(country, name):
        if edition.holds(on):
            return edition
    raise NoRuleError(MissingRule.VALUES, country.upper(), on, name)


@cache
def editions(country: str, name: str) -> tuple[Edition, ...]:
    """All editions of these values, oldest first; `country` in small letters as its folder."""
    folder = files("payments.taxes").joinpath("values", country)
    if not folder.is_dir():
        return ()
    found = [
        _read(country, name, one.read_text(encoding="utf-8"))
        for one in folder.iterdir()
        if one.name.startswith(f"{name}-") and one.name.endswith(".json")
    ]
    return tuple(sorted(found, key=lambda edition: edition.valid_from))


def _read(country: str, name: str, text: str) -> Edition:
    content = cast("dict[str, Json]", json.loads(text))
    until = content["to"]
    return Edition(
        country=country,
        name=name,
        valid_from=date.fromisoformat(cast("str", content["from"])),
        valid_to=None if until is None else date.fromisoformat(cast("str", until)),
        sources=cast("dict[str, str]", content["sources"]),
        values=cast("dict[str, Json]", content["values"]),
    )


@cache
def last_known_day(country: str) -> date | None:
    """The last day for which every value of a country is known.

    None where none of them ends, and of a country of which nothing was read.
    """
    folder = files("payments.taxes").joinpath("values", country)
    if not folder.is_dir():
        return None
    names = {path.name[: -len("-2026-01-01.json")] for path in folder.iterdir()}
    newest = (editions(country, name)[-1].valid_to for name in names)
    return min((day for day in newest if day is not None), default=None)
