"""Forwarded operations: rows of tables, generated from what the services say of themselves."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chassis.ids import new_id
from contracts.access import Portal
from contracts.events.identity import Agency
from edge.forwarding import generate
from edge.forwarding.described import described, schemas
from edge.forwarding.operation import Forward, Table
from edge.forwarding.tables import TABLES
from edge.live.invalidation import View
from edge.problems import PAYMENTS, ServiceName

from ..browsers import Browser
from ..describing import OpenApi
from ..fakes import FakeServices, a_person

DOCUMENTS = Path(__file__).parents[4] / "docs" / "openapi"
ROWS = [(table, row) for table in TABLES for row in table.rows]
WORK = "/api/contractor/work"


@pytest.fixture
def contractor(agency: Agency, services: FakeServices, browser: Browser) -> httpx2.AsyncClient:
    return browser(token=services.sign_in(a_person(agency)))


@pytest.fixture
def staff(agency: Agency, services: FakeServices, browser: Browser) -> httpx2.AsyncClient:
    person = a_person(agency, Portal.AGENCY)
    return browser(token=services.sign_in(person), portal=Portal.AGENCY)


def shape_of(document: OpenApi, schema: Any) -> Any:
    """What a reader of the schema finds: names and types, without words and titles."""
    schema = document.resolve(schema)
    if "anyOf" in schema:
        return sorted(map(repr, (shape_of(document, one) for one in schema["anyOf"])))
    if schema.get("type") == "object":
        return {name: shape_of(document, one) for name, one in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [shape_of(document, schema["items"])]
    return {name: schema[name] for name in ("type", "format", "enum") if name in schema}


def test_what_is_generated_is_what_the_services_say_now() -> None:
    found = generate.generated(generate.read_documents(DOCUMENTS))
    stale = [path.name for path, text in found.items() if path.read_text() != text]
    assert stale == [], "run: python docs/generate.py"


@pytest.mark.parametrize(("table", "row"), ROWS, ids=lambda one: getattr(one, "name", ""))
def test_the_edge_says_of_an_operation_what_its_service_says(table: Table, row: Forward) -> None:
    service = OpenApi.read(DOCUMENTS / f"{row.service}.json")
    theirs = service.document["paths"][table.service_path_of(row)][row.method.lower()]
    ours = described(table, row)
    edge = OpenApi({"components": {"schemas": schemas()}})
    (status, answer), *_ = ours.answers.items()
    for media, content in answer.get("content", {}).items():
        if media == "application/json":
            said = theirs["responses"][status]["content"][media]["schema"]
            assert shape_of(edge, content["schema"]) == shape_of(service, said)
    added = {one.value for one in row.adds}
    asked = {p["name"] for p in theirs.get("parameters", ())} - added
    portal = {"portal"} if table.area == "session" and not table.anonymous else set[str]()
    assert {p["name"] for p in ours.parameters} == asked | portal


def test_shapes_of_views_are_those_of_the_services(app: FastAPI) -> None:
    """The classes that views read say the same as the schemas that stand for them in OpenAPI."""
    of_classes = OpenApi(get_openapi(title="", version="", routes=app.router.routes))
    edge = OpenApi({"components": {"schemas": schemas()}})
    shared = set(of_classes.document["components"]["schemas"]) & set(schemas())
    assert {"TransactionDetails", "LoginRequest", "Money"} <= shared
    for name in shared:
        one = {"$ref": f"#/components/schemas/{name}"}
        assert shape_of(of_classes, one) == shape_of(edge, one), name


def test_a_service_that_no_longer_has_an_operation_ends_the_generator() -> None:
    documents = generate.read_documents(DOCUMENTS)
    del documents[PAYMENTS]["paths"]["/ledger/balances"]
    with pytest.raises(generate.CannotFollowError, match="GET /ledger/balances"):
        generate.generated(documents)


def test_two_shapes_of_one_name_end_the_generator() -> None:
    documents = generate.read_documents(DOCUMENTS)
    # Named in no table, so it would meet timesheets' `PayTerms`.
    documents[PAYMENTS]["components"]["schemas"]["PayTerms"]["enum"] = ["never"]
    with pytest.raises(generate.CannotFollowError, match="another PayTerms"):
        generate.generated(documents)


def test_a_field_that_a_service_adds_is_there_after_generating_again() -> None:
    documents = generate.read_documents(DOCUMENTS)
    row = documents[ServiceName.TIMESHEETS]["components"]["schemas"]["WorkRow"]
    row["properties"]["minutes"] = {"type": "integer"}
    files = {path.name: text for path, text in generate.generated(documents).items()}
    shape = json.loads(files["forwarded.json"])["schemas"]["WorkRow"]
    assert "minutes" in shape["required"]
    assert "    minutes: int\n" in files["shapes.py"]


def test_everything_that_is_shown_is_followed_live(app: FastAPI) -> None:
    followed_by_nothing = {
        # Asked once, when it is needed.
        "contractor_preview_copy_of_work",
        # Told by the contractor and entered by staff, on that page.
        "agency_show_tax_details",
        # Made and revoked by nobody but its owner, on that page.
        "customer_show_job_feed",
        "public_show_agency",
        "session_show_notification_preferences",
        "session_show_remembered_email",
        "live_follow",
    }
    views = {view.value for view in View}
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            shown = operation["responses"]["200"].get("content", {}) if method == "get" else {}
            live = operation.get("x-live", [])
            assert set(live) <= views, path
            if "application/json" in shown and not live:
                followed_by_nothing.remove(operation["operationId"])
    assert followed_by_nothing == {"live_follow"}


async def test_an_answer_goes_out_byte_by_byte(
    services: FakeServices, contractor: httpx2.AsyncClient
) -> None:
    services.reply("payments", "/my/transactions", {"items": [], "next_cursor": None})

    answer = await contractor.get("/api/contractor/transactions")

    (asked,) = services.asked_of("payments", "/my/transactions")
    assert answer.content == services.replies["GET payments", "/my/transactions"](asked).content
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_body_goes_on_byte_by_byte(
    services: FakeServices, contractor: httpx2.AsyncClient
) -> None:
    services.reply("timesheets", "/my/work", {}, method="POST", status=201)
    # Reading and writing it again would make another number of it.
    body = b'{"work_on": "2026-11-02", "quantity": 7.1000000000000000001}'
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k-1"}

    answer = await contractor.post(WORK, content=body, headers=headers)

    (sent,) = services.asked_of("timesheets", "/my/work")
    assert (answer.status_code, sent.content) == (201, body)
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["idempotency-key"] == "k-1"


@pytest.mark.parametrize(("status", "body"), [(204, {}), (202, {}), (200, "")])
async def test_an_answer_that_is_not_as_described_is_a_failure_of_the_service(
    services: FakeServices, contractor: httpx2.AsyncClient, status: int, body: object
) -> None:
    services.replies["GET payments", "/my/transactions"] = lambda _: httpx2.Response(
        status,
        json=body,
        headers={"content-type": "text/html" if body == "" else "application/json"},
    )

    answer = await contractor.get("/api/contractor/transactions")

    assert (answer.status_code, answer.json()["code"]) == (502, "service_failed")


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        (b'{"work_on": ', "body", "is not JSON that can be read"),
        (b"\xff\xfe", "body", "is not JSON that can be read"),
        (b'{"note": "\\ud800"}', "body", "is not JSON that can be read"),
        (b'{"quantity": NaN}', "body", "is not JSON that can be read"),
        (b'{"note": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "body", "is not JSON"),
        (b"[]", "body", "is not a JSON object"),
        (b'{"hours": 7}', "hours", "is no field of this operation"),
    ],
)
async def test_a_body_that_cannot_go_on_is_refused_with_its_reason(
    services: FakeServices, contractor: httpx2.AsyncClient, body: bytes, field: str, reason: str
) -> None:
    headers = {"Content-Type": "application/json"}

    answer = await contractor.post(WORK, content=body, headers=headers)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, field)
    assert reason in error["reason"]
    assert not services.asked_of("timesheets", "/my/work")


async def test_a_body_of_another_kind_is_refused(
    services: FakeServices, contractor: httpx2.AsyncClient
) -> None:
    answer = await contractor.post(WORK, content=b"a=1", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_parameter_that_the_service_does_not_have_is_refused(
    services: FakeServices, contractor: httpx2.AsyncClient
) -> None:
    answer = await contractor.get("/api/contractor/payments.csv?language=nb")
    assert answer.json()["errors"] == [
        {"field": "language", "reason": "is no parameter of this operation"}
    ]
    assert not services.asked_of("payments", "/my/payments.csv")


@pytest.mark.parametrize(
    "value", ["..", ".", "%2e%2e", "a%3Fportal=agency", "a%23b", "a%20b", "%C3%A9"]
)
async def test_nothing_in_a_path_leads_elsewhere_at_the_service(
    services: FakeServices, staff: httpx2.AsyncClient, value: str
) -> None:
    raw = httpx2.URL("http://nord.localhost:8080").copy_with(
        raw_path=f"/api/agency/people/{value}/access".encode()
    )
    answer = await staff.put(raw, json={"permissions": []})
    assert answer.status_code in {404, 405}
    assert [r.url.path for r in services.asked if "/people" in r.url.path] == []


async def test_the_company_of_a_contact_is_not_the_browsers_to_say(
    services: FakeServices, agency: Agency, browser: Browser
) -> None:
    person = a_person(agency, Portal.CUSTOMER)
    assert person.contact is not None
    own = f"/companies/{person.contact.company_id}"
    services.reply("identity", own, {"name": "Fjord Bygg"})
    client = browser(token=services.sign_in(person), portal=Portal.CUSTOMER)

    shown = await client.get("/api/customer/company")
    other = await client.get(f"/api/customer/company?company_id={new_id()}")

    assert (shown.status_code, shown.json()) == (200, {"name": "Fjord Bygg"})
    assert other.status_code == 422
    assert len(services.asked_of("identity", own)) == 1


async def test_a_portal_that_is_none_is_refused_by_name(
    services: FakeServices, contractor: httpx2.AsyncClient
) -> None:
    for query in ("", "?portal=", "?portal=nobody"):
        answer = await contractor.get(f"/api/session/profile{query}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "portal")
