"""Show that it works."""

import asyncio
import importlib
import subprocess
from typing import Annotated

from cyclopts import Parameter
from rich.table import Table

from chassis.settings import KafkaFlavour
from portico_local import clock, testing
from portico_local.commands.options import Brokers, ForwardedArgument, Kafka
from portico_local.console import console
from portico_local.paths import repository_root
from portico_local.reporting import TerminalReporter
from portico_local.requirements import SHOWN, Outcomes, by_function


def run_tests(
    *arguments: ForwardedArgument,
    kafka: Kafka = "tansu",
    brokers: Brokers = 1,
    requirements: Annotated[
        bool,
        Parameter(
            help="Run the tests that show requirements, and print what became of each.",
            negative="",
        ),
    ] = False,
    on: Annotated[
        str | None,
        Parameter(help="The day or moment that the tests are told it is: 2027-12-31T23:58Z."),
    ] = None,
) -> None:
    """Run the tests on servers of their own; what else is given goes to pytest.

    For example: ./portico test services/payments -k ledger
    """
    if on is not None:
        clock.restart_on(on)
    run = testing.run_requirements if requirements else testing.run_tests
    with TerminalReporter(console) as reporter:
        done = asyncio.run(
            run(arguments, kafka=KafkaFlavour(kafka), brokers=brokers, reporter=reporter)
        )
    if isinstance(done, int):
        raise SystemExit(done)
    code, outcomes = done
    shown = _print_requirements(outcomes)
    raise SystemExit(code or (0 if shown else 1))


def _print_requirements(outcomes: Outcomes) -> bool:
    """The table, and below it what no test shows. True when every requirement is shown."""
    table = Table("", "requirement", "", box=None, pad_edge=False)
    table.add_column("tests", overflow="fold")
    without = [number for number in SHOWN if not outcomes.get(number)]
    failing = 0
    for number, what in SHOWN.items():
        for place, (test, cases) in enumerate(by_function(outcomes.get(number, {})).items()):
            failed = cases.get("failed", 0)
            failing += bool(failed)
            mark = "[red]✗[/]" if failed else "[green]✓[/]" if "passed" in cases else "[yellow]-[/]"
            told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(cases.items()))
            head = (number, what) if place == 0 else ("", "")
            table.add_row(*head, mark, f"[dim]{told}:[/] {test}")
    console.print(table)
    for number in without:
        console.print(f"[red]✗ {number} ({SHOWN[number]}) has no test[/]", highlight=False)
    count = len(SHOWN) - len(without)
    console.print(f"{count} of {len(SHOWN)} requirements have tests; {failing} tests fail")
    return not without and not failing


def demo(*arguments: ForwardedArgument) -> None:
    """Play the story against the running stack, or one that it starts (demo --help)."""
    raise SystemExit(importlib.import_module("portico_local.demo").main(list(arguments)))


def bench(*arguments: ForwardedArgument) -> None:
    """Measure against plain peers in the same run (bench --help)."""
    raise SystemExit(importlib.import_module("portico_local.bench").main(list(arguments)))


def lock(*arguments: ForwardedArgument) -> None:
    """Resolve the dependencies of all packages anew and write requirements.lock."""
    # The script does it, since it has to work where the environment does not stand.
    raise SystemExit(subprocess.call([repository_root() / "portico", "lock", *arguments]))
