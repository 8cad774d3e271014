"""What others own is kept as it was told last, in whatever order it is heard."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from chassis.testing.plugin import Deliver
from chassis.testing.postgres import TestDatabase
from contracts.base import Event
from contracts.events.identity import PEOPLE, AgencyChanged, CompanyChanged, PersonChanged
from contracts.events.timesheets import WORK_ORDERS, ProjectChanged, WorkOrderChanged
from notifications.app import build

Hear = Callable[[Event, datetime], Awaitable[None]]

NEW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OLD = NEW - timedelta(minutes=5)


@pytest.fixture
def hear(deliver: Deliver, world: Any) -> Hear:
    """Hand over an event as it was told at a time."""

    async def hand(event: Event, told_at: datetime) -> None:
        await deliver(event, agency_id=world.agency_id, at=told_at)

    return hand


def states_of(world: Any, name: str) -> tuple[Event, ...]:
    """Everything that others tell of an agency, so that each has this name."""

    def named(value: Any, **more: object) -> Any:
        return value.model_copy(update={"name": name, **more})

    return (
        AgencyChanged(agency=named(world.agency)),
        PersonChanged(person=named(world.contractor)),
        CompanyChanged(company=named(world.company)),
        ProjectChanged(project=named(world.project)),
        WorkOrderChanged(work_order=world.work_order.model_copy(update={"title": name})),
    )


async def names(database: TestDatabase) -> set[str]:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        rows = await connection.fetch(
            "SELECT name FROM agencies UNION ALL SELECT name FROM people"
            " UNION ALL SELECT name FROM companies UNION ALL SELECT name FROM projects"
            " UNION ALL SELECT title FROM work_orders"
        )
    finally:
        await connection.close()
    assert len(rows) == 5
    return {row["name"] for row in rows}


async def test_what_is_heard_late_does_not_undo_what_was_told_after_it(
    hear: Hear, world: Any, database: TestDatabase
) -> None:
    for event in states_of(world, "new"):
        await hear(event, NEW)
    for event in states_of(world, "old"):
        await hear(event, OLD)
    assert await names(database) == {"new"}


async def test_what_was_told_later_is_kept(hear: Hear, world: Any, database: TestDatabase) -> None:
    for event in states_of(world, "old"):
        await hear(event, OLD)
    for event in states_of(world, "new"):
        await hear(event, NEW)
    assert await names(database) == {"new"}


def test_every_event_about_a_person_and_a_work_order_is_heard() -> None:
    assert {*PEOPLE, *WORK_ORDERS} <= set(build().all_handlers.event_types)
