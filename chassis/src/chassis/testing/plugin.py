"""Fixtures for a service's integration tests, on a real database and without a broker.

A service's `tests/conftest.py` says how to build it, and everything else follows:

    @pytest.fixture
    def build() -> BuildService:
        return lambda **common: payments.app.build(Settings(**common))

`deliver` runs events through the consumer's own code (inbox, waves, parking); `recorded` reads
what went into the outbox. Flows over a real broker are tested in `tests/`.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from datetime import UTC, datetime
from typing import Any, Protocol, cast
from uuid import UUID

import httpx2
import pytest
import structlog

from chassis.consumer.messages import Message
from chassis.consumer.processor import EventProcessor
from chassis.http.app import Health, build_app
from chassis.ids import new_id
from chassis.runtime import Runtime, open_runtime
from chassis.service import Service
from chassis.testing import postgres
from chassis.testing.passes import PassMaker
from contracts.base import Event
from contracts.envelope import Envelope

BuildService = Callable[..., Service]


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """structlog's own default draws tracebacks with all their locals, which takes seconds."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(),
        ],
        cache_logger_on_first_use=False,
    )
    yield
    structlog.reset_defaults()


class Deliver(Protocol):
    """Hands events to the service, as if they had come over the bus."""

    async def __call__(
        self,
        *events: Event,
        agency_id: UUID,
        times: int = 1,
        correlation_id: UUID | None = None,
        ids: "list[UUID] | None" = None,
        at: datetime | None = None,
    ) -> list[Message]:
        """Deliver in one batch, `times` over; returns the messages, to deliver them again.

        `at`: when it was said, now unless given.
        """
        ...


@pytest.fixture(scope="session")
def postgres_server() -> Generator[str]:
    """A superuser's address of the tests' PostgreSQL."""
    with postgres.server() as url:
        yield url


@pytest.fixture
def build() -> BuildService:
    """How the service under test is built; a service's conftest overrides it."""
    raise LookupError("the service's tests/conftest.py has no fixture `build`")


@pytest.fixture
async def database(
    build: BuildService, postgres_server: str
) -> AsyncGenerator[postgres.TestDatabase]:
    """This test's own database, with the service's schema and no rows."""
    described = build(database_url="postgresql://nobody@127.0.0.1/none")
    name = await postgres.template(postgres_server, described.name, described.migrations)
    cloned = await postgres.clone(postgres_server, described.name, name)
    yield cloned
    await postgres.drop(postgres_server, cloned.name)


@pytest.fixture
def service(build: BuildService, database: postgres.TestDatabase) -> Service:
    """The service under test, on this test's database."""
    return build(
        database_url=database.app_url,
        migrator_database_url=database.migrator_url,
        kafka_bootstrap_servers="127.0.0.1:1",
        jwks_url="http://127.0.0.1:1/.well-known/jwks.json",
    )


@pytest.fixture
def passes() -> PassMaker:
    """Makes passes that the service under test accepts."""
    return PassMaker()


@pytest.fixture
async def runtime(service: Service, passes: PassMaker) -> AsyncGenerator[Runtime]:
    """The service's runtime, with its resources open."""
    async with open_runtime(
        service.settings, list(service.resources), with_database=service.has_database
    ) as opened:
        opened.passes = passes.verifier()
        yield opened


@pytest.fixture
async def client(service: Service, runtime: Runtime) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client that talks to the service's HTTP application in this process."""
    health = Health()
    health.accepting = True
    app = build_app(
        title=service.name, routers=list(service.routers), runtime=runtime, health=health
    )
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as opened:
        yield opened


@pytest.fixture
def a_pass(passes: PassMaker) -> Callable[..., dict[str, str]]:
    """Headers with a pass: `a_pass(agency_id=…, portal=…, permissions=…)`."""
    return passes.headers


@pytest.fixture
def processor(service: Service, runtime: Runtime) -> EventProcessor:
    """The consumer's core, on this test's database."""
    return EventProcessor(
        database=runtime.database,
        handlers=service.all_handlers,
        resources=runtime.resources,
        service=service.name,
    )


@pytest.fixture
def deliver(processor: EventProcessor) -> Deliver:
    """Hand events to the service's handlers through the inbox."""
    offset = 0

    async def give(
        *events: Event,
        agency_id: UUID,
        times: int = 1,
        correlation_id: UUID | None = None,
        ids: list[UUID] | None = None,
        at: datetime | None = None,
    ) -> list[Message]:
        nonlocal offset
        correlation_id = correlation_id or new_id()
        messages: list[Message] = []
        for index, event in enumerate(events):
            offset += 1
            envelope = Envelope(
                id=ids[index] if ids else new_id(),
                type=event.type_name(),
                source="portico/test",
                time=at or datetime.now(UTC),
                agency_id=agency_id,
                correlation_id=correlation_id,
            )
            messages.append(
                Message(
                    topic=event.topic,
                    partition=0,
                    offset=offset,
                    key=str(event.key).encode(),
                    headers=envelope.to_headers(),
                    value=event.model_dump_json().encode(),
                )
            )
        for _ in range(times):
            await processor.process(messages)
        return messages

    return cast("Deliver", give)


@pytest.fixture
def recorded(runtime: Runtime) -> Callable[[type[Any]], Awaitable[list[Any]]]:
    """The events of a type that are in the outbox, in the order in which they were recorded."""

    async def read(event_type: type[Event]) -> list[Event]:
        async with runtime.database.across_agencies() as connection:
            rows = await connection.fetch(
                "SELECT payload FROM chassis.outbox WHERE type = $1 ORDER BY id",
                event_type.type_name(),
            )
        return [event_type.model_validate_json(row["payload"]) for row in rows]

    return read
