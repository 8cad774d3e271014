import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx2
import pytest

from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal
from contracts.events.identity import (
    LoginLinkIssued,
    PersonChanged,
    PersonDeactivated,
    PersonInvited,
)
from contracts.events.timesheets import Project, ProjectChanged
from contracts.ids import CompanyId, ProjectId

from ..conftest import agency_of

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]


async def a_company(client: httpx2.AsyncClient, headers: dict[str, str]) -> str:
    body = {"name": "Fjell Bygg", "address": {"country": "NO"}}
    answer = await client.post("/companies", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["company_id"]


@pytest.mark.requirement("A1")
async def test_a_contacts_permissions_and_scope_are_in_the_next_pass(
    nord: "Site",
    client: httpx2.AsyncClient,
    runtime: Runtime,
    recorded: RecordedEvents,
    deliver: Deliver,
) -> None:
    staff = await nord.staff()
    company_id = await a_company(client, staff)
    contact = {"company_id": company_id, "scope": "own"}
    person = await nord.invite(staff, Portal.CUSTOMER, "kari@fjell.example", contact=contact)
    session = (await nord.sign_up((await nord.tokens(person["person_id"]))[-1])).json()
    project = str(uuid4())
    opened = ProjectChanged(
        project=Project(
            project_id=ProjectId(UUID(project)),
            company_id=CompanyId(UUID(company_id)),
            code="P-1",
            name="Pier",
            time_zone="Europe/Oslo",
        )
    )
    await deliver(opened, agency_id=agency_of(person))
    change = {
        "permissions": [Permission.WORK_VIEW, Permission.WORK_APPROVE],
        "contact": {"company_id": company_id, "scope": "projects", "project_ids": [project]},
    }
    url = f"/people/{person['person_id']}/access"
    assert (await client.put(url, json=change, headers=staff)).status_code == 200
    answer = await nord.pass_of(session["session_token"])
    actor = await runtime.passes.verify(answer.json()["pass"])
    assert actor.permissions == {Permission.WORK_VIEW, Permission.WORK_APPROVE}
    assert str(actor.company_id) == company_id
    assert {str(project_id) for project_id in actor.project_ids} == {project}
    (event,) = await recorded(PersonChanged)
    assert set(event.person.permissions) == {Permission.WORK_VIEW, Permission.WORK_APPROVE}
    # The same once more is no change, and is told to nobody.
    assert (await client.put(url, json=change, headers=staff)).status_code == 200
    assert len(await recorded(PersonChanged)) == 1


@pytest.mark.requirement("A4")
async def test_who_invited_staff_and_who_gave_them_a_right_is_told(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    staff = await nord.staff()
    me = (await client.get("/me", headers=staff)).json()["person"]["person_id"]
    person = await nord.invite(staff, Portal.AGENCY, "liv@nord.example", permissions=[])
    (invitation,) = [
        one
        for one in await recorded(PersonInvited)
        if str(one.person.person_id) == person["person_id"]
    ]
    assert str(invitation.invited_by) == me
    url = f"/people/{person['person_id']}/access"
    for permissions in ([Permission.PAY_RUNS_RUN], []):
        change = {"permissions": permissions}
        assert (await client.put(url, json=change, headers=staff)).status_code == 200
    gave, took = await recorded(PersonChanged)
    assert (gave.given, str(gave.given_by)) == ((Permission.PAY_RUNS_RUN,), me)
    assert (took.given, took.given_by) == ((), None)


@pytest.mark.requirement("A1")
async def test_who_is_deactivated_is_out_at_once_and_stays_out(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    person, session = await nord.a_contractor()
    await nord.post("/password/forgot", portal="contractor", email=person["email"])
    reset = (await nord.tokens(person["person_id"]))[-1]
    url = f"/people/{person['person_id']}"
    staff = await nord.staff()
    assert (await client.post(f"{url}/deactivate", headers=staff)).json()["status"] == "deactivated"
    assert (await nord.pass_of(session)).status_code == 401
    right = await nord.login(person["email"], "correct horse battery", Portal.CONTRACTOR)
    assert right.status_code == 401
    assert (await nord.post("/links/inspect", token=reset)).json()["state"] == "expired"
    assert len(await recorded(PersonDeactivated)) == 1
    again = await client.post(f"{url}/deactivate", headers=staff)
    assert (again.status_code, again.json()["code"]) == (409, "already_deactivated")
    # Nothing is mailed on anybody's request, until staff invite the person afresh.
    await nord.post("/password/forgot", portal="contractor", email=person["email"])
    await nord.post("/links/renew", token=reset)
    assert (await nord.tokens(person["person_id"]))[-1] == reset
    assert (await client.post(f"{url}/invitation", headers=staff)).status_code == 202
    fresh = (await nord.tokens(person["person_id"]))[-1]
    assert (await nord.sign_up(fresh, "a new start for Alma")).status_code == 200
    assert (await nord.pass_of(session)).status_code == 401


@pytest.mark.requirement("A1")
async def test_who_signs_in_while_being_deactivated_is_out_as_well(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    person, _ = await nord.a_contractor()
    staff = await nord.staff()
    logins = [
        nord.login(person["email"], "correct horse battery", Portal.CONTRACTOR) for _ in range(4)
    ]
    gone = client.post(f"/people/{person['person_id']}/deactivate", headers=staff)
    *answers, deactivated = await asyncio.gather(*logins, gone)
    assert deactivated.status_code == 200
    for answer in answers:
        if answer.status_code == 200:
            assert (await nord.pass_of(answer.json()["session_token"])).status_code == 401


@pytest.mark.requirement("A1")
async def test_staff_sign_a_person_out_everywhere(nord: "Site", client: httpx2.AsyncClient) -> None:
    person, session = await nord.a_contractor()
    staff = await nord.staff()
    ended = await client.post(f"/people/{person['person_id']}/sessions/end", headers=staff)
    assert ended.json() == {"person_id": person["person_id"], "ended": 1}
    assert (await nord.pass_of(session)).status_code == 401


@pytest.mark.requirement("K1")
async def test_a_login_link_signs_in_once(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    staff = await nord.staff()
    invited = await nord.invite(staff, Portal.CONTRACTOR, "ola@berg.example")
    early = await client.post(f"/people/{invited['person_id']}/login-link", headers=staff)
    assert (early.status_code, early.json()["code"]) == (409, "not_active")
    person, _ = await nord.a_contractor()
    sent = await client.post(f"/people/{person['person_id']}/login-link", headers=staff)
    assert sent.status_code == 202
    assert len(await recorded(LoginLinkIssued)) == 1
    address = (await nord.addresses(person["person_id"]))[-1]
    assert address.startswith("http://nord.localhost:8080/contractor/login-link?token=")
    token = (await nord.tokens(person["person_id"]))[-1]
    answers = await asyncio.gather(
        *(nord.post("/login-links/accept", token=token) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    (signed_in,) = [answer for answer in answers if answer.status_code == 200]
    assert (await nord.pass_of(signed_in.json()["session_token"])).status_code == 200


@pytest.mark.requirement("K2")
async def test_the_same_address_is_another_person_in_another_portal_and_agency(
    nord: "Site", fjord: "Site", client: httpx2.AsyncClient
) -> None:
    one, _ = await nord.a_contractor()
    two, other_session = await fjord.a_contractor()
    assert one["person_id"] != two["person_id"]
    staff = await nord.staff()
    contact = {"company_id": await a_company(client, staff), "scope": "company"}
    three = await nord.invite(staff, Portal.CUSTOMER, one["email"], contact=contact)
    assert three["person_id"] != one["person_id"]
    await client.post(f"/people/{one['person_id']}/deactivate", headers=staff)
    assert (await fjord.pass_of(other_session)).status_code == 200
    body = {"portal": "contractor", "email": "ALMA@berg.example", "name": "A", "language": "en"}
    body["contractor"] = {"kind": "temp", "address": {"country": "CA", "region": "ON"}}  # type: ignore[assignment]
    taken = await client.post("/people", json=body, headers=staff)
    assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
    assert taken.json()["person_id"] == one["person_id"]


@pytest.mark.requirement("K2")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/people/{id}", None),
        ("POST", "/people/{id}/invitation", None),
        ("POST", "/people/{id}/login-link", None),
        ("POST", "/people/{id}/deactivate", None),
        ("POST", "/people/{id}/sessions/end", None),
        ("POST", "/people/{id}/factors/reset", None),
        ("PUT", "/people/{id}/access", {"permissions": []}),
    ],
)
async def test_a_person_of_another_agency_does_not_exist(
    nord: "Site",
    fjord: "Site",
    client: httpx2.AsyncClient,
    method: str,
    path: str,
    body: dict[str, object] | None,
) -> None:
    person, session = await nord.a_contractor()
    for person_id in (person["person_id"], str(uuid4())):
        answer = await client.request(
            method, path.format(id=person_id), json=body, headers=await fjord.staff()
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await nord.pass_of(session)).status_code == 200


@pytest.mark.requirement("K16")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/people", None),
        ("GET", "/people/{id}", None),
        (
            "POST",
            "/people",
            {"portal": "agency", "email": "x@y.example", "name": "X", "language": "en"},
        ),
        ("POST", "/people/{id}/invitation", None),
        ("POST", "/people/{id}/login-link", None),
        ("POST", "/people/{id}/deactivate", None),
        ("POST", "/people/{id}/sessions/end", None),
        ("POST", "/people/{id}/factors/reset", None),
        ("PUT", "/people/{id}/access", {"permissions": []}),
    ],
)
async def test_people_are_for_staff_who_may_manage_them(
    nord: "Site",
    client: httpx2.AsyncClient,
    method: str,
    path: str,
    body: dict[str, object] | None,
) -> None:
    person, session = await nord.a_contractor()
    url = path.format(id=person["person_id"])
    own = await nord.headers_of(session)
    assert (await client.request(method, url, json=body, headers=own)).status_code == 403
    assert (await client.request(method, url, json=body)).status_code == 401


@pytest.mark.requirement("A1")
async def test_nobody_gets_more_by_a_second_login_or_shuts_themselves_out(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    me = (await client.get("/me", headers=staff)).json()["person"]["person_id"]
    body = {
        "portal": "agency",
        "email": "second@nord.example",
        "name": "Second Self",
        "language": "en",
        "permissions": [Permission.AUDIT_VIEW],
    }
    refused = await client.post("/people", json=body, headers=staff)
    assert (refused.status_code, refused.json()["code"]) == (403, "grant_beyond_own")
    own = await client.put(f"/people/{me}/access", json={"permissions": []}, headers=staff)
    assert (own.status_code, own.json()["code"]) == (409, "own_access")
    gone = await client.post(f"/people/{me}/deactivate", headers=staff)
    assert gone.status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"name": "  "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"language": "de"}, "language"),
        ({"portal": "customer"}, "contact"),
        ({"permissions": ["work.approve"]}, "permissions"),
        ({"permissions": ["no.such"]}, "permissions.0"),
    ],
)
async def test_bad_input_is_refused_by_field_and_nothing_is_done(
    nord: "Site", client: httpx2.AsyncClient, change: dict[str, object], field: str
) -> None:
    staff = await nord.staff()
    body = {
        "portal": "contractor",
        "email": "alma@berg.example",
        "name": "Alma Berg",
        "language": "en",
        "contractor": {"kind": "temp", "address": {"country": "CA", "region": "ON"}},
        **change,
    }
    refused = await client.post("/people", json=body, headers=staff)
    assert refused.status_code == 422
    assert field in [error["field"] for error in refused.json()["errors"]]
    listed = await client.get("/people?portal=contractor", headers=staff)
    assert listed.json()["items"] == []


