"""Every door of every service that takes a country, region, currency, language or time zone.

A code of ISO is never a free text: the description of each field says which codes it takes, and
`chassis.fields` refuses what is none of them.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

_DOCS = Path(__file__).parents[2] / "docs" / "openapi"
_SERVICES = ("identity", "timesheets", "payments", "documents", "notifications")

CHECKED: Mapping[str, Mapping[str, Any]] = {
    "country": {"pattern": "^[A-Z]{2}$"},
    "region": {"pattern": "^[A-Z0-9]{0,3}$"},
    "currency": {"pattern": "^[A-Z]{3}$"},
    "language": {"pattern": "^(en|fr|nb)$"},
    "time_zone": {"maxLength": 64},
}
"""What the types of `chassis.fields` say of themselves."""

KEPT = ("/me/profile", "region")
"""It is compared with the region that is known, and is none that can be changed there."""


def _code_of(name: str) -> str | None:
    return next((code for code in CHECKED if name == code or name.endswith(f"_{code}")), None)


def _fields(schema: Any, schemas: Mapping[str, Any], above: frozenset[str]) -> Iterator[Any]:
    """Names and schemas of all fields that a body has, at any depth."""
    if not isinstance(schema, dict):
        return
    if (ref := schema.get("$ref", "").rpartition("/")[2]) and ref not in above:
        yield from _fields(schemas[ref], schemas, above | {ref})
    for name, field in schema.get("properties", {}).items():
        yield name, field
        yield from _fields(field, schemas, above)
    for inner in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(inner, ()):
            yield from _fields(one, schemas, above)
    for inner in ("items", "additionalProperties"):
        yield from _fields(schema.get(inner), schemas, above)


def _doors(service: str) -> Iterator[tuple[str, str, Any]]:
    """Operation, name and schema of what a service takes by the name of a code."""
    document = json.loads((_DOCS / f"{service}.json").read_text())
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            taken = [(one["name"], one["schema"]) for one in operation.get("parameters", ())]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                taken += _fields(content.get("schema"), schemas, frozenset())
            for name, schema in taken:
                if _code_of(name) and (path, name) != KEPT:
                    yield f"{method} {path}", name, schema


@pytest.mark.parametrize(
    ("door", "name", "schema"),
    [
        pytest.param(door, name, schema, id=f"{service} {door} {name}")
        for service in _SERVICES
        for door, name, schema in _doors(service)
    ],
)
def test_a_code_at_a_door_is_one_of_the_list(door: str, name: str, schema: Any) -> None:
    code = _code_of(name)
    assert code is not None
    said = [schema, *schema.get("anyOf", ())]
    said = [one for one in said if one.get("type") == "string"]
    assert said, door
    assert all(CHECKED[code].items() <= one.items() for one in said)


def test_doors_of_every_kind_are_found() -> None:
    found = {_code_of(name) for service in _SERVICES for _, name, _ in _doors(service)}
    assert found == set(CHECKED)
