"""Documents over HTTP: to those who may see them, and to nobody else."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal, Scope
from contracts.events.documents import DocumentKind, DocumentRendered
from contracts.events.payments import TransactionCreated
from contracts.ids import CompanyId, ProjectId
from contracts.reach import Subject
from contracts.testing import CASES

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]

WITHIN_SECONDS = 60.0


@pytest.fixture
async def a_paystub(
    press: Any, known: Any, deliver: Deliver, rendering: None, recorded: RecordedEvents
) -> DocumentRendered:
    await deliver(known.created(), agency_id=known.agency_id)
    (event,) = await press.rendered(1)
    return event


@pytest.fixture
async def an_invoice(
    press: Any, known: Any, deliver: Deliver, rendering: None, recorded: RecordedEvents
) -> DocumentRendered:
    await deliver(known.issued(project_id=known.project_id), agency_id=known.agency_id)
    (event,) = await press.rendered(1)
    return event


@pytest.mark.requirement("C10")
async def test_a_contractor_downloads_the_own_paystub_and_sees_its_first_page(
    press: Any, known: Any, a_paystub: DocumentRendered, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    me = a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id)
    found = (await client.get("/documents", headers=me)).json()["items"]
    assert [item["document_id"] for item in found] == [str(a_paystub.document_id)]
    address = f"/documents/{a_paystub.document_id}"

    content = await client.get(f"{address}/content", headers=me)
    assert content.headers["content-type"] == "application/pdf"
    assert content.headers["content-disposition"].startswith('inline; filename="bulletin-de-paie-')
    assert "Bulletin de paie" in press.text_of(content.content)
    unchanged = await client.get(
        f"{address}/content", headers={**me, "If-None-Match": content.headers["etag"]}
    )
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    saved = await client.get(f"{address}/content?download=true", headers=me)
    assert saved.headers["content-disposition"].startswith("attachment")

    preview = await client.get(f"{address}/preview", headers=me)
    assert preview.headers["content-type"] == "image/png"
    assert preview.content.startswith(b"\x89PNG")
    assert (await client.get(f"{address}/preview?page=1", headers=me)).content == preview.content


async def test_a_preview_is_made_once(
    known: Any,
    a_paystub: DocumentRendered,
    client: httpx2.AsyncClient,
    a_pass: Pass,
    tmp_path: Path,
) -> None:
    me = a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id)
    address = f"/documents/{a_paystub.document_id}/preview"
    await client.get(address, headers=me)
    (kept,) = (tmp_path / "files").rglob("*.png")
    kept.write_bytes(b"kept")

    assert (await client.get(address, headers=me)).content == b"kept"


async def test_a_page_that_is_not_there_is_said_to_be_the_fault(
    known: Any, a_paystub: DocumentRendered, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    me = a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id)
    refused = await client.get(f"/documents/{a_paystub.document_id}/preview?page=9", headers=me)

    assert refused.status_code == 422
    assert "page" in refused.text


async def everything_about(
    client: httpx2.AsyncClient, document_id: UUID, headers: dict[str, str]
) -> set[int]:
    paths = ("", "/content", "/preview")
    return {
        (await client.get(f"/documents/{document_id}{path}", headers=headers)).status_code
        for path in paths
    }


@pytest.mark.requirement("K16")
async def test_who_may_not_see_a_paystub_is_told_that_there_is_none(
    known: Any, a_paystub: DocumentRendered, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    agency_id = known.agency_id
    others = {
        "another contractor": a_pass(agency_id=agency_id, portal=Portal.CONTRACTOR),
        "a contact of the client": a_pass(
            agency_id=agency_id,
            portal=Portal.CUSTOMER,
            permissions=[Permission.INVOICES_VIEW],
            scope=Scope.COMPANY,
            company_id=known.company_id,
        ),
        "staff for invoices": a_pass(agency_id=agency_id, permissions=[Permission.INVOICES_MANAGE]),
        "staff of another agency": a_pass(
            agency_id=new_id(), permissions=[Permission.TRANSACTIONS_VIEW]
        ),
        "the same person in another agency": a_pass(
            agency_id=new_id(), portal=Portal.CONTRACTOR, person_id=known.temp_id
        ),
    }
    for who, headers in others.items():
        codes = await everything_about(client, a_paystub.document_id, headers)
        listed = await client.get("/documents", headers=headers)
        assert (who, codes) == (who, {404})
        assert (who, listed.json()["items"]) == (who, [])
    assert await everything_about(client, a_paystub.document_id, {}) == {401}


@pytest.mark.requirement("C12")
async def test_a_report_is_for_its_contractor_and_staff_alone(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    client: httpx2.AsyncClient,
    a_pass: Pass,
) -> None:
    await deliver(known.report(), agency_id=known.agency_id)
    (report,) = await press.rendered(1)

    def contractor(agency_id: UUID, person_id: UUID) -> dict[str, str]:
        return a_pass(agency_id=agency_id, portal=Portal.CONTRACTOR, person_id=person_id)

    staff = a_pass(agency_id=known.agency_id, permissions=[Permission.TRANSACTIONS_VIEW])
    expected = [
        (contractor(known.agency_id, known.temp_id), {200}),
        (staff, {200}),
        (contractor(known.agency_id, known.incorporated_id), {404}),
        (contractor(new_id(), known.temp_id), {404}),
        (a_pass(agency_id=known.agency_id, permissions=[Permission.INVOICES_MANAGE]), {404}),
        ({}, {401}),
    ]
    for headers, codes in expected:
        assert await everything_about(client, report.document_id, headers) == codes


@pytest.mark.requirement("K13")
@pytest.mark.requirement("K16")
async def test_an_invoice_is_seen_by_whom_the_table_says(
    known: Any,
    press: Any,
    deliver: Deliver,
    rendering: None,
    client: httpx2.AsyncClient,
    a_pass: Pass,
) -> None:
    """Of one project, and of two; details, PDF, preview and list. What pay's table says of pay."""
    projects = {"harbour": known.project_id, "terminal": ProjectId(new_id())}
    ours, theirs = known.company_id, CompanyId(new_id())
    both = known.issued(project_id=None, project_ids=tuple(sorted(projects.values())))
    await deliver(
        known.issued(project_id=known.project_id, project_ids=(known.project_id,)),
        both,
        known.created(),
        agency_id=known.agency_id,
    )
    rendered = {event.subject_id: event for event in await press.rendered(3)}
    assert set(rendered[both.invoice_id].project_ids) == set(projects.values())
    by_kind = {
        event.kind: event for event in rendered.values() if event is not rendered[both.invoice_id]
    }
    for case in CASES:
        if case.subject not in {Subject.INVOICES, Subject.PAY}:
            continue
        kind = (
            DocumentKind.CUSTOMER_INVOICE
            if case.subject is Subject.INVOICES
            else DocumentKind.PAYSTUB
        )
        event = rendered[both.invoice_id] if len(case.projects) == 2 else by_kind[kind]
        who = a_pass(
            agency_id=known.agency_id,
            person_id=known.temp_id if case.is_contractor else new_id(),
            **case.pass_of(
                company_id=lambda name: ours if name == "ours" else theirs,
                project_id=projects.__getitem__,
            ),
        )
        codes = await everything_about(client, event.document_id, who)
        assert (case.name, codes) == (case.name, {200 if case.shown else 404})
        answer = await client.get(
            "/documents", params={"subject_id": str(event.subject_id)}, headers=who
        )
        listed = answer.json().get("items", []) if answer.status_code == 200 else []
        assert (case.name, bool(listed)) == (case.name, case.shown)


