"""Start, stop, begin anew."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from itertools import groupby
from typing import Annotated

from cyclopts import Parameter
from rich.prompt import Confirm

from chassis.settings import KafkaFlavour
from portico_local import launch
from portico_local.commands.options import Brokers, Demo, Kafka, OnlyService
from portico_local.console import console
from portico_local.errors import LocalStackError, NotRunningError
from portico_local.hooks import demo_logins
from portico_local.paths import default_state_directory
from portico_local.reporting import PipeReporter, TerminalReporter
from portico_local.services import SERVICE_NAMES
from portico_local.stack import StackOptions
from portico_local.view import StackView


def up(
    *,
    detach: Annotated[bool, Parameter(name=["--detach", "-d"], negative="")] = False,
    kafka: Kafka = "tansu",
    brokers: Brokers = 1,
    demo: Demo = True,
    only: OnlyService = None,
) -> None:
    """Start everything and wait until it is ready.

    Ctrl-C stops it again. With --detach it goes on in the background until ./portico down.
    A second start finds the data of the first.
    """
    running = StackView.attach(default_state_directory())
    if running is not None:
        console.print("It runs already.")
        _print_addresses(running)
        return
    options = _options(kafka, brokers, only)
    if detach:
        _up_in_background(options, demo=demo)
    else:
        _up_here(options, demo=demo)


def _up_here(options: StackOptions, *, demo: bool) -> None:
    with TerminalReporter(console) as reporter:

        def ready(view: StackView) -> None:
            reporter.close()
            _print_addresses(view)
            console.print("[dim]Ctrl-C stops it.[/dim]")

        asyncio.run(launch.supervise(options, reporter, demo=demo, on_ready=ready))


def _up_in_background(options: StackOptions, *, demo: bool) -> None:
    arguments = [
        f"--kafka={options.kafka.value}",
        f"--brokers={options.brokers}",
        "--demo" if demo else "--no-demo",
        *(f"--only={service}" for service in options.services),
    ]
    with TerminalReporter(console) as reporter:
        view = launch.start_detached(default_state_directory(), arguments, reporter)
    _print_addresses(view)
    console.print("[dim]It runs in the background: ./portico status, ./portico down[/dim]")


def supervise(
    *,
    pipe: int,
    kafka: Kafka = "tansu",
    brokers: Brokers = 1,
    demo: Demo = True,
    only: OnlyService = None,
) -> None:
    """What `up --detach` leaves in the background. Progress goes to the pipe as JSON lines."""
    with closing(PipeReporter(os.fdopen(pipe, "w"))) as reporter:
        try:
            asyncio.run(
                launch.supervise(
                    _options(kafka, brokers, only),
                    reporter,
                    demo=demo,
                    on_ready=lambda _: reporter.close(),
                )
            )
        except LocalStackError as error:
            reporter.error(str(error), error.hint)
            raise


def down() -> None:
    """Stop everything that runs here. The data stay."""
    with console.status("Stopping …"):
        launch.stop_running(default_state_directory())
    console.print("[green]✓[/green] Stopped")


def reset(*, yes: Annotated[bool, Parameter(name=["--yes", "-y"], negative="")] = False) -> None:
    """Stop everything and delete its data, keys and logs. Asks first, unless --yes."""
    directory = default_state_directory()
    question = f"Delete all data, keys and logs in {directory.root}?"
    if not yes and not Confirm.ask(question, console=console, default=False):
        raise SystemExit(1)
    with suppress(NotRunningError):
        launch.stop_running(directory)
    for folder in (directory.data, directory.secrets, directory.logs):
        shutil.rmtree(folder, ignore_errors=True)
    directory.state_file.unlink(missing_ok=True)
    console.print("[green]✓[/green] Everything is gone; ./portico up starts anew")


def _options(kafka: str, brokers: int, only: Sequence[str] | None) -> StackOptions:
    for service in only or ():
        if service not in SERVICE_NAMES:
            raise LocalStackError(f"there is no service {service}", hint=", ".join(SERVICE_NAMES))
    return StackOptions(
        directory=default_state_directory().root,
        kafka=KafkaFlavour(kafka),
        brokers=brokers,
        services=only or SERVICE_NAMES,
        demo_id="identity" in (only or SERVICE_NAMES),
    )


def _print_addresses(view: StackView) -> None:
    """Where to look, and who can log in there. Lines are never cut: they are there to be copied."""
    lines = [f"edge        {view.addresses.api('edge')}", f"mail inbox  {view.addresses.mail_url}"]
    if view.addresses.demo_id_url is not None:
        lines.append(f"Demo ID     {view.addresses.demo_id_url}  (sign in with any account)")
    for agency, people in groupby(demo_logins(view.directory), key=lambda login: login.agency):
        site = view.addresses.site(agency)
        lines += ["", f"{agency}  {site}"]
        lines += [
            f"  {f'{site}/{p.portal}':<40}  {p.name:<18}  {p.email:<36}  {p.password}"
            for p in people
        ]
    for line in lines:
        console.print(line, soft_wrap=True, markup=False)
