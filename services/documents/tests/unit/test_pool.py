"""Render processes: warm, limited, replaced when they break, and never outliving the service."""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from chassis.testing import eventually
from documents.rendering import (
    PoolFullError,
    PoolLimits,
    RenderPool,
    RenderRefusedError,
    RenderTimeoutError,
    WorkerCrashedError,
    samples,
)
from documents.rendering.renderer import Renderer

SMALL = samples.paystub(lines=1)


@pytest.fixture
async def pool() -> AsyncGenerator[RenderPool]:
    async with RenderPool.open(PoolLimits(processes=1, waiting=2)) as opened:
        yield opened


def read_of(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()


def is_alive(pid: int) -> bool:
    try:
        return read_of(pid, "stat").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.requirement("X2")
async def test_a_process_gives_the_same_bytes_as_this_one(pool: RenderPool) -> None:
    document = samples.contractor_invoice("nb")

    assert (await pool.render(document)).pdf == Renderer().render(document).pdf


async def test_processes_start_when_they_are_needed_and_are_kept(pool: RenderPool) -> None:
    assert pool.process_ids == []
    await pool.render(SMALL)
    first = pool.process_ids
    await pool.render(SMALL)

    assert len(first) == 1
    assert pool.process_ids == first


async def test_the_loop_goes_on_while_a_document_is_rendered(pool: RenderPool) -> None:
    await pool.warm()
    rendering = asyncio.create_task(pool.render(samples.paystub(lines=60)))
    ticks = 0
    while not rendering.done():
        await asyncio.sleep(0.005)
        ticks += 1

    assert ticks > 10


async def test_a_killed_process_fails_its_document_and_is_replaced(pool: RenderPool) -> None:
    await pool.warm()
    (victim,) = pool.process_ids
    os.kill(victim, signal.SIGSTOP)
    rendering = asyncio.create_task(pool.render(SMALL))
    await asyncio.sleep(0.05)
    os.kill(victim, signal.SIGKILL)

    with pytest.raises(WorkerCrashedError):
        await rendering
    assert (await pool.render(SMALL)).pages == 1
    assert victim not in pool.process_ids


async def test_a_document_that_takes_too_long_is_given_up_and_its_process_killed() -> None:
    async with RenderPool.open(PoolLimits(processes=1, timeout_seconds=8)) as pool:
        await pool.warm()
        (stuck,) = pool.process_ids
        os.kill(stuck, signal.SIGSTOP)

        with pytest.raises(RenderTimeoutError):
            await pool.render(SMALL)
        assert (await pool.render(SMALL)).pages == 1
        assert stuck not in pool.process_ids


async def test_one_that_is_no_longer_wanted_does_not_answer_for_the_next(pool: RenderPool) -> None:
    await pool.warm()
    given_up = asyncio.create_task(pool.render(samples.paystub(lines=60)))
    await asyncio.sleep(0.05)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)

    assert (await pool.render(SMALL)).pages == 1


async def test_a_document_at_fault_is_refused_and_its_process_kept(pool: RenderPool) -> None:
    await pool.warm()
    before = pool.process_ids

    with pytest.raises(RenderRefusedError) as refused:
        await pool.render_json(b'{"kind": "paystub"}')
    assert refused.value.kind == "ValidationError"
    assert pool.process_ids == before


async def test_more_than_may_wait_are_turned_away_at_once(pool: RenderPool) -> None:
    await pool.warm()
    os.kill(pool.process_ids[0], signal.SIGSTOP)
    waiting = [asyncio.create_task(pool.render(SMALL)) for _ in range(3)]
    await asyncio.sleep(0.05)

    with pytest.raises(PoolFullError):
        await pool.render(SMALL)
    os.kill(pool.process_ids[0], signal.SIGCONT)
    assert [rendered.pages for rendered in await asyncio.gather(*waiting)] == [1, 1, 1]


async def test_a_process_is_replaced_after_so_many_documents() -> None:
    async with RenderPool.open(PoolLimits(processes=1, documents_per_process=2)) as pool:
        await pool.warm()
        first = pool.process_ids
        await pool.render(SMALL)
        await pool.render(SMALL)

        assert pool.process_ids != first


async def test_a_process_is_limited_and_knows_no_secret(
    pool: RenderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL_DOCUMENTS", "postgresql://app:secret@db/documents")
    await pool.warm()
    (pid,) = pool.process_ids

    assert resource.prlimit(pid, resource.RLIMIT_AS)[0] == pool.limits.memory_bytes
    assert "secret" not in read_of(pid, "environ")


async def test_a_process_lives_on_the_day_of_its_service(
    pool: RenderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = os.environ.get("FAKETIME", "+0s")
    monkeypatch.setenv("FAKETIME", told)
    await pool.warm()
    (pid,) = pool.process_ids

    assert f"FAKETIME={told}" in read_of(pid, "environ").split("\0")


async def test_a_process_without_memory_fails_its_document_only(pool: RenderPool) -> None:
    await pool.warm()
    (pid,) = pool.process_ids
    in_use = int(read_of(pid, "statm").split()[0]) * resource.getpagesize()
    resource.prlimit(pid, resource.RLIMIT_AS, (in_use, in_use))

    with pytest.raises(WorkerCrashedError):
        await pool.render(samples.customer_invoice(lines=60))
    assert (await pool.render(SMALL)).pages == 1


_SERVICE = """
import asyncio
from documents.rendering import PoolLimits, RenderPool, samples
async def main():
    async with RenderPool.open(PoolLimits(processes=2)) as pool:
        await pool.warm()
        print(*pool.process_ids, flush=True)
        await pool.render(samples.customer_invoice(lines=900))
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_processes_end_when_the_service_is_killed() -> None:
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVICE, stdout=asyncio.subprocess.PIPE
    )
    assert service.stdout is not None
    pids = [int(text) for text in (await service.stdout.readline()).split()]
    service.kill()
    await service.wait()

    assert len(pids) == 2
    await eventually(lambda: not any(is_alive(pid) for pid in pids), within_seconds=60)


async def test_the_service_itself_loads_no_renderer() -> None:
    """It would hold the interpreter, and memory in each process of the service."""
    libraries = "{'weasyprint', 'pypdfium2'}"
    asked = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"import sys, documents.app; print({libraries} & set(sys.modules))",
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asked.communicate()

    assert said.strip() == b"set()"
