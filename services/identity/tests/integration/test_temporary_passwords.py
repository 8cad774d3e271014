"""A temporary password leads to sign-up, signs nobody in, and is told to staff once."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import PersonActivated
from identity.passwords.hashing import Hasher
from identity.provisioning.temporary_password import temporary_password_command
from identity.temporary_passwords.model import LIFETIME
from identity.throttling.model import LIMITS, Counter

from ..conftest import agency_of

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

EMAIL = "alma@berg.example"
WRONG = "kf7m-3xqp-9wht"

pytestmark = pytest.mark.requirement("K1")


async def invited(
    site: "Site", client: httpx2.AsyncClient, portal: Portal = Portal.CUSTOMER, email: str = EMAIL
) -> dict[str, Any]:
    """Somebody who has not signed up yet."""
    staff = await site.staff()
    more: dict[str, Any] = {}
    if portal is Portal.CUSTOMER:
        company = {"name": "Fjell Bygg", "address": {"country": "NO"}}
        added = await client.post("/companies", json=company, headers=staff)
        more["contact"] = {"company_id": added.json()["company_id"], "scope": "company"}
    return await site.invite(staff, portal, email, **more)


async def told(
    site: "Site", client: httpx2.AsyncClient, person: dict[str, Any], key: str | None = None
) -> httpx2.Response:
    """Staff ask for a temporary password."""
    headers = await site.staff() | ({"Idempotency-Key": key} if key else {})
    path = f"/people/{person['person_id']}/temporary-password"
    return await client.post(path, headers=headers)


async def password_of(site: "Site", client: httpx2.AsyncClient, person: dict[str, Any]) -> str:
    answer = await told(site, client, person)
    assert answer.status_code == 201, answer.text
    return answer.json()["temporary_password"]


async def first_login(site: "Site", person: dict[str, Any], password: str) -> str:
    """Type it at the login page; the token that leads to sign-up."""
    answer = await site.login(person["email"], password, Portal(person["portal"]))
    assert answer.status_code == 202, answer.text
    assert answer.json().keys() == {"invitation_token", "expires_at", "portal"}
    return answer.json()["invitation_token"]


async def code_of_login(site: "Site", person: dict[str, Any], password: str) -> str:
    answer = await site.login(person["email"], password, Portal(person["portal"]))
    assert answer.status_code == 401, answer.text
    return answer.json()["code"]


def counted_statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the database from now on."""
    asked: list[str] = []
    for name in ("fetch", "fetchrow", "fetchval", "execute", "executemany"):
        original = getattr(UnitOfWork, name)

        async def noted(self: UnitOfWork, sql: str, *args: Any, _original: Any = original) -> Any:
            asked.append(sql)
            return await _original(self, sql, *args)

        monkeypatch.setattr(UnitOfWork, name, noted)
    return asked


@pytest.mark.parametrize("portal", Portal)
async def test_it_leads_to_sign_up_where_a_new_password_is_set(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents, portal: Portal
) -> None:
    person = await invited(nord, client, portal)
    temporary = await password_of(nord, client, person)
    token = await first_login(nord, person, temporary.upper().replace("-", " "))
    seen = (await nord.post("/links/inspect", token=token)).json()
    assert (seen["state"], seen["purpose"], seen["portal"]) == ("valid", "invitation", portal)
    assert seen["by_temporary_password"] is True
    assert seen["terms"]["version"] == "2026-01"
    assert (await nord.pass_of(token)).status_code == 401
    answer = await nord.sign_up(token, "nine patient herons")
    assert answer.status_code == 200
    assert answer.json()["person"]["status"] == "active"
    assert (await nord.pass_of(answer.json()["session_token"])).status_code == 200
    assert (await recorded(PersonActivated))[-1].person.email == EMAIL
    # It is over, and so is every link from before.
    assert await code_of_login(nord, person, temporary) == "wrong_credentials"
    (mailed,) = await nord.tokens(person["person_id"])
    assert (await nord.post("/links/inspect", token=mailed)).json()["outlook"] == "has_access"
    assert (await nord.login(EMAIL, "nine patient herons", portal)).status_code == 200
    late = await told(nord, client, person)
    assert (late.status_code, late.json()["code"]) == (409, "already_active")


async def test_the_new_password_has_nothing_of_it(nord: "Site", client: httpx2.AsyncClient) -> None:
    person = await invited(nord, client)
    temporary = await password_of(nord, client, person)
    token = await first_login(nord, person, temporary)
    part = temporary.split("-")[1]
    for password in (temporary, temporary.upper().replace("-", ""), f"{part} patient herons"):
        flaws = (await nord.post("/password/check", token=token, password=password)).json()["flaws"]
        assert [flaw["code"] for flaw in flaws] == ["contains_temporary"]
        refused = await nord.sign_up(token, password)
        assert (refused.status_code, refused.json()["code"]) == (422, "weak_password")
        assert "temporary password" in refused.json()["errors"][0]["reason"]
    # Who comes by the mailed link is not held to it: nobody has told them one.
    (mailed,) = await nord.tokens(person["person_id"])
    checked = await nord.post("/password/check", token=mailed, password=temporary)
    assert checked.json()["flaws"] == []
    assert (await nord.sign_up(token, "nine patient herons")).status_code == 200


