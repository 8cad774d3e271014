"""The border of HTTP: a request is one unit of work, committed before its answer goes out."""

from abc import abstractmethod
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any, cast
from urllib.parse import quote
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from chassis.actor import Actor
from chassis.database import RETRY_ONCE
from chassis.http import idempotency
from chassis.uow import UnitOfWork

if TYPE_CHECKING:
    from chassis.runtime import Runtime

_LOG = structlog.get_logger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""What asks and changes nothing (RFC 9110): such a request sees one moment of the database."""

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class _UnitOfWorkRoute(APIRoute):
    """A route whose handler runs inside a unit of work."""

    @abstractmethod
    async def actor_of(self, request: Request, runtime: "Runtime") -> Actor:
        """Who the request is from."""

    async def prepare(self, request: Request, actor: Actor) -> None:
        """What is done with the request before its transaction begins: nothing, unless said so.

        Work on a large body belongs here, so that it holds no connection. What comes of it stands
        in `request.state`.
        """

    def get_route_handler(self) -> Handle:
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            runtime = cast("Runtime", request.app.state.runtime)
            actor = await self.actor_of(request, runtime)
            if actor.person_id is not None:
                structlog.contextvars.bind_contextvars(
                    person_id=str(actor.person_id), agency_id=str(actor.agency_id)
                )
            # Read before the transaction starts: a slow sender must not hold a connection.
            await request.body()
            await self.prepare(request, actor)
            try:
                return await self._in_unit_of_work(request, runtime, actor, original)
            except RETRY_ONCE as error:
                _LOG.info("transaction_retried", error=repr(error))
                return await self._in_unit_of_work(request, runtime, actor, original)

        return handle

    async def _in_unit_of_work(
        self, request: Request, runtime: "Runtime", actor: Actor, original: Handle
    ) -> Response:
        correlation_id: UUID | None = getattr(request.state, "correlation_id", None)
        async with runtime.database.unit_of_work(
            actor.agency_id,
            actor=actor,
            correlation_id=correlation_id,
            only_reads=request.method in SAFE_METHODS,
        ) as uow:
            request.state.uow = uow
            key = request.headers.get(idempotency.HEADER) if request.method == "POST" else None
            if not key or actor.agency_id is None:
                return await original(request)
            # Quoted: PostgreSQL keeps no NUL, and a path can have one.
            route = f"{request.method} {quote(request.url.path)}"
            earlier = await idempotency.earlier_answer(
                uow, route=route, key=key, body=await request.body()
            )
            if earlier is not None:
                return earlier
            response = await original(request)
            await idempotency.remember(uow, route=route, key=key, response=response)
            return response


class TenantRoute(_UnitOfWorkRoute):
    """Needs a pass; the unit of work is of the pass's agency and nothing in the request's."""

    async def actor_of(self, request: Request, runtime: "Runtime") -> Actor:
        """The person of the pass. Raises UnauthenticatedError."""
        return await runtime.passes.actor_of(request)


class OpenRoute(_UnitOfWorkRoute):
    """Needs no pass; nothing of any agency is visible until one is entered."""

    async def actor_of(self, request: Request, runtime: "Runtime") -> Actor:  # noqa: ARG002
        """Nobody."""
        return Actor.anonymous()


def tenant_router(prefix: str = "", tags: list[str] | None = None) -> APIRouter:
    """A router whose every route needs a pass."""
    return APIRouter(prefix=prefix, route_class=TenantRoute, tags=list(tags or ()))


def open_router(prefix: str = "", tags: list[str] | None = None) -> APIRouter:
    """A router for those who have no pass yet."""
    return APIRouter(prefix=prefix, route_class=OpenRoute, tags=list(tags or ()))


async def _uow(request: Request) -> UnitOfWork:
    # Async, though it waits for nothing: others are called in a thread.
    return cast("UnitOfWork", request.state.uow)


Uow = Annotated[UnitOfWork, Depends(_uow)]
"""The request's unit of work, as a parameter of a route."""
