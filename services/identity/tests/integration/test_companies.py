from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest

from contracts.access import Permission, Portal, Scope
from contracts.events.identity import CompanyChanged

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

BODY: dict[str, Any] = {
    "name": "Fjell Bygg",
    "organisation_number": "999 888 777",
    "address": {"street": "Bakken 1", "city": "Bergen", "country": "NO"},
    "invoice_preferences": {"grouping": "project", "cadence": "weekly", "due_days": 14},
}


async def a_contact(
    site: "Site", client: httpx2.AsyncClient, company_id: str, *permissions: Permission
) -> dict[str, str]:
    person = await site.invite(
        await site.staff(),
        Portal.CUSTOMER,
        f"{uuid4().hex}@fjell.example",
        contact={"company_id": company_id, "scope": Scope.COMPANY},
        permissions=list(permissions),
    )
    signed_up = await site.sign_up((await site.tokens(person["person_id"]))[-1])
    return await site.headers_of(signed_up.json()["session_token"])


@pytest.mark.requirement("A2")
async def test_a_company_is_added_and_changed_and_each_is_told_once(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    staff = await nord.staff()
    added = await client.post("/companies", json=BODY, headers=staff)
    assert added.status_code == 201
    url = f"/companies/{added.json()['company_id']}"
    assert (await client.get(url, headers=staff)).json() == added.json()
    same = {**BODY, "version": 1}
    assert (await client.put(url, json=same, headers=staff)).status_code == 200
    changed = await client.put(url, json={**same, "name": "Fjell AS"}, headers=staff)
    assert changed.json()["name"] == "Fjell AS"
    names = [event.company.name for event in await recorded(CompanyChanged)]
    assert names == ["Fjell Bygg", "Fjell AS"]
    assert changed.json()["invoice_preferences"]["due_days"] == 14


async def test_an_organisation_number_belongs_to_one_company_of_an_agency(
    nord: "Site", fjord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    assert (await client.post("/companies", json=BODY, headers=staff)).status_code == 201
    again = await client.post("/companies", json=BODY, headers=staff)
    assert (again.status_code, again.json()["code"]) == (409, "company_known")
    elsewhere = await client.post("/companies", json=BODY, headers=await fjord.staff())
    assert elsewhere.status_code == 201
    unnamed = {**BODY, "organisation_number": ""}
    for _ in range(2):
        assert (await client.post("/companies", json=unnamed, headers=staff)).status_code == 201


async def test_a_command_that_is_sent_again_adds_one_company(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    headers = {**await nord.staff(), "Idempotency-Key": "add-fjell"}
    first = await client.post("/companies", json=BODY, headers=headers)
    second = await client.post("/companies", json=BODY, headers=headers)
    assert second.json() == first.json()
    listed = await client.get("/companies", headers=headers)
    assert len(listed.json()["items"]) == 1


@pytest.mark.requirement("K2")
async def test_a_company_of_another_agency_does_not_exist(
    nord: "Site", fjord: "Site", client: httpx2.AsyncClient
) -> None:
    company = (await client.post("/companies", json=BODY, headers=await nord.staff())).json()
    url = f"/companies/{company['company_id']}"
    foreign = await fjord.staff()
    assert (await client.get(url, headers=foreign)).status_code == 404
    body = {**BODY, "version": 1}
    assert (await client.put(url, json=body, headers=foreign)).status_code == 404
    assert (await client.get(f"{url}/changes", headers=foreign)).status_code == 404
    assert (await client.get("/companies", headers=foreign)).json()["items"] == []


@pytest.mark.requirement("K7")
async def test_a_contact_sees_and_changes_the_own_company_alone(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    own = (await client.post("/companies", json=BODY, headers=staff)).json()
    other_body = {**BODY, "organisation_number": "1"}
    other = (await client.post("/companies", json=other_body, headers=staff)).json()
    reader = await a_contact(nord, client, own["company_id"], Permission.WORK_VIEW)
    editor = await a_contact(nord, client, own["company_id"], Permission.COMPANY_EDIT)
    own_url, other_url = (f"/companies/{c['company_id']}" for c in (own, other))
    moved = {**BODY, "version": 1, "address": {"street": "Bakken 2", "country": "NO"}}

    assert (await client.get(own_url, headers=reader)).status_code == 200
    assert (await client.put(own_url, json=moved, headers=reader)).status_code == 403
    assert (await client.get("/companies", headers=reader)).status_code == 403
    assert (await client.post("/companies", json=BODY, headers=editor)).status_code == 403
    for headers in (reader, editor):
        assert (await client.get(other_url, headers=headers)).status_code == 404
        assert (await client.get(f"{other_url}/changes", headers=headers)).status_code == 404
        assert (await client.put(other_url, json=moved, headers=headers)).status_code == 404

    changed = await client.put(own_url, json=moved, headers=editor)
    assert changed.json()["address"]["street"] == "Bakken 2"
    later = {**moved, "version": 2, "invoice_preferences": {"due_days": 365}}
    refused = await client.put(own_url, json=later, headers=editor)
    assert (refused.status_code, refused.json()["code"]) == (403, "agencys_terms")


async def test_a_number_tells_a_contact_nothing_of_other_customers(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    own = (await client.post("/companies", json=BODY, headers=staff)).json()
    taken = {**BODY, "name": "Other", "organisation_number": "111 222 333"}
    assert (await client.post("/companies", json=taken, headers=staff)).status_code == 201
    editor = await a_contact(nord, client, own["company_id"], Permission.COMPANY_EDIT)
    answers = [
        await client.put(
            f"/companies/{own['company_id']}",
            json={**BODY, "version": 1, "organisation_number": number},
            headers=editor,
        )
        for number in ("111 222 333", "444 555 666")
    ]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(403, "agencys_terms")}
    assert len({a.json()["detail"] for a in answers}) == 1


@pytest.mark.parametrize(
    ("permission", "sees"),
    [
        (None, False),
        (Permission.SETTINGS_MANAGE, False),
        (Permission.TRANSACTIONS_VIEW, False),
        (Permission.PAY_RUNS_RUN, False),
        (Permission.COMPANIES_MANAGE, True),
        (Permission.PEOPLE_MANAGE, True),
        (Permission.PROJECTS_MANAGE, True),
        (Permission.WORK_MANAGE, True),
        (Permission.INVOICES_MANAGE, True),
    ],
)
async def test_staff_read_companies_if_they_work_with_them(
    nord: "Site",
    client: httpx2.AsyncClient,
    permission: Permission | None,
    sees: bool,
) -> None:
    staff = await nord.staff()
    company = (await client.post("/companies", json=BODY, headers=staff)).json()
    one = await nord.invite(
        staff,
        Portal.AGENCY,
        "bo@nord.example",
        permissions=[] if permission is None else [permission],
    )
    signed_up = await nord.sign_up((await nord.tokens(one["person_id"]))[-1])
    headers = await nord.headers_of(signed_up.json()["session_token"])
    for url in ("/companies", f"/companies/{company['company_id']}"):
        assert (await client.get(url, headers=headers)).status_code == (200 if sees else 403)


@pytest.mark.requirement("X5")
async def test_companies_are_listed_by_name_page_by_page(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    for name in ["beta", "Alfa", "Gamma"]:
        body = {**BODY, "name": name, "organisation_number": ""}
        await client.post("/companies", json=body, headers=staff)
    first = (await client.get("/companies?limit=2", headers=staff)).json()
    rest = (await client.get(f"/companies?cursor={first['next_cursor']}", headers=staff)).json()
    names = [company["name"] for company in [*first["items"], *rest["items"]]]
    assert names == ["Alfa", "beta", "Gamma"]
    assert rest["next_cursor"] is None
    found = (await client.get("/companies?q=GAM", headers=staff)).json()["items"]
    assert [company["name"] for company in found] == ["Gamma"]
