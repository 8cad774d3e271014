"""The story while things break for real; afterwards nothing is lost, nothing done twice.

Each test hurts the system while approved work travels through it, and then makes all the checks
of the story: sums to the minor unit, one document each, exactly one e-mail per event and recipient.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable

import pytest

from chassis.testing.broker import free_port
from portico_local.demo.checks import check
from portico_local.stack import Stack

from ..conftest import StoryOf

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(420)]

WORKERS = ("timesheets-worker", "payments-worker", "documents-worker", "notifications-worker")
WORK_ORDERS = {"MS-101", "MS-102", "MS-103"}


async def played_while(story_of: StoryOf, hurt: Callable[[], Awaitable[None]]) -> list[str]:
    """Play the story; from the approval on the system is hurt. Returns what is wrong at the end."""
    async with story_of(WORK_ORDERS) as story:
        for chapter in (
            story.found_agencies,
            story.set_up_customers,
            story.invite,
            story.open_work_orders,
            story.import_work,
            story.submit,
        ):
            await chapter()
        hurting = asyncio.ensure_future(hurt())
        try:
            for chapter in (
                story.review,
                story.correct,
                story.price,
                story.invoice,
                story.receive,
                story.hold,
                story.pay,
            ):
                await chapter()
            await hurting
        finally:
            hurting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hurting
        await check(story)
        return story.timeline.failed


async def test_workers_killed_again_and_again_in_the_middle_of_their_work(
    stack: Stack, story_of: StoryOf
) -> None:
    async def kill_workers() -> None:
        for name in (*WORKERS, *WORKERS[:2]):
            await stack.kill(name)
            await asyncio.sleep(0.3)
            await stack.start_process(name)

    assert await played_while(story_of, kill_workers) == []


async def test_the_broker_away_for_twenty_seconds(stack: Stack, story_of: StoryOf) -> None:
    async def stop_broker() -> None:
        await stack.stop_broker()
        await asyncio.sleep(20)
        await stack.start_broker()

    assert await played_while(story_of, stop_broker) == []


@pytest.mark.requirement("B11")
async def test_the_log_of_the_broker_lost_twice(stack: Stack, story_of: StoryOf) -> None:
    async def lose_broker() -> None:
        await stack.lose_broker()
        await asyncio.sleep(5)
        await stack.lose_broker()

    assert await played_while(story_of, lose_broker) == []


async def test_database_connections_cut_while_the_workers_work(
    stack: Stack, story_of: StoryOf
) -> None:
    async def cut() -> None:
        # Nobody sends requests to these two in these chapters: what has to live through it are
        # their workers.
        for _ in range(5):
            for service in ("documents", "notifications"):
                await stack.cut_database(service)
            await asyncio.sleep(0.5)

    assert await played_while(story_of, cut) == []


async def test_the_mail_server_away_for_a_while(stack: Stack, story_of: StoryOf) -> None:
    async def no_mail() -> None:
        await stack.kill("mail")
        await asyncio.sleep(10)
        await stack.start_process("mail")

    assert await played_while(story_of, no_mail) == []


async def test_a_second_worker_joins_and_leaves_while_events_flow(
    stack: Stack, story_of: StoryOf
) -> None:
    """Both may get the same messages for a moment; the inbox lets each event through once."""

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

    assert await played_while(story_of, second_worker) == []
