"""A real worker process, killed while it renders: nothing is lost and nothing is done twice."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chassis.runtime import Runtime
from chassis.service import Service
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from contracts.events.documents import DocumentRendered

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

WITHIN_SECONDS = 60.0
DOCUMENTS = 4

# What a worker does besides its bus: the render loop on the service's own runtime.
_WORKER = """
import asyncio
from chassis.runtime import open_runtime
from documents.app import build
from documents.jobs.loop import render_what_is_due
async def main():
    service = build()
    async with open_runtime(
        service.settings, list(service.resources), with_database=True
    ) as runtime:
        await render_what_is_due(runtime)
asyncio.run(main())
"""


@asynccontextmanager
async def a_worker(service: Service, files: Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _WORKER,
        env={
            **os.environ,
            "DATABASE_URL_DOCUMENTS": service.settings.database_url,
            "DOCUMENT_STORAGE_URL": files.as_uri(),
            "RENDER_PROCESSES": "1",
            "RENDER_LEASE_SECONDS": "2",
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def pdfs(files: Path) -> set[Path]:
    return set(files.rglob("*.pdf"))


@pytest.mark.requirement("X2")
async def test_a_worker_killed_as_it_stores_a_file_leaves_it_to_the_next_one(
    press: Any,
    known: Any,
    deliver: Deliver,
    recorded: RecordedEvents,
    runtime: Runtime,
    service: Service,
    tmp_path: Path,
) -> None:
    files = tmp_path / "files"
    ordered = [known.created(number=f"T-{number}") for number in range(DOCUMENTS)]
    await deliver(*ordered, agency_id=known.agency_id)
    for stored_before in range(2):
        async with a_worker(service, files) as worker:
            await eventually(
                lambda before=stored_before: len(pdfs(files)) > before,
                within_seconds=WITHIN_SECONDS,
                every_seconds=0.002,
                what="a stored file",
            )
            worker.kill()
            await worker.wait()

    async with a_worker(service, files):
        await press.rendered(DOCUMENTS)
        await eventually(press.is_idle)

    events = await recorded(DocumentRendered)
    assert sorted(event.subject_id for event in events) == sorted(x.key for x in ordered)
    assert {event.sha256 for event in events} == {path.stem for path in pdfs(files)}