async def test_it_is_answered_once_and_kept_nowhere(
    nord: "Site",
    client: httpx2.AsyncClient,
    runtime: Runtime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = await invited(nord, client)
    capsys.readouterr()
    temporary = (await told(nord, client, person, "one click")).json()["temporary_password"]
    token = await first_login(nord, person, temporary)
    await nord.sign_up(token, temporary)
    logged = capsys.readouterr().out
    assert logged
    async with runtime.unit_of_work(agency_of(person)) as uow:
        tables = await uow.fetch(
            "SELECT schemaname || '.' || tablename AS name FROM pg_tables"
            " WHERE schemaname IN ('public', 'chassis')"
            " AND has_table_privilege(schemaname || '.' || tablename, 'SELECT')"
        )
        kept = [
            str(dict(row))
            for table in tables
            for row in await uow.fetch(f"SELECT * FROM {table['name']}")
        ]
    assert {"public.links", "chassis.outbox", "chassis.idempotency_keys"} <= {
        table["name"] for table in tables
    }
    assert any("argon2id" in row for row in kept)
    canonical = temporary.replace("-", "")
    for secret in (temporary, canonical, *(f"'{part}'" for part in temporary.split("-"))):
        assert secret not in logged
        assert not [row for row in kept if secret in row]
    # A mail went out for the invitation alone, and a list does not tell of it.
    assert len(await nord.tokens(person["person_id"])) == 1
    listed = (await client.get("/people", headers=await nord.staff())).text
    assert "temporary" not in listed


async def test_of_two_clicks_one_is_answered_and_its_password_stays(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    person = await invited(nord, client)
    answers = await asyncio.gather(*(told(nord, client, person, "a click") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"already_told"}
    (temporary,) = (a.json()["temporary_password"] for a in answers if a.status_code == 201)
    await first_login(nord, person, temporary)


async def test_a_new_one_and_an_invitation_sent_again_end_the_one_before(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    person = await invited(nord, client)
    first = await password_of(nord, client, person)
    opened = await first_login(nord, person, first)
    second = await password_of(nord, client, person)
    assert await code_of_login(nord, person, first) == "wrong_credentials"
    assert (await nord.post("/links/inspect", token=opened)).json()["state"] == "expired"
    # The link that was mailed is another way, and stays.
    (mailed,) = await nord.tokens(person["person_id"])
    assert (await nord.post("/links/inspect", token=mailed)).json()["state"] == "valid"
    opened = await first_login(nord, person, second)
    path = f"/people/{person['person_id']}/invitation"
    assert (await client.post(path, headers=await nord.staff())).status_code == 202
    assert await code_of_login(nord, person, second) == "wrong_credentials"
    assert (await nord.sign_up(opened)).json()["state"] == "expired"


async def test_it_ends_with_the_login_and_is_told_to_nobody_who_is_not_invited(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    person = await invited(nord, client)
    temporary = await password_of(nord, client, person)
    opened = await first_login(nord, person, temporary)
    staff = await nord.staff()
    path = f"/people/{person['person_id']}"
    assert (await client.post(f"{path}/deactivate", headers=staff)).status_code == 200
    assert await code_of_login(nord, person, temporary) == "wrong_credentials"
    assert (await nord.sign_up(opened)).json()["code"] == "link_not_valid"
    refused = await told(nord, client, person)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_invited")
    assert (await client.post(f"{path}/invitation", headers=staff)).status_code == 202
    assert await code_of_login(nord, person, temporary) == "wrong_credentials"
    await first_login(nord, person, await password_of(nord, client, person))


async def test_who_types_it_too_late_is_told_so_and_nobody_else_is(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    person = await invited(nord, client)
    temporary = await password_of(nord, client, person)
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE temporary_passwords SET expires_at = now() - interval '1 second'")
    assert await code_of_login(nord, person, temporary) == "temporary_password_expired"
    assert await code_of_login(nord, person, WRONG) == "wrong_credentials"
    await first_login(nord, person, await password_of(nord, client, person))


async def test_an_hour_after_it_was_typed_it_is_typed_again_and_each_page_works_until_one_did(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    person = await invited(nord, client)
    temporary = await password_of(nord, client, person)
    stale = await first_login(nord, person, temporary)
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute(
            "UPDATE links SET expires_at = now() - interval '1 second'"
            " WHERE refused_parts IS NOT NULL"
        )
    assert (await nord.sign_up(stale)).json()["state"] == "expired"
    # Two tabs, or a second click; and what was typed is no link that somebody asked for.
    tokens = [await first_login(nord, person, temporary) for _ in range(5)]
    states = [(await nord.post("/links/inspect", token=t)).json()["state"] for t in tokens]
    assert states == ["valid"] * 5
    answers = await asyncio.gather(*(nord.sign_up(t, f"nine herons {t[:6]}") for t in tokens))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    late = (await nord.post("/links/inspect", token=tokens[0])).json()
    assert late["outlook"] == "has_access"


async def test_a_link_is_mailed_to_who_typed_it_often_all_the_same(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    person = await invited(nord, client)
    temporary = await password_of(nord, client, person)
    for _ in range(4):
        await first_login(nord, person, temporary)
    asked = await nord.post("/password/forgot", portal="customer", email=EMAIL)
    assert asked.status_code == 202
    assert len(await nord.tokens(person["person_id"])) == 2


@pytest.mark.requirement("K2")
async def test_it_is_worth_nothing_for_another_person_portal_or_agency(
    nord: "Site", fjord: "Site", client: httpx2.AsyncClient
) -> None:
    person = await invited(nord, client)
    other = await invited(nord, client, Portal.CUSTOMER, "bo@berg.example")
    contractor = await invited(nord, client, Portal.CONTRACTOR)
    namesake = await invited(fjord, client)
    temporary = await password_of(nord, client, person)
    await password_of(nord, client, other)
    await password_of(fjord, client, namesake)
    for site, somebody in ((nord, other), (nord, contractor), (fjord, namesake)):
        assert await code_of_login(site, somebody, temporary) == "wrong_credentials"
    token = await first_login(nord, person, temporary)
    assert (await fjord.post("/links/inspect", token=token)).json()["state"] == "unknown"
    assert (await fjord.sign_up(token)).json()["state"] == "unknown"


@pytest.mark.requirement("K2")
@pytest.mark.requirement("X7")
async def test_an_invited_person_cannot_be_told_from_an_unknown_address(
    nord: "Site",
    client: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = await invited(nord, client)
    await password_of(nord, client, person)
    statements = counted_statements(monkeypatch)
    checks: list[str | None] = []
    verify = Hasher.verify

    async def counted(self: Hasher, hashed: str | None, password: str) -> bool:
        checks.append(hashed)
        return await verify(self, hashed, password)

    monkeypatch.setattr(Hasher, "verify", counted)
    seen: list[tuple[int, dict[str, Any], int, list[str]]] = []
    for email in (EMAIL, "nobody@berg.example", "bo@berg.example"):
        checks.clear()
        statements.clear()
        answer = await nord.login(email, WRONG, Portal.CUSTOMER)
        body = {**answer.json(), "request_id": ""}
        seen.append((answer.status_code, body, len(checks), list(statements)))
    assert seen[0][:3] == seen[1][:3] == seen[2][:3]
    assert seen[0][2] == 1
    assert seen[0][3] == seen[1][3] == seen[2][3]
    assert any("temporary_passwords" in statement for statement in seen[0][3])


@pytest.mark.requirement("X7")
async def test_guesses_are_slowed_down_as_with_any_password(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    person = await invited(nord, client)
    temporary = await password_of(nord, client, person)
    free = LIMITS[Counter.ACCOUNT_FROM_NETWORK].free_failures
    statuses: list[int] = []
    while not statuses or statuses[-1] != 429:
        assert len(statuses) < 60, statuses
        statuses.append((await nord.login(EMAIL, WRONG, Portal.CUSTOMER)).status_code)
    assert statuses[:free] == [401] * free
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute(
            "UPDATE sign_in_failures SET failures = $2, last_failed_at = now()"
            " WHERE counter = $1 AND failures > 0",
            Counter.ACCOUNT_FROM_NETWORK,
            free + 9,
        )
    assert (await nord.login(EMAIL, temporary, Portal.CUSTOMER)).status_code == 429
    # The link in the mail does not wait.
    (mailed,) = await nord.tokens(person["person_id"])
    assert (await nord.sign_up(mailed)).status_code == 200


async def test_the_operators_command_prints_one_for_who_is_invited(
    nord: "Site",
    client: httpx2.AsyncClient,
    runtime: Runtime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = await invited(nord, client, Portal.AGENCY, "bo@nord.example")
    capsys.readouterr()
    assert await temporary_password_command(runtime, ["nord", "agency", "bo@nord.example"]) == 0
    printed = capsys.readouterr().out.strip()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", printed)
    assert (await nord.sign_up(await first_login(nord, person, printed))).status_code == 200
    capsys.readouterr()
    for argv, said in (
        (["nord", "agency", "bo@nord.example"], "signed up already"),
        (["nord", "agency", "nobody@nord.example"], "no person"),
        (["nobody", "agency", "bo@nord.example"], "agency"),
        (["nord", "elsewhere", "bo@nord.example"], "usage:"),
        ([], "usage:"),
    ):
        assert await temporary_password_command(runtime, argv) == 2
        written = capsys.readouterr()
        assert said in written.err
        assert not written.out
    assert LIFETIME.days == 3
