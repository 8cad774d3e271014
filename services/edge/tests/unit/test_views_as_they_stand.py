"""Views whose JSON goes out as the service wrote it say just what the edge's contract says."""

from pathlib import Path
from typing import Any

import pytest

from contracts.events.identity import Agency
from edge.testing.browsers import Browser
from edge.testing.fakes import FakeServices, a_person

from ..describing import OpenApi

DOCUMENTS = Path(__file__).parents[4] / "docs" / "openapi"
VIEWS = {
    "/api/contractor/transactions": ("payments", "/my/transactions"),
    "/api/contractor/payments": ("payments", "/my/payments"),
    "/api/contractor/report": ("payments", "/my/report"),
}


def shape_of(document: OpenApi, schema: Any) -> Any:
    """What a reader of the schema finds: names and types, without words and titles."""
    schema = document.resolve(schema)
    if "anyOf" in schema:
        return sorted(map(repr, (shape_of(document, one) for one in schema["anyOf"])))
    if schema.get("type") == "object":
        fields = {
            name: shape_of(document, one) for name, one in schema.get("properties", {}).items()
        }
        return fields, sorted(schema.get("required", ()))
    if schema.get("type") == "array":
        return [shape_of(document, schema["items"])]
    return {name: schema[name] for name in ("type", "format", "enum") if name in schema}


def answer_of(name: str, path: str) -> Any:
    document = OpenApi.read(DOCUMENTS / f"{name}.json")
    operation = document.document["paths"][path]["get"]
    content = operation["responses"]["200"]["content"]
    return shape_of(document, content["application/json"]["schema"])


@pytest.mark.parametrize("view", VIEWS)
def test_the_service_answers_neither_more_nor_less_than_the_view_says(view: str) -> None:
    assert answer_of(*VIEWS[view]) == answer_of("edge", view)


async def test_a_view_goes_out_byte_by_byte(
    services: FakeServices, agency: Agency, browser: Browser
) -> None:
    services.reply("payments", "/my/transactions", {"items": [], "next_cursor": None})
    contractor = browser(token=services.sign_in(a_person(agency)))

    answer = await contractor.get("/api/contractor/transactions")

    (asked,) = services.asked_of("payments", "/my/transactions")
    assert answer.content == services.replies["GET payments", "/my/transactions"](asked).content
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


async def test_an_answer_that_is_no_json_is_a_failure_of_the_service(
    services: FakeServices, agency: Agency, browser: Browser
) -> None:
    services.reply("payments", "/my/transactions", {}, status=204)
    contractor = browser(token=services.sign_in(a_person(agency)))

    answer = await contractor.get("/api/contractor/transactions")

    assert (answer.status_code, answer.json()["code"]) == (502, "service_failed")
