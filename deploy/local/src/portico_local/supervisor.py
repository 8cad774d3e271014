"""Keeps a stack running: restarts what dies, a bounded number of times, and says so."""

import asyncio
import fcntl
import os
import signal
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import final

import psutil

from portico_local.errors import LocalStackError
from portico_local.paths import StateDirectory
from portico_local.processes import ManagedProcess
from portico_local.stack import Stack
from portico_local.view import ProcessState, StackState, read_state, write_state

MAX_RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
_BACKOFF_SECONDS = (0.0, 0.5, 1.0, 2.0, 4.0)
_WATCH_SECONDS = 0.2
_LOCK_TRIES = 10


@dataclass(kw_only=True)
class _SupervisedProcess:
    """What the supervisor knows of one process."""

    process: ManagedProcess
    restarts: deque[float] = field(default_factory=deque[float])
    total_restarts: int = 0
    state: str = "running"
    mending: asyncio.Task[None] | None = None

    def restarts_lately(self) -> int:
        """How often it was restarted within the window."""
        while self.restarts and self.restarts[0] < time.monotonic() - RESTART_WINDOW_SECONDS:
            self.restarts.popleft()
        return len(self.restarts)


@final
class Supervisor:
    """Runs a stack until it is told to stop, and keeps the state file true."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._watches = {name: _SupervisedProcess(process=p) for name, p in stack.processes.items()}
        self._stopping = asyncio.Event()
        self._ready = False
        self._written: StackState | None = None

    def stop(self) -> None:
        """Ask it to end; `run` returns when everything has stopped."""
        self._stopping.set()

    def ready(self) -> None:
        """The stack is ready, demo data and all: from now on others may attach to it."""
        self._ready = True
        self._publish()

    async def publish_changes(self) -> None:
        """Write the state file whenever something in it changes, until cancelled."""
        while True:
            self._publish()
            await asyncio.sleep(_WATCH_SECONDS)

    async def watch(self) -> None:
        """Restart what dies until `stop`."""
        try:
            while not self._stopping.is_set():
                for watch in self._watches.values():
                    self._look_after(watch)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), _WATCH_SECONDS)
        finally:
            mending = [w.mending for w in self._watches.values() if w.mending is not None]
            for task in mending:
                task.cancel()
            await asyncio.gather(*mending, return_exceptions=True)

    def _look_after(self, watch: _SupervisedProcess) -> None:
        if watch.process.alive or watch.state != "running":
            return
        name, code = watch.process.name, watch.process.exit_code
        lately = watch.restarts_lately()
        if lately >= MAX_RESTARTS:
            watch.state = "given up"
            self._say(
                f"{name} ended with code {code}, {lately} restarts within "
                f"{RESTART_WINDOW_SECONDS:g} s: left alone now. See ./portico logs {name}"
            )
        else:
            watch.state = "restarting"
            watch.mending = asyncio.create_task(self._restart(watch, code, lately))

    async def _restart(self, watch: _SupervisedProcess, code: int | None, lately: int) -> None:
        name = watch.process.name
        pause = _BACKOFF_SECONDS[min(lately, len(_BACKOFF_SECONDS) - 1)]
        again = f"{lately + 1} of {MAX_RESTARTS}"
        self._say(f"{name} ended with code {code}: restarted ({again})")
        await asyncio.sleep(pause)
        watch.restarts.append(time.monotonic())
        watch.total_restarts += 1
        try:
            await self._stack.start_process(name)
            self._say(f"{name} is ready again")
        except (LocalStackError, OSError) as error:
            self._say(str(error))
        finally:
            watch.state = "running"

    def _say(self, text: str) -> None:
        self._stack.reporter.note(text)

    def _publish(self) -> None:
        state = StackState(
            supervisor_pid=os.getpid(),
            addresses=self._stack.addresses,
            processes=[_state_of(watch) for watch in self._watches.values()],
            ready=self._ready,
        )
        if state != self._written:
            write_state(self._stack.directory, state)
            self._written = state


@final
class DirectoryLock:
    """Held while a supervisor runs in a folder. The system lets go of it with the process."""

    def __init__(self, directory: StateDirectory) -> None:
        self._directory = directory
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """False if somebody else runs here."""
        self._directory.create()
        descriptor = os.open(self._directory.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        for _ in range(_LOCK_TRIES):
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._descriptor = descriptor
                return True
            time.sleep(0.02)  # whoever asks whether we run holds it for a moment
        os.close(descriptor)
        return False

    def release(self) -> None:
        """Let the next one run."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def end_leftovers(directory: StateDirectory) -> list[str]:
    """Kill what an earlier supervisor left behind, if it was itself killed; their names.

    A process is known by its number and the moment of its start, so that nobody else's is hit.
    """
    state = read_state(directory)
    if state is None:
        return []
    ended: list[str] = []
    for known in state.processes:
        if known.pid is None or not _is_same(known):
            continue
        with suppress(ProcessLookupError):
            os.killpg(known.pid, signal.SIGKILL)
            ended.append(known.name)
    return ended


def _is_same(known: ProcessState) -> bool:
    assert known.pid is not None  # noqa: S101 - asked by the caller
    try:
        process = psutil.Process(known.pid)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and abs(process.create_time() - known.started_at) < 2.0
        )
    except psutil.NoSuchProcess:
        return False


def _state_of(watch: _SupervisedProcess) -> ProcessState:
    process = watch.process
    return ProcessState(
        name=process.name,
        pid=process.pid if process.alive else None,
        port=process.spec.port,
        started_at=process.started_at,
        restarts=watch.total_restarts,
        state=watch.state,
    )
