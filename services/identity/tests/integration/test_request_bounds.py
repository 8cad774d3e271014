"""What identity takes over HTTP has bounds, and what is left out of a PUT stays as it is."""

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from contracts.access import Portal

from .test_companies import BODY

if TYPE_CHECKING:
    from ..conftest import Site

_ADDRESS = BODY["address"]


async def test_what_is_left_out_of_a_put_stays(nord: "Site", client: httpx2.AsyncClient) -> None:
    staff = await nord.staff()
    company = (await client.post("/companies", json=BODY, headers=staff)).json()
    url = f"/companies/{company['company_id']}"
    changes: list[dict[str, Any]] = [
        {"name": "Fjell AS"},
        {"invoice_preferences": {"language": "nb"}},
        {},
    ]
    version = company["version"]
    for change in changes:
        changed = await client.put(url, json=change | {"version": version}, headers=staff)
        assert changed.status_code == 200, changed.text
        version = changed.json()["version"]
    kept = (await client.get(url, headers=staff)).json()
    assert kept == company | {
        "name": "Fjell AS",
        "invoice_preferences": company["invoice_preferences"] | {"language": "nb"},
        "version": version,
    }
    change = {"organisation_number": "", "version": version}
    emptied = await client.put(url, json=change, headers=staff)
    assert emptied.json()["organisation_number"] == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"invoice_preferences": {"due_days": 10**30}}, "invoice_preferences.due_days"),
        ({"invoice_preferences": {"due_days": 366}}, "invoice_preferences.due_days"),
        ({"invoice_preferences": {"due_days": -1}}, "invoice_preferences.due_days"),
        ({"invoice_preferences": {"due_days": True}}, "invoice_preferences.due_days"),
        ({"invoice_preferences": {"due_days": "30"}}, "invoice_preferences.due_days"),
        ({"invoice_preferences": {"due_days": 1.5}}, "invoice_preferences.due_days"),
        ({"invoice_preferences": {"language": "xx"}}, "invoice_preferences.language"),
        ({"invoice_preferences": {"due_day": 30}}, "invoice_preferences.due_day"),
        ({"address": {**_ADDRESS, "country": "ZZ"}}, "address.country"),
        ({"address": {**_ADDRESS, "country": "no"}}, "address.country"),
        ({"address": {**_ADDRESS, "region": "nowhere"}}, "address.region"),
        ({"address": {"country": "CA"}}, "address.region"),
        ({"address": {"country": "CA", "region": "Ontario"}}, "address.region"),
        ({"address": {**_ADDRESS, "street": "x" * 60_000}}, "address.street"),
        ({"address": {**_ADDRESS, "street": "x\n" * 15_000 + "x"}}, "address.street"),
        ({"address": {**_ADDRESS, "city": "a\x00b"}}, "address.city"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": 7}, "name"),
        ({"organisation_number": "9" * 41}, "organisation_number"),
        ({"organisation_number": 999888777}, "organisation_number"),
        ({"nme": "Fjell"}, "nme"),
    ],
)
async def test_a_company_has_bounds(
    nord: "Site", client: httpx2.AsyncClient, change: dict[str, Any], field: str
) -> None:
    staff = await nord.staff()
    company = (await client.post("/companies", json=BODY, headers=staff)).json()
    url = f"/companies/{company['company_id']}"
    another = BODY | {"organisation_number": ""} | change
    for refused in (
        await client.put(url, json=change | {"version": company["version"]}, headers=staff),
        await client.post("/companies", json=another, headers=staff),
    ):
        assert refused.status_code == 422, refused.text
        assert field in [error["field"] for error in refused.json()["errors"]]
    assert (await client.get(url, headers=staff)).json() == company


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"language": "xx"}, "language"),
        ({"name": "\u200b"}, "name"),
        (
            {"contractor": {"kind": "temp", "address": {"country": "CA"}}},
            "contractor.address.region",
        ),
        (
            {"contractor": {"kind": "temp", "address": {"country": "CA", "region": "Ontario"}}},
            "contractor.address.region",
        ),
        (
            {"contractor": {"kind": "temp", "address": {"country": "Canada", "region": "ON"}}},
            "contractor.address.country",
        ),
        (
            {"contractor": {"kind": "temp", "address": _ADDRESS, "legal_name": "x" * 201}},
            "contractor.legal_name",
        ),
        ({"permissions": ["own.work"] * 40}, "permissions"),
    ],
)
async def test_an_invitation_has_bounds(
    nord: "Site", client: httpx2.AsyncClient, change: dict[str, Any], field: str
) -> None:
    body = {
        "portal": Portal.CONTRACTOR,
        "email": "alma@berg.example",
        "name": "Alma Berg",
        "language": "en",
        "contractor": {"kind": "temp", "address": _ADDRESS},
    }
    refused = await client.post("/people", json=body | change, headers=await nord.staff())
    assert refused.status_code == 422, refused.text
    assert field in [error["field"] for error in refused.json()["errors"]]


_LOGIN = {"portal": "agency", "email": "a@b.example", "password": "x"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/login", {**_LOGIN, "remember": 1}),
        ("/login", {**_LOGIN, "email": "a\x00@b.example"}),
        ("/login", {**_LOGIN, "more": 1}),
        ("/sign-in-flows", {"portal": "agency", "provider_id": "demo", "remember": "yes"}),
        (
            "/login/passkey",
            {"portal": "agency", "origin": "http://x", "passkey": {"id": "x" * 70_000}},
        ),
        ("/links/inspect", {"token": 7}),
    ],
)
async def test_what_strangers_send_is_strict(nord: "Site", path: str, body: dict[str, Any]) -> None:
    refused = await nord.post(path, **body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


async def test_a_cursor_that_somebody_made_up_is_refused(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    with_a_nul = "WyJhXHUwMDAwYiIsICIwMTljYWZiNy02ZTAwLTcwMDQtODAwNC1lNmU1ZmQyOWYwNTQiXQ"
    for cursor in (with_a_nul, "x" * 5_000, "x"):
        for path in ("/people", "/companies"):
            answer = await client.get(f"{path}?cursor={cursor}", headers=staff)
            assert answer.status_code == 422, answer.text
