"""Units of work on a real PostgreSQL: whose rows they see, and what they leave behind."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from chassis.database import NothingCommittedError
from chassis.ids import new_id
from chassis.outbox import MAX_EVENT_BYTES, EventTooLargeError
from chassis.runtime import Runtime
from chassis.testing.queues import fetch_across
from contracts.envelope import Envelope
from contracts.events.documents import OfferSigned
from contracts.ids import AgencyId

from ..conftest import signed

AGENCY = AgencyId(new_id())
OTHER_AGENCY = AgencyId(new_id())
_COUNT = "INSERT INTO counted (event_id, key, agency_id, name) VALUES ($1, $1, $2, $3)"
_SETTING = "SELECT current_setting('portico.agency_id', true)"


async def test_a_connection_that_comes_back_belongs_to_nobody(runtime: Runtime) -> None:
    async with runtime.unit_of_work(AGENCY) as uow:
        assert await uow.fetchval(_SETTING) == str(AGENCY)
        first = await uow.fetchval("SELECT pg_backend_pid()")
    async with runtime.database.pool.acquire() as connection:
        assert await connection.fetchval("SELECT pg_backend_pid()") == first
        assert await connection.fetchval(_SETTING) == ""
        assert not connection.is_in_transaction()
    async with runtime.unit_of_work(OTHER_AGENCY) as uow:
        assert await uow.fetchval(_SETTING) == str(OTHER_AGENCY)


async def test_what_failed_in_a_unit_leaves_the_connection_usable(runtime: Runtime) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        async with runtime.unit_of_work(AGENCY) as uow:
            await uow.execute("SELECT * FROM nowhere")
    with pytest.raises(ZeroDivisionError):
        async with runtime.unit_of_work(AGENCY) as uow:
            _ = 1 // len([await uow.fetchval("SELECT 1")][1:])
    async with runtime.unit_of_work(AGENCY) as uow:
        assert await uow.fetchval("SELECT 1") == 1


async def test_a_unit_that_is_cut_off_is_rolled_back(runtime: Runtime) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with runtime.unit_of_work(AGENCY) as uow:
            await uow.execute(_COUNT, new_id(), AGENCY, "cut off")
            begun.set()
            await uow.execute("SELECT pg_sleep(30)")

    task = asyncio.create_task(slow())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with runtime.unit_of_work(AGENCY) as uow:
        assert await uow.fetchval("SELECT count(*) FROM counted") == 0


async def test_a_statement_that_failed_unseen_does_not_look_committed(runtime: Runtime) -> None:
    async def going_on() -> None:
        async with runtime.unit_of_work(AGENCY) as uow:
            await uow.execute(_COUNT, new_id(), AGENCY, "lost")
            with suppress(asyncpg.UndefinedTableError):
                await uow.execute("SELECT * FROM nowhere")

    with pytest.raises(NothingCommittedError):
        await going_on()
    async with runtime.unit_of_work(AGENCY) as uow:
        assert await uow.fetchval("SELECT count(*) FROM counted") == 0


async def test_an_event_that_no_broker_takes_is_refused_where_it_is_recorded(
    runtime: Runtime,
) -> None:
    """In the outbox it would keep all that comes after it from being sent. Others are said."""
    small, large = signed("small"), signed("x" * MAX_EVENT_BYTES)
    async with runtime.unit_of_work(AGENCY) as uow:
        uow.record(small)
        with pytest.raises(EventTooLargeError, match="bytes"):
            uow.record(large)
    rows = await fetch_across(runtime, "SELECT length(payload) AS length FROM chassis.outbox")
    assert [row["length"] < 10_000 for row in rows] == [True]


async def test_what_changed_later_is_said_later_though_its_unit_began_first(
    runtime: Runtime,
) -> None:
    """Who waits for a row changes it after the one who held it: consumers go by these times."""
    async with runtime.unit_of_work(AGENCY) as began_first:
        async with runtime.unit_of_work(AGENCY) as changed_first:
            changed_first.record(signed("before"))
        began_first.record(signed("after"))
    rows = await fetch_across(
        runtime, "SELECT headers, payload FROM chassis.outbox WHERE agency_id = $1", AGENCY
    )
    said = {
        OfferSigned.model_validate_json(row["payload"]).title: Envelope.from_headers(
            (name, value.encode()) for name, value in row["headers"]
        )
        for row in rows
    }
    assert said["after"].time > said["before"].time
    assert said["after"].id > said["before"].id
