"""The service's own database: the pool of the application's role, and units of work on it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import structlog
from pydantic_core import from_json, to_json

from chassis.actor import Actor
from chassis.ids import new_id
from chassis.resources import Resources
from chassis.uow import Cause, UnitOfWork
from contracts.ids import AgencyId

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]

_LOG = structlog.get_logger(__name__)

TRANSIENT_ERRORS: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg may raise when a connection breaks under it
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidCachedStatementError,
)
"""Faults that go away by themselves: the same work is tried again, never given up."""

RETRY_ONCE: tuple[type[BaseException], ...] = (
    asyncpg.InvalidCachedStatementError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""Faults after which a whole transaction may be run again at once."""


ACROSS_AGENCIES = (
    "SELECT set_config('portico.all_agencies', 'on', true),"
    " set_config('portico.agency_id', '', true)"
)
"""Opens the queues of all agencies to the transaction, and leaves the agency that it was in."""


class NothingCommittedError(Exception):
    """A statement failed, whoever sent it went on, and the server rolled back at the end.

    Nothing of such a unit is there, so it must not look done.
    """


def _encode_json(value: object) -> str:
    return to_json(value).decode()


async def open_to_all_agencies(connection: "Connection") -> None:
    """Show every transaction of this connection the queues of all agencies: for a relay."""
    await connection.execute("SELECT set_config('portico.all_agencies', 'on', false)")


async def prepare_connection(connection: "Connection") -> None:
    """Let `jsonb` columns take and give Python objects, and `numeric` ones numbers as written.

    asyncpg's own reading makes 2E+4 of 20000, which is how JSON would show it.
    """
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind, encoder=_encode_json, decoder=from_json, schema="pg_catalog"
        )
    await connection.set_type_codec("numeric", encoder=str, decoder=Decimal, schema="pg_catalog")


class Database:
    """A pool of connections, and the units of work that run on them."""

    def __init__(self, pool: "Pool", service: str, resources: Resources) -> None:
        self.pool = pool
        self.service = service
        self.on_recorded: Callable[[], None] = _nothing
        self._resources = resources

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, *, service: str, size: int, resources: Resources
    ) -> "AsyncGenerator[Database]":
        """Connect, and close when done. The pool opens connections as they are needed."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=size,
            timeout=10,
            command_timeout=60,
            init=prepare_connection,
            reset=_leave_as_it_is,
            server_settings={"application_name": f"portico-{service}"},
        )
        try:
            yield cls(pool, service, resources)
        finally:
            try:
                await pool.close()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                pool.terminate()

    @asynccontextmanager
    async def unit_of_work(
        self,
        agency_id: AgencyId | None,
        *,
        actor: Actor,
        correlation_id: UUID | None = None,
        cause: Cause | None = None,
        across_agencies: bool = False,
        only_reads: bool = False,
    ) -> AsyncGenerator[UnitOfWork]:
        """One transaction: committed with its outbox rows at the end, rolled back on an error.

        `across_agencies` lets it see queues of all agencies until it enters one. `only_reads`: all
        its queries see one moment, so that what is put together of several is never half of before
        and half of after a change; and it can write nothing.
        """
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if only_reads else "BEGIN"
        async with (
            self._connection() as connection,
            _transaction(connection, agency_id, begin=begin, across_agencies=across_agencies),
        ):
            uow = UnitOfWork(
                connection,
                service=self.service,
                actor=actor,
                correlation_id=correlation_id or new_id(),
                cause=cause,
                resources=self._resources,
                agency_id=agency_id,
            )
            yield uow
            recorded = await uow.flush()
        if recorded:
            self.on_recorded()
        uow.committed()

    @asynccontextmanager
    async def across_agencies(self) -> "AsyncGenerator[PoolConnectionProxy[asyncpg.Record]]":
        """A transaction of the chassis or a worker: sees queues of all agencies, tenants' rows of
        none. Raises NothingCommittedError.
        """
        async with (
            self._connection() as connection,
            _transaction(connection, None, across_agencies=True),
        ):
            yield connection

    @asynccontextmanager
    async def _connection(self) -> "AsyncGenerator[PoolConnectionProxy[asyncpg.Record]]":
        # The pool's own deadline would make a task of each call.
        async with asyncio.timeout(10):
            connection = await self.pool.acquire()
        try:
            yield connection
        finally:
            await self.pool.release(connection)

    async def ping(self) -> None:
        """Raise when the database does not answer within two seconds."""
        async with self.pool.acquire(timeout=2) as connection:
            await connection.fetchval("SELECT 1", timeout=2)


@asynccontextmanager
async def _transaction(
    connection: "Connection | PoolConnectionProxy[asyncpg.Record]",
    agency_id: AgencyId | None,
    *,
    begin: str = "BEGIN",
    across_agencies: bool = False,
) -> AsyncGenerator[None]:
    """A transaction, of this agency from its first moment; asyncpg's own goes there twice for it.

    Raises NothingCommittedError.
    """
    if agency_id is not None:
        # No arguments can go with two statements at once; a UUID has no character to escape.
        begin += f"; SELECT set_config('portico.agency_id', '{UUID(int=agency_id.int)}', true)"
    elif across_agencies:
        begin += f"; {ACROSS_AGENCIES}"
    await connection.execute(begin)
    try:
        yield
    except BaseException:
        await connection.execute("ROLLBACK")
        raise
    if await connection.execute("COMMIT") != "COMMIT":
        raise NothingCommittedError


async def _leave_as_it_is(connection: "Connection") -> None:
    """What a pool does to a connection that comes back, beside ending its transaction: nothing.

    Units of work set what they set for their transaction only. asyncpg's own way is a question to
    the server each time. Who takes a lock of the session gives it back (`schedules`).
    """


def _nothing() -> None:
    """Nobody waits to be told."""
