"""See how it goes."""

import asyncio
import json
import subprocess
import sys
from typing import Annotated

from cyclopts import Parameter
from rich.table import Table

from contracts.topics import TOPICS
from portico_local import logs as reading
from portico_local.commands.options import ForwardedArgument
from portico_local.console import console
from portico_local.errors import LocalStackError, NotRunningError
from portico_local.paths import default_state_directory
from portico_local.services import SERVICE_NAMES
from portico_local.status import rows, table
from portico_local.view import StackView, is_supervised, read_state


def status(*, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> None:
    """Each process: port, readiness, restarts, memory, consumer lag, outbox age, dead letters.

    The exit code is 1 if something is not ready or there are dead letters.
    """
    directory = default_state_directory()
    state = read_state(directory)
    if state is None or not is_supervised(directory):
        raise NotRunningError
    found = asyncio.run(rows(StackView(state.addresses, directory), state))
    if as_json:
        print(json.dumps([row.as_json() for row in found], indent=2))
    else:
        console.print(table(found))
        if not state.ready:
            console.print("[yellow]It is still starting.[/yellow]")
    if any(row.word != "ready" or row.dead_letters for row in found):
        raise SystemExit(1)


def logs(
    service: str,
    *,
    follow: Annotated[bool, Parameter(name=["--follow", "-f"], negative="")] = False,
    lines: Annotated[int, Parameter(name=["--lines", "-n"])] = 100,
) -> None:
    """The log of a service or process: payments, payments-worker, postgres, kafka, mail …"""
    found = reading.find(default_state_directory(), service)
    reading.print_last(found, lines)
    if follow:
        reading.follow(found)


def topics() -> None:
    """The topics of the bus: who writes them, what keys them, which events are on them."""
    result = Table(box=None, pad_edge=False)
    for narrow in ("topic", "key", "partitions", "kept"):
        result.add_column(narrow, no_wrap=True)
    result.add_column("events")
    for topic in TOPICS:
        # Its name begins with its owner.
        events = ", ".join(event.__name__ for event in topic.events)
        hours = f"{topic.retention_hours} h"
        result.add_row(topic.name, topic.key, str(topic.partitions), hours, events)
    console.print(result)


def dead(service: str, *arguments: ForwardedArgument) -> None:
    """Dead letters of a service: list, show ID, retry ID, drop ID.

    An event that could not be handled; later ones of the same key wait behind it.
    """
    if service not in SERVICE_NAMES:
        raise LocalStackError(f"there is no service {service}", hint=", ".join(SERVICE_NAMES))
    view = StackView.attach(default_state_directory())
    if view is None:
        raise NotRunningError
    command = [sys.executable, "-m", service, "dead", *(arguments or ("list",))]
    code = subprocess.call(command, env=view.environment(service), cwd=view.directory.root)
    raise SystemExit(code)
