"""Servers of a benchmark's own: nothing of a stack that runs is touched, nothing is left."""

import secrets
import shutil
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from chassis import bus
from chassis.testing import postgres
from contracts.topics import topic
from portico_local.bench.harness import Plan
from portico_local.paths import default_state_directory
from portico_local.reporting import SilentReporter
from portico_local.stack import Stack, StackOptions

_MIGRATIONS = Path(__file__).parent / "migrations"


@asynccontextmanager
async def private_stack(plan: Plan, services: Sequence[str] = ()) -> AsyncGenerator[Stack]:
    """PostgreSQL and a broker, and these services, in a folder that is deleted at the end."""
    directory = default_state_directory().root / "bench" / secrets.token_hex(4)
    options = StackOptions(
        directory=directory,
        kafka=plan.kafka,
        services=tuple(services),
        throwaway=True,
        # As they run anywhere but on somebody's own machine.
        environment={"*": {"LOG_FORMAT": "json"}},
    )
    plan.say(
        f"starting PostgreSQL, {plan.kafka.value}{' and ' if services else ''}{', '.join(services)}"
    )
    try:
        async with Stack(options, SilentReporter()) as stack:
            yield stack
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@asynccontextmanager
async def bench_database(stack: Stack, service: str) -> AsyncGenerator[postgres.TestDatabase]:
    """A database with the chassis' schema and the tables of `migrations`."""
    url = stack.postgres.superuser_url
    template = await postgres.template(url, service, _MIGRATIONS)
    database = await postgres.clone(url, service, template)
    yield database
    await postgres.drop(url, database.name)


async def own_topic(stack: Stack, name: str, prefix: str) -> str:
    """An empty topic like the contract's of that name; its name on the broker."""
    await bus.create_topics(
        stack.addresses.kafka_bootstrap_servers,
        [topic(name)],
        prefix=prefix,
        flavour=stack.addresses.kafka_flavour,
    )
    return f"{prefix}{name}"
