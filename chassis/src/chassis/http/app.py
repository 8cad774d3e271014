"""The HTTP application of a service, and the small one that only operators reach."""

import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import metrics
from chassis.http import openapi, problems
from chassis.http.limits import BodyLimit
from chassis.http.paths import loggable
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.telemetry import server_span

_LOG = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]


class Health:
    """Whether this process should get work, and whether it should be replaced."""

    def __init__(self) -> None:
        self.accepting = False
        self.checks: dict[str, Check] = {}
        self.broken: Callable[[], str | None] = lambda: None

    async def readiness(self) -> dict[str, str]:
        """What keeps it from being ready, by name; empty when it is."""
        failing: dict[str, str] = {}
        if not self.accepting:
            failing["process"] = "starting or stopping"
        for name, check in self.checks.items():
            try:
                await check()
            except Exception as error:
                failing[name] = repr(error)
        return failing


def public_health_router(health: Health) -> APIRouter:
    """`/health/live` and `/health/ready` of a port that others reach: yes or no, and no reason."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> JSONResponse:
        lives = health.broken() is None
        return JSONResponse({"live": lives}, status_code=200 if lives else 503)

    @router.get("/health/ready")
    async def ready() -> JSONResponse:
        is_ready = not await health.readiness()
        return JSONResponse({"ready": is_ready}, status_code=200 if is_ready else 503)

    return router


def build_operations_app(health: Health) -> FastAPI:
    """What only operators reach: health with its reasons, and `/metrics`."""
    app = FastAPI(title="Portico operations", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health/live")
    async def live() -> JSONResponse:
        broken = health.broken()
        return JSONResponse(
            {"live": broken is None, "because": broken}, status_code=503 if broken else 200
        )

    @app.get("/health/ready")
    async def ready() -> JSONResponse:
        failing = await health.readiness()
        return JSONResponse(
            {"ready": not failing, "failing": failing}, status_code=503 if failing else 200
        )

    @app.get("/metrics")
    async def scrape() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


def build_app(
    *,
    title: str,
    routers: list[APIRouter],
    runtime: Runtime,
    health: Health,
    middleware: Sequence[Middleware] = (),
) -> FastAPI:
    """A service's application. `runtime` may be filled in when it starts."""
    app = FastAPI(
        title=f"Portico {title}",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # `RequestContext` makes the one span of a request; FastAPI would make four more.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.runtime = runtime
    app.state.health = health
    problems.install(app)
    openapi.describe(app)
    for router in (*routers, public_health_router(health)):
        # The routes themselves. An included router is a second router in front of each first one:
        # it builds every route again, and looks each request up twice in every router.
        app.router.routes.extend(router.routes)
    app.add_middleware(BodyLimit, max_bytes=runtime.settings.max_body_bytes)
    app.add_middleware(RequestContext)
    for around in reversed(middleware):
        app.add_middleware(around.cls, *around.args, **around.kwargs)
    return app


class RequestContext:
    """Gives each request its correlation id, its span, its log context and its time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request in its context."""
        if scope["type"] != "http" or scope["path"].startswith("/health/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        correlation_id = _correlation_id(request.headers.get("x-correlation-id"))
        request.state.correlation_id = correlation_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=str(correlation_id))
        started = time.perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", str(correlation_id).encode()),
                ]
            await send(message)

        with server_span(
            f"{scope['method']} {loggable(scope['path'])}", request.headers.get("traceparent")
        ):
            try:
                await self._app(scope, receive, sending)
            finally:
                seconds = time.perf_counter() - started
                route = _route_of(scope)
                metrics.REQUESTS.labels(scope["method"], route, status).observe(seconds)
                _LOG.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )


def _route_of(scope: Scope) -> str:
    """The route's pattern, never the path itself: a metric's labels must be few."""
    route = scope.get("route")
    return getattr(route, "path", "unmatched")


def _correlation_id(header: str | None) -> UUID:
    try:
        return UUID(header) if header else new_id()
    except ValueError:
        return new_id()