@pytest.mark.requirement("X5")
async def test_a_list_pages_by_key_and_filters(
    known: Any, deliver: Deliver, client: httpx2.AsyncClient, a_pass: Pass, runtime: Runtime
) -> None:
    created: list[TransactionCreated] = [known.created() for _ in range(5)]
    await deliver(*created, known.issued(), agency_id=known.agency_id)
    # In one moment: where a page ends, equal ones go on.
    async with runtime.unit_of_work(known.agency_id) as uow:
        await uow.execute("UPDATE documents SET ordered_at = $1", datetime.now(UTC))
    staff = a_pass(
        agency_id=known.agency_id,
        permissions=[Permission.TRANSACTIONS_VIEW, Permission.INVOICES_MANAGE],
    )

    seen: list[str] = []
    params: dict[str, Any] = {"limit": 2, "kind": "paystub"}
    for _ in range(3):
        page = (await client.get("/documents", params=params, headers=staff)).json()
        seen += [item["subject_id"] for item in page["items"]]
        params["cursor"] = page["next_cursor"]
    assert params["cursor"] is None
    assert sorted(seen) == sorted(str(event.key) for event in created)

    wanted = [str(event.key) for event in created[:2]]
    some = await client.get("/documents", params={"subject_id": wanted}, headers=staff)
    assert sorted(item["subject_id"] for item in some.json()["items"]) == sorted(wanted)
    bad = await client.get("/documents", params={"cursor": "x"}, headers=staff)
    assert bad.status_code == 422


async def test_a_document_that_is_only_ordered_says_so(
    known: Any, deliver: Deliver, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)
    me = a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id)
    (item,) = (await client.get("/documents", headers=me)).json()["items"]
    answer = await client.get(f"/documents/{item['document_id']}/content", headers=me)

    assert item["state"] == "ordered"
    assert answer.status_code == 409
    assert answer.json()["code"] == "not_rendered"


async def test_a_file_that_is_gone_or_damaged_is_never_handed_out(
    known: Any,
    a_paystub: DocumentRendered,
    client: httpx2.AsyncClient,
    a_pass: Pass,
    tmp_path: Path,
) -> None:
    me = a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id)
    (file,) = (tmp_path / "files").rglob("*.pdf")
    whole = file.read_bytes()
    for harm in (lambda: file.write_bytes(whole[:-1] + b"x"), file.unlink):
        harm()
        answer = await client.get(f"/documents/{a_paystub.document_id}/content", headers=me)
        assert answer.status_code == 503
        assert answer.headers["content-type"].startswith("application/problem+json")
