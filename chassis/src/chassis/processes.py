"""The processes of a service: `api`, `worker`, and `all` of it in one."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog

from chassis import bus, schedules
from chassis.consumer.processor import EventProcessor
from chassis.consumer.subscription import Subscription
from chassis.database import TRANSIENT_ERRORS
from chassis.http.app import Health, build_app, build_operations_app
from chassis.http.server import Server, build_server, limits_of
from chassis.relay import Relay
from chassis.runtime import Runtime, open_runtime
from chassis.service import Service

_LOG = structlog.get_logger(__name__)

_RETRY_LEAST_SECONDS = 0.2
_RETRY_LOOK_SECONDS = 2.0


class ProcessBrokenError(Exception):
    """The process cannot go on and should be replaced; the text says why."""


async def run(service: Service, *, api: bool, worker: bool) -> None:
    """Run the parts asked for until SIGTERM or SIGINT; then stop in order.

    Unready first, then no more fetching, then what is in hand is finished and committed, then
    everything is closed. Raises ProcessBrokenError when a part fails for good.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_runtime(
        service.settings, list(service.resources), with_database=service.has_database
    ) as runtime:
        health = Health()
        if runtime.has_database:
            health.checks["database"] = runtime.database.ping
        servers: list[Server] = []
        parts: dict[str, Coroutine[Any, Any, None]] = {}
        subscription: Subscription | None = None
        if worker and runtime.has_database:
            subscription = _worker_parts(service, runtime, health, parts)
        for name, server in _http_parts(service, runtime, health, api=api):
            servers.append(server)
            parts[name] = server.serve()
        _settle()
        health.accepting = True
        await _until_stopped(parts, stop, runtime, health, subscription, servers)


def _http_parts(
    service: Service, runtime: Runtime, health: Health, *, api: bool
) -> list[tuple[str, Server]]:
    """The servers of this process: of its API, where it has one, and of its operators."""
    settings = service.settings
    limits = limits_of(settings)
    found: list[tuple[str, Server]] = []
    if api:
        app = build_app(
            title=service.name,
            routers=list(service.routers),
            runtime=runtime,
            health=health,
            middleware=service.middleware,
        )
        server = build_server(app, host=settings.http_host, port=settings.http_port, limits=limits)
        found.append(("http", server))
        health.checks["http"] = _started(server)
    port = settings.operations_http_port if api else settings.worker_http_port
    if port is not None:
        operations = build_operations_app(health)
        server = build_server(operations, host=settings.http_host, port=port, limits=limits)
        found.append(("operations", server))
    return found


def _worker_parts(
    service: Service, runtime: Runtime, health: Health, parts: dict[str, Coroutine[Any, Any, None]]
) -> Subscription | None:
    settings = service.settings
    relay = Relay(settings)
    runtime.database.on_recorded = relay.wake
    handlers = service.all_handlers
    processor = EventProcessor(
        database=runtime.database,
        handlers=handlers,
        resources=runtime.resources,
        service=service.name,
        tries=settings.consumer_tries,
        not_yet_limit=timedelta(seconds=settings.not_yet_limit_seconds),
    )
    subscription: Subscription | None = None
    if handlers.event_types:  # a service may only tell and not listen
        subscription = Subscription(settings, handlers, processor.process)
        health.checks["bus"] = _assigned(subscription)
        health.broken = subscription.stalled
        parts["consumer"] = subscription.run()
    parts["relay"] = relay.run()
    parts["retries"] = _retry_due(processor)
    parts["gauges"] = schedules.observe(runtime)
    for schedule in (schedules.TIDY, *service.schedules):
        parts[schedule.name] = schedules.keep(runtime, schedule)
    for background in service.background:
        parts[background.name] = _restarting(background.name, background.run, runtime)
    parts["watch"] = _watch(health)
    return subscription


def _settle() -> None:
    """Keep what the process was built of from the garbage collector, and call that more seldom.

    None of it goes before the process does, and looking through all of it takes tens of
    milliseconds, in the middle of somebody's request. A request makes thousands of objects, hardly
    ever in circles, so that there is little to find after each seven hundred; and what ten thousand
    payments are made of is looked through once more after a million, not in the middle of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 100, 20)


async def _until_stopped(
    parts: dict[str, Coroutine[Any, Any, None]],
    stop: asyncio.Event,
    runtime: Runtime,
    health: Health,
    subscription: Subscription | None,
    servers: list[Server],
) -> None:
    tasks = {asyncio.create_task(part, name=name): name for name, part in parts.items()}
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        everything: set[asyncio.Task[Any]] = {stopping, *tasks}
        await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        ended = next((task for task in tasks if task.done()), None)
        if ended is not None and not stop.is_set():
            # One that was cancelled, by nobody of ours, has ended, too.
            error = None if ended.cancelled() else ended.exception()
            _LOG.error("part_ended", part=tasks[ended], exc_info=error)
            raise ProcessBrokenError(f"{tasks[ended]} ended: {error!r}") from error
    finally:
        health.accepting = False
        _LOG.info("stopping")
        if stop.is_set():
            await asyncio.sleep(runtime.settings.drain_seconds)
        if subscription is not None:
            await bus.wind_up(
                subscription.stop(), within_seconds=runtime.settings.stop_timeout_seconds
            )
        await _finish(tasks, servers)
        stopping.cancel()
        _LOG.info("stopped")


async def _finish(tasks: dict["asyncio.Task[None]", str], servers: list[Server]) -> None:
    """Let HTTP answer what it has begun; cancel the rest and wait for it."""
    for server in servers:
        server.should_exit = True
    http = [task for task, name in tasks.items() if name in {"http", "operations"}]
    if http:
        await asyncio.wait(http, timeout=12)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=10)


async def _retry_due(processor: EventProcessor) -> None:
    """Try what waits for another topic, and what a person asked to be retried."""
    while True:
        try:
            await processor.retry_due()
            await processor.until_due(
                least_seconds=_RETRY_LEAST_SECONDS, most_seconds=_RETRY_LOOK_SECONDS
            )
        except TRANSIENT_ERRORS as error:
            _LOG.warning("retries_interrupted", error=repr(error))
            await asyncio.sleep(_RETRY_LOOK_SECONDS)


async def _restarting(
    name: str, work: Callable[[Runtime], Awaitable[None]], runtime: Runtime
) -> None:
    """Keep background work going: a fault of database or bus is waited out, others are logged."""
    pause = 0.2
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await work(runtime)
        except TRANSIENT_ERRORS as error:
            _LOG.warning("background_interrupted", work=name, error=repr(error))
        except Exception:
            _LOG.exception("background_failed", work=name)
        else:
            return
        if asyncio.get_running_loop().time() - started > 60:
            pause = 0.2
        await asyncio.sleep(pause)
        pause = min(pause * 2, 10.0)


async def _watch(health: Health) -> None:
    """End the process when it is stuck: whoever started it starts another."""
    while True:
        await asyncio.sleep(5)
        broken = health.broken()
        if broken is not None:
            raise ProcessBrokenError(broken)


def _started(server: Server) -> Callable[[], Coroutine[Any, Any, None]]:
    async def check() -> None:
        if not server.started:
            raise LookupError("nobody listens yet")

    return check


def _assigned(subscription: Subscription) -> Callable[[], Coroutine[Any, Any, None]]:
    async def check() -> None:
        if not subscription.ready:
            raise LookupError("no partition is assigned yet")

    return check