async def test_a_contact_of_a_company_of_another_agency_is_refused(
    nord: "Site", fjord: "Site", client: httpx2.AsyncClient
) -> None:
    foreign = await a_company(client, await fjord.staff())
    body = {
        "portal": "customer",
        "email": "kari@fjell.example",
        "name": "Kari Dahl",
        "language": "nb",
        "contact": {"company_id": foreign, "scope": "company"},
    }
    refused = await client.post("/people", json=body, headers=await nord.staff())
    assert refused.status_code == 422
    assert [e["field"] for e in refused.json()["errors"]] == ["contact.company_id"]


@pytest.mark.requirement("X5")
async def test_people_are_listed_by_name_page_by_page_and_found_by_text(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    for n, name in enumerate(["Åse Lie", "Bo Ek", "bo Ask", "100%_Sure", "Zoë Ray"]):
        await nord.invite(staff, Portal.CONTRACTOR, f"p{n}@berg.example", name=name)
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        url = f"/people?portal=contractor&limit=2{cursor and f'&cursor={cursor}'}"
        page = (await client.get(url, headers=staff)).json()
        seen += [person["name"] for person in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ["100%_Sure", "bo Ask", "Bo Ek", "Zoë Ray", "Åse Lie"]

    async def found(query: str) -> list[str]:
        answer = await client.get(f"/people?{query}", headers=staff)
        return [person["name"] for person in answer.json()["items"]]

    assert await found("q=BO") == ["bo Ask", "Bo Ek"]
    assert await found("q=%C3%A5se") == ["Åse Lie"]
    assert await found("q=%25_") == ["100%_Sure"]
    assert await found("q=p3@") == ["100%_Sure"]
    assert await found("portal=agency") == ["Ada Ng"]
    assert await found("status=active") == ["Ada Ng"]
    bad = await client.get("/people?cursor=x", headers=staff)
    assert bad.status_code == 422
