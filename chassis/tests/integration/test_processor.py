"""What a batch does to the database, on a real one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chassis.consumer import parking
from chassis.consumer.messages import Message
from chassis.consumer.processor import EventProcessor
from chassis.database import TRANSIENT_ERRORS
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from chassis.testing.postgres import TestDatabase
from contracts.events.documents import OfferDeclined

from ..conftest import Refusals, signed, withdrawn

AGENCY = new_id()
OTHER_AGENCY = new_id()
RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


async def counted(database: TestDatabase) -> list[str]:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        return [
            row["name"] for row in await connection.fetch("SELECT name FROM counted ORDER BY place")
        ]
    finally:
        await connection.close()


async def letters(runtime: Runtime) -> list[parking.DeadLetter]:
    async with runtime.database.across_agencies() as connection:
        return await parking.all_letters(connection)


async def test_an_event_delivered_three_times_has_one_effect(
    deliver: Deliver, database: TestDatabase, recorded: RecordedEvents
) -> None:
    await deliver(signed("one"), signed("two"), agency_id=AGENCY, times=3)
    assert await counted(database) == ["one", "two"]
    assert len(await recorded(OfferDeclined)) == 2


async def test_two_processes_that_get_the_same_batch_at_once_handle_it_once(
    processor: EventProcessor, deliver: Deliver, database: TestDatabase
) -> None:
    messages = await deliver(*[signed(f"n{i}") for i in range(50)], agency_id=AGENCY, times=0)
    await asyncio.gather(*[processor.process(messages) for _ in range(4)])
    assert len(await counted(database)) == 50


async def test_one_bad_event_of_many_is_parked_and_all_others_are_handled(
    deliver: Deliver, database: TestDatabase, runtime: Runtime, refusals: Refusals
) -> None:
    refusals.always = {"n37"}
    await deliver(*[signed(f"n{i}") for i in range(100)], agency_id=AGENCY)
    assert len(await counted(database)) == 99
    [letter] = await letters(runtime)
    assert letter.cause == "ValueError: n37 is refused"
    assert letter.retry_at is None


async def test_what_follows_in_a_parked_key_waits_and_is_drained_in_order_by_a_retry(
    deliver: Deliver,
    database: TestDatabase,
    runtime: Runtime,
    refusals: Refusals,
    processor: EventProcessor,
) -> None:
    key = new_id()
    refusals.always = {"bad"}
    await deliver(signed("bad", key), signed("second", key), signed("else"), agency_id=AGENCY)
    await deliver(withdrawn("third", key), agency_id=AGENCY)
    assert await counted(database) == ["else"]
    found = await letters(runtime)
    assert [letter.cause for letter in found][1:] == [parking.PARKED_BEHIND] * 2

    refusals.always = set()
    async with runtime.database.across_agencies() as connection:
        assert await parking.retry_now(connection, found[2].id)
    assert await processor.retry_due() == 1
    assert await counted(database) == ["else", "bad", "second", "third"]
    assert await letters(runtime) == []
    await deliver(signed("fourth", key), agency_id=AGENCY)
    assert (await counted(database))[-1] == "fourth"


async def test_a_retry_that_fails_again_stays_parked_with_its_new_cause(
    deliver: Deliver, runtime: Runtime, refusals: Refusals, processor: EventProcessor
) -> None:
    refusals.always = {"bad"}
    await deliver(signed("bad"), agency_id=AGENCY)
    [letter] = await letters(runtime)
    async with runtime.database.across_agencies() as connection:
        await parking.retry_now(connection, letter.id)
    await processor.retry_due()
    [again] = await letters(runtime)
    assert (again.id, again.retry_at) == (letter.id, None)
    assert await processor.retry_due() == 0


async def test_an_event_that_is_early_waits_and_is_handled_when_the_other_has_come(
    deliver: Deliver,
    database: TestDatabase,
    runtime: Runtime,
    refusals: Refusals,
    processor: EventProcessor,
) -> None:
    refusals.not_yet = {"early"}
    await deliver(signed("early"), signed("other"), agency_id=AGENCY)
    assert await counted(database) == ["other"]
    [letter] = await letters(runtime)
    assert letter.retry_at is not None
    refusals.not_yet = set()
    await asyncio.sleep(0.25)
    assert await processor.retry_due() == 1
    assert await counted(database) == ["other", "early"]


async def test_the_wait_for_what_is_parked_ends_when_it_is_due(
    deliver: Deliver, refusals: Refusals, processor: EventProcessor
) -> None:
    refusals.not_yet = {"early"}
    await deliver(signed("early"), agency_id=AGENCY)
    async with asyncio.timeout(30):
        await processor.until_due(least_seconds=0, most_seconds=60)
    assert await processor.retry_due() == 1


async def test_the_wait_for_what_is_parked_ends_when_something_is_parked(
    deliver: Deliver, refusals: Refusals, processor: EventProcessor
) -> None:
    refusals.not_yet = {"early"}
    waiting = asyncio.create_task(processor.until_due(least_seconds=0, most_seconds=60))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    await deliver(signed("early"), agency_id=AGENCY)
    async with asyncio.timeout(30):
        await waiting


async def test_what_is_due_and_cannot_be_had_is_not_asked_for_without_a_pause(
    deliver: Deliver, refusals: Refusals, runtime: Runtime, processor: EventProcessor
) -> None:
    refusals.not_yet = {"early"}
    await deliver(signed("early"), agency_id=AGENCY)
    async with runtime.database.across_agencies() as connection:
        await connection.execute("SELECT FROM chassis.parked_keys FOR UPDATE")
        await asyncio.sleep(0.25)
        assert await processor.retry_due() == 0
        before = time.monotonic()
        await processor.until_due(least_seconds=0.3, most_seconds=60)
        assert 0.3 <= time.monotonic() - before < 30


async def test_an_event_that_stays_early_too_long_becomes_a_dead_letter(
    deliver: Deliver, runtime: Runtime, refusals: Refusals, processor: EventProcessor
) -> None:
    refusals.not_yet = {"early"}
    processor.not_yet_limit = timedelta(0)
    await deliver(signed("early"), agency_id=AGENCY)
    await asyncio.sleep(0.25)
    await processor.retry_due()
    [letter] = await letters(runtime)
    assert letter.retry_at is None


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"value": b"not json"}, "Invalid JSON"),
        ({"value": b'{"title": "no ids"}'}, "Field required"),
        ({"value": None}, "Invalid JSON"),
        ({"headers": []}, "header ce_time is missing"),
        ({"headers": [("ce_id", b"\xff\xfe")]}, "not UTF-8"),
    ],
)
async def test_a_message_that_cannot_be_read_is_parked_and_its_key_behind_it(
    change: dict[str, Any],
    cause: str,
    deliver: Deliver,
    database: TestDatabase,
    runtime: Runtime,
    processor: EventProcessor,
) -> None:
    key = new_id()
    [good, other] = await deliver(signed("good", key), signed("other"), agency_id=AGENCY, times=0)
    renamed = [(k, str(new_id()).encode() if k == "ce_id" else v) for k, v in good.headers]
    bad = replace(good, **{"offset": 90, "headers": renamed, **change})
    await processor.process([bad, good, other])
    assert await counted(database) == ["other"]
    found = await letters(runtime)
    assert [letter.message.offset for letter in found] == [90, good.offset]
    assert cause in found[0].cause
    assert found[0].message.value == bad.value
    assert list(found[0].message.headers) == list(bad.headers)


async def test_an_unknown_version_is_kept_and_an_event_nobody_handles_is_skipped(
    deliver: Deliver, runtime: Runtime, processor: EventProcessor
) -> None:
    [message] = await deliver(signed("v9"), agency_id=AGENCY, times=0)

    def typed(name: str, offset: int) -> Message:
        headers = [(k, name.encode() if k == "ce_type" else v) for k, v in message.headers]
        headers = [(k, str(new_id()).encode() if k == "ce_id" else v) for k, v in headers]
        return replace(message, headers=headers, offset=offset)

    await processor.process([typed("documents.OfferSent.v1", 1), typed("documents.NewThing.v1", 2)])
    assert await letters(runtime) == []
    await processor.process([typed("documents.OfferSigned.v9", 3)])
    [letter] = await letters(runtime)
    assert letter.cause == "UnreadableEventError: unknown version: documents.OfferSigned.v9"


async def test_order_within_a_key_holds_across_types_and_calls_stay_few(
    deliver: Deliver, database: TestDatabase, refusals: Refusals
) -> None:
    keys = [new_id() for _ in range(20)]
    events: list[Any] = []
    for step in ("a", "b"):
        events += [signed(f"{step}{i}", key) for i, key in enumerate(keys)]
        events += [withdrawn(f"{step}{i}-gone", key) for i, key in enumerate(keys)]
    await deliver(*events, agency_id=AGENCY)
    names = await counted(database)
    for i in range(20):
        mine = [n for n in names if n.split("-")[0] in {f"a{i}", f"b{i}"}]
        assert mine == [f"a{i}", f"a{i}-gone", f"b{i}", f"b{i}-gone"]
    assert len(refusals.calls) == 4


async def test_a_batch_of_two_agencies_writes_each_under_its_own(
    deliver: Deliver, processor: EventProcessor, runtime: Runtime
) -> None:
    mine = await deliver(signed("mine"), agency_id=AGENCY, times=0)
    theirs = await deliver(signed("theirs"), agency_id=OTHER_AGENCY, times=0)
    await processor.process([*mine, *theirs])
    for agency, name in ((AGENCY, "mine"), (OTHER_AGENCY, "theirs")):
        async with runtime.unit_of_work(UUID(str(agency))) as uow:  # pyright: ignore[reportArgumentType]
            assert [r["name"] for r in await uow.fetch("SELECT name FROM counted")] == [name]


async def test_what_the_database_cuts_off_is_raised_and_done_when_given_again(
    deliver: Deliver, database: TestDatabase, processor: EventProcessor, runtime: Runtime
) -> None:
    messages = await deliver(*[signed(f"n{i}") for i in range(20)], agency_id=AGENCY, times=0)
    killer = await asyncpg.connect(database.superuser_url)
    await killer.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await killer.close()
    for _ in range(5):
        try:
            await processor.process(messages)
            break
        except TRANSIENT_ERRORS:
            continue
    assert len(await counted(database)) == 20
    assert await letters(runtime) == []
