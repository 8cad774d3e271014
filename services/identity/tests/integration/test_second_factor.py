"""Signing in with a second factor, and what an attacker who knows the password can try."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from pyotp.totp import TOTP

from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.events.identity import SecurityChange, SecurityChanged
from contracts.ids import PersonId
from identity.sign_in.model import TRIES

from ..conftest import agency_of
from .test_passwords import RecordedEvents

if TYPE_CHECKING:
    from ..conftest import Site

EMAIL = "alma@berg.example"
PASSWORD = "correct horse battery"
PROTECTED = [
    ("POST", "/me/factors/totp", None),
    ("POST", "/me/factors/totp/confirm", {"code": "000000"}),
    ("DELETE", "/me/factors/totp", None),
    ("POST", "/me/factors/recovery-codes", None),
    ("POST", "/me/passkeys/options", {"origin": "http://nord.localhost:8080"}),
    (
        "POST",
        "/me/passkeys",
        {"origin": "http://nord.localhost:8080", "name": "phone", "passkey": {}},
    ),
    ("DELETE", "/me/passkeys/019cafb7-6e00-7004-8004-e6e5fd29f054", None),
]


class Phone:
    """An authenticator app, and a clock that the test moves: its step is the one it began in.

    Identity's own clock may be a step ahead of it by then, which it allows.
    """

    def __init__(self, secret: str) -> None:
        self._totp = TOTP(secret)
        self._began = datetime.now(UTC)

    def code(self, steps_ahead: int = 0) -> str:
        return self._totp.at(self._began + timedelta(seconds=30 * steps_ahead))


class Alma:
    """A contractor with an authenticator app and recovery codes."""

    def __init__(self, person: dict[str, Any], phone: Phone, codes: list[str], token: str) -> None:
        self.agency_id = agency_of(person)
        self.person_id = PersonId(person["person_id"])
        self.phone, self.codes, self.token = phone, codes, token


@pytest.fixture
async def alma(nord: "Site", client: httpx2.AsyncClient, runtime: Runtime) -> Alma:
    person, token = await nord.a_contractor(EMAIL)
    headers = await nord.headers_of(token)
    begun = await client.post("/me/factors/totp", headers=headers)
    assert begun.status_code == 201, begun.text
    assert begun.json()["address"].startswith("otpauth://totp/Nord%20Staffing:alma")
    phone = Phone(begun.json()["secret"])
    body = {"code": phone.code()}
    confirmed = await client.post("/me/factors/totp/confirm", json=body, headers=headers)
    assert confirmed.status_code == 200, confirmed.text
    # As if it had been confirmed a step earlier: the codes of now and the next are for the tests.
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE totp_factors SET last_used_step = last_used_step - 1")
    return Alma(person, phone, confirmed.json()["recovery_codes"], token)


async def login(site: "Site", password: str = PASSWORD, **more: Any) -> httpx2.Response:
    return await site.login(EMAIL, password, Portal.CONTRACTOR, **more)


async def ticket(site: "Site") -> str:
    answer = await login(site)
    assert answer.status_code == 202, answer.text
    return answer.json()["ticket"]


async def show(site: "Site", ticket: str, **shown: object) -> httpx2.Response:
    return await site.post("/login/second-factor", ticket=ticket, **shown)


async def make_old(runtime: Runtime, alma: Alma, column: str = "started_at") -> None:
    async with runtime.unit_of_work(alma.agency_id) as uow:
        await uow.execute(f"UPDATE sessions SET {column} = now() - interval '11 minutes'")


@pytest.mark.requirement("C3")
@pytest.mark.requirement("X7")
async def test_password_and_code_together_sign_in(
    nord: "Site", alma: Alma, client: httpx2.AsyncClient
) -> None:
    asked = await login(nord)
    assert asked.status_code == 202
    assert asked.json()["methods"] == ["totp", "recovery_code"]
    assert asked.json()["portal"] == "contractor"
    assert "session_token" not in asked.json()
    started = await show(nord, asked.json()["ticket"], totp=alma.phone.code())
    assert started.status_code == 200
    headers = await nord.headers_of(started.json()["session_token"])
    listed = (await client.get("/me/sessions", headers=headers)).json()["items"]
    (current,) = [one for one in listed if one["current"]]
    assert (current["started_by"], current["second_factor"]) == ("password", "totp")


async def test_a_wrong_password_is_not_told_that_there_is_a_second_factor(
    nord: "Site", alma: Alma
) -> None:
    refused = await login(nord, "not the password")
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_credentials")


@pytest.mark.requirement("X7")
async def test_a_code_that_somebody_has_looked_at_signs_in_nobody_else(
    nord: "Site", alma: Alma
) -> None:
    code = alma.phone.code()
    assert (await show(nord, await ticket(nord), totp=code)).status_code == 200
    replayed = await show(nord, await ticket(nord), totp=code)
    assert (replayed.status_code, replayed.json()["code"]) == (401, "wrong_second_factor")
    earlier = await show(nord, await ticket(nord), totp=alma.phone.code(-1))
    assert earlier.status_code == 401
    assert (await show(nord, await ticket(nord), totp=alma.phone.code(1))).status_code == 200


@pytest.mark.requirement("X7")
async def test_one_code_sent_twice_at_once_signs_in_once(nord: "Site", alma: Alma) -> None:
    tickets, code = [await ticket(nord) for _ in range(4)], alma.phone.code()
    answers = await asyncio.gather(*(show(nord, one, totp=code) for one in tickets))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


@pytest.mark.requirement("X7")
async def test_a_ticket_has_few_tries_and_then_not_even_the_right_code_helps(
    nord: "Site", alma: Alma
) -> None:
    mine = await ticket(nord)
    refused = [await show(nord, mine, totp="000000") for _ in range(TRIES)]
    assert [r.json()["code"] for r in refused] == ["wrong_second_factor"] * TRIES
    assert [r.json()["tries_left"] for r in refused] == [4, 3, 2, 1, 0]
    over = await show(nord, mine, totp=alma.phone.code())
    assert (over.status_code, over.json()["code"]) == (401, "sign_in_ticket_over")


@pytest.mark.requirement("X7")
async def test_guessing_on_with_new_tickets_has_to_wait(nord: "Site", alma: Alma) -> None:
    statuses: list[int] = []
    for _ in range(4):
        mine = await ticket(nord)
        statuses += [(await show(nord, mine, totp="000000")).status_code for _ in range(TRIES)]
    assert 429 in statuses
    assert statuses.count(401) <= 8
    # The way by password is not slowed down for it: it is another's, perhaps.
    assert (await login(nord)).status_code == 202


@pytest.mark.requirement("X7")
async def test_tries_sent_all_at_once_are_counted_one_by_one(nord: "Site", alma: Alma) -> None:
    mine = await ticket(nord)
    answers = await asyncio.gather(*(show(nord, mine, totp=f"{n:06}") for n in range(20)))
    looked_at = [a for a in answers if a.json()["code"] == "wrong_second_factor"]
    assert len(looked_at) <= TRIES
    assert {a.status_code for a in answers} <= {401, 429}


@pytest.mark.requirement("X7")
async def test_a_ticket_is_of_one_person_and_one_agency(
    nord: "Site", fjord: "Site", alma: Alma, client: httpx2.AsyncClient
) -> None:
    mine = await ticket(nord)
    elsewhere = await show(fjord, mine, totp=alma.phone.code())
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (401, "sign_in_ticket_over")
    # Bo has an app, too. The code of Bo's app is worth nothing with Alma's ticket.
    _, token = await nord.a_contractor("bo@berg.example")
    headers = await nord.headers_of(token)
    secret = (await client.post("/me/factors/totp", headers=headers)).json()["secret"]
    bo = Phone(secret)
    body = {"code": bo.code()}
    codes = await client.post("/me/factors/totp/confirm", json=body, headers=headers)
    assert (await show(nord, mine, totp=bo.code(1))).status_code == 401
    bos = codes.json()["recovery_codes"][0]
    assert (await show(nord, mine, recovery_code=bos)).status_code == 401
    assert (await show(nord, mine, totp=alma.phone.code())).status_code == 200
    assert (await show(nord, mine, totp=alma.phone.code(1))).status_code == 401


@pytest.mark.requirement("X7")
async def test_a_ticket_ends_by_itself_and_with_the_password_it_was_given_for(
    nord: "Site", alma: Alma, runtime: Runtime, client: httpx2.AsyncClient
) -> None:
    mine = await ticket(nord)
    async with runtime.unit_of_work(alma.agency_id) as uow:
        await uow.execute("UPDATE sign_in_tickets SET expires_at = now() - interval '1 second'")
    over = await show(nord, mine, totp=alma.phone.code())
    assert over.json()["code"] == "sign_in_ticket_over"
    thiefs = await ticket(nord)
    body = {"current_password": PASSWORD, "password": "another staple entirely"}
    headers = await nord.headers_of(alma.token)
    assert (await client.post("/me/password", json=body, headers=headers)).status_code == 204
    over = await show(nord, thiefs, totp=alma.phone.code())
    assert over.json()["code"] == "sign_in_ticket_over"


@pytest.mark.requirement("X7")
async def test_a_recovery_code_is_good_once_and_the_person_is_told(
    nord: "Site", alma: Alma, client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    typed = alma.codes[3].lower().replace("-", " ")
    started = await show(nord, await ticket(nord), recovery_code=typed)
    assert started.status_code == 200
    again = await show(nord, await ticket(nord), recovery_code=alma.codes[3])
    assert (again.status_code, again.json()["code"]) == (401, "wrong_second_factor")
    headers = await nord.headers_of(started.json()["session_token"])
    factors = (await client.get("/me/factors", headers=headers)).json()
    assert factors["recovery_codes_left"] == 9
    told = [event.what for event in await recorded(SecurityChanged)]
    assert told == [SecurityChange.TOTP_ADDED, SecurityChange.RECOVERY_CODE_USED]


@pytest.mark.requirement("X7")
async def test_new_recovery_codes_take_the_place_of_the_old_ones(
    nord: "Site", alma: Alma, client: httpx2.AsyncClient
) -> None:
    headers = await nord.headers_of(alma.token)
    answer = await client.post("/me/factors/recovery-codes", headers=headers)
    fresh = answer.json()["recovery_codes"]
    assert len(set(fresh) | set(alma.codes)) == 20
    assert (await show(nord, await ticket(nord), recovery_code=alma.codes[0])).status_code == 401
    assert (await show(nord, await ticket(nord), recovery_code=fresh[0])).status_code == 200


@pytest.mark.requirement("X7")
async def test_a_link_by_mail_and_a_new_password_ask_for_the_second_factor_too(
    nord: "Site", alma: Alma, client: httpx2.AsyncClient
) -> None:
    person_id = str(alma.person_id)
    staff = await nord.staff()
    await client.post(f"/people/{person_id}/login-link", headers=staff)
    link = (await nord.tokens(person_id))[-1]
    by_link = await nord.post("/login-links/accept", token=link)
    assert by_link.status_code == 202
    await nord.post("/password/forgot", portal="contractor", email=EMAIL)
    link = (await nord.tokens(person_id))[-1]
    reset = await nord.post("/password/reset", token=link, password="another staple entirely")
    assert reset.status_code == 202
    # The reset has taken the earlier ticket with it.
    assert (await show(nord, by_link.json()["ticket"], totp=alma.phone.code())).status_code == 401
    started = await show(nord, reset.json()["ticket"], totp=alma.phone.code())
    assert started.status_code == 200


async def test_the_session_that_the_browser_had_ends_when_the_second_step_is_done(
    nord: "Site", alma: Alma
) -> None:
    asked = await login(nord, session_token=alma.token)
    assert (await nord.pass_of(alma.token)).status_code == 200
    await show(nord, asked.json()["ticket"], totp=alma.phone.code())
    assert (await nord.pass_of(alma.token)).status_code == 401


async def test_just_one_factor_is_shown_at_a_time(nord: "Site", alma: Alma) -> None:
    mine = await ticket(nord)
    for shown in ({}, {"totp": alma.phone.code(), "recovery_code": alma.codes[0]}):
        assert (await show(nord, mine, **shown)).status_code == 422


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(("method", "path", "body"), PROTECTED)
async def test_changes_need_a_recent_proof(
    nord: "Site",
    alma: Alma,
    runtime: Runtime,
    client: httpx2.AsyncClient,
    method: str,
    path: str,
    body: Any,
) -> None:
    assert (await client.request(method, path, json=body)).status_code == 401
    headers = await nord.headers_of(alma.token)
    await make_old(runtime, alma)
    refused = await client.request(method, path, json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "recent_sign_in_needed")
    wrong = await client.post("/me/confirm", json={"password": "guess"}, headers=headers)
    assert wrong.status_code == 422
    assert (await client.request(method, path, json=body, headers=headers)).status_code == 403
    right = await client.post("/me/confirm", json={"password": PASSWORD}, headers=headers)
    assert right.status_code == 204
    assert (await client.request(method, path, json=body, headers=headers)).status_code != 403
    await make_old(runtime, alma, "confirmed_at")
    assert (await client.request(method, path, json=body, headers=headers)).status_code == 403


@pytest.mark.requirement("X7")
async def test_guessing_the_password_to_confirm_has_to_wait(
    nord: "Site", alma: Alma, client: httpx2.AsyncClient
) -> None:
    headers = await nord.headers_of(alma.token)
    guess = {"password": "guess"}
    statuses = [
        (await client.post("/me/confirm", json=guess, headers=headers)).status_code
        for _ in range(24)
    ]
    assert statuses[:20] == [422] * 20
    assert 429 in statuses


@pytest.mark.requirement("X7")
async def test_without_the_app_the_password_alone_signs_in_again_and_codes_are_gone(
    nord: "Site", alma: Alma, client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    headers = await nord.headers_of(alma.token)
    mine = await ticket(nord)
    assert (await client.delete("/me/factors/totp", headers=headers)).status_code == 204
    assert (await client.delete("/me/factors/totp", headers=headers)).status_code == 404
    assert (await login(nord)).status_code == 200
    assert (await show(nord, mine, totp=alma.phone.code())).status_code == 401
    factors = (await client.get("/me/factors", headers=headers)).json()
    assert factors == {
        "totp_since": None,
        "totp_last_used_at": None,
        "passkeys": [],
        "recovery_codes_left": 0,
    }
    renewed = await client.post("/me/factors/recovery-codes", headers=headers)
    assert (renewed.status_code, renewed.json()["code"]) == (409, "no_second_factor")
    told = [event.what for event in await recorded(SecurityChanged)]
    assert told == [SecurityChange.TOTP_ADDED, SecurityChange.TOTP_REMOVED]


async def test_an_app_is_no_factor_before_its_first_code_was_typed(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    _, token = await nord.a_contractor(EMAIL)
    headers = await nord.headers_of(token)
    early = await client.post("/me/factors/totp/confirm", json={"code": "1"}, headers=headers)
    assert (early.status_code, early.json()["code"]) == (409, "no_set_up_begun")
    first = (await client.post("/me/factors/totp", headers=headers)).json()["secret"]
    second = (await client.post("/me/factors/totp", headers=headers)).json()["secret"]
    assert first != second
    wrong = await client.post(
        "/me/factors/totp/confirm", json={"code": Phone(first).code()}, headers=headers
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    assert (await login(nord)).status_code == 200


@pytest.mark.requirement("X7")
async def test_the_secret_is_kept_encrypted_and_in_no_stored_answer(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    person, token = await nord.a_contractor(EMAIL)
    headers = await nord.headers_of(token) | {"Idempotency-Key": "once"}
    secret: str = (await client.post("/me/factors/totp", headers=headers)).json()["secret"]
    async with runtime.unit_of_work(agency_of(person)) as uow:
        sealed = await uow.fetchval("SELECT sealed FROM totp_factors")
        answers = await uow.fetchval("SELECT count(*) FROM chassis.idempotency_keys")
    assert secret.encode() not in sealed
    assert answers == 0


@pytest.mark.requirement("A1")
async def test_who_is_invited_again_starts_without_the_factors_of_before(
    nord: "Site", alma: Alma, client: httpx2.AsyncClient
) -> None:
    staff, person_id = await nord.staff(), str(alma.person_id)
    mine = await ticket(nord)
    await client.post(f"/people/{person_id}/deactivate", headers=staff)
    assert (await show(nord, mine, totp=alma.phone.code())).status_code == 401
    await client.post(f"/people/{person_id}/invitation", headers=staff)
    assert (await nord.sign_up((await nord.tokens(person_id))[-1])).status_code == 200
    assert (await login(nord)).status_code == 200


@pytest.mark.requirement("C5")
async def test_sign_out_everywhere_ends_this_session_too_unless_told_otherwise(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    _, token = await nord.a_contractor(EMAIL)
    others = [(await login(nord)).json()["session_token"] for _ in range(2)]
    headers = await nord.headers_of(token)
    body = {"this_one": False}
    ended = await client.post("/me/sessions/end-all", json=body, headers=headers)
    assert ended.json() == {"ended": 2}
    assert [(await nord.pass_of(one)).status_code for one in (*others, token)] == [401, 401, 200]
    ended = await client.post("/me/sessions/end-all", json={}, headers=headers)
    assert ended.json() == {"ended": 1}
    assert (await nord.pass_of(token)).status_code == 401
