"""Show that it works."""

import asyncio
import importlib
import subprocess
from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter
from rich.table import Table

from chassis.settings import KafkaFlavour
from portico_local import testing
from portico_local.commands.options import Brokers, Kafka, PassedOn
from portico_local.console import console
from portico_local.paths import repository_root
from portico_local.reporting import TerminalReporter


def run_tests(
    *arguments: PassedOn,
    kafka: Kafka = "tansu",
    brokers: Brokers = 1,
    requirements: Annotated[
        bool, Parameter(help="Only list which tests show which requirement.", negative="")
    ] = False,
) -> None:
    """Run the tests on servers of their own; what else is given goes to pytest.

    For example: ./portico test services/payments -k ledger
    """
    if requirements:
        _print_requirements(arguments)
        return
    with TerminalReporter(console) as reporter:
        code = asyncio.run(
            testing.run_tests(
                arguments, kafka=KafkaFlavour(kafka), brokers=brokers, reporter=reporter
            )
        )
    raise SystemExit(code)


def _print_requirements(arguments: Sequence[str]) -> None:
    result = Table("requirement", "tests", "where", box=None, pad_edge=False)
    for number, tests in testing.requirements_shown(arguments).items():
        files = sorted({test.partition("::")[0] for test in tests})
        result.add_row(number, str(len(tests)), "\n".join(files))
    console.print(result)


def demo(*arguments: PassedOn) -> None:
    """Play the story against the running stack, or one that it starts (demo --help)."""
    raise SystemExit(importlib.import_module("portico_local.demo").main(list(arguments)))


def bench(*arguments: PassedOn) -> None:
    """Measure against plain peers in the same run (bench --help)."""
    raise SystemExit(importlib.import_module("portico_local.bench").main(list(arguments)))


def lock(*arguments: PassedOn) -> None:
    """Resolve the dependencies of all packages anew and write requirements.lock."""
    # The script does it, since it has to work where the environment does not stand.
    raise SystemExit(subprocess.call([repository_root() / "portico", "lock", *arguments]))
