"""Rows of all agencies, for tests: outbox, dead letters and queues as a worker sees them."""

from typing import Any

from chassis.runtime import Runtime


async def fetch_across(runtime: Runtime, sql: str, *args: object) -> list[Any]:
    """All rows."""
    async with runtime.database.across_agencies() as connection:
        return await connection.fetch(sql, *args)


async def fetchval_across(runtime: Runtime, sql: str, *args: object) -> Any:
    """The first column of the first row, or None."""
    async with runtime.database.across_agencies() as connection:
        return await connection.fetchval(sql, *args)


async def execute_across(runtime: Runtime, sql: str, *args: object) -> str:
    """Run a statement; returns its tag."""
    async with runtime.database.across_agencies() as connection:
        return await connection.execute(sql, *args)
