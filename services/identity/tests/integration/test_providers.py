"""Signing up, signing in and linking with a real OpenID Connect provider."""

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from oidc_provider_mock import run_server_in_thread

from chassis.runtime import Runtime
from chassis.testing.queues import fetch_across
from contracts.access import Portal
from contracts.events.identity import PersonActivated, SecurityChange, SecurityChanged

from ..conftest import agency_of, an_agency
from ..providing import CLIENT_SECRET, a_provider, consent, enable, query_of

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

ALMA = "alma@berg.example"

# Of the provider's own doing.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real provider, which believes whatever account is typed."""
    with run_server_in_thread(require_nonce=True) as server:
        url = f"http://localhost:{server.server_port}"
        claims = {"email": "alma@elsewhere.example", "name": "Alma E."}
        httpx2.put(f"{url}/users/alma-elsewhere", json=claims, trust_env=False)
        yield url


@pytest.fixture
async def nord_id(nord: "Site", runtime: Runtime, tmp_path: Path, issuer: str) -> "Site":
    """Nord, which takes accounts of the provider."""
    assert await enable(runtime, tmp_path, an_agency("nord"), a_provider(issuer)) == 0
    return nord


async def begin(site: "Site", **more: object) -> dict[str, Any]:
    body = {"portal": "contractor", "provider_id": "demo", **more}
    answer = await site.post("/sign-in-flows", **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def come_back(site: "Site", begun: dict[str, Any], **brought: object) -> httpx2.Response:
    return await site.post("/sign-in-flows/return", browser_token=begun["browser_token"], **brought)


async def sign_in(
    site: "Site", subject: str = "alma-elsewhere", session_token: str | None = None, **more: object
) -> httpx2.Response:
    begun = await begin(site, **more)
    brought = await consent(begun["authorize_url"], subject)
    return await come_back(site, begun, session_token=session_token, **brought)


async def link(
    site: "Site", client: httpx2.AsyncClient, session: str, subject: str = "alma-elsewhere"
) -> httpx2.Response:
    answer = await client.post(
        "/me/sign-in-methods/link",
        json={"provider_id": "demo", "return_to": "/contractor/profile"},
        headers=await site.headers_of(session),
    )
    assert answer.status_code == 200, answer.text
    brought = await consent(answer.json()["authorize_url"], subject)
    return await come_back(site, answer.json(), **brought)


async def methods(site: "Site", client: httpx2.AsyncClient, session: str) -> dict[str, Any]:
    answer = await client.get("/me/sign-in-methods", headers=await site.headers_of(session))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def invited(site: "Site") -> tuple[dict[str, Any], str]:
    person = await site.invite(await site.staff(), Portal.CONTRACTOR, ALMA)
    (token,) = await site.tokens(person["person_id"])
    return person, token


def sign_up_with(token: str) -> dict[str, Any]:
    return {"link_token": token, "accepted_terms": True, "terms_version": "2026-01"}


@pytest.mark.requirement("C2")
async def test_signing_up_with_an_account_elsewhere_keeps_the_terms_and_signs_in(
    nord_id: "Site", recorded: RecordedEvents, runtime: Runtime, client: httpx2.AsyncClient
) -> None:
    person, token = await invited(nord_id)
    answer = await sign_in(nord_id, **sign_up_with(token))
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert (done["purpose"], done["return_to"]) == ("sign_up", "/contractor")
    session = done["session"]
    assert session["person"]["person_id"] == person["person_id"]
    assert session["person"]["status"] == "active"
    assert str((await recorded(PersonActivated))[-1].person.person_id) == person["person_id"]
    async with runtime.unit_of_work(agency_of(person)) as uow:
        kept = await uow.fetch("SELECT person_id, terms_version FROM terms_acceptances")
    assert [(str(row["person_id"]), row["terms_version"]) for row in kept] == [
        (person["person_id"], "2026-01")
    ]
    shown = await methods(nord_id, client, session["session_token"])
    assert shown["password_set"] is False
    (method,) = shown["items"]
    assert (method["email"], method["name"]) == ("alma@elsewhere.example", "Alma E.")
    assert (await nord_id.post("/links/inspect", token=token)).json()["state"] == "used"


@pytest.mark.requirement("C3")
async def test_who_signed_up_with_an_account_signs_in_with_it_again(nord_id: "Site") -> None:
    person, token = await invited(nord_id)
    await sign_in(nord_id, **sign_up_with(token))
    again = await sign_in(nord_id, remember=True, return_to="/contractor/payments?tab=all")
    assert again.status_code == 200, again.text
    done = again.json()
    assert done["session"]["person"]["person_id"] == person["person_id"]
    assert (done["remember"], done["return_to"]) == (True, "/contractor/payments?tab=all")
    assert (await nord_id.pass_of(done["session"]["session_token"])).status_code == 200


@pytest.mark.requirement("X7")
async def test_the_session_that_the_browser_had_ends_when_it_signs_in_with_an_account(
    nord_id: "Site",
) -> None:
    _, token = await invited(nord_id)
    first = (await sign_in(nord_id, **sign_up_with(token))).json()["session"]["session_token"]
    second = (await sign_in(nord_id, session_token=first)).json()["session"]["session_token"]
    assert second != first
    assert (await nord_id.pass_of(first)).status_code == 401
    assert (await nord_id.pass_of(second)).status_code == 200


@pytest.mark.requirement("C3")
async def test_an_account_that_nobody_linked_is_refused_although_its_address_is_known(
    nord_id: "Site",
) -> None:
    await nord_id.a_contractor(ALMA)
    refused = await sign_in(nord_id, ALMA)
    assert (refused.status_code, refused.json()["code"]) == (401, "account_not_linked")


@pytest.mark.requirement("C5")
async def test_an_account_is_linked_shown_used_and_unlinked(
    nord_id: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    person, session = await nord_id.a_contractor(ALMA)
    linked = await link(nord_id, client, session)
    assert linked.status_code == 200, linked.text
    assert (linked.json()["purpose"], linked.json()["session"]) == ("link", None)
    assert linked.json()["return_to"] == "/contractor/profile"
    used = await sign_in(nord_id)
    assert used.json()["session"]["person"]["person_id"] == person["person_id"]
    shown = await methods(nord_id, client, session)
    assert shown["password_set"] is True
    (method,) = shown["items"]
    assert (method["provider_name"], method["usable"]) == ("Demo ID", True)
    assert method["last_used_at"] is not None

    headers = await nord_id.headers_of(session)
    gone = await client.delete(f"/me/sign-in-methods/{method['id']}", headers=headers)
    assert gone.status_code == 204
    assert (await methods(nord_id, client, session))["items"] == []
    assert (await sign_in(nord_id)).json()["code"] == "account_not_linked"
    told = [(event.what, event.detail) for event in await recorded(SecurityChanged)]
    assert told == [
        (SecurityChange.PROVIDER_LINKED, "Demo ID"),
        (SecurityChange.PROVIDER_UNLINKED, "Demo ID"),
    ]


@pytest.mark.requirement("C5")
async def test_linking_the_same_account_again_changes_nothing(
    nord_id: "Site", client: httpx2.AsyncClient
) -> None:
    _, session = await nord_id.a_contractor(ALMA)
    await link(nord_id, client, session)
    assert (await link(nord_id, client, session)).status_code == 200
    assert len((await methods(nord_id, client, session))["items"]) == 1


@pytest.mark.requirement("C5")
async def test_an_account_leads_to_one_person_only(
    nord_id: "Site", client: httpx2.AsyncClient
) -> None:
    person, session = await nord_id.a_contractor(ALMA)
    _, other = await nord_id.a_contractor("berit@dal.example")
    await link(nord_id, client, session)
    taken = await link(nord_id, client, other)
    assert (taken.status_code, taken.json()["code"]) == (409, "account_taken")
    assert (await methods(nord_id, client, other))["items"] == []
    used = await sign_in(nord_id)
    assert used.json()["session"]["person"]["person_id"] == person["person_id"]


@pytest.mark.requirement("C2")
async def test_a_taken_account_signs_nobody_up_and_leaves_the_invitation_as_it_was(
    nord_id: "Site", client: httpx2.AsyncClient
) -> None:
    _, session = await nord_id.a_contractor("berit@dal.example")
    await link(nord_id, client, session)
    _, token = await invited(nord_id)
    taken = await sign_in(nord_id, **sign_up_with(token))
    assert (taken.status_code, taken.json()["code"]) == (409, "account_taken")
    assert (await nord_id.post("/links/inspect", token=token)).json()["state"] == "valid"
    assert (await sign_in(nord_id, "another", **sign_up_with(token))).status_code == 200


@pytest.mark.requirement("C5")
async def test_the_last_way_in_is_never_unlinked(
    nord_id: "Site", client: httpx2.AsyncClient, runtime: Runtime, tmp_path: Path, issuer: str
) -> None:
    _, token = await invited(nord_id)
    session = (await sign_in(nord_id, **sign_up_with(token))).json()["session"]["session_token"]
    headers = await nord_id.headers_of(session)
    (method,) = (await methods(nord_id, client, session))["items"]
    refused = await client.delete(f"/me/sign-in-methods/{method['id']}", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_sign_in_method")

    await link(nord_id, client, session, "a-second-account")
    assert (
        await client.delete(f"/me/sign-in-methods/{method['id']}", headers=headers)
    ).status_code == 204
    (left,) = (await methods(nord_id, client, session))["items"]
    assert left["id"] != method["id"]
    refused = await client.delete(f"/me/sign-in-methods/{left['id']}", headers=headers)
    assert refused.status_code == 409


@pytest.mark.requirement("C5")
async def test_an_account_of_a_provider_that_was_switched_off_is_no_way_in(
    nord_id: "Site", client: httpx2.AsyncClient, runtime: Runtime, tmp_path: Path, issuer: str
) -> None:
    _, token = await invited(nord_id)
    session = (await sign_in(nord_id, **sign_up_with(token))).json()["session"]["session_token"]
    other = a_provider(issuer, id="other", name="Other ID")
    assert await enable(runtime, tmp_path, an_agency("nord"), other) == 0
    begun = await nord_id.post("/sign-in-flows", portal="contractor", provider_id="demo")
    assert (begun.status_code, begun.json()["code"]) == (404, "unknown_provider")
    (method,) = (await methods(nord_id, client, session))["items"]
    assert (method["usable"], method["kind"]) == (False, None)


async def test_the_methods_of_others_are_not_there(
    nord_id: "Site", fjord: "Site", client: httpx2.AsyncClient
) -> None:
    _, session = await nord_id.a_contractor(ALMA)
    await link(nord_id, client, session)
    (method,) = (await methods(nord_id, client, session))["items"]
    _, other = await nord_id.a_contractor("berit@dal.example")
    _, elsewhere = await fjord.a_contractor("berit@dal.example")
    for site, token in ((nord_id, other), (fjord, elsewhere)):
        refused = await client.delete(
            f"/me/sign-in-methods/{method['id']}", headers=await site.headers_of(token)
        )
        assert refused.status_code == 404
    assert (await client.get("/me/sign-in-methods")).status_code == 401
    assert (await client.delete(f"/me/sign-in-methods/{method['id']}")).status_code == 401
    assert (await client.post("/me/sign-in-methods/link", json={})).status_code == 401


@pytest.mark.requirement("X7")
async def test_linking_and_unlinking_need_a_recent_proof(
    nord_id: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    person, session = await nord_id.a_contractor(ALMA)
    await link(nord_id, client, session)
    (method,) = (await methods(nord_id, client, session))["items"]
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE sessions SET started_at = now() - interval '1 hour'")
    headers = await nord_id.headers_of(session)
    for answer in (
        await client.post(
            "/me/sign-in-methods/link", json={"provider_id": "demo"}, headers=headers
        ),
        await client.delete(f"/me/sign-in-methods/{method['id']}", headers=headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "recent_sign_in_needed")


@pytest.mark.requirement("A1")
async def test_who_was_deactivated_comes_in_by_no_account_and_signs_up_afresh(
    nord_id: "Site", client: httpx2.AsyncClient
) -> None:
    person, session = await nord_id.a_contractor(ALMA)
    await link(nord_id, client, session)
    staff = await nord_id.staff()
    await client.post(f"/people/{person['person_id']}/deactivate", headers=staff)
    refused = await sign_in(nord_id)
    assert (refused.status_code, refused.json()["code"]) == (401, "account_not_linked")
    await client.post(f"/people/{person['person_id']}/invitation", headers=staff)
    token = (await nord_id.tokens(person["person_id"]))[-1]
    assert (await nord_id.sign_up(token)).status_code == 200
    assert (await sign_in(nord_id)).json()["code"] == "account_not_linked"


@pytest.mark.requirement("C2")
@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"accepted_terms": False}, 422, "invalid"),
        ({"terms_version": None}, 422, "invalid"),
        ({"terms_version": "2025-01"}, 409, "terms_changed"),
        ({"link_token": "no-such-token"}, 409, "link_not_valid"),
        ({"portal": "customer"}, 409, "link_not_valid"),
        ({"agency": "fjord"}, 404, "unknown_provider"),
    ],
)
async def test_what_is_wrong_with_a_sign_up_is_said_before_anybody_goes_away(
    nord_id: "Site", change: dict[str, object], status: int, code: str
) -> None:
    _, token = await invited(nord_id)
    body = {"portal": "contractor", "provider_id": "demo", **sign_up_with(token), **change}
    refused = await nord_id.post("/sign-in-flows", **body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await nord_id.post("/links/inspect", token=token)).json()["state"] == "valid"


async def test_everybody_sees_the_providers_and_nobody_their_secrets(
    nord_id: "Site",
    client: httpx2.AsyncClient,
    runtime: Runtime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = await client.get("/agencies/by-slug/nord/sign-in-providers")
    assert answer.json()["items"] == [{"id": "demo", "kind": "generic", "name": "Demo ID"}]
    assert (await client.get("/agencies/by-slug/fjord/sign-in-providers")).json()["items"] == []
    assert (await client.get("/agencies/by-slug/nobody/sign-in-providers")).status_code == 404
    agency_id = agency_of((await client.get("/agencies/by-slug/nord")).json())
    async with runtime.unit_of_work(agency_id) as uow:
        rows = await uow.fetch("SELECT to_jsonb(p)::text AS row FROM sign_in_providers p")
        sealed = await uow.fetchval("SELECT sealed_secret FROM sign_in_providers")
    events = await fetch_across(runtime, "SELECT payload::text AS p FROM chassis.outbox")
    said = [capsys.readouterr().out, *(row["row"] for row in rows), *(e["p"] for e in events)]
    assert not [text for text in said if CLIENT_SECRET in text]
    assert CLIENT_SECRET.encode() not in sealed


async def test_a_browser_is_sent_away_with_pkce_state_nonce_and_the_sites_own_address(
    nord_id: "Site", issuer: str
) -> None:
    first, second = await begin(nord_id), await begin(nord_id)
    asked, other = query_of(first["authorize_url"]), query_of(second["authorize_url"])
    assert first["authorize_url"].startswith(f"{issuer}/oauth2/authorize?")
    assert asked["redirect_uri"] == "http://nord.localhost:8080/api/session/oidc/callback"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["scope"].split() == ["openid", "email", "profile"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 43
        assert asked[name] != other[name]
    assert first["browser_token"] not in first["authorize_url"]


async def test_a_second_factor_is_asked_for_after_an_account_elsewhere_too(
    nord_id: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    person, session = await nord_id.a_contractor(ALMA)
    await link(nord_id, client, session)
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute(
            "INSERT INTO totp_factors (agency_id, person_id, sealed, begun_at, confirmed_at,"
            " last_used_step) VALUES ($1, $2, '', now(), now(), 0)",
            person["agency_id"],
            person["person_id"],
        )
    done = (await sign_in(nord_id)).json()
    assert done["session"] is None
    assert done["second_factor"]["methods"] == ["totp"]
    assert json.dumps(done).count(done["second_factor"]["ticket"]) == 1
