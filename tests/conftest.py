"""The whole system for tests: a private stack, and small casts to play the story on it."""

import os
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console

from chassis.settings import KafkaFlavour
from portico_local.demo import workfile
from portico_local.demo.command import default_work, free_run
from portico_local.demo.story import Story
from portico_local.demo.timeline import Timeline
from portico_local.scratch import scratch_folder
from portico_local.stack import Stack, StackOptions
from portico_local.testing import UNHURRIED

StoryOf = Callable[..., "AsyncExitStackStory"]


class AsyncExitStackStory:
    """A story whose browsers are closed with it."""

    def __init__(
        self,
        stack: Stack,
        work_orders: set[str] | None,
        *,
        undo_minutes: int = 0,
        with_stand_in: bool = False,
    ) -> None:
        self._stack = stack
        self._work_orders = work_orders
        self._undo_minutes = undo_minutes
        self._with_stand_in = with_stand_in
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Story:
        plans = workfile.read(default_work())
        if self._work_orders is not None:
            plans = [p for p in (only(plan, self._work_orders) for plan in plans) if p.rows]
        run = await free_run(self._stack, plans)
        return Story(
            self._stack,
            workfile.in_run(plans, run),
            Timeline(Console(), quiet=False),
            closing=self._closing,
            undo_minutes=self._undo_minutes,
            with_stand_in=self._with_stand_in,
        )

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()


def only(plan: workfile.AgencyPlan, codes: set[str]) -> workfile.AgencyPlan:
    """The part of an agency that these work orders need, without the wrong rows' other orders."""
    plan.work_orders = {c: o for c, o in plan.work_orders.items() if c in codes}
    plan.rows = [row for row in plan.rows if row.work_order in plan.work_orders]
    emails = {row.contractor.email for row in plan.rows}
    plan.contractors = {e: c for e, c in plan.contractors.items() if e in emails}
    projects = {order.project for order in plan.work_orders.values()}
    plan.projects = {n: p for n, p in plan.projects.items() if n in projects}
    companies = {project.company for project in plan.projects.values()}
    plan.companies = {n: c for n, c in plan.companies.items() if n in companies}
    return plan


@asynccontextmanager
async def running_stack() -> AsyncGenerator[Stack]:
    """The whole of Portico on ports and data of its own."""
    flavour = KafkaFlavour(os.environ.get("KAFKA_FLAVOUR", "tansu"))
    # Not in pytest's own folder: PostgreSQL's system user must be let through.
    with scratch_folder(Path(tempfile.gettempdir())) as folder:
        options = StackOptions(
            directory=folder / "state",
            kafka=flavour,
            throwaway=True,
            # So soon is a message of a killed sender taken over; a minute would only be waited for.
            environment={"*": UNHURRIED, "notifications": {"EMAIL_LEASE_SECONDS": "5"}},
        )
        async with Stack(options) as running:
            yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack() -> AsyncGenerator[Stack]:
    """A stack for the tests of one module."""
    async with running_stack() as running:
        yield running


@pytest.fixture
def story_of(stack: Stack) -> StoryOf:
    """`async with story_of({"FB-201"}) as story`: the story of some work orders, or of all."""

    def make(
        work_orders: set[str] | None = None, *, with_stand_in: bool = False
    ) -> AsyncExitStackStory:
        return AsyncExitStackStory(stack, work_orders, with_stand_in=with_stand_in)

    return make
