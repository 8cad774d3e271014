"""What others own is kept as it was told last, in whatever order it is heard."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from chassis.testing.postgres import TestDatabase
from contracts.base import Event
from contracts.events.identity import (
    PEOPLE,
    AgencyChanged,
    CompanyChanged,
    ContractorKind,
    PersonChanged,
)
from contracts.events.payments import (
    Transaction,
    TransactionCreated,
    TransactionScheduled,
    TransactionState,
)
from contracts.events.timesheets import WORK_ORDERS, PayTerms, ProjectChanged, WorkOrderChanged
from contracts.ids import TransactionId
from contracts.money import Money
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


def a_transaction(world: Any) -> Transaction:
    """A transaction of the contractor that has no payment date yet."""
    order, amount = world.work_order, Money.of(Decimal(100), world.work_order.currency)
    return Transaction(
        transaction_id=TransactionId(new_id()),
        number="T-2026-0001",
        work_order_id=order.work_order_id,
        work_order_code=order.code,
        work_order_title=order.title,
        project_id=world.project.project_id,
        project_name=world.project.name,
        company_id=world.company.company_id,
        company_name=world.company.name,
        contractor_id=world.contractor.person_id,
        contractor_kind=ContractorKind.TEMP,
        period_start=date(2026, 2, 23),
        period_end=date(2026, 3, 1),
        lines=(),
        gross=amount,
        net=amount,
        pay_terms=PayTerms.SCHEDULED,
        state=TransactionState.SCHEDULED,
        created_on=date(2026, 3, 2),
    )


async def test_a_payment_date_that_is_heard_late_does_not_undo_the_one_told_after_it(
    hear: Hear, deliver: Deliver, world: Any, database: TestDatabase
) -> None:
    transaction = a_transaction(world)
    await deliver(*world.events, agency_id=world.agency_id)
    await hear(TransactionCreated(transaction=transaction), OLD)
    lower, higher = new_id(), new_id()

    async def kept(on: date, *, at: datetime, event_id: Any) -> date:
        """The date that is kept after hearing of this one."""
        said = TransactionScheduled(
            transaction_id=transaction.transaction_id,
            contractor_id=transaction.contractor_id,
            number=transaction.number,
            net=transaction.net,
            state=transaction.state,
            estimated_payment_on=on,
            cause="staff",
        )
        await deliver(said, agency_id=world.agency_id, at=at, ids=[event_id])
        connection = await asyncpg.connect(database.superuser_url)
        try:
            return await connection.fetchval("SELECT estimated_payment_on FROM transactions")
        finally:
            await connection.close()

    new, old, newest = date(2026, 4, 17), date(2026, 4, 10), date(2026, 4, 24)
    assert await kept(new, at=NEW, event_id=higher) == new
    # Told before, and heard after: at another moment, and at the same one.
    assert await kept(old, at=OLD, event_id=new_id()) == new
    assert await kept(old, at=NEW, event_id=lower) == new
    assert await kept(newest, at=NEW + timedelta(seconds=1), event_id=new_id()) == newest


def test_every_event_about_a_person_and_a_work_order_is_heard() -> None:
    assert {*PEOPLE, *WORK_ORDERS} <= set(build().all_handlers.event_types)
