"""Starts and stops the stack of a folder: in this process, or in one of its own."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from portico_local.errors import LocalStackError, NotRunningError
from portico_local.hooks import demo_is_missing, follow_sites, seed_demo
from portico_local.paths import StateDirectory
from portico_local.processes import child_environment, tail
from portico_local.reporting import Reporter, relay, step
from portico_local.stack import Stack, StackOptions
from portico_local.supervisor import DirectoryLock, Supervisor, end_leftovers
from portico_local.view import StackView, is_supervised, read_state

_STOP_SECONDS = 90.0
_START_SECONDS = 900.0
"""The first start installs the mail catcher and perhaps Kafka."""


class AlreadyRunningError(LocalStackError):
    """There is a stack in this folder."""

    def __init__(self) -> None:
        super().__init__("it runs already", hint="Look: ./portico status. End: ./portico down")


async def supervise(
    options: StackOptions, reporter: Reporter, *, demo: bool, on_ready: Callable[[StackView], None]
) -> None:
    """Run the stack until SIGINT, SIGTERM or SIGHUP. A second signal kills what still stops.

    Raises AlreadyRunningError, or LocalStackError if it does not start; nothing is left then.
    """
    directory = StateDirectory(options.directory)
    lock = DirectoryLock(directory)
    if not lock.acquire():
        raise AlreadyRunningError
    try:
        for name in end_leftovers(directory):
            reporter.note(f"{name} was left over from an earlier run and was ended")
        stack = Stack(options, reporter)
        supervisor = Supervisor(stack)
        publishing = asyncio.create_task(supervisor.publish_changes())
        signals = _Signals(stack, supervisor)
        try:
            if await _start(stack, signals, demo=demo):
                supervisor.ready()
                on_ready(stack)
                await supervisor.watch()
                with step(reporter, "Stopping"):
                    await stack.stop()
        finally:
            publishing.cancel()
            await stack.stop()
            signals.forget()
            directory.state_file.unlink(missing_ok=True)
    finally:
        lock.release()


async def _start(stack: Stack, signals: "_Signals", *, demo: bool) -> bool:
    """Start it; False if a signal came first."""

    async def everything() -> None:
        await stack.start()
        if demo:
            await _fill_in_demo(stack)

    starting = asyncio.create_task(everything())
    told = asyncio.create_task(signals.told.wait())
    await asyncio.wait({starting, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
        return False
    starting.result()
    return True


async def _fill_in_demo(stack: Stack) -> None:
    try:
        if demo_is_missing(stack.directory):
            with step(stack.reporter, "Demo data"):
                await seed_demo(stack)
        elif await follow_sites(stack):
            stack.reporter.note(
                "The sites have another port than before: links in older e-mails lead to that one"
            )
    except Exception as error:
        stack.reporter.note(f"The demo data are not complete: {error!r}. See ./portico logs")


class _Signals:
    """The first signal stops the stack, the second kills it."""

    def __init__(self, stack: Stack, supervisor: Supervisor) -> None:
        self.told = asyncio.Event()
        self._stack = stack
        self._supervisor = supervisor
        self._killing: asyncio.Task[None] | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._hear)

    def forget(self) -> None:
        """Leave signals to the system again."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().remove_signal_handler(number)

    def _hear(self) -> None:
        if self.told.is_set() and self._killing is None:
            self._killing = asyncio.create_task(self._stack.kill_all())
        self.told.set()
        self._supervisor.stop()


def start_detached(
    directory: StateDirectory, arguments: Sequence[str], reporter: Reporter
) -> StackView:
    """Start a supervisor in the background and wait until its stack is ready.

    `arguments` are those of the command `supervise`. Raises LocalStackError.
    """
    if is_supervised(directory):
        raise AlreadyRunningError
    directory.create()
    log = directory.log("supervisor")
    ours, theirs = os.pipe()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "portico_local", "supervise", *arguments, f"--pipe={theirs}"],
            env=child_environment(),
            pass_fds=[theirs],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    os.close(theirs)
    try:
        with os.fdopen(ours) as pipe:
            for line in pipe:
                failure = relay(line, reporter)
                if failure is not None:
                    raise LocalStackError(failure[0], hint=failure[1])
    except KeyboardInterrupt:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
        raise
    view = StackView.attach(directory)
    if view is None:
        raise LocalStackError(
            f"the supervisor ended:\n{tail(log, 15)}", hint=f"Its whole log: {log}"
        )
    return view


def stop_running(directory: StateDirectory) -> None:
    """Stop the stack of this folder and wait until it is gone. Raises NotRunningError."""
    state = read_state(directory)
    if state is None or not is_supervised(directory):
        end_leftovers(directory)
        raise NotRunningError
    with suppress(ProcessLookupError):
        os.kill(state.supervisor_pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while is_supervised(directory):
        if time.monotonic() > deadline:
            # Its children get their signal from the system, and what hangs is killed here.
            with suppress(ProcessLookupError):
                os.kill(state.supervisor_pid, signal.SIGKILL)
            time.sleep(1.0)
            end_leftovers(directory)
            return
        time.sleep(0.05)
