"""What the application's role reads: rows of the transaction's agency, whatever the table is.

Every table is asked that the role may read, as the database lists them, so that a new one is held
to it before it holds anything. Into each goes a row of another agency, without its constraints.
"""

from pathlib import Path

import asyncpg
import pytest

from chassis.ids import new_id
from chassis.testing import postgres

ROOT = Path(__file__).parents[2]
SERVICES = sorted(
    path.name
    for path in (ROOT / "services").iterdir()
    if (path / "src" / path.name / "migrations").is_dir()
)

DIRECTORIES = {"agencies", "changed_access", "ended_sessions"}
"""Read where there is no agency to be in yet: which agencies there are, by requests and schedules;
which sessions have ended and whose access has changed, by services that ask on behalf of nobody.
Ids and no more."""

READABLE = (
    "SELECT c.oid::regclass::text AS name, EXISTS (SELECT FROM pg_attribute a"
    " WHERE a.attrelid = c.oid AND a.attname = 'agency_id' AND NOT a.attisdropped) AS by_agency"
    " FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
    " AND has_table_privilege($1, c.oid, 'SELECT') ORDER BY 1"
)


async def without_constraints(owner: "asyncpg.Connection[asyncpg.Record]", table: str) -> None:
    """Take away what keeps a row of NULLs out."""
    for kinds in ("f", "cpux"):
        for constraint in await owner.fetch(
            "SELECT conname FROM pg_constraint WHERE conrelid = $1::text::regclass"
            " AND contype::text = ANY(string_to_array($2, NULL))",
            table,
            kinds,
        ):
            await owner.execute(
                f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{constraint[0]}" CASCADE'
            )
    for column in await owner.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0"
        " AND attnotnull AND attidentity = '' AND NOT attisdropped",
        table,
    ):
        await owner.execute(f'ALTER TABLE {table} ALTER COLUMN "{column[0]}" DROP NOT NULL')


async def put_row(owner: "asyncpg.Connection[asyncpg.Record]", table: str, agency: str) -> None:
    """A row of this agency, with nothing else in it."""
    await without_constraints(owner, table)
    by_agency = await owner.fetchval(
        "SELECT true FROM pg_attribute WHERE attrelid = $1::text::regclass"
        " AND attname = 'agency_id'",
        table,
    )
    if by_agency:
        await owner.execute(f"INSERT INTO {table} (agency_id) VALUES ($1::text::uuid)", agency)
    else:
        await owner.execute(f"INSERT INTO {table} DEFAULT VALUES")


@pytest.mark.parametrize("service", SERVICES)
async def test_the_application_reads_no_row_of_another_agency_from_any_table(
    service: str, postgres_server: str
) -> None:
    folder = ROOT / "services" / service / "src" / service / "migrations"
    template = await postgres.template(postgres_server, service, folder)
    database = await postgres.clone(postgres_server, service, template)
    theirs, mine = str(new_id()), str(new_id())
    owner = await asyncpg.connect(database.superuser_url, timeout=20)
    app = await asyncpg.connect(database.app_url, timeout=20)
    try:
        await owner.execute("SET session_replication_role = replica")
        tables = await owner.fetch(READABLE, f"{service}_app")
        assert {"chassis.outbox", "chassis.inbox", "chassis.dead_letters"} <= {
            table["name"] for table in tables
        }
        for table in tables:
            await put_row(owner, table["name"], theirs)
        seen: dict[str, set[str]] = {}
        for who, agency in (("nobody", ""), ("another", mine), ("its own", theirs)):
            await app.execute("SELECT set_config('portico.agency_id', $1, false)", agency)
            seen[who] = {
                table["name"]
                for table in tables
                if await app.fetchval(f"SELECT count(*) FROM {table['name']}")
            }
        by_agency = {table["name"] for table in tables if table["by_agency"]}
        assert seen["nobody"] <= DIRECTORIES
        assert seen["another"] <= DIRECTORIES
        # And the rows are there: an empty table would pass, too.
        readable = {table["name"] for table in tables}
        assert seen["its own"] == by_agency | (DIRECTORIES & readable)
        await app.execute("SELECT set_config('portico.all_agencies', 'on', false)")
        assert await app.fetchval("SELECT count(*) FROM chassis.inbox") == 1
    finally:
        await app.close()
        await owner.close()
        await postgres.drop(postgres_server, database.name)
