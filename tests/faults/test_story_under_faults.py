"""The story while things break for real; afterwards nothing is lost, nothing done twice.

Each test hurts the system while approved work travels through it, and then makes all the checks
of the story: sums to the minor unit, one document each, exactly one e-mail per event and recipient.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from chassis.testing.broker import free_port
from portico_local.demo.checks import check
from portico_local.demo.story import Story
from portico_local.stack import Stack

from ..conftest import StoryOf

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(420)]

WORKERS = ["timesheets-worker", "payments-worker", "documents-worker", "notifications-worker"]
ONE_AGENCY = {"MS-101", "MS-102", "MS-103"}


async def until_submitted(story: Story) -> None:
    await story.found_agencies()
    await story.set_up_customers()
    await story.invite()
    await story.open_work_orders()
    await story.import_work()
    await story.submit()


async def from_review_to_pay(story: Story) -> None:
    await story.review()
    await story.correct()
    await story.price()
    await story.invoice()
    await story.receive()
    await story.hold()
    await story.pay()


@contextlib.asynccontextmanager
async def meanwhile(hurt: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    """Hurt the system while the block runs; what the block does waits for the end of it."""
    hurting = asyncio.ensure_future(hurt())
    try:
        yield
        await hurting
    finally:
        hurting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hurting


async def test_workers_killed_again_and_again_in_the_middle_of_their_work(
    stack: Stack, story_of: StoryOf
) -> None:
    async def kill_workers() -> None:
        for number in range(6):
            name = WORKERS[number % len(WORKERS)]
            await stack.kill(name)
            await asyncio.sleep(0.3)
            await stack.start_process(name)

    async with story_of(ONE_AGENCY) as story:
        await until_submitted(story)
        async with meanwhile(kill_workers):
            await from_review_to_pay(story)
        await check(story)
    assert story.timeline.failed == []


async def test_the_broker_away_for_twenty_seconds(stack: Stack, story_of: StoryOf) -> None:
    async def stop_broker() -> None:
        await stack.stop_broker()
        await asyncio.sleep(20)
        await stack.start_broker()

    async with story_of(ONE_AGENCY) as story:
        await until_submitted(story)
        async with meanwhile(stop_broker):
            await from_review_to_pay(story)
        await check(story)
    assert story.timeline.failed == []


@pytest.mark.requirement("B11")
async def test_the_log_of_the_broker_lost(stack: Stack, story_of: StoryOf) -> None:
    async def lose_broker() -> None:
        await stack.lose_broker()
        await asyncio.sleep(5)
        await stack.lose_broker()

    async with story_of(ONE_AGENCY) as story:
        await until_submitted(story)
        async with meanwhile(lose_broker):
            await from_review_to_pay(story)
        await check(story)
    assert story.timeline.failed == []


async def test_database_connections_cut_while_the_workers_work(
    stack: Stack, story_of: StoryOf
) -> None:
    async def cut() -> None:
        for _ in range(5):
            for service in ("documents", "notifications"):
                await stack.cut_database(service)
            await asyncio.sleep(0.5)

    async with story_of(ONE_AGENCY) as story:
        await until_submitted(story)
        await story.review()
        # Nobody sends requests to these two meanwhile: what must live through it are the workers.
        async with meanwhile(cut):
            await story.correct()
        for service in ("payments", "timesheets"):
            await stack.cut_database(service)
        await story.price()
        await story.invoice()
        await story.receive()
        await story.hold()
        await story.pay()
        await check(story)
    assert story.timeline.failed == []


async def test_the_mail_server_away_for_a_while(stack: Stack, story_of: StoryOf) -> None:
    async def no_mail() -> None:
        await stack.kill("mail")
        await asyncio.sleep(10)
        await stack.start_process("mail")

    async with story_of(ONE_AGENCY) as story:
        await until_submitted(story)
        async with meanwhile(no_mail):
            await from_review_to_pay(story)
        await check(story)
    assert story.timeline.failed == []


async def test_a_second_worker_joins_and_leaves_while_events_flow(
    stack: Stack, story_of: StoryOf
) -> None:
    """Both get the same partitions for a moment; the inbox lets each event through once."""

    async def second_worker() -> None:
        environment = stack.environment("payments") | {"WORKER_HTTP_PORT": str(free_port())}
        for _ in range(2):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "payments",
                "worker",
                env=os.environ | environment,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                await asyncio.sleep(12)
            finally:
                process.terminate()
                await asyncio.wait_for(process.wait(), timeout=40)

    async with story_of(ONE_AGENCY) as story:
        await until_submitted(story)
        async with meanwhile(second_worker):
            await from_review_to_pay(story)
        await check(story)
    assert story.timeline.failed == []
