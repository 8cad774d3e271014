"""Plain SQL, numbered, run once each by the migrator role: the chassis' own, then the service's."""

import hashlib
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import structlog

_LOG = structlog.get_logger(__name__)
_NAME = re.compile(r"^\d{4}_[a-z0-9_]+\.sql$")
_LOCK = 7_061_001

CHASSIS_MIGRATIONS = Path(__file__).parent


class MigrationChangedError(Exception):
    """A migration that has run was edited afterwards; write a new one instead."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has run and was edited afterwards; write a new migration")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file. `owner` keeps the chassis' numbers apart from the service's."""

    owner: str
    name: str
    sql: str

    @property
    def digest(self) -> bytes:
        """What tells an edited file from the one that has run."""
        return hashlib.sha256(self.sql.encode()).digest()


def find(owner: str, folder: Path) -> list[Migration]:
    """The migrations of a folder, in order. Raises ValueError for a file named otherwise."""
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        if not _NAME.match(path.name):
            raise ValueError(f"{path.name}: a migration is named NNNN_what_it_does.sql")
        found.append(Migration(owner, path.name, path.read_text()))
    numbers = [migration.name[:4] for migration in found]
    if len(set(numbers)) != len(numbers):
        raise ValueError(f"{folder}: two migrations have one number")
    return found


async def migrate(*, migrator_url: str, app_url: str, service: str, folder: Path | None) -> int:
    """Run what has not run yet, each in its own transaction; returns how many ran.

    One process at a time: others wait. Raises MigrationChangedError.
    """
    app_role = urlsplit(app_url).username
    if not app_role:
        raise ValueError("the application's database address names no role")
    migrations = find("chassis", CHASSIS_MIGRATIONS)
    if folder is not None:
        migrations += find(service, folder)
    async with _connection(migrator_url, app_role) as connection:
        done = {
            (row["owner"], row["name"]): row["digest"]
            for row in await connection.fetch("SELECT owner, name, digest FROM chassis.migrations")
        }
        ran = 0
        for migration in migrations:
            known = done.get((migration.owner, migration.name))
            if known is not None:
                if known != migration.digest:
                    raise MigrationChangedError(migration.name)
                continue
            async with connection.transaction():
                await connection.execute(migration.sql)
                await connection.execute(
                    "INSERT INTO chassis.migrations (owner, name, digest) VALUES ($1, $2, $3)",
                    migration.owner,
                    migration.name,
                    migration.digest,
                )
            ran += 1
            _LOG.info("migration_ran", owner=migration.owner, name=migration.name)
        return ran


@asynccontextmanager
async def _connection(
    url: str, app_role: str
) -> "AsyncGenerator[asyncpg.Connection[asyncpg.Record]]":
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await connection.execute("SELECT set_config('portico.app_role', $1, false)", app_role)
        await connection.execute("CREATE SCHEMA IF NOT EXISTS chassis")
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS chassis.migrations ("
            "owner text, name text, digest bytea NOT NULL,"
            " ran_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (owner, name))"
        )
        yield connection
    finally:
        await connection.close()
