"""The daily digest: what was collected comes once, at its hour, whatever happens on the way."""

import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx2
import pytest

from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.postgres import TestDatabase
from chassis.testing.queues import execute_across, fetchval_across
from contracts.access import Permission, Portal
from contracts.events.identity import AgencyChanged, PersonChanged, PersonDeactivated, PersonStatus
from notifications.digest import actions, schedule
from notifications.digest.model import next_slot
from notifications.directory import repository as directory

States = Callable[[], Awaitable[list[dict[str, Any]]]]
Pass = Callable[..., dict[str, str]]
Choose = Callable[..., Awaitable[None]]
DueMoment = Callable[[], Awaitable[datetime | None]]
AnotherProcess = Callable[[], AbstractAsyncContextManager[Runtime]]

pytestmark = pytest.mark.timeout(90)

_DAY = timedelta(days=1)


@pytest.fixture
async def choose(
    client: httpx2.AsyncClient, deliver: Deliver, own: dict[str, str], world: Any
) -> Choose:
    """`await choose("daily", hour=7)`: how the contractor hears of approved work."""
    await deliver(*world.events, agency_id=world.agency_id)

    async def put(choice: str, *, hour: int = 8) -> None:
        body = {"digest_hour": hour, "choices": {"work_approved": choice}}
        answer = await client.put("/my/preferences", headers=own, json=body)
        assert answer.status_code == 200, answer.text

    return put


@pytest.fixture
def due(runtime: Runtime) -> DueMoment:
    """When the only digest is due."""

    async def read() -> datetime | None:
        return await fetchval_across(runtime, "SELECT due_at FROM digest_queue")

    return read


async def kinds_and_states(states: States) -> list[tuple[str, str]]:
    return sorted((row["kind"], row["state"]) for row in await states())


async def the_hour(due: DueMoment) -> datetime:
    at = await due()
    assert at is not None
    return at


@pytest.mark.requirement("X1")
async def test_what_was_collected_comes_in_one_e_mail_at_the_hour_and_not_before(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    choose: Choose,
    due: DueMoment,
    world: Any,
) -> None:
    await choose("daily", hour=7)
    for _ in range(3):
        await deliver(world.approved(), agency_id=world.agency_id)
    hour = await the_hour(due)
    assert hour.astimezone(ZoneInfo("Europe/Oslo")).hour == 7
    assert datetime.now(UTC) < hour <= datetime.now(UTC) + _DAY + timedelta(hours=1)

    await schedule.run(runtime, hour - timedelta(seconds=1))
    assert await kinds_and_states(states) == [("work_approved", "collected")] * 3
    await schedule.run(runtime, hour)
    await schedule.run(runtime, hour + timedelta(minutes=1))
    async with sending(runtime):
        await eventually(lambda: digest_is_sent(states))
    (mail,) = mail_server.mails
    assert mail["Subject"] == "Dagens oppsummering fra Fjord Bemanning: 3 nyheter"
    assert mail["List-Unsubscribe"] == (
        "<https://fjord.portico.example/contractor/settings/notifications>"
    )
    for form in ("plain", "html"):
        content = mail.get_body((form,)).get_content()
        # In HTML, words that must not break inside stand in a span.
        said = re.sub(r"</?span[^>]*>", "", content)
        assert said.count("Arbeidet ditt på Brua er godkjent") == 3
    assert await due() is None


async def digest_is_sent(states: States) -> bool:
    return ("daily_digest", "sent") in await kinds_and_states(states)


@pytest.mark.requirement("X1")
async def test_a_digest_is_in_the_delivery_log_and_not_in_the_person_s_list(
    runtime: Runtime,
    client: httpx2.AsyncClient,
    deliver: Deliver,
    a_pass: Pass,
    own: dict[str, str],
    choose: Choose,
    due: DueMoment,
    world: Any,
) -> None:
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    await schedule.run(runtime, await the_hour(due))
    shown = (await client.get("/my/notifications", headers=own)).json()
    assert [row["kind"] for row in shown["items"]] == ["work_approved"]
    assert shown["unread"] == 1
    staff = a_pass(
        agency_id=world.agency_id, portal=Portal.AGENCY, permissions=(Permission.PEOPLE_MANAGE,)
    )
    log = {
        row["kind"]: row for row in (await client.get("/deliveries", headers=staff)).json()["items"]
    }
    assert log["daily_digest"]["state"] == "waiting"
    assert log["work_approved"]["state"] == "digested"
    assert log["work_approved"]["digest_id"] == log["daily_digest"]["email_id"]


