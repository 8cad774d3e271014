import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from chassis.runtime import Runtime
from contracts.access import Permission, Portal
from contracts.events.identity import PersonActivated, PersonInvited, PersonStatus
from identity.links.model import MAX_LINKS_BY_REQUEST

from ..conftest import agency_of

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


@pytest.mark.requirement("C1")
async def test_an_invitation_is_mailed_sealed_and_leads_to_the_agencys_site(
    nord: "Site", recorded: RecordedEvents
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (event,) = await recorded(PersonInvited)
    assert event.person.status is PersonStatus.INVITED
    assert event.person.permissions == (Permission.OWN_PAYMENTS, Permission.OWN_WORK)
    assert event.invited_by is not None
    assert "http" not in event.link
    (address,) = await nord.addresses(person["person_id"])
    assert address.startswith("http://nord.localhost:8080/contractor/welcome?token=")


@pytest.mark.requirement("C2")
async def test_signing_up_sets_the_password_keeps_the_terms_and_signs_in(
    nord: "Site", recorded: RecordedEvents, runtime: Runtime
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    answer = await nord.sign_up(token)
    assert answer.status_code == 200
    assert answer.json()["person"]["status"] == "active"
    assert (await nord.pass_of(answer.json()["session_token"])).status_code == 200
    event = (await recorded(PersonActivated))[-1]
    assert str(event.person.person_id) == person["person_id"]
    async with runtime.unit_of_work(event.person.agency_id) as uow:
        row = await uow.fetchrow(
            "SELECT person_id, terms_version, accepted_at FROM terms_acceptances"
        )
    assert row is not None
    assert row["terms_version"] == "2026-01"
    assert row["accepted_at"] is not None
    again = await nord.login("ALMA@berg.example", "correct horse battery", Portal.CONTRACTOR)
    assert again.status_code == 200


@pytest.mark.requirement("C1")
async def test_looking_at_a_link_tells_what_it_is_for_and_uses_nothing_up(nord: "Site") -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    for _ in range(3):
        seen = await nord.post("/links/inspect", token=token)
        assert seen.status_code == 200
        assert seen.json() == {
            "state": "valid",
            "outlook": "link",
            "purpose": "invitation",
            "portal": "contractor",
            "language": "en",
            "email": "alma@berg.example",
            "name": "Alma Berg",
            "terms": {
                "version": "2026-01",
                "terms_of_use": "Be fair.",
                "privacy_policy": "We are.",
            },
            "by_temporary_password": False,
        }
    assert (await nord.sign_up(token)).status_code == 200


@pytest.mark.requirement("C1")
async def test_a_link_works_once_and_then_says_that_it_was_used(nord: "Site") -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    assert (await nord.sign_up(token)).status_code == 200
    second = await nord.sign_up(token, "another good password")
    assert second.status_code == 409
    assert second.json()["code"] == "link_not_valid"
    assert second.json()["state"] == "used"
    seen = (await nord.post("/links/inspect", token=token)).json()
    assert seen["state"] == "used"
    assert seen["email"] is None


@pytest.mark.requirement("C1")
async def test_the_holder_of_an_invitation_is_told_that_they_have_access_already(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (used,) = await nord.tokens(person["person_id"])
    assert (await nord.post("/links/renew", token=used)).json() == {"outlook": "link"}
    replaced, fresh = await nord.tokens(person["person_id"])
    assert (await nord.sign_up(fresh)).status_code == 200
    for token in (replaced, fresh):
        assert (await nord.post("/links/inspect", token=token)).json()["outlook"] == "has_access"
        renewed = await nord.post("/links/renew", token=token)
        assert (renewed.status_code, renewed.json()) == (202, {"outlook": "has_access"})
    assert len(await nord.tokens(person["person_id"])) == 2
    # Whoever holds no token is told nothing, whatever address they give.
    stranger = await nord.post("/links/renew", token="no-such-token")
    assert (stranger.status_code, stranger.json()) == (202, {"outlook": "link"})
    answers = [
        await nord.post("/password/forgot", portal="contractor", email=email)
        for email in ("alma@berg.example", "nobody@berg.example")
    ]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    # A link to log in or for a new password is sent again: another one leads in.
    reset = (await nord.tokens(person["person_id"]))[-1]
    assert (await nord.post("/links/renew", token=reset)).json() == {"outlook": "link"}
    assert len(await nord.tokens(person["person_id"])) == 4
    # And who has no access any more is not told to wait for a mail.
    url = f"/people/{person['person_id']}/deactivate"
    assert (await client.post(url, headers=await nord.staff())).status_code == 200
    for token in (fresh, reset):
        ended = await nord.post("/links/renew", token=token)
        assert ended.json() == {"outlook": "access_ended"}


@pytest.mark.requirement("C1")
async def test_of_many_who_use_a_link_at_once_one_wins(
    nord: "Site", recorded: RecordedEvents
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    answers = await asyncio.gather(
        *(nord.sign_up(token, f"correct horse battery {n}") for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    activated = [str(event.person.person_id) for event in await recorded(PersonActivated)]
    assert activated.count(person["person_id"]) == 1


@pytest.mark.requirement("C1")
async def test_an_expired_link_says_so_and_can_be_renewed_by_itself(
    nord: "Site", runtime: Runtime
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE links SET expires_at = now() - interval '1 second'")
    assert (await nord.post("/links/inspect", token=token)).json()["state"] == "expired"
    assert (await nord.sign_up(token)).json()["state"] == "expired"
    assert (await nord.post("/links/renew", token=token)).status_code == 202
    fresh = (await nord.tokens(person["person_id"]))[-1]
    assert fresh != token
    assert (await nord.sign_up(fresh)).status_code == 200


@pytest.mark.requirement("C1")
async def test_staff_send_an_invitation_again_and_the_one_before_leads_nowhere(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    person = await nord.invite(staff, Portal.CONTRACTOR, "alma@berg.example")
    again = await client.post(f"/people/{person['person_id']}/invitation", headers=staff)
    assert again.status_code == 202
    first, second = await nord.tokens(person["person_id"])
    assert (await nord.post("/links/inspect", token=first)).json()["state"] == "expired"
    assert (await nord.sign_up(second)).status_code == 200
    late = await client.post(f"/people/{person['person_id']}/invitation", headers=staff)
    assert (late.status_code, late.json()["code"]) == (409, "already_active")


async def test_an_unknown_link_is_answered_like_any_other(nord: "Site") -> None:
    seen = await nord.post("/links/inspect", token="no-such-token")
    assert seen.json()["state"] == "unknown"
    assert seen.json()["purpose"] is None
    assert (await nord.post("/links/renew", token="no-such-token")).status_code == 202
    refused = await nord.sign_up("no-such-token")
    assert (refused.status_code, refused.json()["state"]) == (409, "unknown")


@pytest.mark.requirement("K2")
async def test_a_link_of_one_agency_is_unknown_at_another(nord: "Site", fjord: "Site") -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    assert (await fjord.post("/links/inspect", token=token)).json()["state"] == "unknown"
    assert (await fjord.sign_up(token)).json()["state"] == "unknown"
    assert (await nord.sign_up(token)).status_code == 200


@pytest.mark.requirement("C2")
@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"password": "short"}, 422, "weak_password"),
        ({"password": "password1"}, 422, "weak_password"),
        ({"password": "alma@berg.example"}, 422, "weak_password"),
        ({"accepted_terms": False}, 422, "invalid"),
        ({"terms_version": "2025-01"}, 409, "terms_changed"),
        ({"agency": "nobody"}, 404, "unknown_agency"),
    ],
)
async def test_what_is_refused_at_sign_up_leaves_the_link_as_it_was(
    nord: "Site", change: dict[str, object], status: int, code: str
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    body: dict[str, object] = {
        "token": token,
        "password": "correct horse battery",
        "accepted_terms": True,
        "terms_version": "2026-01",
        **change,
    }
    refused = await nord.post("/invitations/accept", **body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await nord.sign_up(token)).status_code == 200


async def test_nobody_fills_a_mailbox_by_asking_again_and_again(nord: "Site") -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    for _ in range(8):
        assert (await nord.post("/links/renew", token=token)).status_code == 202
    assert len(await nord.tokens(person["person_id"])) == 1 + 3


@pytest.mark.requirement("X7")
async def test_a_person_is_sent_few_links_however_many_browsers_and_networks_ask(
    nord: "Site",
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma@berg.example")
    (token,) = await nord.tokens(person["person_id"])
    # Browsers that are known here: each of them has a counter of its own.
    browsers = [
        (await nord.login("ada@nord.example", "a staple for the staff")).json()["browser_token"]
        for _ in range(4)
    ]
    answers = [
        await nord.post_from(
            {"X-Forwarded-For": f"203.0.113.{number}", "X-Known-Browsers": browser},
            "/links/renew",
            token=token,
        )
        for number, browser in enumerate(browsers * 3)
    ]
    assert {answer.status_code for answer in answers} == {202}
    assert len(await nord.tokens(person["person_id"])) == 1 + MAX_LINKS_BY_REQUEST
