"""Logged work as files: by an address, or by a body that says what is selected."""

import json

import httpx2
import pytest

from contracts.access import Portal
from contracts.events.identity import Agency
from presentation.tables import FileKind

from ..browsers import Browser
from ..fakes import FakeServices, a_person, problem

SELECTION = {"filter": {"article": ["regular"]}, "except": [], "sort": "contractor"}


@pytest.fixture
def contact(agency: Agency, services: FakeServices, browser: Browser) -> httpx2.AsyncClient:
    person = a_person(agency, Portal.CUSTOMER, language="nb")
    return browser(token=services.sign_in(person), portal=Portal.CUSTOMER)


@pytest.mark.requirement("K10")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", FileKind)
async def test_work_comes_as_a_file_in_the_language_of_who_asks(
    services: FakeServices, contact: httpx2.AsyncClient, kind: FileKind, method: str
) -> None:
    path, name = f"/work.{kind}", f'attachment; filename="fort-arbeid.{kind}"'
    services.replies[f"{method} timesheets", path] = lambda _: httpx2.Response(
        200,
        content=b"the file",
        headers={"content-type": kind.media_type, "content-disposition": name},
    )
    body = None if method == "GET" else SELECTION
    query = {"article": ["regular", "expense"]} if method == "GET" else {}

    answer = await contact.request(method, f"/api/customer{path}", params=query, json=body)

    (asked,) = services.asked_of("timesheets", path)
    assert (answer.status_code, answer.content) == (200, b"the file")
    assert answer.headers["content-type"] == kind.media_type
    assert answer.headers["content-disposition"] == name
    if method == "GET":
        assert asked.url.params.get_list("article") == ["regular", "expense"]
        assert asked.url.params["language"] == "nb"
    else:
        assert json.loads(asked.content) == {**SELECTION, "language": "nb"}
        assert asked.headers["content-type"] == "application/json"


@pytest.mark.requirement("K10")
async def test_a_selection_that_makes_no_file_says_why(
    services: FakeServices, contact: httpx2.AsyncClient
) -> None:
    services.replies["POST timesheets", "/work.xlsx"] = lambda _: problem(404, "not_found")
    answer = await contact.post("/api/customer/work.xlsx", json=SELECTION)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    for body in ({**SELECTION, "language": "fr"}, {**SELECTION, "hours": 7}):
        answer = await contact.post("/api/customer/work.xlsx", json=body)
        assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)
