"""From an event to a file that those who may can download, on the real database."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pypdfium2
import pytest

from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import BuildService, Deliver
from contracts.access import Permission, Portal, Scope
from contracts.events.documents import DocumentFailed, DocumentKind, DocumentRendered
from contracts.events.identity import ContractorKind
from contracts.events.payments import TransactionCreated
from contracts.money import Money
from documents.directory import repository as directory
from documents.jobs import repository as jobs
from documents.jobs.loop import RenderLoop, render_what_is_due
from documents.jobs.rendering import JobRunner
from documents.rendering import RenderPool
from documents.storage import Storage

Recorded = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]

# A loaded machine takes its time to start a render process.
WITHIN_SECONDS = 60.0


@contextlib.asynccontextmanager
async def a_loop(runtime: Runtime) -> AsyncGenerator[None]:
    task = asyncio.create_task(render_what_is_due(runtime))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def rendering(runtime: Runtime) -> AsyncGenerator[None]:
    """The worker's render loop."""
    async with a_loop(runtime):
        yield


async def rendered(recorded: Recorded, count: int) -> list[DocumentRendered]:
    async def read() -> list[DocumentRendered] | None:
        found = await recorded(DocumentRendered)
        return found if len(found) >= count else None

    return await eventually(read, within_seconds=WITHIN_SECONDS, what=f"{count} rendered") or []


async def queue(runtime: Runtime) -> list[Any]:
    return await runtime.database.pool.fetch(
        "SELECT document_id, agency_id, due_at > now() AS later, claimed_by, tries"
        " FROM render_jobs ORDER BY due_at"
    )


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.requirement("X2")
async def test_each_event_gets_its_document_in_its_readers_language(
    known: Any, deliver: Deliver, rendering: None, recorded: Recorded, runtime: Runtime
) -> None:
    pay, invoice = known.created(), known.created(ContractorKind.INCORPORATED)
    issued, paid = known.issued(), known.paid()
    await deliver(pay, invoice, issued, paid, agency_id=known.agency_id)

    found = {event.kind: event for event in await rendered(recorded, 4)}

    expected = {
        DocumentKind.PAYSTUB: (pay.key, "fr", known.temp_id, None, "Bulletin de paie"),
        DocumentKind.CONTRACTOR_INVOICE: (
            *(invoice.key, "en", known.incorporated_id, None),
            "Tremblay Réseaux Inc.",
        ),
        DocumentKind.CUSTOMER_INVOICE: (issued.key, "fr", None, known.company_id, "Facture"),
        DocumentKind.PAYMENT_STATEMENT: (paid.key, "fr", known.temp_id, None, "Avis de paiement"),
    }
    assert found.keys() == expected.keys()
    for kind, (subject_id, language, person_id, company_id, words) in expected.items():
        event = found[kind]
        assert (event.subject_id, event.language) == (subject_id, language)
        assert (event.person_id, event.company_id) == (person_id, company_id)
        pdf = await runtime.resource(Storage).read(known.agency_id, event.sha256)
        assert len(pdf) == event.size_bytes
        assert words in text_of(pdf)
    assert await queue(runtime) == []


async def test_the_event_belongs_to_what_asked_for_the_document(
    known: Any, deliver: Deliver, rendering: None, recorded: Recorded, runtime: Runtime
) -> None:
    correlation_id, event_id = new_id(), new_id()
    await deliver(
        known.created(), agency_id=known.agency_id, correlation_id=correlation_id, ids=[event_id]
    )
    await rendered(recorded, 1)

    headers = await runtime.database.pool.fetchval(
        "SELECT headers FROM chassis.outbox WHERE type = $1", DocumentRendered.type_name()
    )
    assert str(correlation_id) in str(headers)
    assert str(event_id) in str(headers)


async def test_a_transaction_that_is_told_three_times_is_rendered_once(
    known: Any, deliver: Deliver, rendering: None, recorded: Recorded, runtime: Runtime
) -> None:
    created = known.created()
    await deliver(created, agency_id=known.agency_id, times=3)
    # And once more under another id, as a producer without an outbox would.
    await deliver(created, agency_id=known.agency_id)
    await rendered(recorded, 1)
    await eventually(lambda: _is_empty(runtime))

    assert len(await recorded(DocumentRendered)) == 1


async def _is_empty(runtime: Runtime) -> bool:
    return not await queue(runtime)


async def test_an_event_before_its_person_waits_for_the_person(
    world: Any, deliver: Deliver, processor: EventProcessor, runtime: Runtime
) -> None:
    agency, company, *people = world.introductions()
    await deliver(agency, company, agency_id=world.agency_id)
    await deliver(world.created(), agency_id=world.agency_id)
    assert await queue(runtime) == []

    await deliver(*people, agency_id=world.agency_id)

    async def ordered() -> bool:
        await processor.retry_due()
        return len(await queue(runtime)) == 1

    await eventually(ordered)


