"""SIGKILL in the middle of a delivery, on a real process. See docs/decisions/0005."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.postgres import TestDatabase
from contracts.events.notifications import EmailSent

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
States = Callable[[], Awaitable[list[dict[str, Any]]]]
StartProcess = Callable[[], Any]

pytestmark = pytest.mark.timeout(90)

_SENDER = """
import asyncio
from chassis.runtime import open_runtime
from notifications.app import build
from notifications.sending import sender

async def main():
    service = build()
    async with open_runtime(
        service.settings, list(service.resources), with_database=True
    ) as runtime:
        await sender.run(runtime)

asyncio.run(main())
"""


@pytest.fixture
def sender_process(
    database: TestDatabase, mail_server: Any, secrets_file: Path
) -> Callable[[], Any]:
    """`async with sender_process() as process:` is the sender in a process of its own."""

    @asynccontextmanager
    async def start() -> AsyncGenerator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _SENDER,
            env={
                **os.environ,
                "DATABASE_URL_NOTIFICATIONS": database.app_url,
                "SMTP_PORT": str(mail_server.port),
                "SECRETS_PRIVATE_KEY_FILE": str(secrets_file),
                "EMAIL_LEASE_SECONDS": "0.5",
            },
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    return start


def kill(process: asyncio.subprocess.Process) -> None:
    os.kill(process.pid, signal.SIGKILL)


class Blockade:
    """Holds the rows of all e-mails, so that the sender stands before it says `sending`."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> "Blockade":
        self._holder = await asyncpg.connect(self._url)
        self._observer = await asyncpg.connect(self._url)
        self._transaction = self._holder.transaction()
        await self._transaction.start()
        await self._holder.execute("SELECT 1 FROM emails FOR UPDATE")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transaction.rollback()
        await self._holder.close()
        await self._observer.close()

    async def is_waited_for(self) -> bool:
        return bool(
            await self._observer.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database() AND query LIKE '%sending%'"
            )
        )


@pytest.fixture
def blockade(database: TestDatabase) -> Blockade:
    return Blockade(database.superuser_url)


async def test_killed_before_the_final_dot_it_was_not_delivered_and_goes_once(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    sender_process: StartProcess,
    blockade: Blockade,
    world: Any,
) -> None:
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with blockade, sender_process() as process:
        # Everything but the dot is with the server; the process stands before its mark.
        await eventually(blockade.is_waited_for)
        kill(process)
        await process.wait()
    assert mail_server.mails == []
    async with sending(runtime):
        await eventually(lambda: _sent(states))
    assert len(mail_server.mails) == 1
    assert (await states())[0]["interruptions"] == 0


async def test_killed_between_the_server_s_yes_and_the_commit_the_very_same_message_goes_again(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    sender_process: StartProcess,
    world: Any,
) -> None:
    """The one window that SMTP leaves open: two copies, the same to the byte and by their id."""
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with sender_process() as process:

        async def strike() -> None:
            mail_server.before_answer = None
            kill(process)
            await process.wait()

        mail_server.before_answer = strike
        await eventually(lambda: process.returncode is not None)
    assert [row["state"] for row in await states()] == ["sending"]
    async with sending(runtime):
        await eventually(lambda: _sent(states))
    first, second = mail_server.raw
    assert first == second
    (row,) = await states()
    assert row["interruptions"] == 1
    assert len(await recorded(EmailSent)) == 1


async def _sent(states: States) -> bool:
    return [row["state"] for row in await states()] == ["sent"]
