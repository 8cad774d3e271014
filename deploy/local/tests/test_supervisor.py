"""What the supervisor of `./portico up` does, on a stack of servers alone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from portico_local.reporting import SilentReporter
from portico_local.stack import Stack, StackOptions
from portico_local.supervisor import MAX_RESTARTS, DirectoryLock, Supervisor, end_leftovers
from portico_local.view import read_state


class Notes(SilentReporter):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        self.said.append(text)


@pytest.fixture
async def running(stack_directory: Path) -> AsyncIterator[tuple[Stack, Notes]]:
    notes = Notes()
    options = StackOptions(directory=stack_directory, services=(), throwaway=True)
    async with Stack(options, notes) as stack:
        supervisor = Supervisor(stack)
        watching = asyncio.create_task(supervisor.watch())
        publishing = asyncio.create_task(supervisor.publish_changes())
        supervisor.ready()
        yield stack, notes
        supervisor.stop()
        await watching
        publishing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await publishing


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is not ours to signal
            await asyncio.sleep(0.02)


async def test_what_dies_is_restarted_and_named(running: tuple[Stack, Notes]) -> None:
    stack, notes = running
    first = stack.process("mail").pid

    await stack.kill("mail")
    await until(lambda: "mail is ready again" in notes.said)

    assert stack.process("mail").pid != first
    assert notes.said[0] == "mail ended with code -9: restarted (1 of 5)"
    state = read_state(stack.directory)
    assert state is not None
    await until(lambda: _restarts(stack, "mail") == 1)


def _restarts(stack: Stack, name: str) -> int:
    state = read_state(stack.directory)
    assert state is not None
    return next(process.restarts for process in state.processes if process.name == name)


async def test_what_dies_again_and_again_is_given_up_and_named(
    running: tuple[Stack, Notes],
) -> None:
    stack, notes = running

    async def keep_killing() -> None:
        while not any("left alone" in note for note in notes.said):
            await stack.kill("kafka")
            await asyncio.sleep(0.02)

    await asyncio.wait_for(keep_killing(), 60)

    assert sum("restarted" in note and "kafka" in note for note in notes.said) == MAX_RESTARTS
    assert not stack.process("kafka").alive


async def test_a_folder_has_one_supervisor_at_a_time(stack_directory: Path) -> None:
    stack = Stack(StackOptions(directory=stack_directory, services=(), throwaway=True))
    first, second = DirectoryLock(stack.directory), DirectoryLock(stack.directory)

    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


async def test_leftovers_of_a_killed_supervisor_are_ended_and_nothing_else_is(
    running: tuple[Stack, Notes],
) -> None:
    stack, _ = running
    state = read_state(stack.directory)
    assert state is not None
    file = stack.directory.state_file
    mail = stack.process("mail")

    # The same number, but a process that started at another time: somebody else's.
    file.write_text(file.read_text().replace(str(int(mail.started_at)), "1000000000"))
    assert "mail" not in end_leftovers(stack.directory)
    assert mail.alive
