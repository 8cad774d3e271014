"""Contacts, or staff, name who approves in a contact's place; passes say so as long as it holds."""

import asyncio
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Portal
from contracts.events.identity import StandInEnded, StandInNamed
from contracts.ids import PersonId
from identity.people import repository as people

from ..conftest import PASSWORD, agency_of
from .test_assignments import NAMED, Contacts

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = pytest.mark.requirement("B3")

APPROVES = ["work.view", "work.approve", "invoices.view"]
LOOKS = ["work.view"]


class Company(Contacts):
    """Contacts of a company who name each other."""

    async def settle(self) -> None:
        """Have a company, and know its agency."""
        await super().settle()
        shown = await self._client.get(f"/agencies/by-slug/{self._site.slug}")
        self.agency = shown.json()
        self.zone = ZoneInfo(self.agency["time_zone"])

    @property
    def site(self) -> "Site":
        """Of their agency."""
        return self._site

    @property
    def client(self) -> httpx2.AsyncClient:
        """To identity."""
        return self._client

    @property
    def today(self) -> date:
        """At the agency."""
        return datetime.now(self.zone).date()

    async def contact(
        self, email: str, permissions: list[str], scope: str = "projects", **more: Any
    ) -> dict[str, Any]:
        """Somebody who has signed up."""
        contact = {"company_id": self.company_id, "scope": scope, "project_ids": []} | more
        person = await self._site.invite(
            await self._site.staff(),
            Portal.CUSTOMER,
            email,
            name=email.partition("@")[0].title(),
            permissions=permissions,
            contact=contact,
        )
        await self._site.sign_up((await self._site.tokens(person["person_id"]))[-1])
        self.agency_id = agency_of(person)
        return person

    async def session(self, person: Mapping[str, Any]) -> dict[str, str]:
        """Headers of a new pass."""
        signed_in = await self._site.login(person["email"], PASSWORD, Portal.CUSTOMER)
        return await self._site.headers_of(signed_in.json()["session_token"])

    async def lent(self, person: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What a new pass says of those in whose place this person acts."""
        claims = (await self.session(person))["Authorization"].split(".")[1]
        return json.loads(urlsafe_b64decode(claims + "=="))["stands_in_for"]

    async def name(
        self,
        by: Mapping[str, Any],
        person: Mapping[str, Any],
        first: int = 0,
        last: int = 0,
        *,
        expect: int = 201,
        headers: Mapping[str, str] | None = None,
        path: str = "/me/stand-ins",
    ) -> Any:
        """Name a stand-in, from so many days from today on to so many."""
        body = {
            "person_id": person["person_id"],
            "from_on": (self.today + timedelta(days=first)).isoformat(),
            "until_on": (self.today + timedelta(days=last)).isoformat(),
        }
        headers = headers or await self.session(by)
        answer = await self._client.post(path, json=body, headers=dict(headers))
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def end(self, by: Mapping[str, Any], stand_in_id: str, *, expect: int = 204) -> None:
        """End one of the own."""
        path = f"/me/stand-ins/{stand_in_id}/end"
        answer = await self._client.post(path, headers=await self.session(by))
        assert answer.status_code == expect, answer.text

    async def own(self, person: Mapping[str, Any]) -> Any:
        """What a person sees of it."""
        answer = await self._client.get("/me/stand-ins", headers=await self.session(person))
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def company(nord: "Site", client: httpx2.AsyncClient, deliver: Deliver) -> Company:
    found = Company(nord, client, deliver)
    await found.settle()
    return found


@pytest.fixture
async def kari(company: Company) -> dict[str, Any]:
    return await company.contact("kari@harbour.example", APPROVES)


@pytest.fixture
async def per(company: Company) -> dict[str, Any]:
    return await company.contact("per@harbour.example", LOOKS)


async def test_a_contact_names_a_colleague_whose_pass_carries_what_is_lent_and_nothing_else(
    company: Company, kari: dict[str, Any], per: dict[str, Any], deliver: Deliver, recorded: Any
) -> None:
    await deliver(company.project(kari), agency_id=company.agency_id)
    assert await company.lent(per) == []
    shown = await company.name(kari, per, 0, 3)
    [named] = shown["stand_ins"]
    assert (named["person_name"], named["is_in_force"]) == ("Per", True)
    assert [one["name"] for one in shown["colleagues"]] == ["Per"]
    assert await company.lent(per) == [
        {
            "person": kari["person_id"],
            "permissions": ["invoices.view", "work.approve"],
            "scope": "projects",
            "projects": [str(NAMED)],
        }
    ]
    assert await company.lent(kari) == []
    [event] = await recorded(StandInNamed)
    assert event.person.stand_ins == (event.stand_in,)
    assert (str(event.stand_in.person_id), str(event.named_by)) == (
        per["person_id"],
        kari["person_id"],
    )
    [stood_in_for] = (await company.own(per))["stands_in_for"]
    assert stood_in_for["approver_name"] == "Kari"
    headers = await company.session(per)
    me = (await company.client.get("/me", headers=headers)).json()
    assert [one["name"] for one in me["stands_in_for"]] == ["Kari"]


async def test_ending_it_is_felt_at_once_and_told(
    company: Company, kari: dict[str, Any], per: dict[str, Any], recorded: Any
) -> None:
    [named] = (await company.name(kari, per))["stand_ins"]
    before = await company.session(per)
    await company.end(per, named["stand_in_id"], expect=404)
    await company.end(kari, named["stand_in_id"])
    await company.end(kari, named["stand_in_id"], expect=404)
    over = (await company.client.get("/.well-known/ended-sessions.json")).json()["people"]
    version = json.loads(urlsafe_b64decode(before["Authorization"].split(".")[1] + "=="))["ver"]
    assert over[per["person_id"]] > version
    assert await company.lent(per) == []
    [event] = await recorded(StandInEnded)
    assert event.person.stand_ins == ()
    assert (await company.own(per))["stands_in_for"] == []


@pytest.mark.parametrize(("first", "last", "holds"), [(0, 0, True), (1, 2, False)])
async def test_it_holds_on_its_days_and_on_no_other(
    company: Company,
    kari: dict[str, Any],
    per: dict[str, Any],
    first: int,
    last: int,
    holds: bool,
) -> None:
    day = company.today
    await company.name(kari, per, first, last)
    found = await company.lent(per)
    assert company.today != day or bool(found) is holds


# An ordinary night, both changes of the clock, and the turn of the year at the agency.
NIGHTS = (date(2026, 11, 30), date(2027, 3, 14), date(2027, 11, 7), date(2026, 12, 31))


@pytest.mark.parametrize("last", NIGHTS, ids=str)
async def test_it_ends_at_the_agency_s_midnight_also_when_the_clock_changes(
    company: Company, kari: dict[str, Any], per: dict[str, Any], runtime: Runtime, last: date
) -> None:
    [named] = (await company.name(kari, per))["stand_ins"]
    end = datetime.combine(last + timedelta(days=1), time(0), company.zone).astimezone(UTC)
    begin = datetime.combine(last, time(0), company.zone).astimezone(UTC)
    for at, holds in (
        (begin - timedelta(seconds=1), False),
        (begin, True),
        (end - timedelta(seconds=1), True),
        (end, False),
    ):
        async with runtime.unit_of_work(agency_of(per)) as uow:
            await uow.execute(
                "UPDATE stand_ins SET from_on = $1, until_on = $1 WHERE stand_in_id::text = $2",
                last,
                named["stand_in_id"],
            )
            uow.now = at
            person = await people.get(uow, PersonId(per["person_id"]))
            found = await people.stands_in_for(uow, person)
        assert bool(found) is holds
        assert [one.ends_at for one in found] == ([end] if holds else [])


async def test_what_changes_about_the_principal_outdates_the_passes_of_who_stands_in(
    company: Company, kari: dict[str, Any], per: dict[str, Any], deliver: Deliver
) -> None:
    await company.name(kari, per)
    staff = await company.site.staff()
    client = company.client

    async def version() -> int:
        claims = (await company.session(per))["Authorization"].split(".")[1]
        return json.loads(urlsafe_b64decode(claims + "=="))["ver"]

    before = await version()
    await deliver(company.project(kari), agency_id=company.agency_id)
    assert await version() > before
    assert (await company.lent(per))[0]["projects"] == [str(NAMED)]
    before = await version()
    path = f"/people/{kari['person_id']}"
    await client.put(f"{path}/access", json={"permissions": ["work.view"]}, headers=staff)
    assert await version() > before
    assert await company.lent(per) == []
    await client.put(f"{path}/access", json={"permissions": APPROVES}, headers=staff)
    assert len(await company.lent(per)) == 1
    before = await version()
    await client.post(f"{path}/deactivate", headers=staff)
    assert await version() > before
    assert await company.lent(per) == []


async def test_a_stand_in_who_is_gone_or_elsewhere_has_nothing(
    company: Company, kari: dict[str, Any], per: dict[str, Any]
) -> None:
    await company.name(kari, per)
    staff = await company.site.staff()
    other = await company.client.post(
        "/companies",
        json={"name": "Lakeshore", "address": {"country": "CA", "region": "ON"}},
        headers=staff,
    )
    moved = {"company_id": other.json()["company_id"], "scope": "company"}
    body = {"permissions": LOOKS, "contact": moved}
    path = f"/people/{per['person_id']}/access"
    answer = await company.client.put(path, json=body, headers=staff)
    assert answer.status_code == 200, answer.text
    assert await company.lent(per) == []


async def test_who_cannot_be_named_is_refused_with_the_reason(
    company: Company, kari: dict[str, Any], per: dict[str, Any]
) -> None:
    staff = await company.site.staff()
    invited = await company.site.invite(
        staff,
        Portal.CUSTOMER,
        "not.yet@harbour.example",
        contact={"company_id": company.company_id, "scope": "company"},
    )
    contractor, _ = await company.site.a_contractor()
    for person in (kari, invited, contractor, {"person_id": str(agency_of(per))}):
        problem = await company.name(kari, person, expect=422)
        assert [error["field"] for error in problem["errors"]] == ["person_id"]
        assert problem["code"] == "unknown_colleague"
    for first, last in ((0, -1), (-3, -1), (0, 400)):
        problem = await company.name(kari, per, first, last, expect=422)
        assert [error["field"] for error in problem["errors"]] == ["until_on"]
    problem = await company.name(kari, per, 400, 401, expect=422)
    assert [error["field"] for error in problem["errors"]] == ["from_on"]
    # Who approves nothing has nothing to lend: not to be tried, and told to staff who try it.
    assert (await company.name(per, kari, expect=403))["code"] == "forbidden"
    path = f"/people/{per['person_id']}/stand-ins"
    problem = await company.name(per, kari, expect=409, headers=staff, path=path)
    assert problem["code"] == "not_an_approver"


async def test_days_that_are_taken_and_people_who_are_away_are_refused_with_the_days(
    company: Company, kari: dict[str, Any], per: dict[str, Any]
) -> None:
    lise = await company.contact("lise@harbour.example", APPROVES)
    await company.name(kari, per, 5, 9)
    taken = await company.name(kari, lise, 9, 12, expect=409)
    assert taken["code"] == "stand_in_taken"
    assert taken["from_on"] == (company.today + timedelta(days=5)).isoformat()
    await company.name(kari, lise, 10, 12)
    away = await company.name(lise, kari, 8, 8, expect=409)
    assert (away["code"], away["until_on"]) == (
        "stand_in_away",
        (company.today + timedelta(days=9)).isoformat(),
    )
    await company.name(lise, kari, 0, 4)


async def test_no_circle_can_be_named_not_even_at_the_same_moment(
    company: Company, kari: dict[str, Any]
) -> None:
    lise = await company.contact("lise@harbour.example", APPROVES)
    tove = await company.contact("tove@harbour.example", APPROVES)
    passes = {one["person_id"]: await company.session(one) for one in (kari, lise, tove)}

    async def attempt(by: dict[str, Any], person: dict[str, Any]) -> int:
        body = {
            "person_id": person["person_id"],
            "from_on": company.today.isoformat(),
            "until_on": company.today.isoformat(),
        }
        headers = passes[by["person_id"]]
        answer = await company.client.post("/me/stand-ins", json=body, headers=headers)
        return answer.status_code

    codes = await asyncio.gather(attempt(kari, lise), attempt(lise, tove), attempt(tove, kari))
    assert max(codes) == 409
    assert codes.count(201) >= 1


async def test_staff_name_one_for_a_contact_and_other_contacts_do_not(
    company: Company, kari: dict[str, Any], per: dict[str, Any], recorded: Any
) -> None:
    staff = await company.site.staff()
    path = f"/people/{kari['person_id']}/stand-ins"
    await company.name(per, per, headers=await company.session(per), path=path, expect=403)
    shown = await company.name(per, per, headers=staff, path=path)
    [named] = shown["stand_ins"]
    assert len(await company.lent(per)) == 1
    [event] = await recorded(StandInNamed)
    assert str(event.named_by) != kari["person_id"]
    for headers, code in ((await company.session(per), 403), (staff, 200)):
        answer = await company.client.get(path, headers=headers)
        assert answer.status_code == code
    end = f"{path}/{named['stand_in_id']}/end"
    refused = await company.client.post(end, headers=await company.session(per))
    assert refused.status_code == 403
    assert (await company.client.post(end, headers=staff)).status_code == 204
    assert await company.lent(per) == []


async def test_another_agency_s_staff_find_nobody(
    company: Company, kari: dict[str, Any], per: dict[str, Any], fjord: "Site"
) -> None:
    headers = await fjord.staff()
    path = f"/people/{kari['person_id']}/stand-ins"
    await company.name(per, per, headers=headers, path=path, expect=404)
    assert (await company.client.get(path, headers=headers)).status_code == 404
