"""The command line that every service has: `python -m SERVICE COMMAND`."""

import json
import sys
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, NoReturn

import structlog
import uvloop
from pydantic import ValidationError

from chassis import migrations
from chassis.consumer import parking
from chassis.database import Database
from chassis.http.app import Health, build_app
from chassis.logging import configure_logging
from chassis.processes import ProcessBrokenError, run
from chassis.resources import Resources
from chassis.runtime import Runtime, open_runtime
from chassis.service import Service
from chassis.telemetry import configure_telemetry
from contracts.asyncapi import document, produced_topics

_LOG = structlog.get_logger(__name__)

_BUS_VERSION = "1"

_USAGE = """usage: python -m {name} COMMAND

  api                    serve HTTP
  worker                 relay, consumer, schedules and background work
  all                    both in one process
  migrate                bring the database's schema up to date, as the role that owns it
  dead list              events that could not be handled, with their causes
  dead show ID           one of them, with its headers and body
  dead retry ID          try its key again from its first event on; the worker does it
  dead drop ID           forget it; what is parked behind it is tried again
  openapi                print the OpenAPI document
  asyncapi               print the AsyncAPI document
"""


def main(build: Callable[[], Service]) -> NoReturn:
    """Run the command of `sys.argv` and leave with its exit code."""
    command, *argv = sys.argv[1:] or ["--help"]
    try:
        service = build()
    except ValidationError as error:
        for problem in error.errors(include_input=False):
            where = ".".join(str(part) for part in problem["loc"]) or "settings"
            sys.stderr.write(f"{where.upper()}: {problem['msg']}\n")
        sys.exit(2)
    settings = service.settings
    configure_logging(
        service=service.name, process=command, level=settings.log_level, form=settings.log_format
    )
    if command in {"api", "worker", "all"}:
        configure_telemetry(
            service=service.name, process=command, endpoint=settings.otel_exporter_otlp_endpoint
        )
    sys.exit(_run(_command(service, command, argv)))


def _run(work: Coroutine[Any, Any, int]) -> int:
    try:
        return uvloop.run(work)
    except ProcessBrokenError as error:
        _LOG.error("process_broken", because=str(error))
        return 70
    except KeyboardInterrupt:
        return 130


async def _command(service: Service, command: str, argv: list[str]) -> int:
    built_in: dict[str, Callable[[], Coroutine[Any, Any, int]]] = {
        "migrate": lambda: _migrate(service),
        "dead": lambda: _dead(service, argv),
        "openapi": lambda: _openapi(service),
        "asyncapi": lambda: _asyncapi(service),
    }
    if command in {"api", "worker", "all"}:
        await run(service, api=command != "worker", worker=command != "api")
        return 0
    if command in built_in:
        return await built_in[command]()
    if command in service.commands:
        async with _runtime(service) as runtime:
            return await service.commands[command](runtime, argv)
    own = "".join(f"  {name}\n" for name in service.commands)
    sys.stderr.write(_USAGE.format(name=service.name) + own)
    return 0 if command in {"--help", "-h", "help"} else 2


def _runtime(service: Service) -> AbstractAsyncContextManager[Runtime]:
    return open_runtime(
        service.settings, list(service.resources), with_database=service.has_database
    )


async def _migrate(service: Service) -> int:
    if not service.has_database:
        sys.stdout.write(f"{service.name} has no database\n")
        return 0
    ran = await migrations.migrate(
        migrator_url=service.settings.migrator_database_url,
        app_url=service.settings.database_url,
        service=service.name,
        folder=service.migrations,
    )
    sys.stdout.write(f"{ran} migrations ran\n")
    return 0


async def _dead(service: Service, argv: list[str]) -> int:
    action, *rest = argv or ["list"]
    if action not in {"list", "show", "retry", "drop"} or (action != "list") != bool(rest):
        sys.stderr.write(_USAGE.format(name=service.name))
        return 2
    async with (
        Database.open(
            service.settings.database_url, service=service.name, size=2, resources=Resources()
        ) as database,
        database.across_agencies() as connection,
    ):
        if action == "list":
            for letter in await parking.all_letters(connection):
                sys.stdout.write(_line(letter) + "\n")
            return 0
        if not rest[0].isdigit():
            sys.stderr.write(f"{rest[0]!r} is not the number of a dead letter\n")
            return 2
        letter_id = int(rest[0])
        letter = await parking.letter(connection, letter_id)
        if letter is None:
            sys.stderr.write(f"there is no dead letter {letter_id}\n")
            return 1
        if action == "show":
            sys.stdout.write(_show(letter) + "\n")
            return 0
        await parking.retry_now(connection, letter_id)
        if action == "drop":
            await parking.done(connection, letter_id)
            await parking.release_if_empty(
                connection, letter.message.topic, letter.message.order_key
            )
        sys.stdout.write(f"{letter_id}: {'dropped' if action == 'drop' else 'will be retried'}\n")
        return 0


def _line(letter: parking.DeadLetter) -> str:
    state = "dead" if letter.retry_at is None else "waits"
    return (
        f"{letter.id}\t{state}\t{letter.received_at:%Y-%m-%d %H:%M:%S}Z\t{letter.type or '?'}\t"
        f"{letter.message.topic}\t{letter.message.order_key}\t{letter.cause}"
    )


def _show(letter: parking.DeadLetter) -> str:
    """The letter as JSON. The body is shown to whoever may run this: it is not logged."""
    message = letter.message
    return json.dumps(
        {
            "id": letter.id,
            "event_id": str(letter.event_id),
            "type": letter.type,
            "topic": message.topic,
            "key": message.order_key,
            "partition": message.partition,
            "offset": message.offset,
            "cause": letter.cause,
            "received_at": letter.received_at.isoformat(),
            "retry_at": letter.retry_at.isoformat() if letter.retry_at else None,
            "headers": {k: v.decode(errors="backslashreplace") for k, v in message.headers},
            "body": (message.value or b"").decode(errors="backslashreplace"),
        },
        indent=2,
    )


async def _openapi(service: Service) -> int:
    async with open_runtime(service.settings, [], with_database=False) as runtime:
        app = build_app(
            title=service.name, routers=list(service.routers), runtime=runtime, health=Health()
        )
        sys.stdout.write(json.dumps(app.openapi(), indent=2, sort_keys=True) + "\n")
        return 0


async def _asyncapi(service: Service) -> int:
    described = document(
        service.name,
        produced_topics(service.name),
        service.all_handlers.event_types,
        version=_BUS_VERSION,
    )
    sys.stdout.write(json.dumps(described, indent=2, sort_keys=True) + "\n")
    return 0
