"""So many documents an hour are printed for a person, whatever they are, and each of them once."""

import asyncio
from datetime import UTC, datetime
from importlib import resources

import asyncpg
import pytest

from chassis.actor import Actor
from chassis.ids import new_id
from chassis.testing.postgres import TestDatabase
from contracts.access import Portal
from contracts.events.statements import StatementRequested
from contracts.ids import CompanyId, DocumentId, PersonId
from payments.printing import actions
from payments.printing.model import MAX_AN_HOUR

from ..builders import an_entry
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("B12")

MIGRATION = "0015_printed_documents.sql"


@pytest.fixture
async def company_id(agency: AgencyAtWork) -> CompanyId:
    """A company with an invoice of today."""
    company_id = await agency.company()
    await agency.approves(await agency.work_order(company_id=company_id), an_entry("10"))
    await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    return company_id


async def test_who_may_have_no_more_printed_hears_until_when(
    agency: AgencyAtWork, company_id: CompanyId
) -> None:
    """The hour is that of the person, over all documents: others have hours of their own."""
    path = f"/companies/{company_id}/statement/documents"
    eager = PersonId(new_id())
    staff = Actor(name="Ada", person_id=eager, agency_id=agency.agency_id, portal=Portal.AGENCY)
    asking = agency.contact(company_id, person_id=eager)
    first = await agency.post(path, {"language": "en"}, asking, status=202)
    async with agency.runtime.unit_of_work(agency.agency_id, staff) as uow:
        for _ in range(MAX_AN_HOUR - 1):
            assert await actions.take_turn(uow, DocumentId(new_id()))
    refused = await agency.client.post(path, json={"language": "nb"}, headers=asking)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_documents")
    assert 3_500 < int(refused.headers["Retry-After"]) <= 3_600
    assert len(await agency.said(StatementRequested)) == 1
    # What is there already is had all the same, and so is what somebody else asked for.
    assert await agency.post(path, {"language": "en"}, asking, status=202) == first
    other = agency.contact(company_id)
    await agency.post(path, {"language": "nb"}, other, status=202)
    await agency.post(path, {"language": "nb"}, asking, status=202)
    assert len(await agency.said(StatementRequested)) == 2


async def test_of_two_who_ask_for_the_same_at_once_one_has_it_printed(
    agency: AgencyAtWork,
) -> None:
    document_id = DocumentId(new_id())

    def somebody() -> Actor:
        return Actor(
            name="Ada",
            person_id=PersonId(new_id()),
            agency_id=agency.agency_id,
            portal=Portal.AGENCY,
        )

    async def second() -> bool:
        async with agency.runtime.unit_of_work(agency.agency_id, somebody()) as uow:
            return await actions.take_turn(uow, document_id)

    async with agency.runtime.unit_of_work(agency.agency_id, somebody()) as uow:
        assert await actions.take_turn(uow, document_id)
        asking = asyncio.create_task(second())
        done, _ = await asyncio.wait({asking}, timeout=0.3)
        assert not done
    assert not await asking


async def test_what_was_printed_before_they_were_one_list_is_not_printed_again(
    database: TestDatabase,
) -> None:
    """And counts in the hour, of all agencies."""
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    rows = [(new_id(), new_id(), new_id(), moment) for _ in range(2)]
    folder = resources.files("payments") / "migrations"
    before = "".join((folder / name).read_text() for name in _TABLES_OF_BEFORE)
    superuser = await asyncpg.connect(database.superuser_url, timeout=20)
    migrator = await asyncpg.connect(database.migrator_url, timeout=20)
    try:
        await migrator.execute("SELECT set_config('portico.app_role', 'payments_app', false)")
        await migrator.execute("DROP TABLE printed_documents")
        await migrator.execute(before)
        for table, row in zip(("report", "statement"), rows, strict=True):
            await superuser.execute(f"INSERT INTO {table}_documents VALUES ($1, $2, $3, $4)", *row)
        await migrator.execute((folder / MIGRATION).read_text())
        found = await superuser.fetch(
            "SELECT agency_id, document_id, person_id, asked_at FROM printed_documents"
        )
        assert {tuple(row) for row in found} == set(rows)
    finally:
        await migrator.close()
        await superuser.close()


_TABLES_OF_BEFORE = ("0004_report_documents.sql", "0014_statement_documents.sql")
