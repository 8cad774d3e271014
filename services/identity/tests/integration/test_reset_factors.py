"""Staff take the second factors of somebody away who has lost them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from pyotp.totp import TOTP

from chassis.runtime import Runtime
from contracts.access import Permission, Portal
from contracts.events.identity import SecondFactorsReset, SecurityChanged

from ..conftest import PASSWORD, agency_of
from .test_passwords import RecordedEvents

if TYPE_CHECKING:
    from ..conftest import Site

EMAIL = "alma@berg.example"


async def with_an_app(client: httpx2.AsyncClient, headers: dict[str, str]) -> list[str]:
    """Set an authenticator app up; returns the recovery codes."""
    begun = await client.post("/me/factors/totp", headers=headers)
    code = TOTP(begun.json()["secret"]).at(datetime.now(UTC))
    body = {"code": code}
    confirmed = await client.post("/me/factors/totp/confirm", json=body, headers=headers)
    assert confirmed.status_code == 200, confirmed.text
    return confirmed.json()["recovery_codes"]


async def reset(
    client: httpx2.AsyncClient, person: dict[str, Any], headers: dict[str, str]
) -> httpx2.Response:
    return await client.post(f"/people/{person['person_id']}/factors/reset", headers=headers)


@pytest.mark.requirement("X7")
async def test_after_a_reset_the_password_is_enough_and_nothing_from_before_counts(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    person, session = await nord.a_contractor(EMAIL)
    codes = await with_an_app(client, await nord.headers_of(session))
    asked = await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)
    assert asked.status_code == 202
    staff = await nord.staff()

    answer = await reset(client, person, staff)

    assert answer.status_code == 200
    assert answer.json() == {"person_id": person["person_id"], "ended": 1}
    assert (await nord.pass_of(session)).status_code == 401
    shown = {"ticket": asked.json()["ticket"], "recovery_code": codes[0]}
    assert (await nord.post("/login/second-factor", **shown)).status_code == 401
    again = await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)
    assert again.status_code == 200
    headers = await nord.headers_of(again.json()["session_token"])
    assert (await client.get("/me/factors", headers=headers)).json() == {
        "totp_since": None,
        "totp_last_used_at": None,
        "passkeys": [],
        "recovery_codes_left": 0,
    }
    (told,) = await recorded(SecondFactorsReset)
    me = (await client.get("/me", headers=staff)).json()["person"]
    assert str(told.person.person_id) == person["person_id"]
    assert str(told.reset_by) == me["person_id"]
    assert len(await recorded(SecurityChanged)) == 1
    nothing = await reset(client, person, staff)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_reset")


@pytest.mark.requirement("X7")
async def test_staff_need_a_recent_proof_to_reset_factors(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    person, session = await nord.a_contractor(EMAIL)
    await with_an_app(client, await nord.headers_of(session))
    staff = await nord.staff()
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE sessions SET started_at = now() - interval '11 minutes'")
    refused = await reset(client, person, staff)
    assert (refused.status_code, refused.json()["code"]) == (403, "recent_sign_in_needed")
    assert (await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)).status_code == 202


@pytest.mark.requirement("X7")
async def test_nobody_resets_the_own_factors_or_those_of_staff_who_may_more(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    head = await nord.staff()
    await with_an_app(client, head)
    own = (await client.get("/me", headers=head)).json()["person"]
    refused = await reset(client, own, head)
    assert (refused.status_code, refused.json()["code"]) == (409, "own_access")
    helper = await nord.invite(
        head, Portal.AGENCY, "bo@nord.example", permissions=[Permission.PEOPLE_MANAGE]
    )
    signed_up = await nord.sign_up((await nord.tokens(helper["person_id"]))[-1])
    assert signed_up.status_code == 200, signed_up.text
    headers = await nord.headers_of(signed_up.json()["session_token"])
    refused = await reset(client, own, headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "grant_beyond_own")
    assert (await client.get("/me/factors", headers=head)).json()["totp_since"] is not None
