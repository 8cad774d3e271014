"""One installation with two agencies in it, for all tests from outside."""

import os
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.settings import KafkaFlavour
from portico_local.scratch import scratch_folder
from portico_local.stack import Stack, StackOptions
from portico_local.testing import UNHURRIED

from .world import World, build


@pytest.fixture(scope="package")
def outside_directory() -> Generator[Path]:
    """A folder for the stack. Not pytest's own: PostgreSQL's system user must be let through."""
    with scratch_folder(Path(tempfile.gettempdir())) as folder:
        yield folder / "state"


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def world(outside_directory: Path) -> AsyncGenerator[World]:
    """The two agencies, when everything that was on its way has arrived."""
    flavour = KafkaFlavour(os.environ.get("KAFKA_FLAVOUR", "tansu"))
    options = StackOptions(
        directory=outside_directory, kafka=flavour, throwaway=True, environment={"*": UNHURRIED}
    )
    async with Stack(options) as stack, AsyncExitStack() as closing:
        made = await build(stack, closing)
        await made.settle()
        yield made
