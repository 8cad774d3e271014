"""The edge asks only what the services answer, and reads whatever they may answer."""

from pathlib import Path
from typing import Any

import pytest
from contracts.access import Portal
from contracts.events.identity import Agency
from edge.testing.browsers import Browser
from edge.testing.contracts import DescribedServices, OpenApi
from edge.testing.fakes import FakeServices, a_person

DOCUMENTS = Path(__file__).parents[4] / "docs" / "openapi"
EDGE = OpenApi.read(DOCUMENTS / "edge.json")
OPERATIONS = [
    (method, path)
    for path, methods in EDGE.document["paths"].items()
    for method in methods
    if path != "/api/live"
]


@pytest.fixture(scope="module")
def documents() -> dict[str, OpenApi]:
    """What each service says of itself."""
    names = ("identity", "timesheets", "payments", "documents", "notifications")
    return {name: OpenApi.read(DOCUMENTS / f"{name}.json") for name in names}


def portal_of(path: str) -> Portal:
    name = path.split("/")[2]
    return Portal(name) if name in set(Portal) else Portal.CONTRACTOR


def query_of(operation: Any, *, full: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query" and (full or parameter.get("required")):
            value = EDGE.example(parameter["schema"], full=full)
            if parameter["name"] == "portal" and parameter.get("required"):
                value = Portal.CONTRACTOR.value
            if value is not None:
                found[parameter["name"]] = value
    return found


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(o) for o in OPERATIONS])
async def test_the_edge_and_the_services_understand_each_other(
    documents: dict[str, OpenApi],
    services: FakeServices,
    agency: Agency,
    browser: Browser,
    method: str,
    path: str,
) -> None:
    operation: Any = EDGE.document["paths"][path][method]
    portal = portal_of(path)
    client = browser(token=services.sign_in(a_person(agency, portal)), portal=portal)
    for full in (True, False):
        described = DescribedServices(documents, full=full)
        services.described = described.answer
        request = request_of(operation, path, full=full)
        answer = await client.request(method.upper(), **request)
        assert described.faults == []
        assert answer.status_code < 400, answer.text
        # A view that swallowed what it could not read would say so here.
        if answer.headers.get("content-type") == "application/json" and answer.content:
            assert not answer.json().get("missing")


def request_of(operation: Any, path: str, *, full: bool) -> dict[str, Any]:
    """A request that the edge's own document describes."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            value = EDGE.example(parameter["schema"], full=True)
            path = path.replace("{" + parameter["name"] + "}", str(value))
    request: dict[str, Any] = {"url": path, "params": query_of(operation, full=full)}
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        request["json"] = EDGE.example(content["application/json"]["schema"], full=full)
    elif content:
        request |= {"content": b"work_order\n", "headers": {"Content-Type": "text/csv"}}
    return request
