"""Work that was kept in hours, after the migration that keeps minutes."""

from decimal import Decimal
from importlib import resources

import asyncpg
import pytest

from chassis.ids import new_id
from chassis.testing.postgres import TestDatabase

MIGRATION = "0006_minutes.sql"
BEFORE = (
    ("regular", "7.5", 450),
    ("overtime", "0.33", None),
    ("regular", "0.35", 21),
    ("expense", "12", None),
)
"""Article, quantity as it was kept, and the minutes that it exactly is."""


@pytest.mark.requirement("B14")
async def test_whole_minutes_are_filled_in_and_odd_hours_stay(database: TestDatabase) -> None:
    agency = new_id()
    superuser = await asyncpg.connect(database.superuser_url, timeout=20)
    try:
        # Rows as they were before the migration, of which other tables are no matter here.
        await superuser.execute("SET session_replication_role = replica")
        ids = [new_id() for _ in BEFORE]
        for row_id, (article, quantity, _) in zip(ids, BEFORE, strict=True):
            await superuser.execute(
                """
                INSERT INTO trail_entries (agency_id, entry_id, work_order_id, contractor_id,
                    version, work_on, article, quantity)
                VALUES ($1, $2, $2, $2, 1, '2026-03-02', $3, $4)
                """,
                agency,
                row_id,
                article,
                Decimal(quantity),
            )
        text = (resources.files("payments") / "migrations" / MIGRATION).read_text()
        again = "\n".join(line for line in text.splitlines() if "ADD COLUMN" not in line)
        migrator = await asyncpg.connect(database.migrator_url, timeout=20)
        try:
            await migrator.execute(again)
        finally:
            await migrator.close()
        rows = await superuser.fetch(
            "SELECT entry_id AS row_id, quantity, minutes FROM trail_entries WHERE agency_id = $1",
            agency,
        )
        found = {row["row_id"]: (row["quantity"], row["minutes"]) for row in rows}
        expected = [(Decimal(quantity), minutes) for _, quantity, minutes in BEFORE]
        assert [found[row_id] for row_id in ids] == expected
        forced = await superuser.fetchval(
            "SELECT relforcerowsecurity FROM pg_class WHERE oid = 'trail_entries'::regclass"
        )
        assert forced
    finally:
        await superuser.close()
