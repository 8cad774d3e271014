"""What must not come of a sign-in by an account elsewhere: forged, replayed, cut, led astray.

The provider of these tests says what a test tells it to; it checks the code, the verifier and the
address to come back to, as an honest one does.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from chassis.ids import new_id
from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.ids import AgencyId
from identity.provider_flows.model import MAX_FLOWS_OF_NETWORK
from identity.providers.client import AuthorizationRequest, OpenIdClient
from identity.providers.model import Client, Provider, ProviderKind
from identity.tidying import tidy

from ..conftest import STAFF, agency_of, an_agency
from ..providing import (
    CLIENT_ID,
    CLIENT_SECRET,
    FakeProvider,
    a_provider,
    enable,
    running_fake,
)

if TYPE_CHECKING:
    from ..conftest import Site


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with running_fake() as fake:
        yield fake


@pytest.fixture
async def site(nord: "Site", runtime: Runtime, tmp_path: Path, fake: FakeProvider) -> "Site":
    """Nord and Fjord, which both take accounts of the fake."""
    for slug in ("nord", "fjord"):
        entry = a_provider(fake.issuer, client_id=f"{CLIENT_ID}-{slug}")
        assert await enable(runtime, tmp_path, an_agency(slug), entry) == 0
    return nord


async def begin(site: "Site", **more: object) -> dict[str, Any]:
    body = {"portal": "contractor", "provider_id": "demo", **more}
    answer = await site.post("/sign-in-flows", **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def finish(
    site: "Site", begun: dict[str, Any], brought: dict[str, str], **more: object
) -> httpx2.Response:
    body = {"browser_token": begun["browser_token"], **brought, **more}
    return await site.post("/sign-in-flows/return", **body)


async def signed_up(site: "Site", fake: FakeProvider) -> dict[str, Any]:
    """A contractor whose only way in is the account "sub-1"; returns the person."""
    person = await site.invite(await site.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await site.tokens(person["person_id"])
    begun = await begin(site, link_token=token, accepted_terms=True, terms_version="2026-01")
    done = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert done.status_code == 200, done.text
    return person


async def sessions_of(runtime: Runtime, person: dict[str, Any]) -> int:
    async with runtime.unit_of_work(agency_of(person)) as uow:
        return await uow.fetchval(
            "SELECT count(*) FROM sessions WHERE person_id = $1", person["person_id"]
        )


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


OVER = (401, "sign_in_over")


async def test_an_honest_answer_signs_in(site: "Site", fake: FakeProvider) -> None:
    await signed_up(site, fake)
    begun = await begin(site)
    done = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert done.status_code == 200, done.text


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["portico-at-nord-nord", "another-client"]},
        {"aud": None},
        {"azp": "another-client"},
        {"iss": "https://accounts.google.com"},
        {"iss": None},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"iat": int(time.time()) + 86_400},
        {"sub": None},
        {"sub": ""},
        {"sub": ["sub-1"]},
        {"at_hash": "d3Jvbmc"},
    ],
)
async def test_an_id_token_that_is_not_for_this_sign_in_signs_nobody_in(
    site: "Site", fake: FakeProvider, runtime: Runtime, claims: dict[str, object]
) -> None:
    person = await signed_up(site, fake)
    before = await sessions_of(runtime, person)
    fake.claims = claims
    begun = await begin(site)
    refused = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert code_of(refused) == (409, "not_vouched_for")
    assert await sessions_of(runtime, person) == before


@pytest.mark.requirement("X7")
async def test_an_id_token_that_another_key_signed_signs_nobody_in(
    site: "Site", fake: FakeProvider
) -> None:
    await signed_up(site, fake)
    fake.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    begun = await begin(site)
    refused = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert code_of(refused) == (409, "not_vouched_for")


async def test_a_provider_may_change_its_keys_at_any_time(fake: FakeProvider) -> None:
    provider = Provider(
        agency_id=AgencyId(new_id()),
        id="demo",
        kind=ProviderKind.GENERIC,
        name="Demo ID",
        issuer=fake.issuer,
        client_id=CLIENT_ID,
    )
    authorization = AuthorizationRequest(
        redirect_uri="http://nord.example/back", nonce="n" * 43, code_verifier="v" * 43
    )
    async with httpx2.AsyncClient(trust_env=False) as http:
        openid = OpenIdClient(http, keys_again_seconds=0)
        for kid in ("one", "two"):
            fake.key = RSAKey.generate_key(2048, {"kid": kid})
            url = await openid.authorize_url(provider, replace(authorization, state=f"state-{kid}"))
            code = fake.consent(url)["code"]
            account = await openid.redeem(Client(provider=provider), authorization, code=code)
            assert account.subject == "sub-1"
    assert [path for path, _, _ in fake.asked].count("/jwks") == 2


@pytest.mark.requirement("X7")
async def test_a_state_is_good_for_one_return(site: "Site", fake: FakeProvider) -> None:
    await signed_up(site, fake)
    begun = await begin(site)
    brought = fake.consent(begun["authorize_url"])
    answers = await asyncio.gather(*(finish(site, begun, brought) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    again = fake.consent(begun["authorize_url"])
    assert code_of(await finish(site, begun, again)) == OVER


@pytest.mark.requirement("X7")
async def test_another_browser_cannot_finish_what_this_one_began(
    site: "Site", fake: FakeProvider
) -> None:
    await signed_up(site, fake)
    attacker, victim = await begin(site), await begin(site)
    brought = fake.consent(attacker["authorize_url"])
    assert code_of(await finish(site, victim, brought)) == OVER
    planted = await site.post("/sign-in-flows/return", browser_token="guess", **brought)
    assert code_of(planted) == OVER
    # And nothing was used up by the attempt.
    assert (await finish(site, attacker, brought)).status_code == 200


@pytest.mark.requirement("K2")
async def test_another_agency_knows_nothing_of_a_flow_or_an_account(
    site: "Site", fjord: "Site", fake: FakeProvider
) -> None:
    await signed_up(site, fake)
    begun = await begin(site)
    brought = fake.consent(begun["authorize_url"])
    assert code_of(await finish(fjord, begun, brought)) == OVER
    there = await begin(fjord)
    refused = await finish(fjord, there, fake.consent(there["authorize_url"]))
    assert code_of(refused) == (401, "account_not_linked")


@pytest.mark.requirement("X7")
async def test_a_code_of_another_flow_is_refused_by_the_verifier(
    site: "Site", fake: FakeProvider, runtime: Runtime
) -> None:
    person = await signed_up(site, fake)
    before = await sessions_of(runtime, person)
    stolen = fake.consent((await begin(site))["authorize_url"])["code"]
    mine = await begin(site)
    brought = fake.consent(mine["authorize_url"]) | {"code": stolen}
    assert code_of(await finish(site, mine, brought)) == (409, "provider_refused")
    assert await sessions_of(runtime, person) == before


@pytest.mark.requirement("X7")
async def test_a_flow_expires_and_is_tidied_away(
    site: "Site", fake: FakeProvider, runtime: Runtime
) -> None:
    person = await signed_up(site, fake)
    begun = await begin(site)
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE sign_in_flows SET expires_at = now() - interval '1 second'")
    assert code_of(await finish(site, begun, fake.consent(begun["authorize_url"]))) == OVER
    await tidy(runtime)
    async with runtime.unit_of_work(agency_of(person)) as uow:
        assert await uow.fetchval("SELECT count(*) FROM sign_in_flows") == 0


@pytest.mark.requirement("X7")
async def test_an_address_that_the_provider_tells_leads_to_nobody(
    site: "Site", fake: FakeProvider
) -> None:
    fake.claims = {"email": STAFF.format(slug="nord"), "email_verified": True}
    begun = await begin(site, portal="agency")
    refused = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert code_of(refused) == (401, "account_not_linked")


@pytest.mark.requirement("K2")
async def test_an_account_that_is_linked_in_one_portal_is_none_in_another(
    site: "Site", fake: FakeProvider
) -> None:
    await signed_up(site, fake)
    begun = await begin(site, portal="customer")
    refused = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert code_of(refused) == (401, "account_not_linked")


async def test_who_cancels_at_the_provider_is_told_so_and_the_flow_is_over(
    site: "Site", fake: FakeProvider
) -> None:
    begun = await begin(site)
    state = fake.consent(begun["authorize_url"])["state"]
    cancelled = {"state": state, "error": "access_denied"}
    assert code_of(await finish(site, begun, cancelled)) == (401, "sign_in_denied")
    assert code_of(await finish(site, begun, cancelled)) == OVER


@pytest.mark.parametrize("error", ["server_error", ""])
async def test_another_error_of_the_provider_is_one_of_the_provider(
    site: "Site", fake: FakeProvider, error: str
) -> None:
    begun = await begin(site)
    state = fake.consent(begun["authorize_url"])["state"]
    answer = await finish(site, begun, {"state": state, "error": error})
    assert code_of(answer) == (409, "provider_refused")


@pytest.mark.requirement("X8")
async def test_a_provider_that_is_away_at_the_start_leaves_nothing_half_done(
    site: "Site", fake: FakeProvider, runtime: Runtime
) -> None:
    person = await site.invite(await site.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await site.tokens(person["person_id"])
    fake.away = True
    refused = await site.post(
        "/sign-in-flows",
        portal="contractor",
        provider_id="demo",
        link_token=token,
        accepted_terms=True,
        terms_version="2026-01",
    )
    assert code_of(refused) == (409, "provider_away")
    async with runtime.unit_of_work(agency_of(person)) as uow:
        assert await uow.fetchval("SELECT count(*) FROM sign_in_flows") == 0
    assert (await site.post("/links/inspect", token=token)).json()["state"] == "valid"


@pytest.mark.requirement("X8")
async def test_a_provider_that_goes_away_meanwhile_leaves_the_invitation_as_it_was(
    site: "Site", fake: FakeProvider
) -> None:
    person = await site.invite(await site.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await site.tokens(person["person_id"])
    begun = await begin(site, link_token=token, accepted_terms=True, terms_version="2026-01")
    brought = fake.consent(begun["authorize_url"])
    fake.away = True
    assert code_of(await finish(site, begun, brought)) == (409, "provider_away")
    assert (await site.post("/links/inspect", token=token)).json()["state"] == "valid"


async def test_a_provider_that_refuses_our_secret_is_said_to(
    site: "Site", fake: FakeProvider
) -> None:
    fake.token_status = 401
    begun = await begin(site)
    refused = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert code_of(refused) == (409, "provider_refused")
    assert CLIENT_SECRET not in refused.text


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://accounts.google.com"},
        {"token_endpoint": "http://tokens.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
async def test_a_provider_whose_description_cannot_be_used_counts_as_away(
    site: "Site", fake: FakeProvider, metadata: dict[str, object]
) -> None:
    fake.metadata = metadata
    refused = await site.post("/sign-in-flows", portal="contractor", provider_id="demo")
    assert code_of(refused) == (409, "provider_away")


@pytest.mark.requirement("X8")
async def test_a_provider_with_a_name_that_is_none_is_refused_by_name(
    site: "Site", fake: FakeProvider
) -> None:
    refused = await site.post("/sign-in-flows", portal="contractor", provider_id="de\x00mo")
    assert code_of(refused) == (422, "invalid")
    assert [error["field"] for error in refused.json()["errors"]] == ["provider_id"]


@pytest.mark.requirement("X7")
@pytest.mark.parametrize("told", ["https://another.example", None])
async def test_the_answer_of_another_provider_is_not_taken_for_this_ones(
    site: "Site", fake: FakeProvider, told: str | None
) -> None:
    fake.metadata = {"authorization_response_iss_parameter_supported": True}
    await begin_and_check(site, fake, issuer=told, expected=(409, "not_vouched_for"))
    await begin_and_check(site, fake, issuer=fake.issuer, expected=(401, "account_not_linked"))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("https://another.example", (409, "not_vouched_for")),
        ("", (409, "not_vouched_for")),
        (None, (401, "account_not_linked")),
    ],
)
async def test_a_foreign_issuer_is_refused_though_nothing_was_announced(
    site: "Site", fake: FakeProvider, told: str | None, expected: tuple[int, str]
) -> None:
    assert "authorization_response_iss_parameter_supported" not in fake.metadata
    await begin_and_check(site, fake, issuer=told, expected=expected)
    await begin_and_check(site, fake, issuer=fake.issuer, expected=(401, "account_not_linked"))


async def begin_and_check(
    site: "Site", fake: FakeProvider, *, issuer: str | None, expected: tuple[int, str]
) -> None:
    begun = await begin(site)
    brought = fake.consent(begun["authorize_url"])
    assert code_of(await finish(site, begun, brought, issuer=issuer)) == expected


@pytest.mark.parametrize(
    ("methods", "how"),
    [(None, "basic"), (["client_secret_basic"], "basic"), (["client_secret_post"], "post")],
)
async def test_the_secret_is_shown_as_the_provider_wants_it(
    site: "Site", fake: FakeProvider, methods: list[str] | None, how: str
) -> None:
    fake.metadata = {} if methods is None else {"token_endpoint_auth_methods_supported": methods}
    begun = await begin(site)
    await finish(site, begun, fake.consent(begun["authorize_url"]))
    ((_, form, authorization),) = [asked for asked in fake.asked if asked[0] == "/token"]
    assert (form.get("client_secret") == CLIENT_SECRET) is (how == "post")
    assert authorization.startswith("Basic ") is (how == "basic")


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    "path",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/customer/home", "contractor"],
)
async def test_nobody_is_sent_elsewhere_afterwards(site: "Site", path: str) -> None:
    refused = await site.post(
        "/sign-in-flows", portal="contractor", provider_id="demo", return_to=path
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "return_to"


@pytest.mark.requirement("X7")
async def test_an_account_is_linked_only_while_the_session_that_asked_lasts(
    site: "Site", fake: FakeProvider, client: httpx2.AsyncClient
) -> None:
    _, session = await site.a_contractor("berit@dal.example")
    headers = await site.headers_of(session)
    answer = await client.post(
        "/me/sign-in-methods/link", json={"provider_id": "demo"}, headers=headers
    )
    brought = fake.consent(answer.json()["authorize_url"])
    await site.post("/logout", session_token=session)
    assert code_of(await finish(site, answer.json(), brought)) == OVER
    begun = await begin(site)
    refused = await finish(site, begun, fake.consent(begun["authorize_url"]))
    assert code_of(refused) == (401, "account_not_linked")


@pytest.mark.requirement("X7")
async def test_nobody_fills_the_table_of_flows(
    site: "Site", runtime: Runtime, client: httpx2.AsyncClient
) -> None:
    await begin(site)
    agency_id = agency_of((await client.get("/agencies/by-slug/nord")).json())
    async with runtime.unit_of_work(agency_id) as uow:
        await uow.execute(
            "INSERT INTO sign_in_flows SELECT agency_id, sha256(n::text::bytea), browser_hash,"
            " provider_id, portal, purpose, nonce, code_verifier, redirect_uri, return_to,"
            " remember, network, link_hash, terms_version, person_id, session_id, created_at,"
            " expires_at FROM sign_in_flows, generate_series(2, $1) AS n",
            MAX_FLOWS_OF_NETWORK,
        )
    refused = await site.post("/sign-in-flows", portal="contractor", provider_id="demo")
    assert code_of(refused) == (429, "too_many_flows")
    assert int(refused.headers["retry-after"]) > 0
    elsewhere = await site.post_from(
        {"X-Forwarded-For": "203.0.113.9"},
        "/sign-in-flows",
        portal="contractor",
        provider_id="demo",
    )
    assert elsewhere.status_code == 200
