"""Messages that cannot be handled, on the running system: parked, shown, mended, drained."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis.testing import eventually
from portico_local.demo.checks import check
from portico_local.demo.story import Story
from portico_local.stack import Stack

from ..conftest import StoryOf

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

WORK = "timesheets.work.v1"


@asynccontextmanager
async def a_producer(stack: Stack) -> AsyncGenerator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=stack.addresses.kafka_bootstrap_servers)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def all_records(stack: Stack, topic: str) -> list[Any]:
    """Everything that lies on a topic now."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=stack.addresses.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
        group_id=None,
    )
    await consumer.start()
    try:
        places = list(consumer.assignment())
        ends = await consumer.end_offsets(places)
        found: list[Any] = []
        while len(found) < sum(ends.values()):
            batches = await consumer.getmany(timeout_ms=500)
            found += [record for batch in batches.values() for record in batch]
        return found
    finally:
        await consumer.stop()


async def dead_letters(stack: Stack, service: str) -> list[list[str]]:
    result = await stack.run(service, "dead", "list")
    assert result.code == 0, result.errors
    return [line.split("\t") for line in result.output.splitlines() if "\t" in line]


async def handled(stack: Stack, service: str) -> int:
    """How many events the service's inbox knows."""
    connection = await asyncpg.connect(
        stack.environment(service)[f"DATABASE_URL_{service.upper()}"]
    )
    try:
        await connection.execute("SELECT set_config('portico.all_agencies', 'on', false)")
        return int(await connection.fetchval("SELECT count(*) FROM chassis.inbox"))
    finally:
        await connection.close()


async def until_priced(story: Story) -> None:
    for chapter in (
        story.found_agencies,
        story.set_up_customers,
        story.invite,
        story.open_work_orders,
        story.import_work,
        story.submit,
        story.review,
        story.correct,
        story.price,
    ):
        await chapter()


async def test_every_message_delivered_three_more_times_changes_nothing(
    stack: Stack, story_of: StoryOf
) -> None:
    async with story_of({"FB-203", "FB-202"}) as story:
        await until_priced(story)
        before = {s: await handled(stack, s) for s in ("payments", "documents", "notifications")}
        async with a_producer(stack) as producer:
            sent = 0
            for topic in (WORK, "identity.people.v1", "payments.transactions.v1"):
                for record in await all_records(stack, topic):
                    for _ in range(3):
                        await producer.send(
                            topic,
                            record.value,
                            key=record.key,
                            headers=list(record.headers),
                            partition=record.partition,
                        )
                        sent += 1
            await producer.flush()
        assert sent > 0

        async def all_read() -> bool:
            lags = [
                (await stack.metrics(f"{s}-worker")).get("portico_consumer_lag", 1) for s in before
            ]
            return sum(lags) == 0

        await asyncio.sleep(2)
        await eventually(all_read, within_seconds=60, what="every copy read")
        await story.invoice()
        await story.receive()
        await story.hold()
        await story.pay()
        await check(story)
    assert story.timeline.failed == []


async def test_a_bad_message_is_parked_its_key_waits_and_others_flow_until_it_is_dropped(
    stack: Stack, story_of: StoryOf
) -> None:
    async with story_of({"FB-201", "FB-205"}) as story:
        for chapter in (
            story.found_agencies,
            story.set_up_customers,
            story.invite,
            story.open_work_orders,
            story.import_work,
        ):
            await chapter()
        [demo_agency] = story.demo_agencies
        bad_key = demo_agency.work_order_ids["FB-201"]
        async with a_producer(stack) as producer:
            await producer.send_and_wait(WORK, b"this is not JSON", key=bad_key.encode())

        async def parked() -> list[str]:
            letters = await dead_letters(stack, "payments")
            return next((x for x in letters if x[5] == bad_key), [])

        letter = await eventually(parked, within_seconds=60, what="the dead letter")
        assert letter[1] == "dead"
        shown = json.loads((await stack.run("payments", "dead", "show", letter[0])).output)
        assert shown["body"] == "this is not JSON"

        await story.submit()
        await story.review()
        await story.correct()

        async def other_key_flows() -> bool:
            rows = await demo_agency.staff.all("/api/agency/transactions")
            return {row["work_order_code"] for row in rows} == {"FB-205"}

        await eventually(other_key_flows, within_seconds=60, what="the other key")
        behind = [x for x in await dead_letters(stack, "payments") if x[5] == bad_key]
        assert len(behind) > 1

        for service in ("payments", "notifications", "documents", "timesheets"):
            for found in await dead_letters(stack, service):
                if found[5] == bad_key and "missing" in found[-1]:
                    await stack.run(service, "dead", "drop", found[0])
        await story.price()
        await story.invoice()
        await story.receive()
        await story.hold()
        await story.pay()
        await check(story)
        assert [x for x in await dead_letters(stack, "payments") if x[5] == bad_key] == []
    assert story.timeline.failed == []


async def test_an_unknown_version_is_kept_for_code_that_knows_it(
    stack: Stack, story_of: StoryOf
) -> None:
    async with story_of({"FB-204"}) as story:
        await until_priced(story)
        [record, *_] = [
            r
            for r in await all_records(stack, WORK)
            if dict(r.headers).get("ce_type") == b"timesheets.WorkApproved.v1"
        ]
        headers = [
            (k, b"timesheets.WorkApproved.v7" if k == "ce_type" else v) for k, v in record.headers
        ]
        headers = [
            (k, b"0190a0b0-0000-7000-8000-000000000001" if k == "ce_id" else v) for k, v in headers
        ]
        async with a_producer(stack) as producer:
            await producer.send_and_wait(WORK, record.value, key=b"of-the-future", headers=headers)

        async def kept() -> list[str]:
            letters = await dead_letters(stack, "payments")
            return next((x for x in letters if x[5] == "of-the-future"), [])

        letter = await eventually(kept, within_seconds=60, what="the dead letter")
        assert "unknown version" in letter[-1]
        assert (await stack.metrics("payments-worker"))["portico_dead_letters"] >= 1
        retried = await stack.run("payments", "dead", "retry", letter[0])
        assert retried.code == 0
        await asyncio.sleep(1)
        assert (await kept())[1] == "dead"
        dropped = await stack.run("payments", "dead", "drop", letter[0])
        assert "dropped" in dropped.output
        assert await kept() == []
