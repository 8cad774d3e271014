import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from portico_local.errors import NotReadyError, ProcessDiedError
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment


async def always() -> bool:
    return True


async def never() -> bool:
    raise ConnectionError("nobody there")


def a_process(tmp_path: Path, code: str, **changes: Any) -> ManagedProcess:
    spec = ProcessSpec(
        name="sample",
        argv=(sys.executable, "-c", code),
        environment=child_environment(),
        log=tmp_path / "sample.log",
        directory=tmp_path,
        is_ready=always,
        stop_seconds=0.5,
    )
    return ManagedProcess(replace(spec, **changes))


def gone(pid: int, within_seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


# Starts a child that ignores SIGTERM, writes its pid, and sleeps.
WITH_CHILD = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"])
pathlib.Path("child.new").write_text(str(child.pid))
pathlib.Path("child.new").rename("child")
time.sleep(60)
"""


async def child_of(tmp_path: Path) -> int:
    async with asyncio.timeout(60):
        while not (tmp_path / "child").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.02)
    return int((tmp_path / "child").read_text())


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_what_a_process_started_ends_with_it(tmp_path: Path, how: str) -> None:
    process = a_process(tmp_path, WITH_CHILD)
    process.start()
    child = await child_of(tmp_path)

    await getattr(process, how)()

    assert not process.alive
    assert gone(child)


async def test_a_process_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    process = a_process(
        tmp_path,
        "import signal, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "pathlib.Path('child.new').write_text('0'); pathlib.Path('child.new').rename('child');"
        " time.sleep(60)",
    )
    process.start()
    await child_of(tmp_path)

    await process.stop()

    assert process.exit_code == -signal.SIGKILL


async def test_waiting_for_a_process_that_died_tells_its_last_words(tmp_path: Path) -> None:
    process = a_process(tmp_path, "import sys; sys.exit('no such key')", is_ready=never)
    process.start()

    with pytest.raises(ProcessDiedError, match=r"(?s)code 1.*no such key"):
        await process.wait_ready(20)


async def test_waiting_for_readiness_is_bounded_and_tells_why(tmp_path: Path) -> None:
    process = a_process(tmp_path, "import time; time.sleep(60)", is_ready=never)
    process.start()
    try:
        with pytest.raises(NotReadyError, match="nobody there"):
            await process.wait_ready(0.3)
    finally:
        await process.kill()


async def test_a_paused_process_does_nothing_until_it_is_resumed(tmp_path: Path) -> None:
    process = a_process(tmp_path, "import time; time.sleep(60)")
    process.start()
    try:
        process.pause()
        assert process.pid is not None
        assert await _becomes(process.pid, psutil.STATUS_STOPPED)
        process.resume()
        assert await _becomes(process.pid, psutil.STATUS_SLEEPING)
    finally:
        await process.kill()


async def _becomes(pid: int, status: str) -> bool:
    for _ in range(100):
        if psutil.Process(pid).status() == status:
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.kill()
    parent.wait(10)
    parent.stdout.close()

    assert gone(child)


PARENT = """
import sys, time
from pathlib import Path
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment

async def ready():
    return True

process = ManagedProcess(ProcessSpec(
    name="child", argv=(sys.executable, "-c", "import time; time.sleep(60)"),
    environment=child_environment(), log=Path("log").resolve(), directory=Path.cwd(),
    is_ready=ready,
))
process.start()
print(process.pid)
time.sleep(60)
"""
