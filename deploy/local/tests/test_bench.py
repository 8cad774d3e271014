"""The bench: how it counts, what it prints, and one benchmark for real."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pydantic import BaseModel

from payments.transactions.schemas import TransactionSummary
from portico_local.bench import plain, plain_work
from portico_local.bench.command import NAMES, main, report
from portico_local.bench.harness import Bound, Figure, PairedSamples, Plan, Throughput, in_pairs
from portico_local.processes import child_environment
from timesheets.work.schemas import WorkRow


def a_figure(ratio: float | None = 2.0, bound: Bound | None = None) -> Figure:
    return Figure(name="relay", unit="events/s", ours=10.0, peer=5.0, ratio=ratio, bound=bound)


@pytest.mark.parametrize(
    ("bound", "ratio", "holds"),
    [
        (Bound(at_least=10), 10, True),
        (Bound(at_least=10), 9.99, False),
        (Bound(at_most=2), 2, True),
        (Bound(at_most=2), 2.01, False),
    ],
)
def test_a_bound_holds_up_to_its_number(bound: Bound, ratio: float, holds: bool) -> None:
    assert a_figure(ratio, bound).holds is holds


@pytest.mark.parametrize(
    ("ours", "peers"), [(TransactionSummary, plain.Transaction), (WorkRow, plain_work.WorkRow)]
)
def test_a_peer_gives_rows_of_the_same_shape(ours: type[BaseModel], peers: type[BaseModel]) -> None:
    assert _fields_of(ours) == _fields_of(peers)


def _fields_of(model: type[BaseModel]) -> set[str]:
    return set(model.model_json_schema(mode="serialization")["properties"])


def test_a_figure_without_a_bound_is_only_a_report() -> None:
    assert a_figure(0.01).holds
    assert a_figure(0.01).as_json()["bound"] is None


@pytest.mark.parametrize(("ours", "holds"), [(50, True), (50.1, False)])
def test_where_there_is_no_peer_the_bound_is_on_the_figure(ours: float, holds: bool) -> None:
    figure = Figure(name="x", unit="ms", ours=ours, bound=Bound(at_most=50))

    assert figure.holds is holds
    assert figure.as_json()["ratio"] is None


def test_a_bound_without_a_ratio_does_not_hold() -> None:
    assert not a_figure(None, Bound(at_least=1)).holds


async def test_ours_and_the_peers_take_turns_and_who_begins_changes() -> None:
    order: list[str] = []

    async def ours(number: int) -> float:
        order.append(f"ours {number}")
        return 1.0

    async def peer(number: int) -> float:
        order.append(f"peer {number}")
        return 1.0

    await in_pairs(Plan(smoke=True), "x", ours=ours, peer=peer, unit="x")

    assert order[:6] == ["ours 0", "peer 0", "peer 1", "ours 1", "ours 2", "peer 2"]
    assert order[6:] == ["peer 3", "ours 3", "ours 4", "peer 4"]


def test_the_ratio_is_the_median_of_the_ratios_of_pairs() -> None:
    # One pair met a slow machine: both sides of it are slow, and its ratio is as good as any.
    figure = PairedSamples(ours=[10, 1, 30], peer=[5, 0.5, 10]).figure("x", "x")

    assert (figure.ours, figure.peer, figure.ratio) == (10, 5, 2)


async def test_the_pace_counts_from_the_first_work_that_was_done() -> None:
    pace = Throughput(expected=30)
    await asyncio.sleep(0.2)  # a group forms
    pace.done(10)
    await asyncio.sleep(0.05)
    pace.done(20)
    await pace.wait(within_seconds=1)

    assert 20 / 0.2 < pace.per_second <= 20 / 0.05


@pytest.mark.parametrize(("ratio", "code"), [(2.0, 0), (0.5, 1)])
def test_the_exit_code_tells_whether_every_bound_holds(
    ratio: float, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = [a_figure(), a_figure(ratio, Bound(at_least=1))]

    assert report(figures, as_json=True) == code

    assert json.loads(capsys.readouterr().out)[1] == {
        "name": "relay",
        "unit": "events/s",
        "ours": 10.0,
        "peer": 5.0,
        "ratio": ratio,
        "bound": {"at_least": 1},
        "holds": code == 0,
    }


def test_a_table_names_the_bound_that_does_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    report([a_figure(0.5, Bound(at_least=1))], as_json=False)

    assert "does not hold" in capsys.readouterr().out


def test_help_names_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])

    told = capsys.readouterr().out
    for option in ("--smoke", "--json", "--only", "--kafka", *NAMES):
        assert option in told


@pytest.mark.timeout(120)
def test_a_bench_that_is_terminated_leaves_nothing(stack_directory: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "portico_local", "bench", "--only", "relay"],
        env=child_environment() | {"PORTICO_STATE_DIRECTORY": str(stack_directory)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    children: list[psutil.Process] = []
    # A server's log is there a moment before the server.
    while not (children and list(stack_directory.glob("bench/*/logs/kafka.log"))):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        children = psutil.Process(running.pid).children(recursive=True)

    running.terminate()
    told, _ = running.communicate(timeout=60)

    assert (running.returncode, told) == (143, "")
    assert not any(child.is_running() for child in children)
    assert not list((stack_directory / "bench").iterdir())


@pytest.mark.timeout(300)
def test_a_smoke_run_prints_a_list_and_nothing_else(stack_directory: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portico_local", "bench", "--smoke", "--json", "--only", "relay"],
        env=child_environment() | {"PORTICO_STATE_DIRECTORY": str(stack_directory)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    [figure] = json.loads(done.stdout)
    assert figure["name"] == "relay"
    assert figure["bound"] == {"at_least": 0.35}
    assert figure["ours"] > 0
    assert done.returncode == (0 if figure["holds"] else 1), done.stderr
    assert not list((stack_directory / "bench").iterdir())
