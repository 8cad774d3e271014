"""A contact's feed of jobs: read by its address alone, as its contact sees jobs now."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from icalendar import Calendar

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission, Scope
from contracts.events.identity import PersonChanged, PersonStatus
from timesheets.feeds import repository

from .conftest import Caller, MakeWorld, Scene
from .test_jobs import a_shift, planned, viewer

pytestmark = pytest.mark.requirement("K12")


def today() -> str:
    return datetime.now(ZoneInfo("America/Toronto")).date().isoformat()


async def made(contact: Caller) -> str:
    """A new feed's secret, out of its address."""
    feed = await contact.put("/jobs/feed", {"language": "en"})
    _, _, secret, name = feed["path"].rsplit("/", 3)
    assert name == "jobs.ics"
    return secret


async def read(
    scene: Scene, secret: str, *, agency_id: Any = None, **headers: str
) -> httpx2.Response:
    """The feed, as whoever has its address gets it."""
    return await scene.world.client.get(
        f"/calendars/{secret}/jobs.ics",
        params={"agency_id": str(agency_id or scene.world.agency.agency_id)},
        headers=headers,
    )


async def events(scene: Scene, secret: str) -> list[Any]:
    answer = await read(scene, secret)
    assert answer.status_code == 200, answer.text
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_a_feed_shows_shifts_and_those_that_were_cancelled(scene: Scene) -> None:
    [first, second] = [
        *await planned(scene, starts_on=today(), start="09:00", end="10:00"),
        *await planned(scene, starts_on=today(), start="12:00", end="13:00"),
    ]
    secret = await made(await viewer(scene))
    answer = await read(scene, secret)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    await scene.staff.post(f"/jobs/{second['job_id']}/cancel", {"version": 1})
    shown = {event["UID"]: event for event in await events(scene, secret)}
    assert shown[f"{first['job_id']}@portico"]["STATUS"] == "CONFIRMED"
    gone = shown[f"{second['job_id']}@portico"]
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 1)


