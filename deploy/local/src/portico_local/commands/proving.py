"""Show that it works."""

import asyncio
import importlib
import subprocess

from chassis.settings import KafkaFlavour
from portico_local import testing
from portico_local.commands.options import Brokers, Kafka, PassedOn
from portico_local.console import console
from portico_local.paths import repository_root
from portico_local.reporting import TerminalReporter


def run_tests(*arguments: PassedOn, kafka: Kafka = "tansu", brokers: Brokers = 1) -> None:
    """Run the tests on servers of their own; what else is given goes to pytest.

    For example: ./portico test services/payments -k ledger
    """
    with TerminalReporter(console) as reporter:
        code = asyncio.run(
            testing.run_tests(
                arguments, kafka=KafkaFlavour(kafka), brokers=brokers, reporter=reporter
            )
        )
    raise SystemExit(code)


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
