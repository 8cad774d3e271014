"""The command line of the bench."""

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Annotated, Literal, get_args

import structlog
import uvloop
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from chassis.settings import KafkaFlavour
from portico_local.bench.harness import Benchmark, Figure, Plan

Name = Literal[
    "relay",
    "consumer",
    "latency",
    "documents",
    "pending",
    "work",
    "finality",
    "home",
    "signing",
    "einvoices",
    "report",
    "xlsx",
    "login",
    "payruns",
    "invoicing",
    "story",
]
NAMES: tuple[Name, ...] = get_args(Name)
_TERMINATED = 128 + signal.SIGTERM


def main(arguments: list[str]) -> int:
    """Measure; 0 when every bound holds, else 1."""
    app = App(
        name="portico bench",
        help="Measure, each figure as a ratio to a plain peer in the same run. See"
        " docs/benchmarks.md for what each peer is.",
        version_flags=[],
    )

    @app.default
    def bench(  # pyright: ignore[reportUnusedFunction]
        *,
        smoke: Annotated[bool, Parameter(help="Smaller and shorter, to see that it runs.")] = False,
        as_json: Annotated[bool, Parameter(name="--json", help="A list of figures.")] = False,
        only: Annotated[
            list[Name] | None, Parameter(help="This one alone; may be repeated.", negative="")
        ] = None,
        kafka: Annotated[Literal["tansu", "apache"], Parameter(help="The broker.")] = "tansu",
    ) -> int:
        return run(only or NAMES, smoke=smoke, as_json=as_json, kafka=KafkaFlavour(kafka))

    outcome = app(arguments, result_action="return_value")
    return outcome if isinstance(outcome, int) else 0


def run(names: Sequence[Name], *, smoke: bool, as_json: bool, kafka: KafkaFlavour) -> int:
    """Run these benchmarks, print their figures, and give the exit code."""
    told = Console(stderr=True, highlight=False)
    # Standard output is for the figures. The chassis logs there, or wherever it is told to.
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    plan = Plan(smoke=smoke, kafka=kafka, say=lambda text: told.print(f"[dim]{text}[/]"))
    # The services run on uvloop; so do ours and the peers here.
    try:
        figures = [figure for name in names for figure in uvloop.run(_measured(name, plan))]
    except asyncio.CancelledError:
        return _TERMINATED
    return report(figures, as_json=as_json)


def report(figures: Sequence[Figure], *, as_json: bool) -> int:
    """Print the figures on standard output; 0 when every bound holds, else 1."""
    if as_json:
        sys.stdout.write(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")
    else:
        Console().print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


async def _measured(name: Name, plan: Plan) -> Sequence[Figure]:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine runs in one
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Its servers and their folder go with it; Ctrl-C does the same by itself.
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    benchmark: Benchmark = import_module(f"portico_local.bench.{name}").measure
    return await benchmark(plan)


def table(figures: Sequence[Figure]) -> Table:
    """The figures to be read."""
    found = Table()
    for heading in ("Figure", "Unit"):
        found.add_column(heading)
    for heading in ("Ours", "Peer", "Ratio", "Bound"):
        found.add_column(heading, justify="right")
    found.add_column("")
    for figure in figures:
        values: Mapping[str, object] = figure.as_json()
        bound = figure.bound.as_json() if figure.bound else {}
        found.add_row(
            figure.name,
            figure.unit,
            *("" if values[key] is None else f"{values[key]:,}" for key in ("ours", "peer")),
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            " ".join(f"{name.replace('_', ' ')} {number:g}" for name, number in bound.items()),
            "" if figure.bound is None else ("holds" if figure.holds else "[red]does not hold[/]"),
        )
    return found
