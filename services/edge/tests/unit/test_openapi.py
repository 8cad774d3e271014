"""The edge's OpenAPI: the contract of the frontends, committed and complete."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

COMMITTED = Path(__file__).parents[4] / "docs" / "openapi" / "edge.json"

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
def described(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(described: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_committed_document_is_the_one_that_the_code_gives(described: dict[str, Any]) -> None:
    assert json.loads(COMMITTED.read_text()) == described, (
        "run: python -m edge openapi > docs/openapi/edge.json"
    )


def test_every_operation_has_a_name_that_reads_well_and_is_its_own(
    described: dict[str, Any],
) -> None:
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(names) == len(set(names))
    portals = ("public", "session", "contractor", "customer", "agency", "live")
    for name in names:
        portal, _, verb = name.partition("_")
        assert portal in portals
        assert verb
        assert verb == verb.lower()


def test_every_answer_is_typed(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        for status, answer in operation["responses"].items():
            if status in {"204", "202", "304"} and "content" not in answer:
                continue
            for media, content in answer.get("content", {}).items():
                schema = content.get("schema") or content.get("itemSchema")
                assert schema, f"{method} {path} {status} {media}"
                if media == "application/json":
                    named = schema.get("anyOf", [schema])
                    assert all("$ref" in one for one in named), f"{method} {path} {status}"


def test_a_problem_is_described_as_one(described: dict[str, Any]) -> None:
    for path, _, operation in operations(described):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                named = answer["$ref"].rpartition("/")[2]
                refusal = described["components"]["responses"][named]
                assert "application/problem+json" in refusal["content"], path
