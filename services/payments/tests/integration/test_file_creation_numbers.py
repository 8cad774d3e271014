"""The numbers by which a Canadian bank knows the files of pay runs."""

import asyncpg
import pytest

from chassis.testing.postgres import TestDatabase

from ..conftest import AgencyAtWork
from .test_bank_files import file_of, ordered, set_account


@pytest.mark.requirement("A4")
async def test_they_go_on_over_the_years_and_after_those_of_before(
    agency: AgencyAtWork, database: TestDatabase, pay_day: str
) -> None:
    await set_account(agency)
    runs = [await ordered(agency, pay_day, people=1)]
    # As if it was exported last year, and before files had numbers of their own.
    superuser = await asyncpg.connect(database.superuser_url, timeout=20)
    try:
        await superuser.execute("SET session_replication_role = replica")
        await superuser.execute("DELETE FROM pay_run_files WHERE agency_id = $1", agency.agency_id)
        await superuser.execute(
            "UPDATE pay_runs SET number = 'R-2025-000041' WHERE agency_id = $1", agency.agency_id
        )
    finally:
        await superuser.close()
    runs += [await ordered(agency, pay_day, people=1) for _ in range(2)]
    files = [(await file_of(agency, run, "cpa-005")).content for run in runs]
    assert [content[20:24] for content in files] == [b"0041", b"0042", b"0043"]
