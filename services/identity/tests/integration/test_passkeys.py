"""Passkeys on a real database, with an authenticator in software; and what attackers try."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.events.identity import PasskeySuspected, SecurityChange, SecurityChanged
from contracts.ids import AgencyId
from identity.testing.authenticator import Authenticator, b64

from ..conftest import agency_of
from .test_passwords import RecordedEvents

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = [pytest.mark.requirement("X7"), pytest.mark.requirement("C5")]

EMAIL = "alma@berg.example"
PASSWORD = "correct horse battery"
ORIGIN = "http://nord.localhost:8080"


class Device:
    """A person who is signed in, and the device in the hand."""

    def __init__(self, site: "Site", client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
        self._site, self._client, self.headers = site, client, headers
        self.key = Authenticator(origin=ORIGIN, rp_id="nord.localhost")

    async def register(self, name: str = "Phone of Alma") -> httpx2.Response:
        """Register the device's key."""
        options = await self.options()
        body = {"origin": ORIGIN, "name": name, "passkey": self.key.create(options)}
        return await self._client.post("/me/passkeys", json=body, headers=self.headers)

    async def options(self) -> dict[str, Any]:
        """What the browser is asked to create."""
        answer = await self._client.post(
            "/me/passkeys/options", json={"origin": ORIGIN}, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["options"]


async def a_device(
    site: "Site", client: httpx2.AsyncClient, email: str = EMAIL
) -> tuple[Device, dict[str, Any]]:
    person, token = await site.a_contractor(email)
    return Device(site, client, await site.headers_of(token)), person


@pytest.fixture
async def device(nord: "Site", client: httpx2.AsyncClient) -> Device:
    device, _ = await a_device(nord, client)
    added = await device.register()
    assert added.status_code == 201, added.text
    return device


async def begin(site: "Site") -> dict[str, Any]:
    answer = await site.post("/login/passkey/options", origin=ORIGIN)
    assert answer.status_code == 200, answer.text
    return answer.json()["options"]


async def login(site: "Site", signed: dict[str, Any], **more: object) -> httpx2.Response:
    body: dict[str, object] = {"portal": "contractor", "origin": ORIGIN, "passkey": signed}
    return await site.post("/login/passkey", **(body | more))


def is_refused(answer: httpx2.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (401, "passkey_not_accepted")


@pytest.mark.requirement("C3")
async def test_a_passkey_signs_in_without_a_password(
    nord: "Site", device: Device, client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    options = await begin(nord)
    assert options["rpId"] == "nord.localhost"
    assert options["userVerification"] == "required"
    assert options.get("allowCredentials", []) == []
    started = await login(nord, device.key.get(options))
    assert started.status_code == 200, started.text
    assert started.json()["person"]["email"] == EMAIL
    headers = await nord.headers_of(started.json()["session_token"])
    (listed,) = (await client.get("/me/factors", headers=headers)).json()["passkeys"]
    assert listed["name"] == "Phone of Alma"
    assert listed["last_used_at"] is not None
    (told,) = await recorded(SecurityChanged)
    assert (told.what, told.detail) == (SecurityChange.PASSKEY_ADDED, "Phone of Alma")


async def test_a_person_is_asked_to_create_what_is_found_without_a_name_and_unlocked(
    nord: "Site", device: Device
) -> None:
    options = await device.options()
    assert options["rp"] == {"id": "nord.localhost", "name": "Nord Staffing"}
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    assert [one["id"] for one in options["excludeCredentials"]] == [b64(device.key.credential_id)]


async def test_the_first_passkey_brings_recovery_codes_and_is_a_second_factor(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    device, _ = await a_device(nord, client)
    added = (await device.register()).json()
    assert len(added["recovery_codes"]) == 10
    asked = await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)
    assert asked.status_code == 202
    assert asked.json()["methods"] == ["passkey", "recovery_code"]
    ticket = asked.json()["ticket"]
    path = "/login/second-factor/passkey-options"
    options = (await nord.post(path, ticket=ticket, origin=ORIGIN)).json()["options"]
    assert [one["id"] for one in options["allowCredentials"]] == [b64(device.key.credential_id)]
    body = {"ticket": ticket, "passkey": device.key.get(options), "origin": ORIGIN}
    started = await nord.post("/login/second-factor", **body)
    assert started.status_code == 200, started.text


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://fjord.localhost:8080"},
        {"origin": "https://nord.localhost:8080"},
        {"origin": "http://nord.localhost:9999"},
        {"rp_id": "evil.example"},
        {"rp_id": "localhost"},
        {"verifies_user": False},
        {"user_handle": b"somebody else"},
        {"credential_id": b"x" * 32},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_what_was_signed_elsewhere_or_by_another_signs_in_nobody(
    nord: "Site", device: Device, changed: dict[str, Any]
) -> None:
    false = replace(device.key, **changed)
    assert is_refused(await login(nord, false.get(await begin(nord))))
    assert (await login(nord, device.key.get(await begin(nord)))).status_code == 200


async def test_another_key_under_the_same_id_signs_in_nobody(nord: "Site", device: Device) -> None:
    forged = replace(
        Authenticator(origin=ORIGIN, rp_id="nord.localhost"),
        credential_id=device.key.credential_id,
        user_handle=device.key.user_handle,
    )
    assert is_refused(await login(nord, forged.get(await begin(nord))))


async def test_a_site_that_is_not_the_agencys_gets_no_options(nord: "Site") -> None:
    for origin in ("http://evil.example", "http://fjord.localhost:8080", "nonsense", "http://x:y"):
        refused = await nord.post("/login/passkey/options", origin=origin)
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == ["origin"]


async def test_a_signature_is_good_once(nord: "Site", device: Device) -> None:
    signed = device.key.get(await begin(nord))
    answers = await asyncio.gather(*(login(nord, signed) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_challenge_ends_by_itself_and_must_be_ours(
    nord: "Site", fjord: "Site", device: Device, runtime: Runtime
) -> None:
    options = await begin(nord)
    async with runtime.unit_of_work(await _agency_id(nord)) as uow:
        await uow.execute("UPDATE passkey_challenges SET expires_at = now() - interval '1 second'")
    assert is_refused(await login(nord, device.key.get(options)))
    assert is_refused(await login(nord, device.key.get({"challenge": b64(b"made up by me")})))
    body = {"origin": "http://fjord.localhost:8080"}
    elsewhere = (await fjord.post("/login/passkey/options", **body)).json()["options"]
    assert is_refused(await login(nord, device.key.get(elsewhere)))
    # A challenge that was made to register is none to sign in with.
    assert is_refused(await login(nord, device.key.get(await device.options())))


async def test_a_passkey_is_of_one_portal_and_one_agency(
    nord: "Site", fjord: "Site", device: Device
) -> None:
    signed = device.key.get(await begin(nord))
    assert is_refused(await login(nord, signed, portal="agency"))
    body = {"portal": "contractor", "origin": "http://fjord.localhost:8080", "passkey": signed}
    assert is_refused(await fjord.post("/login/passkey", **body))


async def test_a_counter_that_goes_back_is_a_copy_and_refused(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    device, _ = await a_device(nord, client)
    device.key.count = 5
    await device.register()
    for count, status in ((6, 200), (6, 401), (5, 401), (0, 401), (9, 200), (8, 401)):
        device.key.count = count
        # Who holds a copy of the key signs what they like, the backup flags too.
        device.key.synced = count == 0
        answer = await login(nord, device.key.get(await begin(nord)))
        assert answer.status_code == status, count
        if status == 401:
            assert answer.json()["code"] == "passkey_copied"
            assert "remove it and add a new one" in answer.json()["detail"]
    # The owner is told what to do by e-mail, once.
    (told,) = await recorded(PasskeySuspected)
    assert told.passkey_name == "Phone of Alma"


async def test_a_synced_passkey_has_no_counter_that_must_rise(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    device, _ = await a_device(nord, client)
    device.key.synced, device.key.count = True, 5
    await device.register()
    for count in (6, 6, 5, 0, 9, 8):
        device.key.count = count
        answer = await login(nord, device.key.get(await begin(nord)))
        assert answer.status_code == 200, count
    assert await recorded(PasskeySuspected) == []
    # One that was synced when it was made and says that it is not is another one.
    device.key.synced = False
    answer = await login(nord, device.key.get(await begin(nord)))
    assert (answer.status_code, answer.json()["code"]) == (401, "passkey_copied")


async def test_who_confirms_with_a_copied_passkey_stays_signed_in_and_is_told(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    device, _ = await a_device(nord, client)
    device.key.count = 5
    await device.register()
    asked = await client.post(
        "/me/confirm/passkey-options", json={"origin": ORIGIN}, headers=device.headers
    )
    body = {"origin": ORIGIN, "passkey": device.key.get(asked.json()["options"])}
    refused = await client.post("/me/confirm", json=body, headers=device.headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey_refused")
    assert "may have been copied" in refused.json()["errors"][0]["reason"]
    assert len(await recorded(PasskeySuspected)) == 1


async def test_a_passkey_of_another_person_is_no_second_factor(
    nord: "Site", device: Device, client: httpx2.AsyncClient
) -> None:
    bo, _ = await a_device(nord, client, "bo@berg.example")
    await bo.register()
    ticket = (await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)).json()["ticket"]
    path = "/login/second-factor/passkey-options"
    options = (await nord.post(path, ticket=ticket, origin=ORIGIN)).json()["options"]
    body = {"ticket": ticket, "origin": ORIGIN}
    refused = await nord.post("/login/second-factor", **body, passkey=bo.key.get(options))
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_second_factor")
    # Nor is a signature for signing in without a password, which somebody tricked out of Alma.
    other = device.key.get(await begin(nord))
    assert (await nord.post("/login/second-factor", **body, passkey=other)).status_code == 401


async def test_who_is_deactivated_signs_in_no_more(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    device, person = await a_device(nord, client)
    await device.register()
    await client.post(f"/people/{person['person_id']}/deactivate", headers=await nord.staff())
    assert is_refused(await login(nord, device.key.get(await begin(nord))))


async def test_passkeys_are_renamed_and_removed_by_their_person_alone(
    nord: "Site", device: Device, client: httpx2.AsyncClient
) -> None:
    listed = (await client.get("/me/factors", headers=device.headers)).json()["passkeys"]
    path = f"/me/passkeys/{listed[0]['passkey_id']}"
    bo, _ = await a_device(nord, client, "bo@berg.example")
    body = {"name": "Mine now"}
    assert (await client.put(path, json=body, headers=bo.headers)).status_code == 404
    assert (await client.delete(path, headers=bo.headers)).status_code == 404
    assert (await client.put(path, json=body)).status_code == 401
    renamed = await client.put(path, json={"name": "  Work phone "}, headers=device.headers)
    assert renamed.json()["name"] == "Work phone"
    for bad in ("", " ", "x" * 61, "a\nb"):
        refused = await client.put(path, json={"name": bad}, headers=device.headers)
        assert refused.status_code == 422
    assert (await client.delete(path, headers=device.headers)).status_code == 204
    assert is_refused(await login(nord, device.key.get(await begin(nord))))
    assert (await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)).status_code == 200


async def test_a_registration_that_is_not_right_is_refused(
    nord: "Site", device: Device, client: httpx2.AsyncClient
) -> None:
    assert (await device.register()).json()["code"] == "passkey_known"

    async def refused(key: Authenticator, **changed: object) -> str:
        answer = key.create(await device.options())
        body = {"origin": ORIGIN, "name": "x", "passkey": answer | changed}
        found = await client.post("/me/passkeys", json=body, headers=device.headers)
        assert found.status_code == 422, found.text
        return found.json()["code"]

    fresh = Authenticator(origin=ORIGIN, rp_id="nord.localhost")
    for key in (
        replace(fresh, origin="http://evil.example"),
        replace(fresh, rp_id="evil.example"),
        replace(fresh, verifies_user=False),
    ):
        assert await refused(key) == "passkey_refused"
    for changed in ({"response": {}}, {"rawId": "AAAA"}, {"id": 7}, {"type": "password"}):
        assert await refused(fresh, **changed) == "passkey_refused"
    used = fresh.create(await device.options())
    body = {"origin": ORIGIN, "name": "x", "passkey": used}
    assert (await client.post("/me/passkeys", json=body, headers=device.headers)).is_success
    again = await client.post("/me/passkeys", json=body, headers=device.headers)
    assert again.json()["code"] == "passkey_refused"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"id": "x"},
        {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}},
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {"clientDataJSON": "AAAA", "authenticatorData": "", "signature": "%%"},
        },
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": b64(b'{"type": 1, "challenge": [], "origin": null}'),
                "authenticatorData": b64(b"short"),
                "signature": "",
            },
        },
    ],
)
async def test_what_is_no_answer_of_an_authenticator_is_refused(
    nord: "Site", answer: dict[str, Any]
) -> None:
    assert is_refused(await login(nord, answer))


async def test_a_passkey_confirms_that_it_is_still_the_person(
    nord: "Site", device: Device, client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    async with runtime.unit_of_work(await _agency_id(nord)) as uow:
        await uow.execute("UPDATE sessions SET started_at = now() - interval '11 minutes'")
    body = {"origin": ORIGIN}
    codes = "/me/factors/recovery-codes"
    assert (await client.post(codes, headers=device.headers)).status_code == 403
    path = "/me/confirm/passkey-options"
    options = (await client.post(path, json=body, headers=device.headers)).json()["options"]
    stolen = replace(device.key, verifies_user=False).get(options)
    wrong = await client.post(
        "/me/confirm", json=body | {"passkey": stolen}, headers=device.headers
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "passkey_refused")
    signed = body | {"passkey": device.key.get(options)}
    assert (await client.post("/me/confirm", json=signed, headers=device.headers)).is_success
    assert (await client.post(codes, headers=device.headers)).status_code == 200


async def _agency_id(site: "Site") -> AgencyId:
    me = await site.login("ada@nord.example", "a staple for the staff")
    return agency_of(me.json()["person"])
