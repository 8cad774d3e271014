"""What a service opens at its start and finds again by type: storage, clients, process pools."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Self, TypeVar

R = TypeVar("R")

OpenResource = Callable[[], AbstractAsyncContextManager[object]]


class Resources:
    """The open resources of a process, by their type."""

    def __init__(self, found: Sequence[object] = ()) -> None:
        self._found = list(found)

    def add(self, resource: object) -> None:
        """Make a resource findable."""
        self._found.append(resource)

    def get(self, kind: type[R]) -> R:
        """The resource of this type. Raises LookupError when the service opens none."""
        for resource in self._found:
            if isinstance(resource, kind):
                return resource
        raise LookupError(f"the service opens no {kind.__name__}")

    @classmethod
    @asynccontextmanager
    async def open(cls, openers: Sequence[OpenResource]) -> AsyncGenerator[Self]:
        """Open all, in order; close in the opposite one."""
        async with AsyncExitStack() as stack:
            resources = cls()
            for opener in openers:
                resources.add(await stack.enter_async_context(opener()))
            yield resources
