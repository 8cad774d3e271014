"""Writes edge/generated/: python -m edge.forwarding.generate DIRECTORY-OF-OPENAPI-DOCUMENTS

What a service says of an operation that is forwarded is said by the edge in the same words. Run
again whenever a service's document changes; a change that the edge cannot follow ends here.
"""

import ast
import json
import sys
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from edge.forwarding.classes import closure, module_of
from edge.forwarding.described import Schema
from edge.forwarding.names import ADDED, BROWSERS_PART, NAMES
from edge.forwarding.operation import Forward, Table
from edge.forwarding.tables import TABLES
from edge.problems import ServiceName

FOLDER = Path(__file__).parents[1] / "generated"
_REF = "#/components/schemas/"
_BINARY = {"type": "string", "format": "binary"}


class CannotFollowError(Exception):
    """A service's document says something that the edge has no place for."""


class Contract:
    """The shapes of all services in one namespace."""

    def __init__(self, documents: Mapping[ServiceName, Schema]) -> None:
        self._documents = documents
        self.schemas: dict[str, Schema] = {}

    def operation(self, table: Table, row: Forward) -> Schema:
        """What the edge says of a row. Raises CannotFollowError."""
        path = table.service_path_of(row)
        found = self._documents[row.service]["paths"].get(path, {}).get(row.method.lower())
        if found is None:
            raise CannotFollowError(f"{row.service} has no {row.method} {path}")
        parameters = [
            self._named(row.service, p)
            for p in found.get("parameters", ())
            if p["name"] not in row.adds
        ]
        if table.area == "session" and not table.anonymous:
            portal = {"$ref": f"{_REF}Portal"}
            parameters.append({"name": "portal", "in": "query", "required": True, "schema": portal})
        body, fields = self._body(row, found.get("requestBody"))
        return {
            "description": row.says or found["description"],
            "parameters": parameters,
            "body": body,
            "fields": sorted(fields),
            "answers": {
                status: self._answer(row.service, answer)
                for status, answer in sorted(found["responses"].items())
                if int(status) < 400
            },
        }

    def take(self, service: ServiceName, name: str) -> str:
        """Have a shape and all that it refers to in the contract; its name there."""
        own = self._name(service, name)
        schema = deepcopy(self._documents[service]["components"]["schemas"][name])
        schema["title"] = _title(own)
        self._keep(own, schema, service)
        return own

    def take_part(self, service: ServiceName, name: str) -> str:
        """Have what a browser sends of a body in the contract; its name there."""
        own = _part_of(name)
        whole = deepcopy(self._documents[service]["components"]["schemas"][name])
        left = {n: of for n, of in whole["properties"].items() if n not in ADDED}
        required = [n for n in whole.get("required", ()) if n in left]
        self._keep(own, {**whole, "title": own, "properties": left, "required": required}, service)
        self.schemas[own]["additionalProperties"] = False
        return own

    def take_used(self, used: Collection[str]) -> tuple[list[str], list[str]]:
        """Have the shapes of these names in the contract: what the edge reads, what it sends."""
        read: list[str] = []
        sent: list[str] = []
        for service, document in self._documents.items():
            for name in document["components"]["schemas"]:
                is_body = name.endswith("Body")
                if self._name(service, name) in used:
                    (sent if is_body else read).append(self.take(service, name))
                if is_body and _part_of(name) in used:
                    sent.append(self.take_part(service, name))
        return read, sent

    def _keep(self, own: str, schema: Schema, service: ServiceName) -> None:
        known = own in self.schemas
        before = self.schemas.setdefault(own, {})
        if not known:
            before.update(schema)  # before its references, which may lead back to it
            before.update(self._named(service, schema))
        elif _bare(before) != _bare(self._named(service, schema)):
            raise CannotFollowError(f"{service} has another {own}: give it a name in names.py")

    def _name(self, service: ServiceName, name: str) -> str:
        inner = name.removeprefix("Page_").removesuffix("_")
        renamed = NAMES.get(service, {}).get(inner, inner)
        return f"Page_{renamed}_" if name.startswith("Page_") else renamed

    def _named(self, service: ServiceName, value: Any) -> Any:
        """The value with every reference to a shape under its name in the contract."""
        if isinstance(value, list):
            return [self._named(service, one) for one in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str):
            return {**value, "$ref": _REF + self.take(service, reference.removeprefix(_REF))}
        return {key: self._named(service, one) for key, one in value.items()}

    def _body(self, row: Forward, body: Schema | None) -> tuple[Schema | None, Iterable[str]]:
        if body is None:
            content = {media: {"schema": _BINARY} for media in row.takes}
            return ({"required": True, "content": content} if row.takes else None), ()
        if row.takes:
            return self._named(row.service, body), ()
        name = body["content"]["application/json"]["schema"]["$ref"].removeprefix(_REF)
        whole = self._documents[row.service]["components"]["schemas"][name]
        left = set(whole["properties"]) - row.adds
        if not left:
            return None, ()
        is_part = len(left) < len(whole["properties"])
        own = (self.take_part if is_part else self.take)(row.service, name)
        # A field that the service does not know is a mistake, and said to be one.
        self.schemas[own]["additionalProperties"] = False
        schema = {"$ref": _REF + own}
        return {"required": True, "content": {"application/json": {"schema": schema}}}, left

    def _answer(self, service: ServiceName, answer: Schema) -> Schema:
        said: Schema = self._named(service, answer)
        for media, content in said.get("content", {}).items():
            if media != "application/json" and not content.get("schema"):
                content["schema"] = _BINARY
        if said.get("content", {}).get("application/json") == {"schema": {}}:
            del said["content"]  # nothing is answered but the status
        return said

    def require_what_is_answered(self, sent: Iterable[str]) -> None:
        """A service writes every field, also one with a default: say so of what is not `sent`."""
        forwarded = [n for n, schema in self.schemas.items() if "additionalProperties" in schema]
        for name in set(self.schemas) - closure(self.schemas, [*sent, *forwarded]):
            schema = self.schemas[name]
            if "properties" in schema:
                schema["required"] = list(schema["properties"])
                for of in schema["properties"].values():
                    of.pop("default", None)


