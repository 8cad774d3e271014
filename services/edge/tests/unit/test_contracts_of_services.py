"""The edge asks only what the services answer, and reads whatever they may answer."""

from pathlib import Path
from typing import Any

import pytest

from contracts.access import Portal
from contracts.events.identity import Agency

from ..browsers import Browser
from ..describing import DescribedServices, OpenApi
from ..fakes import FakeServices, a_person

DOCUMENTS = Path(__file__).parents[4] / "docs" / "openapi"
EDGE = OpenApi.read(DOCUMENTS / "edge.json")
PORTALS = ("public", "session", "contractor", "customer", "agency")


@pytest.fixture(scope="module")
def documents() -> dict[str, OpenApi]:
    """What each service says of itself."""
    names = ("identity", "timesheets", "payments", "documents", "notifications")
    return {name: OpenApi.read(DOCUMENTS / f"{name}.json") for name in names}


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


@pytest.mark.parametrize("name", PORTALS)
async def test_the_edge_and_the_services_understand_each_other(
    documents: dict[str, OpenApi],
    services: FakeServices,
    agency: Agency,
    browser: Browser,
    name: str,
) -> None:
    portal = Portal(name) if name in set(Portal) else Portal.CONTRACTOR
    token = services.sign_in(a_person(agency, portal))
    faults: list[str] = []
    for method, path, operation in operations(name):
        for full in (True, False):
            described = DescribedServices(documents, full=full)
            services.described = described.answer
            client = browser(token=token, portal=portal)
            answer = await client.request(method.upper(), **request_of(operation, path, full=full))
            faults += described.faults
            if answer.status_code >= 400:
                faults.append(f"{method} {path}: {answer.text}")
            # A view that left out what it could not read would say so here.
            elif answer.headers.get("content-type") == "application/json" and answer.content:
                faults += [f"{method} {path}: {one}" for one in answer.json().get("missing", ())]
    assert faults == []


def operations(name: str) -> list[tuple[str, str, Any]]:
    """The edge's operations of this part."""
    return [
        (method, path, operation)
        for path, methods in EDGE.document["paths"].items()
        for method, operation in methods.items()
        if operation["tags"] == [name]
    ]


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
