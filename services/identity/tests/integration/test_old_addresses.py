"""Addresses from before regions were codes: corrected where that is sure, else a task for staff."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx2
import pytest

from chassis.runtime import Runtime
from chassis.testing.postgres import TestDatabase
from contracts.access import Portal
from contracts.events.identity import AgencyChanged, CompanyChanged, PersonChanged
from identity import address_codes
from identity.addresses import actions
from identity.app import MIGRATIONS

from ..conftest import agency_of

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = pytest.mark.requirement("A11")

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


class OldSite:
    """The agency "nord" as an older release left it: what stands in its rows, nobody checked."""

    def __init__(
        self, site: "Site", client: httpx2.AsyncClient, runtime: Runtime, database: TestDatabase
    ) -> None:
        self.site = site
        self._client = client
        self._runtime = runtime
        self._database = database

    async def prepare(self) -> None:
        """Somebody of the agency, by whom it is known."""
        self.staff = await self.site.staff()
        me = (await self._client.get("/people", headers=self.staff)).json()["items"][0]
        self.agency_id = agency_of(me)

    async def execute(self, sql: str, *arguments: object) -> None:
        async with self._runtime.unit_of_work(self.agency_id) as uow:
            await uow.execute(sql, *arguments)

    async def company(self, name: str, **address: object) -> str:
        body = {"name": name, "address": {"country": "NO", "city": "Bergen"}}
        answer = await self._client.post("/companies", json=body, headers=self.staff)
        assert answer.status_code == 201, answer.text
        company_id = answer.json()["company_id"]
        await self.execute(
            "UPDATE companies SET address = address || $2::jsonb WHERE company_id = $1",
            UUID(company_id),
            address,
        )
        return company_id

    async def contractor(self, email: str, **address: object) -> str:
        person = await self.site.invite(self.staff, Portal.CONTRACTOR, email)
        await self.execute(
            "UPDATE people SET contractor ="
            " jsonb_set(contractor, '{address}', contractor -> 'address' || $2::jsonb)"
            " WHERE person_id = $1",
            UUID(person["person_id"]),
            address,
        )
        return person["person_id"]

    async def upgrade(self) -> None:
        """The migration finds what there is, and the service reads it."""
        [migration] = MIGRATIONS.glob("*_old_addresses.sql")
        sql = migration.read_text()
        migrator = await asyncpg.connect(self._database.migrator_url, timeout=20)
        try:
            role = urlsplit(self._database.app_url).username
            await migrator.execute("SELECT set_config('portico.app_role', $1, false)", role)
            async with migrator.transaction():
                await migrator.execute("DROP TABLE old_addresses")
                await migrator.execute(sql)
        finally:
            await migrator.close()
        await address_codes.assign(self._runtime)

    async def company_of(self, company_id: str) -> dict[str, Any]:
        answer = await self._client.get(f"/companies/{company_id}", headers=self.staff)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def tasks(self) -> Sequence[tuple[str, str, str, str | None]]:
        """What of addresses is put to staff: event, reason, whose, and by which name."""
        answer = await self._client.get("/stuck-events", headers=self.staff)
        assert answer.status_code == 200, answer.text
        assert answer.json()["total"] == len(answer.json()["items"])
        return [
            (one["event"], one["reason"], each["kind"], each["name"])
            for one in answer.json()["items"]
            for each in one["concerns"]
        ]


@pytest.fixture
async def old(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime, database: TestDatabase
) -> OldSite:
    site = OldSite(nord, client, runtime, database)
    await site.prepare()
    return site


@pytest.mark.parametrize("written", ["Ontario", "ontario", "CA-ON", "on", " Ont. "])
async def test_a_province_by_its_name_becomes_its_code_and_is_told(
    old: OldSite, runtime: Runtime, recorded: RecordedEvents, written: str
) -> None:
    company_id = await old.company("Acme", country="CA", region=written)
    person_id = await old.contractor("alma@berg.example", country="CA", region=written)
    before = (await old.company_of(company_id))["version"]
    await old.upgrade()

    company = await old.company_of(company_id)
    assert company["address"] | {"street": ""} == {
        "street": "",
        "postal_code": "",
        "city": "Bergen",
        "region": "ON",
        "country": "CA",
    }
    assert company["version"] == before + 1
    told = (await recorded(CompanyChanged))[-1].company
    assert (str(told.company_id), told.address.region) == (company_id, "ON")
    person = (await recorded(PersonChanged))[-1].person
    assert (str(person.person_id), person.contractor.address.region) == (person_id, "ON")
    assert await old.tasks() == []


async def test_the_agency_itself_and_countries_by_name_are_corrected(
    old: OldSite, runtime: Runtime, recorded: RecordedEvents
) -> None:
    await old.execute(
        "UPDATE agencies SET address = address || $2::jsonb WHERE agency_id = $1",
        old.agency_id,
        {"country": "Canada", "region": "Québec"},
    )
    await old.upgrade()
    address = (await recorded(AgencyChanged))[-1].agency.address
    assert (address.country, address.region) == ("CA", "QC")


async def test_what_is_right_already_is_told_to_nobody(
    old: OldSite, runtime: Runtime, recorded: RecordedEvents
) -> None:
    await old.company("Right", country="CA", region="ON")
    before = await recorded(CompanyChanged)
    await old.upgrade()
    await address_codes.assign(runtime)
    assert await recorded(CompanyChanged) == before


async def test_what_is_not_clear_is_a_task_until_somebody_corrects_it(
    old: OldSite, runtime: Runtime, client: httpx2.AsyncClient
) -> None:
    company_id = await old.company("Acme", country="CA", region="Toronto")
    person_id = await old.contractor("alma@berg.example", country="CA", region="")
    await old.company("Elsewhere", country="XX", region="")
    await old.upgrade()
    assert sorted(await old.tasks(), key=str) == [
        ("AddressUnclear", "no_region", "person", "Alma Berg"),
        ("AddressUnclear", "unknown_country", "company", "Elsewhere"),
        ("AddressUnclear", "unknown_region", "company", "Acme"),
    ]

    company = await old.company_of(company_id)
    corrected = {"version": company["version"], "address": {"country": "CA", "region": "ON"}}
    answer = await client.put(f"/companies/{company_id}", json=corrected, headers=old.staff)
    assert answer.status_code == 200, answer.text
    moved = {"country": "CA", "region": "QC", "city": "Laval"}
    answer = await client.put(f"/people/{person_id}/address", json=moved, headers=old.staff)
    assert answer.status_code == 200, answer.text
    assert answer.json()["contractor"]["address"]["region"] == "QC"

    left = [("AddressUnclear", "unknown_country", "company", "Elsewhere")]
    assert await old.tasks() == left
    await address_codes.assign(runtime)
    assert await old.tasks() == left


async def test_one_agency_sees_its_own_tasks_alone(
    old: OldSite, runtime: Runtime, fjord: "Site", client: httpx2.AsyncClient
) -> None:
    await old.company("Acme", country="CA", region="Toronto")
    await old.upgrade()
    answer = await client.get("/stuck-events", headers=await fjord.staff())
    assert answer.json() == {"items": [], "total": 0}


async def test_more_than_are_read_at_once_are_all_read(
    old: OldSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MAX_AT_ONCE", 1)
    companies = [await old.company(name, country="CA", region="Ontario") for name in "ABC"]
    await old.upgrade()
    found = [(await old.company_of(each))["address"]["region"] for each in companies]
    assert found == ["ON"] * 3


async def test_rows_of_people_stay_closed_to_other_agencies_after_the_migration(
    old: OldSite, database: TestDatabase
) -> None:
    await old.upgrade()
    superuser = await asyncpg.connect(database.superuser_url, timeout=20)
    try:
        forced = await superuser.fetch(
            "SELECT relname FROM pg_class WHERE relforcerowsecurity"
            " AND relname IN ('people', 'companies', 'old_addresses') ORDER BY relname"
        )
    finally:
        await superuser.close()
    assert [row["relname"] for row in forced] == ["companies", "old_addresses", "people"]


async def test_who_manages_people_corrects_a_contractors_address(
    old: OldSite, client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    person_id = await old.contractor("alma@berg.example", country="CA", region="ON")
    path = f"/people/{person_id}/address"
    wrong = await client.put(path, json={"country": "CA", "region": "Quebec"}, headers=old.staff)
    assert wrong.status_code == 422
    assert wrong.json()["errors"] == [
        {
            "field": "region",
            "reason": "'Quebec' is not a region code of Canada (ISO 3166-2); did you mean QC?",
        }
    ]
    right = {"country": "CA", "region": "QC", "city": "Laval"}
    for _ in range(2):
        assert (await client.put(path, json=right, headers=old.staff)).status_code == 200
    [told] = await recorded(PersonChanged)
    assert told.person.contractor.address.city == "Laval"

    me = (await client.get("/people?portal=agency", headers=old.staff)).json()["items"][0]
    answer = await client.put(f"/people/{me['person_id']}/address", json=right, headers=old.staff)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_contractor")
