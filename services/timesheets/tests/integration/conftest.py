"""A small agency, known to timesheets by identity's events, and people who call its endpoints."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from chassis.testing.waiting import eventually
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import (
    Address,
    Agency,
    AgencyChanged,
    Company,
    CompanyChanged,
    Contact,
    Contractor,
    ContractorKind,
    Person,
    PersonChanged,
    PersonDeactivated,
    PersonStatus,
    StandIn,
)
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId

STARTS_ON = date(2026, 1, 1)
MONDAY = date(2026, 3, 2)
EVERY_RATE = [
    {"article": "regular", "pay_rate": "50", "bill_rate": "80.005"},
    {"article": "overtime", "pay_rate": "75", "bill_rate": "120"},
    {"article": "expense", "pay_rate": "1", "bill_rate": "1.1"},
]
UNDO_MINUTES = 10
STAFF_PERMISSIONS = (Permission.PROJECTS_MANAGE, Permission.WORK_MANAGE)
CONTACT_PERMISSIONS = (Permission.WORK_VIEW, Permission.WORK_APPROVE, Permission.INVOICES_VIEW)


@dataclass
class Caller:
    """Somebody with a pass. Every call names the status that it expects."""

    client: httpx2.AsyncClient
    headers: Mapping[str, str]
    person_id: PersonId
    name: str

    async def call(self, method: str, path: str, *, expect: int = 200, **options: Any) -> Any:
        headers = {**self.headers, **options.pop("headers", {})}
        answer = await self.client.request(method, path, headers=headers, **options)
        assert answer.status_code == expect, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def get(self, path: str, *, expect: int = 200, **params: Any) -> Any:
        return await self.call("GET", path, expect=expect, params=params)

    async def post(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        return await self.call("POST", path, expect=expect, json=body)

    async def put(self, path: str, body: Any, *, expect: int = 200) -> Any:
        return await self.call("PUT", path, expect=expect, json=body)

    async def upload(
        self, text: str | bytes, *, mode: str = "good_ones", expect: int = 200, **params: str
    ) -> Any:
        data = text if isinstance(text, bytes) else text.encode()
        return await self.call(
            "POST",
            "/my/work/import",
            expect=expect,
            params={"mode": mode, **params},
            content=data,
            headers={"content-type": "text/csv"},
        )


@dataclass
class World:
    """One agency: two companies, staff, and who else is added."""

    client: httpx2.AsyncClient
    deliver: Deliver
    a_pass: Callable[..., dict[str, str]]
    agency: Agency
    companies: Sequence[CompanyId] = field(
        default_factory=lambda: [CompanyId(new_id()), CompanyId(new_id())]
    )
    people: dict[PersonId, Person] = field(default_factory=dict[PersonId, Person])
    count: int = 0

    async def tell(self, *events: Any) -> None:
        await self.deliver(*events, agency_id=self.agency.agency_id)

    async def begin(self) -> None:
        address = self.agency.address
        await self.tell(AgencyChanged(agency=self.agency))
        for number, company_id in enumerate(self.companies):
            company = Company(company_id=company_id, name=f"Company {number}", address=address)
            await self.tell(CompanyChanged(company=company))

    async def change_agency(self, **changes: Any) -> None:
        self.agency = self.agency.model_copy(update=changes)
        await self.tell(AgencyChanged(agency=self.agency))

    async def _person(
        self,
        portal: Portal,
        permissions: Sequence[Permission],
        *,
        contact: Contact | None = None,
        contractor: Contractor | None = None,
    ) -> Person:
        self.count += 1
        person = Person(
            person_id=PersonId(new_id()),
            agency_id=self.agency.agency_id,
            portal=portal,
            status=PersonStatus.ACTIVE,
            email=f"person{self.count}@example.com",
            name=f"{portal.value.title()} {self.count}",
            language="en",
            permissions=tuple(permissions),
            contact=contact,
            contractor=contractor,
        )
        self.people[person.person_id] = person
        await self.tell(PersonChanged(person=person))
        return person

    async def deactivate(self, caller: Caller) -> None:
        person = self.people[caller.person_id]
        gone = person.model_copy(update={"status": PersonStatus.DEACTIVATED})
        await self.tell(PersonDeactivated(person=gone))

    async def stand_in(self, approver: Caller, by: Caller, first: date, last: date) -> Caller:
        """Identity tells that somebody stands in; who that is, with a pass that says so."""
        person = self.people[approver.person_id]
        named = StandIn(stand_in_id=new_id(), person_id=by.person_id, from_on=first, until_on=last)
        await self.change_person(person.model_copy(update={"stand_ins": (named,)}))
        return self._caller(self.people[by.person_id], stands_in_for=[person])

    async def change_person(self, person: Person) -> None:
        """Identity tells that something about a person has changed."""
        self.people[person.person_id] = person
        await self.tell(PersonChanged(person=person))

    def _caller(self, person: Person, stands_in_for: Sequence[Person] = ()) -> Caller:
        contact = person.contact
        headers = self.a_pass(
            agency_id=self.agency.agency_id,
            person_id=person.person_id,
            portal=person.portal,
            permissions=person.permissions,
            name=person.name,
            scope=contact.scope if contact else None,
            company_id=contact.company_id if contact else None,
            project_ids=contact.project_ids if contact else (),
            stands_in_for=[
                {
                    "person": str(one.person_id),
                    "permissions": list(one.permissions),
                    "scope": one.contact.scope,
                    "projects": [str(each) for each in one.contact.project_ids],
                }
                for one in stands_in_for
                if one.contact is not None
            ],
        )
        return Caller(self.client, headers, person.person_id, person.name)

    async def staff(self, *permissions: Permission) -> Caller:
        return self._caller(await self._person(Portal.AGENCY, permissions or STAFF_PERMISSIONS))

    async def contractor(self, kind: ContractorKind = ContractorKind.TEMP) -> Caller:
        person = await self._person(
            Portal.CONTRACTOR,
            (Permission.OWN_WORK, Permission.OWN_PAYMENTS),
            contractor=Contractor(kind=kind, address=self.agency.address),
        )
        return self._caller(person)

    async def contact(
        self,
        *,
        company: int = 0,
        scope: Scope = Scope.COMPANY,
        project_ids: Sequence[UUID | str] = (),
        permissions: Sequence[Permission] = CONTACT_PERMISSIONS,
    ) -> Caller:
        contact = Contact(
            company_id=self.companies[company],
            scope=scope,
            project_ids=tuple(ProjectId(UUID(str(each))) for each in project_ids),
        )
        return self._caller(await self._person(Portal.CUSTOMER, permissions, contact=contact))

    async def project(self, staff: Caller, *, company: int = 0, **terms: Any) -> Any:
        self.count += 1
        body = {
            "company_id": str(self.companies[company]),
            "code": f"P-{self.count}",
            "name": f"Project {self.count}",
            **terms,
        }
        return await staff.post("/projects", body, expect=201)

    async def work_order(
        self, staff: Caller, contractor: Caller, project: Mapping[str, Any], **terms: Any
    ) -> Any:
        self.count += 1
        body = {
            "code": f"WO-{self.count}",
            "title": "Fitter",
            "project_id": project["project_id"],
            "contractor_id": str(contractor.person_id),
            "starts_on": STARTS_ON.isoformat(),
            "pay_terms": "scheduled",
            "articles": EVERY_RATE,
            **terms,
        }
        return await staff.post("/work-orders", body, expect=201)


@dataclass
class Scene:
    """The usual cast: staff, a contractor on a work order, and a contact of the whole company."""

    world: World
    staff: Caller
    contractor: Caller
    contact: Caller
    project: Any
    order: Any

    async def log(
        self, *, day: int = 0, quantity: Any = "8", expect: int = 201, **work: Any
    ) -> Any:
        body = {
            "work_order_id": self.order["work_order_id"],
            "work_on": (MONDAY + timedelta(days=day)).isoformat(),
            "article": "regular",
            "quantity": quantity,
            **work,
        }
        return await self.contractor.post("/my/work", body, expect=expect)

    @staticmethod
    def seen(entry_ids: Sequence[str], version: int = 1) -> list[dict[str, Any]]:
        """Single entries as somebody saw them, to approve or to return."""
        return [{"entry_id": each, "version": version} for each in entry_ids]

    async def all_shown(self, caller: Caller, **wanted: Any) -> dict[str, Any]:
        """All that a filter shows, as its preview had it, to approve or to return."""
        preview = await caller.post("/work/approve/preview", {"filter": wanted})
        return {
            "filter": wanted,
            "expected_count": preview["count"],
            "fingerprint": preview["fingerprint"],
        }

    async def submitted(self, days: int = 1) -> list[str]:
        """Entries of so many days that wait for approval."""
        ids = [(await self.log(day=day))["entry_id"] for day in range(days)]
        await self.contractor.post("/my/work/submit", {"entry_ids": ids})
        return ids

    async def approved(self, days: int = 1) -> list[str]:
        """Entries of so many days that are approved."""
        ids = await self.submitted(days)
        await self.contact.post("/work/approve", {"entries": self.seen(ids)})
        return ids


MakeWorld = Callable[[], Awaitable[World]]


@pytest.fixture
def make_world(
    client: httpx2.AsyncClient, deliver: Deliver, a_pass: Callable[..., dict[str, str]]
) -> MakeWorld:
    async def make() -> World:
        agency = Agency(
            agency_id=AgencyId(new_id()),
            slug="north",
            name="North",
            legal_name="North Inc.",
            address=Address(country="CA", region="ON"),
            currency="CAD",
            time_zone="America/Toronto",
            default_language="en",
            languages=("en",),
            brand_colour="#112233",
            support_email="help@example.com",
            site_url="http://north.localhost",
            approval_undo_minutes=0,
        )
        world = World(client, deliver, a_pass, agency)
        await world.begin()
        return world

    return make


@pytest.fixture
async def scene(make_world: MakeWorld) -> Scene:
    world = await make_world()
    staff, contractor = await world.staff(), await world.contractor()
    contact = await world.contact()
    project = await world.project(staff)
    order = await world.work_order(staff, contractor, project)
    return Scene(world, staff, contractor, contact, project, order)


@pytest.fixture
async def undoable(scene: Scene) -> Scene:
    """The usual cast, at an agency with an undo time."""
    await scene.world.change_agency(approval_undo_minutes=UNDO_MINUTES)
    return scene


@pytest.fixture
def meet(runtime: Runtime) -> Callable[..., Awaitable[list[Any]]]:
    """Runs calls that are sure to meet: rows are held until each of the calls waits for them."""

    async def run(scene: Scene, hold: str, value: object, *calls: Coroutine[Any, Any, Any]) -> Any:
        async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
            await uow.execute(hold, uow.agency_id, value)
            running = [asyncio.create_task(call) for call in calls]

            async def all_wait() -> bool:
                waiting: int = await runtime.database.pool.fetchval(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                return waiting == len(calls)

            await eventually(all_wait, what="all calls to wait for the rows")
        return list(await asyncio.gather(*running))

    return run
