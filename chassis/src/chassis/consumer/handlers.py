"""What a service does about events: handlers, and the registry that finds them by type."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.base import Event
from contracts.envelope import Envelope

E = TypeVar("E", bound=Event)


EventVersion = tuple[datetime, UUID]
"""Of two states of one thing, the one with the higher pair is newer, in whatever order they come.

The time is taken while the thing is locked, so that it rises with its changes; ids are made in
order and part what was said in one moment.
"""


@dataclass(frozen=True, slots=True)
class Received(Generic[E]):
    """An event that arrived for the first time."""

    envelope: Envelope
    body: E

    @property
    def told(self) -> EventVersion:
        """When it was said, and its id."""
        return self.envelope.time, self.envelope.id


Handler = Callable[[UnitOfWork, Sequence[Received[E]]], Awaitable[None]]
AnyHandler = Callable[[UnitOfWork, Sequence[Received[Any]]], Awaitable[None]]


class Handlers:
    """The handlers of one feature, by event type.

    A handler gets events of one agency and one type, in the order of each key, inside the
    transaction that also marks them as handled. It may be run again after a rollback, so it does
    nothing outside of the transaction.
    """

    def __init__(self) -> None:
        self._found: dict[type[Event], list[AnyHandler]] = {}

    def on(self, event_type: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        """Register the decorated function for events of this type."""

        def register(handler: Handler[E]) -> Handler[E]:
            self._found.setdefault(event_type, []).append(handler)
            return handler

        return register

    @property
    def event_types(self) -> tuple[type[Event], ...]:
        """The types that are handled."""
        return tuple(self._found)

    def handlers_of(self, event_type: type[Event]) -> Sequence[AnyHandler]:
        """The handlers of a type, in the order of their registration."""
        return self._found.get(event_type, ())

    @classmethod
    def merged(cls, registries: Sequence["Handlers"]) -> "Handlers":
        """All of a service's handlers in one registry, in the order given."""
        merged = cls()
        for registry in registries:
            for event_type in registry.event_types:
                merged._found.setdefault(event_type, []).extend(registry.handlers_of(event_type))
        return merged
