"""Every value that a request can carry has bounds, and is no value of the bus.

Read from the OpenAPI documents, which a test holds fresh: an endpoint that comes new is looked at
like all others. A text has a length, a pattern or a list of what it can be; a number a least and a
most; a list a length. So nothing that is kept is longer or larger than its service reckons with.
"""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
METHODS = ("get", "put", "post", "patch", "delete")
SERVICES = ("identity", "timesheets", "payments", "documents", "notifications", "edge")

_BOUNDED_FORMATS = frozenset({"uuid", "date", "date-time"})
_BOUNDS = ("maxLength", "pattern", "enum", "const")

# Services that still take values of the bus in requests. This only ever gets shorter.
TAKES_VALUES_OF_THE_BUS: frozenset[str] = frozenset()


def document(service: str) -> dict[str, Any]:
    """The service's OpenAPI document."""
    found: dict[str, Any] = json.loads((ROOT / "docs" / "openapi" / f"{service}.json").read_text())
    return found


def unbounded(
    schema: dict[str, Any], components: dict[str, Any], at: str, seen: frozenset[str]
) -> Iterator[str]:
    """The leaves of a schema that nothing bounds, by their paths."""
    if reference := schema.get("$ref"):
        if reference not in seen:
            name = reference.rsplit("/", 1)[1]
            yield from unbounded(components[name], components, at, seen | {reference})
        return
    for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from unbounded(branch, components, at, seen)
    match schema.get("type"):
        case "array":
            if "maxItems" not in schema:
                yield f"{at}: a list of any length"
            yield from unbounded(schema.get("items", {}), components, f"{at}[]", seen)
        case "object":
            for name, part in schema.get("properties", {}).items():
                yield from unbounded(part, components, f"{at}.{name}", seen)
        case str(kind) if not is_bounded(kind, schema):
            yield f"{at}: a {'text of any length' if kind == 'string' else 'number of any size'}"
        case _:
            pass


def is_bounded(kind: str, schema: dict[str, Any]) -> bool:
    """Whether something bounds a text or a number."""
    if kind == "string":
        return schema.get("format") in _BOUNDED_FORMATS or any(name in schema for name in _BOUNDS)
    if kind in {"integer", "number"} and not {"enum", "const"} & schema.keys():
        return bool({"minimum", "exclusiveMinimum"} & schema.keys()) and bool(
            {"maximum", "exclusiveMaximum"} & schema.keys()
        )
    return True


def leaves_without_bounds(service: str) -> list[str]:
    """Of every request of the service: parameters and JSON bodies."""
    described = document(service)
    components = described.get("components", {}).get("schemas", {})
    found: list[str] = []
    for path, operations in described["paths"].items():
        for method in METHODS:
            operation = operations.get(method)
            if operation is None:
                continue
            where = f"{method.upper()} {path}"
            for parameter in operation.get("parameters", ()):
                at = f"{where} {parameter['in']} {parameter['name']}"
                found += unbounded(parameter["schema"], components, at, frozenset())
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema is not None:
                found += unbounded(schema, components, f"{where} body", frozenset())
    return sorted(set(found))


@pytest.mark.parametrize("service", SERVICES)
def test_everything_that_a_request_can_carry_has_bounds(service: str) -> None:
    assert leaves_without_bounds(service) == []


def lenient(
    schema: Any, components: dict[str, Any], at: str, seen: frozenset[str]
) -> Iterator[str]:
    """The objects of a schema that take fields which they do not know, by their paths."""
    if isinstance(schema, list):
        for part in schema:
            yield from lenient(part, components, at, seen)
        return
    if not isinstance(schema, dict):
        return
    if reference := schema.get("$ref"):
        if reference not in seen:
            name = reference.rsplit("/", 1)[1]
            yield from lenient(components[name], components, at, seen | {reference})
        return
    if schema.get("properties") and schema.get("additionalProperties") is not False:
        yield at
    for name, part in schema.get("properties", {}).items():
        yield from lenient(part, components, f"{at}.{name}", seen)
    for key in ("anyOf", "oneOf", "allOf", "items"):
        yield from lenient(schema.get(key), components, at, seen)


@pytest.mark.parametrize("service", SERVICES)
def test_no_request_takes_a_field_that_it_does_not_know(service: str) -> None:
    described = document(service)
    components = described["components"]["schemas"]
    found = [
        at
        for path, operations in described["paths"].items()
        for method in METHODS
        if (operation := operations.get(method)) is not None
        for media, content in operation.get("requestBody", {}).get("content", {}).items()
        if media == "application/json"
        for at in lenient(content["schema"], components, f"{method.upper()} {path}", frozenset())
    ]
    assert found == []


def test_a_leaf_without_bounds_is_found() -> None:
    components = {"Deep": {"type": "object", "properties": {"text": {"type": "string"}}}}
    schema = {
        "type": "object",
        "properties": {
            "days": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
            "rows": {
                "type": "array",
                "maxItems": 3,
                "items": {"$ref": "#/components/schemas/Deep"},
            },
            "code": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "on": {"type": "string", "format": "date"},
        },
    }
    assert list(unbounded(schema, components, "body", frozenset())) == [
        "body.days: a number of any size",
        "body.rows[].text: a text of any length",
    ]


def models_in(annotation: object, seen: set[type[BaseModel]]) -> None:
    """Add every model that the annotation reaches."""
    for part in get_args(annotation):
        models_in(part, seen)
    if not isinstance(annotation, type) or not issubclass(annotation, BaseModel):
        return
    if annotation not in seen:
        seen.add(annotation)
        for one in annotation.model_fields.values():
            models_in(one.annotation, seen)


def routes_of(service: str) -> Iterator[APIRoute]:
    """Every route of the service, whichever module it stands in."""
    package = importlib.import_module(service)
    for module in pkgutil.walk_packages(package.__path__, f"{service}."):
        if module.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, APIRouter):
                yield from (route for route in value.routes if isinstance(route, APIRoute))


@pytest.mark.parametrize("service", SERVICES)
def test_no_request_carries_a_value_of_the_bus(service: str) -> None:
    """Events are read leniently for years; what comes in today is held to bounds."""
    taken: set[str] = set()
    routes = list(routes_of(service))
    assert routes
    for route in routes:
        models: set[type[BaseModel]] = set()
        hints = get_type_hints(route.endpoint, include_extras=True)
        for name, annotation in hints.items():
            if name != "return":
                models_in(annotation, models)
        taken |= {
            f"{route.path}: {model.__name__}"
            for model in models
            if model.__module__.startswith("contracts.")
        }
    if service in TAKES_VALUES_OF_THE_BUS:
        assert taken, f"{service} takes none any more: take it out of TAKES_VALUES_OF_THE_BUS"
        return
    assert taken == set()
