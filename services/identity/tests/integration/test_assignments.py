"""A contact reaches the projects that name them, whoever tells it and however late."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Portal
from contracts.events.identity import PersonChanged
from contracts.events.timesheets import Project, ProjectChanged
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId

from ..conftest import PASSWORD, agency_of

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = pytest.mark.requirement("K13")

DECLARED, NAMED = sorted(ProjectId(new_id()) for _ in range(2))


class Contacts:
    """Contacts of one company of the agency, and what their passes say."""

    def __init__(self, site: "Site", client: httpx2.AsyncClient, deliver: Deliver) -> None:
        self._site, self._client, self._deliver = site, client, deliver
        self.company_id = ""
        self.agency_id = UUID(int=0)

    async def settle(self) -> None:
        """Have a company."""
        body = {"name": "Harbour Works", "address": {"country": "CA", "region": "ON"}}
        staff = await self._site.staff()
        made = await self._client.post("/companies", json=body, headers=staff)
        assert made.status_code == 201, made.text
        self.company_id = made.json()["company_id"]

    async def signed_up(self, email: str, *project_ids: ProjectId) -> dict[str, Any]:
        """A contact who has these projects by their login."""
        for project_id in project_ids:
            await self.know(project_id)
        person = await self._site.invite(
            await self._site.staff(),
            Portal.CUSTOMER,
            email,
            contact={
                "company_id": self.company_id,
                "scope": "projects",
                "project_ids": [str(project_id) for project_id in project_ids],
            },
        )
        await self._site.sign_up((await self._site.tokens(person["person_id"]))[-1])
        self.agency_id = agency_of(person)
        return person

    async def know(self, project_id: ProjectId, company_id: str | None = None) -> None:
        """The project is opened, and names nobody yet."""
        opened = self.project(project_id=project_id, company_id=company_id)
        agency = (await self._client.get(f"/agencies/by-slug/{self._site.slug}")).json()
        await self._deliver(opened, agency_id=AgencyId(UUID(agency["agency_id"])))

    async def reach(self, person: Mapping[str, Any]) -> list[str]:
        """The projects in the pass that the contact gets now."""
        signed_in = await self._site.login(person["email"], PASSWORD, Portal.CUSTOMER)
        headers = await self._site.headers_of(signed_in.json()["session_token"])
        claims = headers["Authorization"].split(".")[1]
        return json.loads(urlsafe_b64decode(claims + "=="))["projects"]

    def project(
        self,
        *contacts: Mapping[str, Any],
        project_id: ProjectId = NAMED,
        company_id: str | None = None,
    ) -> ProjectChanged:
        """The project names these."""
        return ProjectChanged(
            project=Project(
                project_id=project_id,
                company_id=CompanyId(UUID(company_id or self.company_id)),
                code="P-1",
                name="Pier",
                time_zone="America/Toronto",
                contact_ids=tuple(PersonId(UUID(one["person_id"])) for one in contacts),
            )
        )


@pytest.fixture
async def contacts(nord: "Site", client: httpx2.AsyncClient, deliver: Deliver) -> Contacts:
    found = Contacts(nord, client, deliver)
    await found.settle()
    return found


async def test_a_pass_names_the_projects_of_the_login_and_those_that_name_the_contact(
    contacts: Contacts, deliver: Deliver
) -> None:
    kim = await contacts.signed_up("kim@harbour.example", DECLARED)
    lee = await contacts.signed_up("lee@harbour.example")
    await deliver(contacts.project(kim, lee), agency_id=contacts.agency_id)
    assert await contacts.reach(kim) == [str(DECLARED), str(NAMED)]
    assert await contacts.reach(lee) == [str(NAMED)]
    await deliver(contacts.project(lee), agency_id=contacts.agency_id)
    assert await contacts.reach(kim) == [str(DECLARED)]
    assert await contacts.reach(lee) == [str(NAMED)]


async def test_a_project_of_the_login_stays_when_the_project_names_the_contact_no_more(
    contacts: Contacts, deliver: Deliver
) -> None:
    kim = await contacts.signed_up("kim@harbour.example", NAMED)
    await deliver(contacts.project(kim), contacts.project(), agency_id=contacts.agency_id)
    assert await contacts.reach(kim) == [str(NAMED)]


async def test_the_other_services_are_told_of_each_change_once(
    contacts: Contacts, deliver: Deliver, recorded: Any
) -> None:
    kim = await contacts.signed_up("kim@harbour.example", DECLARED)
    lee = await contacts.signed_up("lee@harbour.example")
    await deliver(contacts.project(kim), agency_id=contacts.agency_id, times=2)
    await deliver(contacts.project(kim), agency_id=contacts.agency_id)
    await deliver(contacts.project(kim, lee), agency_id=contacts.agency_id)
    await deliver(contacts.project(project_id=DECLARED), agency_id=contacts.agency_id)
    told = [
        (str(event.person.person_id), [str(p) for p in event.person.contact.project_ids])
        for event in await recorded(PersonChanged)
    ]
    assert told == [
        (kim["person_id"], [str(DECLARED), str(NAMED)]),
        (lee["person_id"], [str(NAMED)]),
    ]


async def test_what_is_told_late_does_not_undo_what_is_newer(
    contacts: Contacts, deliver: Deliver
) -> None:
    kim = await contacts.signed_up("kim@harbour.example")
    now = datetime.now(UTC)

    async def told(event: ProjectChanged, at: datetime) -> None:
        await deliver(event, agency_id=contacts.agency_id, at=at)

    await told(contacts.project(), now)
    await told(contacts.project(kim), now - timedelta(minutes=1))
    assert await contacts.reach(kim) == []
    await told(contacts.project(kim), now + timedelta(minutes=1))
    await told(contacts.project(), now)
    assert await contacts.reach(kim) == [str(NAMED)]


async def test_staff_change_what_is_the_logins_and_not_what_projects_say(
    contacts: Contacts, nord: "Site", client: httpx2.AsyncClient, deliver: Deliver
) -> None:
    kim = await contacts.signed_up("kim@harbour.example", DECLARED)
    await deliver(contacts.project(kim), agency_id=contacts.agency_id)
    staff = await nord.staff()
    shown = (await client.get(f"/people/{kim['person_id']}", headers=staff)).json()
    assert shown["contact"]["project_ids"] == [str(DECLARED)]
    assert shown["assigned_project_ids"] == [str(NAMED)]
    # What is shown can be sent back as it is, and changes nothing.
    body = {"permissions": shown["permissions"], "contact": shown["contact"]}
    path = f"/people/{kim['person_id']}/access"
    assert (await client.put(path, json=body, headers=staff)).status_code == 200
    assert await contacts.reach(kim) == [str(DECLARED), str(NAMED)]
    body["contact"] = {**shown["contact"], "project_ids": []}
    assert (await client.put(path, json=body, headers=staff)).status_code == 200
    assert await contacts.reach(kim) == [str(NAMED)]
    await deliver(contacts.project(), agency_id=contacts.agency_id)
    assert await contacts.reach(kim) == []


async def test_a_project_that_names_somebody_unknown_is_no_fault(
    contacts: Contacts, deliver: Deliver, runtime: Runtime
) -> None:
    kim = await contacts.signed_up("kim@harbour.example")
    stranger = {"person_id": str(new_id())}
    await deliver(contacts.project(stranger, kim), agency_id=contacts.agency_id)
    assert await contacts.reach(kim) == [str(NAMED)]
    async with runtime.database.across_agencies() as connection:
        assert await connection.fetchval("SELECT count(*) FROM chassis.dead_letters") == 0


async def test_a_login_is_given_known_projects_of_its_own_company_alone(
    contacts: Contacts, nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    other = await client.post(
        "/companies", json={"name": "Other", "address": {"country": "NO"}}, headers=staff
    )
    known, foreign, new = (ProjectId(new_id()) for _ in range(3))
    await contacts.know(known)
    await contacts.know(foreign, other.json()["company_id"])
    kim = await contacts.signed_up("kim@harbour.example", known)
    access = f"/people/{kim['person_id']}/access"

    def contact(*project_ids: ProjectId) -> dict[str, Any]:
        ids = [str(each) for each in project_ids]
        return {"company_id": contacts.company_id, "scope": "projects", "project_ids": ids}

    invitation = {"portal": "customer", "email": "lee@harbour.example", "name": "Lee"}
    for refused in (foreign, new):
        both = contact(known, refused)
        answers = [
            await client.put(
                access, json={"permissions": ["work.view"], "contact": both}, headers=staff
            ),
            await client.post(
                "/people", json={**invitation, "language": "en", "contact": both}, headers=staff
            ),
        ]
        for answer in answers:
            assert answer.status_code == 422, answer.text
            [error] = answer.json()["errors"]
            assert error["field"] == "contact.project_ids"
            assert str(refused) in error["reason"]
            assert "not yet" in error["reason"]
    assert await contacts.reach(kim) == [str(known)]
    # As soon as it is told of, it can be given.
    await contacts.know(new)
    given = {"permissions": ["work.view"], "contact": contact(known, new)}
    assert (await client.put(access, json=given, headers=staff)).status_code == 200
    assert sorted(await contacts.reach(kim)) == sorted([str(known), str(new)])
    # With another company the projects of the one before are no longer right.
    moved = {**contact(known), "company_id": other.json()["company_id"]}
    answer = await client.put(
        access, json={"permissions": ["work.view"], "contact": moved}, headers=staff
    )
    assert answer.status_code == 422
