"""A view put together from several services at once: what does not come in time is a named hole."""

import asyncio
from collections.abc import Awaitable, Coroutine
from types import TracebackType
from typing import Generic, Self, TypeVar

import structlog
from pydantic import BaseModel, Field

from edge.generated.shapes import Money, OpenInvoices, PendingSums
from edge.problems import ServiceAwayError, ServiceFailedError, ServiceName, ServiceTooSlowError

T = TypeVar("T")

VIEW_DEADLINE_SECONDS = 3.0

log = structlog.get_logger()


class ComposedView(BaseModel):
    """A view of several services. What `missing` names is null or empty, and comes back later."""

    missing: list[ServiceName] = Field(description="Services that did not answer in time")


class Sums(BaseModel):
    """How many, and how much in each currency: all of them."""

    count: int
    totals: list[Money]

    @classmethod
    def of(cls, found: PendingSums | OpenInvoices) -> Self:
        """What a service has counted."""
        return cls(count=found.count, totals=found.totals)


class Page(BaseModel, Generic[T]):
    """Some of a service's list."""

    items: list[T]


class Part(Generic[T]):
    """One part of a view. `value` is None until the view is composed, and when it is missing."""

    def __init__(self) -> None:
        self.value: T | None = None


class Composition:
    """Asks for the parts of a view concurrently, all within one deadline.

    >>> async with Composition() as view:
    ...     payments = view.part(ServiceName.PAYMENTS, services.get(...))
    >>> Dashboard(payments=payments.value, missing=view.missing)

    A service that is away, too slow or broken leaves its part out; `missing` names the service. A
    refusal (no pass, not allowed, not found) is the answer of the whole view and raises.
    """

    def __init__(self, deadline_seconds: float = VIEW_DEADLINE_SECONDS) -> None:
        self._deadline_seconds = deadline_seconds
        self._missing: set[ServiceName] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._asks: list[Coroutine[object, object, object]] = []

    async def __aenter__(self) -> Self:
        return self

    def part(self, service: ServiceName, ask: Coroutine[object, object, T]) -> Part[T]:
        """Ask this service for a part; its value is there when the block has ended."""
        part: Part[T] = Part()
        self._asks.append(ask)
        self._tasks.append(asyncio.create_task(self._fetch(service, part, ask)))
        return part

    @property
    def missing(self) -> list[ServiceName]:
        """The services whose part did not come."""
        return sorted(self._missing)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                await asyncio.gather(*self._tasks)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for ask in self._asks:
                ask.close()  # one that was cancelled before it began

    async def _fetch(self, service: ServiceName, part: Part[T], ask: Awaitable[T]) -> None:
        try:
            async with asyncio.timeout(self._deadline_seconds):
                part.value = await ask
        except (TimeoutError, ServiceAwayError, ServiceTooSlowError, ServiceFailedError) as error:
            self._missing.add(service)
            log.warning(
                "part of a view is missing", service=service, cause=str(error) or "deadline"
            )
