"""What the services' OpenAPI documents say of forwarded operations, as it was generated."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from edge.forwarding.operation import Forward, Table

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDescription:
    """An operation as OpenAPI has it. `answers` are the successful ones, by their status."""

    description: str
    parameters: list[Schema]
    body: Schema | None
    answers: dict[str, Schema]
    fields: frozenset[str]
    """Of the body's JSON object."""

    @property
    def query_names(self) -> frozenset[str]:
        """The query parameters that a browser may send."""
        return frozenset(p["name"] for p in self.parameters if p["in"] == "query")

    @property
    def media_types(self) -> frozenset[str]:
        """Of the answer when all went well; none: nothing is answered but the status."""
        return frozenset(self.answers[str(self.status)].get("content", {}))

    @property
    def status(self) -> int:
        """The status when all went well."""
        return int(next(iter(self.answers)))


def described(table: Table, row: Forward) -> OperationDescription:
    """What is known of a row. Raises KeyError for one that was added since the generator ran."""
    return OperationDescription(**_generated()["operations"][table.key_of(row)])


def schemas() -> dict[str, Schema]:
    """Every shape that they refer to, by its name in the edge's contract."""
    return _generated()["schemas"]


@cache
def _generated() -> dict[str, dict[str, Any]]:
    text = files("edge.generated").joinpath("forwarded.json").read_text()
    return cast("dict[str, dict[str, Any]]", json.loads(text))