async def test_an_unchanged_feed_is_not_sent_again(scene: Scene) -> None:
    await planned(scene, starts_on=today())
    secret = await made(await viewer(scene))
    etag = (await read(scene, secret)).headers["etag"]
    again = await read(scene, secret, **{"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    await planned(scene, starts_on=today(), start="18:00", end="19:00")
    other = await read(scene, secret, **{"If-None-Match": etag})
    assert other.status_code == 200
    assert other.headers["etag"] != etag


async def test_a_new_address_kills_the_old_one_and_revoking_kills_it(scene: Scene) -> None:
    contact = await viewer(scene)
    assert (await contact.get("/jobs/feed"))["made_at"] is None
    old = await made(contact)
    new = await made(contact)
    assert (await contact.get("/jobs/feed"))["made_at"] is not None
    assert (await read(scene, old)).status_code == 404
    assert (await read(scene, new)).status_code == 200
    await contact.call("DELETE", "/jobs/feed", expect=204)
    assert (await read(scene, new)).status_code == 404
    assert (await contact.get("/jobs/feed"))["made_at"] is None
    await contact.call("DELETE", "/jobs/feed", expect=204)


async def test_only_the_hash_of_an_address_is_kept(scene: Scene, runtime: Any) -> None:
    secret = await made(await viewer(scene))
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        kept = await uow.fetchval("SELECT job_feeds::text FROM job_feeds")
        answers = await uow.fetchval("SELECT count(*) FROM chassis.idempotency_keys")
    assert secret not in kept
    assert secret.encode().hex() not in kept
    assert answers == 0


async def changed(scene: Scene, caller: Caller, **changes: Any) -> None:
    """Identity says that something of a contact's access is another now."""
    person = scene.world.people[caller.person_id].model_copy(update=changes)
    scene.world.people[caller.person_id] = person
    await scene.world.tell(PersonChanged(person=person))


@pytest.mark.requirement("K16")
async def test_a_feed_dies_with_the_permission_and_with_the_login(scene: Scene) -> None:
    contact = await viewer(scene)
    secret = await made(contact)
    assert (await read(scene, secret)).status_code == 200
    await changed(scene, contact, permissions=(Permission.WORK_VIEW,))
    assert (await read(scene, secret)).status_code == 404
    await changed(scene, contact, permissions=(Permission.JOBS_VIEW,))
    assert (await read(scene, secret)).status_code == 200
    await changed(scene, contact, status=PersonStatus.INVITED)
    assert (await read(scene, secret)).status_code == 404
    await changed(scene, contact, status=PersonStatus.ACTIVE)
    await scene.world.deactivate(contact)
    assert (await read(scene, secret)).status_code == 404


@pytest.mark.requirement("K16")
async def test_a_feed_shows_what_its_contact_sees_now(scene: Scene) -> None:
    await planned(scene, starts_on=today())
    contact = await viewer(scene)
    secret = await made(contact)
    assert len(await events(scene, secret)) == 1
    person = scene.world.people[contact.person_id]
    assert person.contact is not None
    narrow = person.contact.model_copy(update={"scope": Scope.PROJECTS})
    await changed(scene, contact, contact=narrow)
    assert await events(scene, secret) == []
    elsewhere = person.contact.model_copy(update={"company_id": scene.world.companies[1]})
    await changed(scene, contact, contact=elsewhere)
    assert await events(scene, secret) == []


@pytest.mark.requirement("K2")
async def test_a_feed_is_none_of_another_agency(scene: Scene, make_world: MakeWorld) -> None:
    secret = await made(await viewer(scene))
    other = await make_world()
    for agency_id in (other.agency.agency_id, new_id()):
        assert (await read(scene, secret, agency_id=agency_id)).status_code == 404


@pytest.mark.requirement("K16")
async def test_who_sees_no_jobs_has_no_feed_and_staff_have_none(scene: Scene) -> None:
    for caller in (scene.contact, scene.contractor, scene.staff):
        await caller.get("/jobs/feed", expect=403)
        await caller.put("/jobs/feed", {"language": "en"}, expect=403)
        await caller.call("DELETE", "/jobs/feed", expect=403)


@pytest.mark.requirement("X7")
async def test_who_guesses_addresses_or_reads_one_all_the_time_is_asked_to_wait(
    scene: Scene,
) -> None:
    secret = await made(await viewer(scene))
    network = {"X-Forwarded-For": "203.0.113.7"}
    assert (await read(scene, secret, **network)).status_code == 200
    for number in range(60):
        assert (await read(scene, f"{number:064x}", **network)).status_code == 404
    refused = await read(scene, "f" * 64, **network)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    # Whoever has read a feed, from the same network, too, reads it.
    assert (await read(scene, secret, **network)).status_code == 200
    for _ in range(58):
        await read(scene, secret)
    assert (await read(scene, secret)).status_code == 429


@pytest.mark.requirement("X7")
async def test_who_has_guessed_too_often_is_refused_before_anything_is_looked_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for = 0
    owner = repository.owner

    async def counted(uow: UnitOfWork, secret_sha256: bytes) -> repository.FeedOwner | None:
        nonlocal looked_for
        looked_for += 1
        return await owner(uow, secret_sha256)

    monkeypatch.setattr(repository, "owner", counted)
    network = {"X-Forwarded-For": "203.0.113.8"}
    statuses = [
        (await read(scene, f"{number:064x}", **network)).status_code for number in range(70)
    ]
    assert statuses == [404] * 60 + [429] * 10
    assert looked_for == 60


async def test_a_feed_reaches_from_last_month_to_next_year(scene: Scene) -> None:
    now = datetime.now(ZoneInfo("America/Toronto")).date()
    await scene.staff.put(
        f"/work-orders/{scene.order['work_order_id']}", {"starts_on": "2020-01-01"}
    )
    for days in (-32, -31, 366, 367):
        on = (now + timedelta(days=days)).isoformat()
        await scene.staff.post("/jobs", a_shift(scene, starts_on=on), expect=201)
    secret = await made(await viewer(scene))
    starts = sorted(event.decoded("DTSTART") for event in await events(scene, secret))
    zone = ZoneInfo("America/Toronto")
    assert [(start.astimezone(zone).date() - now).days for start in starts] == [-31, 366]
