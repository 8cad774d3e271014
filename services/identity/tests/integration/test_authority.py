"""Every command on a login, by every kind of staff, on every kind of login: who is refused."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from contracts.access import CONTACT_PERMISSIONS, STAFF_PERMISSIONS, Permission, Portal

if TYPE_CHECKING:
    from ..conftest import Site

PEOPLE = Permission.PEOPLE_MANAGE
EVERYTHING = STAFF_PERMISSIONS - {Permission.AUDIT_VIEW}

# Who is signed in, and which of the logins below they may touch.
ACTORS: Mapping[str, tuple[list[Permission], set[str]]] = {
    "second owner": (
        sorted(EVERYTHING),
        {"owner", "clerk", "hiring", "contractor", "visitor", "approver", "buyer"},
    ),
    "hiring": ([PEOPLE], {"hiring", "contractor", "visitor"}),
    "planning": (
        [PEOPLE, Permission.WORK_MANAGE],
        {"hiring", "contractor", "visitor", "approver"},
    ),
}
LOGINS: Mapping[str, tuple[Portal, list[Permission] | None]] = {
    "owner": (Portal.AGENCY, sorted(EVERYTHING)),
    "clerk": (Portal.AGENCY, [Permission.PAY_RUNS_RUN]),
    "hiring": (Portal.AGENCY, [PEOPLE]),
    "contractor": (Portal.CONTRACTOR, None),
    "visitor": (Portal.CUSTOMER, []),
    "approver": (Portal.CUSTOMER, [Permission.WORK_APPROVE]),
    "buyer": (Portal.CUSTOMER, sorted(CONTACT_PERMISSIONS)),
}
# Each with the body that changes nothing more than the command says.
COMMANDS: Mapping[str, tuple[str, str, dict[str, Any] | None]] = {
    "strip": ("PUT", "access", {"permissions": []}),
    "invite again": ("POST", "invitation", None),
    "mail a login link": ("POST", "login-link", None),
    "tell a temporary password": ("POST", "temporary-password", None),
    "sign out": ("POST", "sessions/end", None),
    "reset factors": ("POST", "factors/reset", None),
    "deactivate": ("POST", "deactivate", None),
}


async def signed_up(
    site: "Site", staff: dict[str, str], email: str, permissions: list[Permission]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Staff of the agency, and headers with their pass."""
    person = await site.invite(staff, Portal.AGENCY, email, permissions=permissions)
    answer = await site.sign_up((await site.tokens(person["person_id"]))[-1])
    assert answer.status_code == 200, answer.text
    return person, await site.headers_of(answer.json()["session_token"])


async def a_login(
    site: "Site", client: httpx2.AsyncClient, staff: dict[str, str], name: str, email: str
) -> dict[str, Any]:
    portal, permissions = LOGINS[name]
    more: dict[str, Any] = {} if permissions is None else {"permissions": permissions}
    if portal is Portal.CUSTOMER:
        company = {"name": "Fjell Bygg", "address": {"country": "NO"}}
        added = await client.post("/companies", json=company, headers=staff)
        more["contact"] = {"company_id": added.json()["company_id"], "scope": "company"}
    return await site.invite(staff, portal, email, **more)


@pytest.mark.parametrize("actor", ACTORS)
async def test_nobody_touches_a_login_that_may_do_more_by_any_command(
    nord: "Site", client: httpx2.AsyncClient, actor: str
) -> None:
    head = await nord.staff()
    permissions, touches = ACTORS[actor]
    _, headers = await signed_up(nord, head, "actor@nord.example", permissions)
    reached: dict[str, set[str]] = {}
    for name in LOGINS:
        person = await a_login(nord, client, head, name, f"{name}@berg.example")
        before = (await client.get(f"/people/{person['person_id']}", headers=head)).json()
        for command, (method, path, body) in COMMANDS.items():
            if name == "contractor" and command == "strip":
                continue  # nobody changes what a contractor may do
            url = f"/people/{person['person_id']}/{path}"
            answer = await client.request(method, url, json=body, headers=headers)
            if answer.json().get("code") == "grant_beyond_own":
                assert answer.status_code == 403
            else:
                # Done, or refused for what the login is: nobody has signed up with it.
                assert answer.status_code in {200, 201, 202, 409}, answer.text
                reached.setdefault(name, set()).add(command)
        if name not in touches:
            after = (await client.get(f"/people/{person['person_id']}", headers=head)).json()
            assert after == before
    everything = set(COMMANDS)
    expected = dict.fromkeys(touches, everything)
    expected["contractor"] = everything - {"strip"}
    assert reached == expected


