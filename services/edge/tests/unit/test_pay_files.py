"""Lists of pay and the report as files, and the report as a document, at the edge."""

from urllib.parse import urlencode

import httpx2
import pytest

from chassis.ids import new_id
from contracts.access import Portal
from contracts.events.identity import Agency

from ..browsers import Browser
from ..fakes import FakeServices, a_person, problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = [
    ("transactions", {"tab": "pending_release", "sort": "amount", "q": "a & b"}),
    ("payments", {"q": "fjord", "from": "2026-01-01", "to": "2026-03-31"}),
    ("report", {"from": "2026-01", "to": "2026-03"}),
]


@pytest.fixture
def contractor(agency: Agency, services: FakeServices, browser: Browser) -> httpx2.AsyncClient:
    return browser(token=services.sign_in(a_person(agency, language="fr")))


@pytest.mark.requirement("X5")
@pytest.mark.requirement("C12")
@pytest.mark.parametrize(("name", "query"), FILES)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_a_file_is_of_just_what_is_shown_in_the_persons_language(
    contractor: httpx2.AsyncClient,
    services: FakeServices,
    name: str,
    query: dict[str, str],
    kind: str,
) -> None:
    media_type = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    file = httpx2.Response(
        200,
        content=b"PK...",
        headers={
            "content-type": media_type,
            "content-disposition": f'attachment; filename="{name}.{kind}"',
        },
    )
    services.replies["GET payments", f"/my/{name}.{kind}"] = lambda _request: file
    answer = await contractor.get(f"/api/contractor/{name}.{kind}?{urlencode(query)}")
    assert answer.content == b"PK..."
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith("attachment")
    (asked,) = services.asked_of("payments", f"/my/{name}.{kind}")
    assert dict(asked.url.params) == query | {"language": "fr"}


async def test_a_file_that_is_refused_is_a_problem_and_no_file(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    refused = problem(422, "invalid", errors=[{"field": "from", "reason": "too much"}])
    services.replies["GET payments", "/my/report.xlsx"] = lambda _request: refused
    answer = await contractor.get("/api/contractor/report.xlsx")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "from")
    cursor = await contractor.get("/api/contractor/transactions.csv?cursor=x")
    assert (cursor.status_code, cursor.json()["errors"][0]["field"]) == (422, "cursor")


@pytest.mark.requirement("C12")
async def test_a_report_is_asked_for_in_the_persons_language_and_found_among_the_documents(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    document_id = str(new_id())
    services.reply(
        "payments", "/my/report/documents", {"document_id": document_id}, method="POST", status=202
    )
    answer = await contractor.post(
        "/api/contractor/report/document", json={"from": "2026-01", "to": "2026-03"}
    )
    assert (answer.status_code, answer.json()) == (202, {"document_id": document_id})
    (asked,) = services.asked_of("payments", "/my/report/documents")
    sent = httpx2.Response(200, content=asked.content).json()
    assert sent == {"from": "2026-01", "to": "2026-03", "language": "fr"}
    path = f"/api/contractor/documents/{document_id}"
    assert (await contractor.get(path)).status_code == 404
    services.reply(
        "documents",
        f"/documents/{document_id}",
        {
            "document_id": document_id,
            "kind": "payment_report",
            "subject_id": document_id,
            "number": "2026-01",
            "dated_on": "2026-11-22",
            "language": "fr",
            "file_name": "rapport-de-paiements-2026-01.pdf",
            "state": "rendered",
        },
    )
    assert (await contractor.get(path)).json()["state"] == "rendered"


@pytest.mark.parametrize("portal", [None, Portal.CUSTOMER, Portal.AGENCY])
async def test_files_of_contractors_are_for_contractors(
    agency: Agency, services: FakeServices, browser: Browser, portal: Portal | None
) -> None:
    token = services.sign_in(a_person(agency, portal)) if portal else None
    client = browser(token=token, portal=portal or Portal.CONTRACTOR)
    paths = [f"{name}.{kind}" for name, _ in FILES for kind in ("xlsx", "csv")]
    for path in [*paths, "transactions/summary", f"documents/{new_id()}"]:
        assert (await client.get(f"/api/contractor/{path}")).status_code == 401, path
    assert (await client.post("/api/contractor/report/document", json={})).status_code == 401
    assert not [one for one in services.asked if one.url.host in {"payments", "documents"}]