@pytest.mark.parametrize("missing", ["agency", "company"])
async def test_an_invoice_waits_for_its_agency_and_company(
    world: Any, deliver: Deliver, runtime: Runtime, missing: str
) -> None:
    agency, company, *_ = world.introductions()
    await deliver(company if missing == "agency" else agency, agency_id=world.agency_id)
    await deliver(world.issued(), agency_id=world.agency_id)

    waiting = await runtime.database.pool.fetchval("SELECT cause FROM chassis.dead_letters")
    assert missing in waiting
    assert await queue(runtime) == []


async def test_a_document_shows_what_was_true_when_it_was_ordered(
    known: Any, deliver: Deliver, recorded: Recorded, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)
    agency = known.agency.model_copy(update={"legal_name": "Renamed Inc."})
    known.agency = agency
    await deliver(*known.introductions(), agency_id=known.agency_id)
    await deliver(known.created(), agency_id=known.agency_id)

    async with a_loop(runtime):
        before, after = await rendered(recorded, 2)

    storage = runtime.resource(Storage)
    texts = {
        "Renamed Inc." in text_of(await storage.read(known.agency_id, event.sha256))
        for event in (before, after)
    }
    assert texts == {True, False}


async def test_an_older_state_of_a_person_does_not_replace_a_newer_one(
    known: Any, runtime: Runtime
) -> None:
    person = known.person(known.temp_id, ContractorKind.TEMP, "fr")
    async with runtime.unit_of_work(known.agency_id) as uow:
        old = person.model_copy(update={"language": "en"})
        await directory.save_people(uow, [(old, uow.now - timedelta(days=1))])
        kept = await directory.people(uow, [known.temp_id])

    assert kept[known.temp_id].language == "fr"


async def test_a_killed_render_process_costs_a_try_and_nothing_else(
    known: Any, deliver: Deliver, recorded: Recorded, runtime: Runtime
) -> None:
    pool = runtime.resource(RenderPool)
    await pool.warm()
    (victim,) = pool.process_ids
    os.kill(victim, signal.SIGSTOP)
    async with a_loop_without_warming(runtime):
        await deliver(known.created(), agency_id=known.agency_id)
        await eventually(lambda: _is_claimed(runtime))
        await asyncio.sleep(0.2)
        os.kill(victim, signal.SIGKILL)
        await rendered(recorded, 1)

    assert len(await recorded(DocumentRendered)) == 1
    assert await recorded(DocumentFailed) == []