@pytest.mark.parametrize("actor", ACTORS)
async def test_nobody_gives_what_they_lack_in_any_portal(
    nord: "Site", client: httpx2.AsyncClient, actor: str
) -> None:
    head = await nord.staff()
    permissions, touches = ACTORS[actor]
    _, headers = await signed_up(nord, head, "actor@nord.example", permissions)
    company = {"name": "Fjell Bygg", "address": {"country": "NO"}}
    company_id = (await client.post("/companies", json=company, headers=head)).json()["company_id"]
    invited: set[str] = set()
    for name, (portal, given) in LOGINS.items():
        body: dict[str, Any] = {
            "portal": portal,
            "email": f"{name.replace(' ', '')}@new.example",
            "name": "New",
            "language": "en",
        }
        if given is not None:
            body["permissions"] = given
        if portal is Portal.CONTRACTOR:
            body["contractor"] = {"kind": "temp", "address": {"country": "NO"}}
        if portal is Portal.CUSTOMER:
            body["contact"] = {"company_id": company_id, "scope": "company"}
        answer = await client.post("/people", json=body, headers=headers)
        assert answer.status_code in {201, 403}, answer.text
        if answer.status_code == 201:
            invited.add(name)
        else:
            assert answer.json()["code"] == "grant_beyond_own"
    assert invited == touches
    # Nor by raising a login that they may touch.
    visitor = await a_login(nord, client, head, "visitor", "raised@new.example")
    more = {"permissions": [Permission.INVOICES_VIEW]}
    url = f"/people/{visitor['person_id']}/access"
    raised = await client.put(url, json=more, headers=headers)
    assert raised.status_code == (200 if actor == "second owner" else 403)


async def test_nobody_gives_themselves_a_login_in_another_portal(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    head = await nord.staff()
    company = {"name": "Fjell Bygg", "address": {"country": "NO"}}
    company_id = (await client.post("/companies", json=company, headers=head)).json()["company_id"]
    contact = {"company_id": company_id, "scope": "company"}
    body = {
        "portal": "customer",
        "email": "ADA@nord.example",
        "name": "Ada",
        "language": "en",
        "contact": contact,
    }
    refused = await client.post("/people", json=body, headers=head)
    assert (refused.status_code, refused.json()["code"]) == (409, "own_second_login")
    # Somebody else may; then it is Ada's own, and changed by somebody else.
    _, other = await signed_up(nord, head, "bo@nord.example", sorted(EVERYTHING))
    second = (await client.post("/people", json=body, headers=other)).json()
    url = f"/people/{second['person_id']}"
    for path in ("login-link", "invitation", "deactivate", "factors/reset"):
        own = await client.post(f"{url}/{path}", headers=head)
        assert (own.status_code, own.json()["code"]) == (409, "own_access")
    own = await client.put(f"{url}/access", json={"permissions": []}, headers=head)
    assert own.json()["code"] == "own_access"


async def test_of_two_owners_who_deactivate_each_other_one_stays(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    head = await nord.staff()
    first = (await client.get("/me", headers=head)).json()["person"]
    second, other = await signed_up(nord, head, "bo@nord.example", sorted(EVERYTHING))
    answers = await asyncio.gather(
        client.post(f"/people/{second['person_id']}/deactivate", headers=head),
        client.post(f"/people/{first['person_id']}/deactivate", headers=other),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    left = await client.get("/people?portal=agency&status=active", headers=head)
    assert len(left.json()["items"]) == 1


async def test_the_last_who_may_do_something_keeps_it(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    """Whoever strips an owner may do as much and manages people: so one is left who does."""
    head = await nord.staff()
    me = (await client.get("/me", headers=head)).json()["person"]
    _, hiring = await signed_up(nord, head, "bo@nord.example", [PEOPLE])
    stripped = {"permissions": []}
    url = f"/people/{me['person_id']}"
    assert (await client.put(f"{url}/access", json=stripped, headers=hiring)).status_code == 403
    assert (await client.post(f"{url}/deactivate", headers=hiring)).status_code == 403
    kept = (await client.get("/me", headers=head)).json()["person"]
    assert kept == me
