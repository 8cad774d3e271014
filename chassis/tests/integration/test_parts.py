"""The parts of a process: none goes on for long when another has ended."""

import asyncio
from dataclasses import replace

import pytest

from chassis.processes import ProcessBrokenError, run
from chassis.runtime import Runtime
from chassis.service import Background, Service
from chassis.testing.broker import free_port
from chassis.testing.plugin import BuildService
from chassis.testing.postgres import TestDatabase


@pytest.fixture
def service(build: BuildService, database: TestDatabase) -> Service:
    return build(
        database_url=database.app_url,
        kafka_bootstrap_servers="127.0.0.1:1",
        jwks_url="http://127.0.0.1:1/",
        worker_http_port=free_port(),
        http_host="127.0.0.1",
    )


async def test_a_process_is_broken_when_a_part_of_it_was_cancelled_by_nobody(
    service: Service,
) -> None:
    async def cancelled(runtime: Runtime) -> None:
        del runtime
        raise asyncio.CancelledError

    wounded = replace(service, background=(Background(name="mail", run=cancelled),))
    running = asyncio.create_task(run(wounded, api=False, worker=True))
    await asyncio.wait({running}, timeout=60)
    assert running.done()
    assert not running.cancelled()
    with pytest.raises(ProcessBrokenError, match="mail ended"):
        running.result()
