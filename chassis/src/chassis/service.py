"""What a service is made of. Its `app.py` builds one, and reads as its table of contents."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter
from starlette.middleware import Middleware

from chassis.consumer.handlers import Handlers
from chassis.resources import OpenResource
from chassis.runtime import Runtime
from chassis.settings import ServiceSettings

Command = Callable[[Runtime, list[str]], Awaitable[int]]
"""An extra command of `python -m SERVICE`: gets its arguments, returns the exit code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Work of the worker that is due again and again; one process of the service runs it."""

    name: str
    every: timedelta
    run: Callable[[Runtime], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Work of the worker that goes on until it is cancelled; every worker process runs it."""

    name: str
    run: Callable[[Runtime], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service: what it answers, what it hears, what it does by itself."""

    name: str
    settings: ServiceSettings
    migrations: Path | None = None
    routers: Sequence[APIRouter] = ()
    handlers: Sequence[Handlers] = ()
    schedules: Sequence[Schedule] = ()
    background: Sequence[Background] = ()
    resources: Sequence[OpenResource] = ()
    middleware: Sequence[Middleware] = ()
    """Around the whole HTTP application, the first one outermost."""
    commands: Mapping[str, Command] = field(default_factory=dict[str, Command])

    @property
    def has_database(self) -> bool:
        """Whether it owns data."""
        return self.migrations is not None

    @property
    def all_handlers(self) -> Handlers:
        """Every handler, merged."""
        return Handlers.merged(self.handlers)