def _part_of(body: str) -> str:
    return BROWSERS_PART.get(body, f"{body.removesuffix('Body')}Request")


def shapes_used() -> set[str]:
    """What the edge's own code imports of the generated shapes: these become classes."""
    trees = (ast.parse(path.read_text()) for path in FOLDER.parent.rglob("*.py"))
    return {
        name.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "edge.generated.shapes"
        for name in node.names
    }


def _bare(schema: Schema) -> Schema:
    """What two services must agree on: not what is known to be no field of it."""
    return {k: v for k, v in schema.items() if k not in {"additionalProperties", "description"}}


def _title(name: str) -> str:
    return f"Page[{name[5:-1]}]" if name.startswith("Page_") else name


def generated(documents: Mapping[ServiceName, Schema]) -> dict[Path, str]:
    """Every generated file and what it should hold. Raises CannotFollowError."""
    contract = Contract(documents)
    operations = {
        table.key_of(row): contract.operation(table, row) for table in TABLES for row in table.rows
    }
    read, sent = contract.take_used(shapes_used())
    classes = module_of(contract.schemas, read + sent)
    contract.require_what_is_answered(sent)
    kept = {"operations": operations, "schemas": contract.schemas}
    return {
        FOLDER / "forwarded.json": json.dumps(kept, indent=1, sort_keys=True) + "\n",
        FOLDER / "shapes.py": classes,
    }


def read_documents(folder: Path) -> dict[ServiceName, Schema]:
    """The services' OpenAPI documents."""
    return {name: json.loads((folder / f"{name}.json").read_text()) for name in ServiceName}


if __name__ == "__main__":
    for path, text in generated(read_documents(Path(sys.argv[1]))).items():
        path.write_text(text)
