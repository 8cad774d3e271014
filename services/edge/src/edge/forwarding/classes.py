"""Shapes of OpenAPI as classes of pydantic, for what views read and send themselves."""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Schema = dict[str, Any]

_REF = "#/components/schemas/"
_FORMATS = {"date": "date", "date-time": "datetime", "uuid": "UUID"}
_PLAIN = {"boolean": "bool", "integer": "int", "number": "float", "null": "None"}
# Never in a log or a traceback.
_SECRET = re.compile(r".*password|.*token|ticket|totp|recovery_code|code|state")
_SHARED = frozenset({"Money", "Permission", "Portal"})
"""What the edge has from the contracts of the bus."""

_HEAD = '''"""Shapes of the services, from their OpenAPI documents, by edge.forwarding.generate."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.access import Permission, Portal
from contracts.money import Money
'''


def module_of(schemas: Mapping[str, Schema], names: Iterable[str]) -> str:
    """The source of a module with these shapes and all that they refer to."""
    wanted = sorted(closure(schemas, names) - _SHARED)
    parts = [_HEAD]
    # A shape stands after those that it is made of.
    written = set(_SHARED)
    while wanted:
        ready = [n for n in wanted if _references(schemas[n]) - {n} <= written]
        if not ready:
            raise ValueError(f"shapes that refer to each other in a circle: {wanted}")
        parts += [_class_of(name, schemas[name]) for name in ready]
        written.update(ready)
        wanted = [n for n in wanted if n not in written]
    return "\n\n".join(parts)


def closure(schemas: Mapping[str, Schema], names: Iterable[str]) -> set[str]:
    """These shapes and all that they refer to."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _references(schemas[name])
    return found


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        at = value.get("$ref")
        own = {at.removeprefix(_REF)} if isinstance(at, str) else set[str]()
        return own.union(*(_references(one) for one in value.values()))
    if isinstance(value, list):
        return set[str]().union(*(_references(one) for one in value))
    return set()


def _class_of(name: str, schema: Schema) -> str:
    said = schema.get("description", name).partition("\n\n")[0].replace("\\", "\\\\")
    if "enum" in schema:
        members = [f"    {_member(value)} = {value!r}" for value in schema["enum"]]
        return "\n".join([f"class {name}(StrEnum):", f'    """{said}"""', "", *members, ""])
    lines = [f"class {name}(BaseModel):", f'    """{said}"""', ""]
    fields = list(_fields(schema))
    config = ["populate_by_name=True"] if any("alias=" in field for field in fields) else []
    if schema.get("additionalProperties") is False:
        config.append('extra="forbid"')
    if config:
        lines += [f"    model_config = ConfigDict({', '.join(config)})", ""]
    return "\n".join([*lines, *fields, ""])


def _fields(schema: Schema) -> Iterator[str]:
    required = schema.get("required", ())
    for name, of in schema.get("properties", {}).items():
        own = f"{name}_" if keyword.iskeyword(name) else name
        options: list[str] = []
        kind = _type_of(of)
        default = of.get("default")
        if name not in required or "None" in kind:
            if default is None and "None" not in kind:
                kind += " | None"
            options.append(f"default={default!r}")
            if default is not None:
                options.append("validate_default=True")
        if own != name:
            options.append(f"alias={name!r}")
        if _SECRET.fullmatch(name):
            options.append("repr=False")
        yield f"    {own}: {kind}" + (f" = Field({', '.join(options)})" if options else "")


def _type_of(schema: Schema) -> str:
    kind = schema.get("type", "")
    if "$ref" in schema:
        found = schema["$ref"].removeprefix(_REF)
    elif "anyOf" in schema:
        found = " | ".join(dict.fromkeys(_type_of(one) for one in schema["anyOf"]))
    elif "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        found = f"Literal[{', '.join(map(repr, values))}]"
    elif kind == "array":
        found = f"list[{_type_of(schema.get('items', {}))}]"
    elif kind == "object":
        of = schema.get("additionalProperties")
        found = f"dict[str, {_type_of(of) if isinstance(of, dict) and of else 'Any'}]"
    else:
        plain = _FORMATS.get(schema.get("format", ""), "str") if kind == "string" else "Any"
        found = _PLAIN.get(kind, plain)
    return found


def _member(value: str) -> str:
    name = re.sub(r"\W+", "_", value).strip("_").upper()
    return f"_{name}" if name[:1].isdigit() else name
