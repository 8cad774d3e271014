"""Units of work that one request opens one after the other.

Checking a password takes long, so no connection may be held meanwhile; and a failed sign-in has to
be counted although it is refused. So these requests read in one unit, check, and write in another.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar, cast
from uuid import UUID

from fastapi import Depends, Request

from chassis.actor import Actor
from chassis.errors import UnauthenticatedError
from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from identity.agencies import repository as agencies
from identity.agencies.model import Tenant
from identity.client import RequestOrigin, browser_tokens_of, network_of

T = TypeVar("T")

_MAX_USER_AGENT = 300


@dataclass(frozen=True, slots=True)
class Units:
    """The way of a request to its units of work, and to what it needs beside them."""

    runtime: Runtime
    correlation_id: UUID | None

    def resource(self, kind: type[T]) -> T:
        """A resource of this process."""
        return self.runtime.resource(kind)

    @asynccontextmanager
    async def at(self, slug: str) -> AsyncGenerator[UnitOfWork]:
        """A unit of nobody in the agency of this site. Raises UnknownAgencyError."""
        async with self._open(Actor.anonymous()) as uow:
            await enter(uow, slug)
            yield uow

    @asynccontextmanager
    async def by(self, actor: Actor) -> AsyncGenerator[UnitOfWork]:
        """A unit of a person with a pass. Raises UnauthenticatedError for an actor without one."""
        if actor.agency_id is None:
            raise UnauthenticatedError
        async with self._open(actor) as uow:
            await uow.enter_agency(actor.agency_id)
            yield uow

    @asynccontextmanager
    async def _open(self, actor: Actor) -> AsyncGenerator[UnitOfWork]:
        async with self.runtime.database.unit_of_work(
            None, actor=actor, correlation_id=self.correlation_id
        ) as uow:
            yield uow


async def enter(uow: UnitOfWork, slug: str) -> Tenant:
    """Enter the agency of this site. Raises UnknownAgencyError."""
    tenant = await agencies.by_slug(uow, slug)
    await uow.enter_agency(tenant.agency.agency_id)
    return tenant


async def _units(request: Request) -> Units:
    # Async, though it waits for nothing: others are called in a thread.
    return Units(
        cast("Runtime", request.app.state.runtime),
        getattr(request.state, "correlation_id", None),
    )


async def _actor(request: Request) -> Actor:
    return await cast("Runtime", request.app.state.runtime).passes.actor_of(request)


async def _client(request: Request) -> RequestOrigin:
    """Where the browser is, as the edge tells: it appends the address that it sees.

    So the last one counts; what stands before it was said by the browser itself.
    """
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2]
    agent = request.headers.get("x-client-user-agent", "")[:_MAX_USER_AGENT]
    return RequestOrigin(
        network=network_of(forwarded),
        user_agent=agent or None,
        browser_tokens=browser_tokens_of(request.headers.get("x-known-browsers", "")),
    )


UnitsOfRequest = Annotated[Units, Depends(_units)]
ActorOfPass = Annotated[Actor, Depends(_actor)]
ClientOfRequest = Annotated[RequestOrigin, Depends(_client)]
