"""./portico as a person runs it, in a folder of state of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from portico_local.processes import child_environment

pytestmark = pytest.mark.timeout(240)


class Portico:
    """The commands, on one folder of state."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._environment = child_environment() | {"PORTICO_STATE_DIRECTORY": str(directory)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "portico_local", *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=180)
        return process.returncode, output

    def state(self) -> dict[str, Any]:
        return json.loads((self.directory / "state.json").read_text())

    def pids(self) -> list[int]:
        return [process["pid"] for process in self.state()["processes"] if process["pid"]]


@pytest.fixture
def portico(stack_directory: Path) -> Iterator[Portico]:
    commands = Portico(stack_directory)
    yield commands
    commands.run("down")


def all_gone(pids: list[int], within_seconds: float = 40) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if not any(_runs(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def _runs(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_up_status_logs_down_and_up_again(portico: Portico) -> None:
    code, output = portico.run("up", "--detach", "--no-demo", "--only", "identity")
    assert code == 0, output
    assert "mail inbox" in output
    assert "Demo ID" in output
    pids = portico.pids()

    code, output = portico.run("status", "--json")
    assert code == 0, output
    rows = {row["name"]: row for row in json.loads(output)}
    servers = {"postgres", "kafka", "mail", "demo-id"}
    assert servers | {"identity-api", "identity-worker"} == set(rows)
    assert {row["state"] for row in rows.values()} == {"ready"}
    assert rows["identity-worker"]["dead_letters"] == 0

    assert portico.run("up", "--detach")[1].startswith("It runs already")
    assert "identity-worker | " in portico.run("logs", "identity")[1]
    assert portico.run("dead", "identity")[0] == 0

    assert portico.run("down")[0] == 0
    assert all_gone(pids, 1)
    assert "nothing runs here" in portico.run("status")[1]

    code, output = portico.run("up", "--detach", "--no-demo", "--only", "identity")
    assert code == 0, output


def test_a_terminated_up_in_the_foreground_leaves_no_process(portico: Portico) -> None:
    process = portico.start("up", "--no-demo", "--only", "identity")
    assert process.stdout is not None
    for line in process.stdout:
        if "Ctrl-C" in line:
            break
    pids = portico.pids()
    assert len(pids) == 6

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 0
    assert all_gone(pids, 1)


def test_a_killed_supervisor_leaves_no_process(portico: Portico) -> None:
    code, output = portico.run("up", "--detach", "--no-demo", "--only", "identity")
    assert code == 0, output
    pids = portico.pids()

    os.kill(portico.state()["supervisor_pid"], signal.SIGKILL)

    assert all_gone(pids)


def test_a_start_that_fails_says_why_and_leaves_nothing(portico: Portico) -> None:
    (portico.directory / "data" / "postgres").mkdir(parents=True)
    (portico.directory / "data" / "postgres" / "PG_VERSION").write_text("9")

    code, output = portico.run("up", "--detach", "--no-demo", "--only", "identity")

    assert code == 1
    assert "postgres ended with code" in output
    assert "nothing runs here" in portico.run("status")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["down"], "nothing runs here"),
        (["dead", "nobody", "list"], "there is no service nobody"),
        (["up", "--only", "nobody"], "there is no service nobody"),
        (["logs", "nobody"], "there is no log of nobody"),
    ],
)
def test_a_mistake_is_said_in_a_line(portico: Portico, arguments: list[str], said: str) -> None:
    code, output = portico.run(*arguments)

    assert code == 1
    assert said in output
    assert "Traceback" not in output


def test_help_names_every_command(portico: Portico) -> None:
    code, output = portico.run("--help")

    assert code == 0
    for name in ("up", "down", "reset", "status", "logs", "topics", "dead", "test", "demo"):
        assert f"│ {name} " in output


def test_reset_deletes_data_and_keys(portico: Portico) -> None:
    for name in ("data", "secrets", "logs"):
        (portico.directory / name / "something").mkdir(parents=True)

    assert portico.run("reset", "--yes")[0] == 0

    assert not any((portico.directory / name).exists() for name in ("data", "secrets", "logs"))