@pytest.mark.requirement("X1")
async def test_nothing_collected_is_no_e_mail(
    runtime: Runtime, deliver: Deliver, states: States, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily")
    await schedule.run(runtime, datetime.now(UTC) + 2 * _DAY)
    assert await states() == []
    await deliver(world.approved(), agency_id=world.agency_id)
    hour = await the_hour(due)
    await schedule.run(runtime, hour)
    await schedule.run(runtime, hour + _DAY)
    assert [kind for kind, _ in await kinds_and_states(states)].count("daily_digest") == 1


@pytest.mark.requirement("X1")
async def test_an_hour_that_passed_while_nothing_ran_is_made_up_for_once(
    runtime: Runtime, deliver: Deliver, states: States, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    late = await the_hour(due) + 3 * _DAY
    for minute in range(3):
        await schedule.run(runtime, late + timedelta(minutes=minute))
    assert await kinds_and_states(states) == [
        ("daily_digest", "waiting"),
        ("work_approved", "digested"),
    ]


@pytest.mark.requirement("X1")
async def test_of_two_workers_at_once_one_makes_the_digest(
    runtime: Runtime,
    another_process: AnotherProcess,
    deliver: Deliver,
    states: States,
    choose: Choose,
    due: DueMoment,
    world: Any,
) -> None:
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    hour = await the_hour(due)
    async with another_process() as other:
        await asyncio.gather(*(schedule.run(one, hour) for one in (runtime, other) * 4))
    assert await kinds_and_states(states) == [
        ("daily_digest", "waiting"),
        ("work_approved", "digested"),
    ]


async def test_a_digest_waits_for_what_is_just_being_collected(
    runtime: Runtime, deliver: Deliver, states: States, choose: Choose, due: DueMoment, world: Any
) -> None:
    """Otherwise it would be made without that, and nobody would make another one."""
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    hour = await the_hour(due)
    async with runtime.unit_of_work(world.agency_id) as uow:
        agency = await directory.agency_of(uow)
        await actions.collect(uow, agency, [world.contractor.person_id])
        await schedule.run(runtime, hour)
        assert await kinds_and_states(states) == [("work_approved", "collected")]
    await schedule.run(runtime, hour)
    assert ("daily_digest", "waiting") in await kinds_and_states(states)


@pytest.mark.requirement("X1")
async def test_what_waits_still_comes_in_the_digest_after_a_change_to_at_once(
    runtime: Runtime, deliver: Deliver, states: States, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    await choose("at_once")
    await deliver(world.approved(), agency_id=world.agency_id)
    assert await kinds_and_states(states) == [
        ("work_approved", "collected"),
        ("work_approved", "waiting"),
    ]
    await schedule.run(runtime, await the_hour(due))
    assert await kinds_and_states(states) == [
        ("daily_digest", "waiting"),
        ("work_approved", "digested"),
        ("work_approved", "waiting"),
    ]


@pytest.mark.requirement("X1")
async def test_another_hour_moves_a_digest_that_is_not_due_yet(
    runtime: Runtime, deliver: Deliver, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily", hour=3)
    await deliver(world.approved(), agency_id=world.agency_id)
    await choose("daily", hour=16)
    expected = next_slot(datetime.now(UTC), 16, "Europe/Oslo", last_on=None)
    assert await due() == expected.at


async def test_a_digest_that_is_overdue_is_not_put_off_by_another_hour(
    runtime: Runtime, deliver: Deliver, states: States, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    past = datetime.now(UTC) - timedelta(hours=1)
    await execute_across(runtime, "UPDATE digest_queue SET due_at = $1", past)
    await choose("daily", hour=23)
    assert await due() == past
    await schedule.run(runtime)
    assert ("daily_digest", "waiting") in await kinds_and_states(states)


@pytest.mark.requirement("X1")
async def test_after_a_digest_the_next_one_is_of_another_day(
    runtime: Runtime, deliver: Deliver, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily", hour=8)
    await deliver(world.approved(), agency_id=world.agency_id)
    first = await the_hour(due)
    await schedule.run(runtime, first)
    for hour in (9, 23):
        await choose("daily", hour=hour)
        await deliver(world.approved(), agency_id=world.agency_id)
        second = await the_hour(due)
        zone = ZoneInfo("Europe/Oslo")
        assert second.astimezone(zone).date() > first.astimezone(zone).date()


async def test_an_agency_in_another_time_zone_has_its_digests_at_the_same_local_hour(
    deliver: Deliver, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily", hour=8)
    await deliver(world.approved(), agency_id=world.agency_id)
    moved = world.agency.model_copy(update={"time_zone": "America/Toronto"})
    await deliver(AgencyChanged(agency=moved), agency_id=world.agency_id)
    assert await due() == next_slot(datetime.now(UTC), 8, "America/Toronto", last_on=None).at


async def test_a_digest_goes_where_the_person_is_now_and_to_nobody_who_lost_the_login(
    runtime: Runtime, deliver: Deliver, states: States, choose: Choose, due: DueMoment, world: Any
) -> None:
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    elsewhere = world.contractor.model_copy(update={"email": "new@example.com"})
    await deliver(PersonChanged(person=elsewhere), agency_id=world.agency_id)
    hour = await the_hour(due)
    await schedule.run(runtime, hour)
    address = "SELECT address FROM emails WHERE agency_id = $1 AND kind = 'daily_digest'"
    async with runtime.unit_of_work(world.agency_id) as uow:
        assert await uow.fetchval(address, world.agency_id) == "new@example.com"

    await deliver(world.approved(), agency_id=world.agency_id)
    gone = elsewhere.model_copy(update={"status": PersonStatus.DEACTIVATED})
    await deliver(PersonDeactivated(person=gone), agency_id=world.agency_id)
    await schedule.run(runtime, hour + 2 * _DAY)
    assert await kinds_and_states(states) == [
        ("daily_digest", "waiting"),
        ("work_approved", "digested"),
        ("work_approved", "listed"),
    ]


async def test_one_digest_that_cannot_be_made_does_not_keep_the_others_waiting(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    choose: Choose,
    due: DueMoment,
    world: Any,
    other_world: Any,
) -> None:
    await choose("daily")
    await deliver(world.approved(), agency_id=world.agency_id)
    hour = await the_hour(due)
    await execute_across(
        runtime,
        "INSERT INTO digest_queue (agency_id, person_id, due_at, due_on)"
        " SELECT $1, person_id, due_at - interval '1 day', due_on FROM digest_queue",
        other_world.agency_id,
    )
    await deliver(*other_world.events, agency_id=other_world.agency_id)
    async with runtime.unit_of_work(other_world.agency_id) as uow:
        # A row of a newer release, say: this one cannot read it.
        await uow.execute(
            "INSERT INTO emails (agency_id, email_id, because_of, recipient_id, kind,"
            " correlation_id, language, address, message, state, created_at)"
            " SELECT $1, gen_random_uuid(), gen_random_uuid(), person_id, 'unheard_of',"
            " gen_random_uuid(), 'nb', 'a@example.com', '{}', 'collected', now()"
            " FROM digest_queue WHERE agency_id = $1",
            other_world.agency_id,
        )
    await schedule.run(runtime, hour)
    assert ("daily_digest", "waiting") in await kinds_and_states(states)


_MAKER = """
import asyncio
from chassis.runtime import open_runtime
from notifications.app import build
from notifications.digest import schedule

async def main():
    service = build()
    async with open_runtime(
        service.settings, list(service.resources), with_database=True
    ) as runtime:
        await schedule.run(runtime)

asyncio.run(main())
"""


@pytest.mark.requirement("X1")
async def test_killed_in_the_middle_nothing_was_done_and_the_next_one_makes_it_once(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    database: TestDatabase,
    choose: Choose,
    world: Any,
) -> None:
    """SIGKILL after the digest was written and before the rows that went into it were."""
    await choose("daily")
    for _ in range(2):
        await deliver(world.approved(), agency_id=world.agency_id)
    await execute_across(runtime, "UPDATE digest_queue SET due_at = now()")
    holder = await asyncpg.connect(database.superuser_url)
    observer = await asyncpg.connect(database.superuser_url)

    async def stands_in_the_middle() -> bool:
        return bool(
            await observer.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
                " AND query LIKE 'SELECT email_id FROM emails%FOR UPDATE'"
            )
        )

    async with holder.transaction():
        await holder.execute("SELECT 1 FROM emails WHERE state = 'collected' FOR UPDATE")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _MAKER,
            env={**os.environ, "DATABASE_URL_NOTIFICATIONS": database.app_url},
        )
        try:
            await eventually(stands_in_the_middle)
        finally:
            process.kill()  # SIGKILL
            await process.wait()
    await holder.close()
    # The server notices that the process is gone once its statement has the rows, and rolls back.
    await eventually(lambda: nobody_is_at_it(observer))
    await observer.close()
    assert await kinds_and_states(states) == [("work_approved", "collected")] * 2
    for _ in range(2):
        await schedule.run(runtime)
    assert await kinds_and_states(states) == [
        ("daily_digest", "waiting"),
        ("work_approved", "digested"),
        ("work_approved", "digested"),
    ]


async def nobody_is_at_it(observer: Any) -> bool:
    return not await observer.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND query LIKE 'UPDATE emails SET state%' AND pid <> pg_backend_pid()"
    )
