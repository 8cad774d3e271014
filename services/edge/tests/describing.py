"""Services that answer whatever their own OpenAPI document says they may answer.

The edge is driven against them: what it asks must be an operation of the service with parameters
and a body that the service takes, and what the service may answer the edge must be able to read.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx2
from jsonschema import Draft202012Validator

Schema = Mapping[str, Any]

_TEXTS = (
    "text",
    "nb",
    "NO",
    "NOK",
    "7.5",
    "07:30",
    "2026-11",
    "#0b7a75",
    "hour",
    "en",
    "0f" * 32,
    "NO9386011117947",
    "86011117947",
    "001",
    "00012",
    "8000",
    "1234567",
    "TREM",
    "",
)
# What a service gives without saying how it looks.
_DECIMALS = ("hours", "quantity", "rate", "pay_rate", "bill_rate", "percent")
_HINTS: Mapping[str, Schema] = {
    "language": {"pattern": "^[a-z]{2}$"},
    "currency": {"pattern": "^[A-Z]{3}$"},
    **{name: {"pattern": r"^[0-9]+\.[0-9]+$"} for name in _DECIMALS},
}
_FORMATS = {
    "date": "2026-11-02",
    "date-time": "2026-11-02T08:00:00Z",
    "time": "08:00:00",
    "email": "kari@example.com",
    "uri": "https://example.com",
}


@dataclass(frozen=True, slots=True)
class OpenApi:
    """An OpenAPI document, and examples of its schemas."""

    document: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> "OpenApi":
        """From a file."""
        return cls(json.loads(path.read_text()))

    def operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        """The operation that answers this request: a path without parameters comes first."""
        for template in sorted(self.document["paths"], key=lambda t: ("{" in t, t)):
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
            if re.fullmatch(pattern, path):
                found = self.document["paths"][template].get(method.lower())
                if found is not None:
                    return found
        return None

    def resolve(self, schema: Schema) -> Schema:
        """What a reference leads to."""
        while "$ref" in schema:
            at: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                at = at[part]
            schema = cast("Schema", at)
        return schema

    def problems(self, schema: Schema, value: Any) -> list[str]:
        """What is wrong with a value by this schema."""
        whole = {**schema, "components": self.document.get("components", {})}
        return [
            f"{error.json_path}: {error.message}"
            for error in Draft202012Validator(whole).iter_errors(value)
        ]

    def example(self, schema: Schema, *, full: bool, name: str = "") -> Any:
        """A value of this schema: `full` with all that it may have, else with what it must."""
        schema = self.resolve(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0 if full else -1]
        if {"anyOf", "allOf", "oneOf"} & set(schema):
            return self._one_of(schema, full=full, name=name)
        make = {
            "object": lambda: self._object(schema, full=full),
            "array": lambda: self._array(schema, full=full),
            "string": lambda: _text({**_HINTS.get(name, {}), **schema}),
            "integer": lambda: _number(schema),
            "number": lambda: _number(schema),
            "boolean": lambda: full,
            "null": lambda: None,
        }
        return make.get(schema.get("type", ""), dict[str, Any])()

    def _one_of(self, schema: Schema, *, full: bool, name: str) -> Any:
        kinds = list(schema.get("anyOf") or schema.get("allOf") or schema["oneOf"])
        nulls = [kind for kind in kinds if kind.get("type") == "null"]
        if nulls and not full:
            return None
        first = next(kind for kind in kinds if kind not in nulls)
        return self.example(first, full=full, name=name)

    def _array(self, schema: Schema, *, full: bool) -> list[Any]:
        count = max(schema.get("minItems", 0), int(full))
        return [self.example(schema.get("items", {}), full=full) for _ in range(count)]

    def _object(self, schema: Schema, *, full: bool) -> dict[str, Any]:
        required = schema.get("required", ())
        found: dict[str, Any] = {}
        for name, of in schema.get("properties", {}).items():
            if full or name in required:
                found[name] = self.example(of, full=full, name=name)
            elif "default" in of:
                found[name] = of["default"]  # pydantic writes it out
        return found


def _number(schema: Schema) -> int:
    return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)


def _text(schema: Schema) -> str:
    if schema.get("format") == "uuid":
        return str(uuid4())
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    pattern = schema.get("pattern")
    if pattern is not None:
        fitting = [text for text in _TEXTS if re.fullmatch(pattern, text)]
        if not fitting:
            raise LookupError(f"no text fits {pattern}")
        return fitting[0]
    return "text".ljust(schema.get("minLength", 0), "x")


@dataclass(slots=True)
class DescribedServices:
    """Answers requests by the services' documents, and keeps what was wrong with a request."""

    documents: Mapping[str, OpenApi]
    full: bool = True
    faults: list[str] = field(default_factory=list[str])

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """The answer that the service's document describes."""
        service, path = request.url.host, request.url.path
        described = self.documents[service]
        operation = described.operation(request.method, path)
        where = f"{request.method} {service}{path}"
        if operation is None:
            self.faults.append(f"{where}: there is no such operation")
            return httpx2.Response(404, json={"code": "not_found", "title": "No", "status": 404})
        self._check(described, operation, request, where)
        status, answer = next(
            (s, a) for s, a in sorted(operation["responses"].items()) if s.startswith("2")
        )
        content = answer.get("content", {})
        if not content:
            return httpx2.Response(int(status))
        media, of = next(iter(content.items()))
        if media != "application/json":
            return httpx2.Response(200, content=b"%PDF", headers={"content-type": media})
        return httpx2.Response(int(status), json=described.example(of["schema"], full=self.full))

    def _check(
        self,
        described: OpenApi,
        operation: Mapping[str, Any],
        request: httpx2.Request,
        where: str,
    ) -> None:
        known = {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == "query"}
        sent = set(request.url.params.keys())
        self.faults += [f"{where}: takes no parameter {name}" for name in sorted(sent - set(known))]
        missing = [n for n, p in known.items() if p.get("required") and n not in sent]
        self.faults += [f"{where}: needs the parameter {name}" for name in missing]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is not None:
            value = json.loads(request.content) if request.content else None
            self.faults += [f"{where}: {p}" for p in described.problems(body["schema"], value)]
