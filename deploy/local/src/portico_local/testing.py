"""`./portico test`: a database server, a broker and a mail catcher for the tests, then pytest."""

import asyncio
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from chassis.settings import KafkaFlavour
from portico_local.paths import default_state_directory, repository_root
from portico_local.ports import HOST
from portico_local.processes import child_environment
from portico_local.reporting import Reporter
from portico_local.requirements import FILE_VARIABLE, Outcomes
from portico_local.scratch import scratch_folder
from portico_local.spreading import PROCESSES
from portico_local.stack import Stack, StackOptions

UNHURRIED = {"KAFKA_FETCH_WAIT_MS": "300"}
"""For the services of an installation that tests run on, which is one of several on the machine.

What waits at the embedded broker asks it again and again: those of two installations took a quarter
of a core, and their workers as much.
"""


async def run_tests(
    arguments: Sequence[str],
    *,
    kafka: KafkaFlavour,
    brokers: int,
    reporter: Reporter,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run pytest with these arguments on servers of its own; its exit code.

    `environment` is added to that of the tests.
    """
    with scratch_folder(default_state_directory().root / "test") as directory:
        options = StackOptions(
            directory=directory, kafka=kafka, brokers=brokers, services=(), throwaway=True
        )
        async with Stack(options, reporter) as servers:
            return await _pytest(arguments, _environment(servers) | dict(environment or {}))


async def run_requirements(
    arguments: Sequence[str], *, kafka: KafkaFlavour, brokers: int, reporter: Reporter
) -> tuple[int, Outcomes]:
    """Run the tests that show requirements; pytest's exit code, and what became of each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.json"
        code = await run_tests(
            ["-p", "portico_local.requirements", *arguments],
            kafka=kafka,
            brokers=brokers,
            reporter=reporter,
            environment={FILE_VARIABLE: str(file)},
        )
        return code, json.loads(file.read_text()) if file.exists() else {}


def _environment(servers: Stack) -> dict[str, str]:
    addresses = servers.addresses
    return child_environment() | {
        "PORTICO_TEST_POSTGRES_URL": servers.postgres.superuser_url,
        "KAFKA_BOOTSTRAP_SERVERS": addresses.kafka_bootstrap_servers,
        "KAFKA_FLAVOUR": addresses.kafka_flavour.value,
        "SMTP_HOST": HOST,
        "SMTP_PORT": str(addresses.smtp_port),
        "MAILDEV_URL": addresses.mail_url,
    }


def spread(arguments: Sequence[str]) -> list[str]:
    """The arguments with which all tests run on several processes, a file on one; others as given.

    Much of a test's time is waiting: for a group to form, a broker to come back. Others use it
    meanwhile. Whoever names a file wants one process, and its output as it comes.
    """
    names_tests = any((repository_root() / a.partition("::")[0]).exists() for a in arguments)
    told = any(
        a.startswith(("-n", "--numprocesses", "--dist", "--collect-only")) for a in arguments
    )
    if names_tests or told:
        return list(arguments)
    spreading = ["-p", "portico_local.spreading"]
    return [f"--numprocesses={PROCESSES}", "--dist=loadfile", *spreading, *arguments]


async def _pytest(arguments: Sequence[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(  # noqa: ASYNC220 - our group and terminal, and a moment only
        [sys.executable, "-m", "pytest", *spread(arguments)], cwd=repository_root(), env=environment
    )
    loop = asyncio.get_running_loop()
    # Ctrl-C reaches pytest by itself, being in our group; it reports, and then we clean up.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, process.terminate)
    try:
        return await asyncio.to_thread(process.wait)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)
