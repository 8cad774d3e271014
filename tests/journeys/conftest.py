"""One installation for all journeys, and a small agency for the tests of one module."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from portico_local.demo.agency import DemoAgency
from portico_local.demo.story import Story
from portico_local.stack import Stack

from ..conftest import AsyncExitStackStory, running_stack


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def stack() -> AsyncGenerator[Stack]:
    """A stack for all of them: each plays with agencies of its own."""
    async with running_stack() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(stack: Stack) -> AsyncGenerator[Story]:
    """A small agency whose contractor has handed in work."""
    async with AsyncExitStackStory(stack, {"FB-204"}) as small:
        for chapter in (
            small.found_agencies,
            small.set_up_customers,
            small.invite,
            small.open_work_orders,
            small.import_work,
            small.submit,
        ):
            await chapter()
        yield small


@pytest.fixture
def demo_agency(story: Story) -> DemoAgency:
    return story.demo_agencies[0]