@contextlib.asynccontextmanager
async def a_loop_without_warming(runtime: Runtime) -> AsyncGenerator[None]:
    """The loop of a worker whose processes are warm already, one of them stopped by the test."""
    task = asyncio.create_task(RenderLoop(runtime).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _is_claimed(runtime: Runtime) -> bool:
    return any(job["claimed_by"] for job in await queue(runtime))


async def test_a_job_of_a_dead_worker_is_taken_over_when_its_lease_is_over(
    known: Any, deliver: Deliver, recorded: Recorded, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)
    async with runtime.unit_of_work(None) as uow:
        assert await jobs.take(uow, new_id(), limit=5, lease=timedelta(seconds=1))

    async with a_loop(runtime):
        assert len(await rendered(recorded, 1)) == 1


async def test_a_worker_that_lost_its_job_meanwhile_changes_nothing(
    known: Any, deliver: Deliver, recorded: Recorded, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)
    slow, quick = new_id(), new_id()
    async with runtime.unit_of_work(None) as uow:
        (job,) = await jobs.take(uow, slow, limit=5, lease=timedelta(0))
    async with runtime.unit_of_work(None) as uow:
        assert await jobs.take(uow, quick, limit=5, lease=timedelta(minutes=1)) == [job]

    await JobRunner(runtime, slow, tries=5).run(job)
    assert await recorded(DocumentRendered) == []
    assert [left["claimed_by"] for left in await queue(runtime)] == [quick]

    await JobRunner(runtime, quick, tries=5).run(job)
    assert len(await recorded(DocumentRendered)) == 1
    assert await queue(runtime) == []


async def test_two_workers_render_each_document_once(
    known: Any, deliver: Deliver, recorded: Recorded, runtime: Runtime
) -> None:
    created = [known.created() for _ in range(12)]
    await deliver(*created, agency_id=known.agency_id)
    async with a_loop(runtime), a_loop(runtime):
        await rendered(recorded, 12)
        await eventually(lambda: _is_empty(runtime))

    events = await recorded(DocumentRendered)
    assert sorted(event.subject_id for event in events) == sorted(x.key for x in created)


async def test_a_worker_that_stops_gives_its_jobs_back_at_once(
    known: Any, deliver: Deliver, runtime: Runtime
) -> None:
    pool = runtime.resource(RenderPool)
    await pool.warm()
    os.kill(pool.process_ids[0], signal.SIGSTOP)
    async with a_loop_without_warming(runtime):
        await deliver(known.created(), agency_id=known.agency_id)
        await eventually(lambda: _is_claimed(runtime))

    (job,) = await queue(runtime)
    assert job["claimed_by"] is None
    assert job["later"] is False


async def test_a_document_whose_sums_differ_fails_and_staff_can_have_it_tried_again(
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: Recorded,
    runtime: Runtime,
    client: httpx2.AsyncClient,
    a_pass: Pass,
) -> None:
    await deliver(
        known.created(net=Money(amount_minor=1, currency="CAD")), agency_id=known.agency_id
    )

    async def failures() -> list[DocumentFailed]:
        return await recorded(DocumentFailed)

    (event,) = await eventually(failures, within_seconds=WITHIN_SECONDS) or []
    assert "TotalsDifferError: net" in event.reason
    assert await queue(runtime) == []

    staff = a_pass(agency_id=known.agency_id, permissions=[Permission.TRANSACTIONS_VIEW])
    seen = await client.get(f"/documents/{event.document_id}", headers=staff)
    assert seen.json()["state"] == "failed"
    assert "net" in seen.json()["failed_because"]
    again = await client.post(f"/documents/{event.document_id}/retry", headers=staff)
    assert again.json()["state"] == "ordered"

    async def failed_twice() -> bool:
        return len(await failures()) == 2

    await eventually(failed_twice, within_seconds=WITHIN_SECONDS)


async def test_storage_that_is_away_delays_a_document_and_does_not_fail_it(
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: Recorded,
    runtime: Runtime,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "files"
    folder.rmdir()
    folder.write_text("not a folder")
    await deliver(known.created(), agency_id=known.agency_id)

    async def put_back() -> bool:
        return any(job["later"] and job["claimed_by"] is None for job in await queue(runtime))

    await eventually(put_back, within_seconds=WITHIN_SECONDS)
    assert [job["tries"] for job in await queue(runtime)] == [0]
    folder.unlink()

    assert len(await rendered(recorded, 1)) == 1


# Over HTTP


@pytest.fixture
async def a_paystub(
    known: Any, deliver: Deliver, rendering: None, recorded: Recorded
) -> DocumentRendered:
    await deliver(known.created(), agency_id=known.agency_id)
    (event,) = await rendered(recorded, 1)
    return event


@pytest.fixture
async def an_invoice(
    known: Any, deliver: Deliver, rendering: None, recorded: Recorded
) -> DocumentRendered:
    await deliver(known.issued(project_id=known.project_id), agency_id=known.agency_id)
    (event,) = await rendered(recorded, 1)
    return event


@pytest.mark.requirement("C10")
async def test_a_contractor_downloads_the_own_paystub_and_sees_its_first_page(
    known: Any, a_paystub: DocumentRendered, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    me = a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id)
    found = (await client.get("/documents", headers=me)).json()["items"]
    assert [item["document_id"] for item in found] == [str(a_paystub.document_id)]
    address = f"/documents/{a_paystub.document_id}"

    content = await client.get(f"{address}/content", headers=me)
    assert content.headers["content-type"] == "application/pdf"
    assert content.headers["content-disposition"].startswith('inline; filename="bulletin-de-paie-')
    assert "Bulletin de paie" in text_of(content.content)
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


@pytest.mark.requirement("K13")
async def test_contacts_reach_the_invoices_of_their_scope(
    known: Any, an_invoice: DocumentRendered, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    def contact(scope: Scope, **changes: Any) -> dict[str, str]:
        values: dict[str, Any] = {
            "agency_id": known.agency_id,
            "portal": Portal.CUSTOMER,
            "permissions": [Permission.INVOICES_VIEW],
            "scope": scope,
            "company_id": known.company_id,
        }
        return a_pass(**(values | changes))

    expected = [
        (contact(Scope.COMPANY), {200}),
        (contact(Scope.PROJECTS, project_ids=[known.project_id]), {200}),
        (contact(Scope.PROJECTS, project_ids=[new_id()]), {404}),
        (contact(Scope.PROJECTS), {404}),
        (contact(Scope.COMPANY, company_id=new_id()), {404}),
        (contact(Scope.COMPANY, permissions=[Permission.WORK_APPROVE]), {404}),
    ]
    for headers, codes in expected:
        assert await everything_about(client, an_invoice.document_id, headers) == codes
        listed = await client.get(
            "/documents", params={"subject_id": str(an_invoice.subject_id)}, headers=headers
        )
        shown = listed.json().get("items", []) if listed.status_code == 200 else []
        assert bool(shown) is (codes == {200})


@pytest.mark.requirement("X5")
async def test_a_list_pages_by_key_and_filters(
    known: Any, deliver: Deliver, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    created: list[TransactionCreated] = [known.created() for _ in range(5)]
    await deliver(*created, known.issued(), agency_id=known.agency_id)
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


async def test_the_tables_of_one_agency_are_closed_to_another(
    known: Any, deliver: Deliver, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)

    async with runtime.unit_of_work(new_id()) as uow:  # pyright: ignore[reportArgumentType]
        for table in ("documents", "people", "companies", "agencies"):
            assert await uow.fetchval(f"SELECT count(*) FROM {table}") == 0


def test_the_service_starts_without_asking_anything(build: BuildService) -> None:
    service = build(database_url="postgresql://nobody@127.0.0.1/none")

    assert service.name == "documents"
    assert {event.__name__ for event in service.all_handlers.event_types} >= {
        "TransactionCreated",
        "InvoiceIssued",
        "PaymentMade",
        "PersonChanged",
    }
