"""An edge on services that live in memory, reached as a browser would reach it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI

from chassis.http.app import Health, build_app
from chassis.runtime import open_runtime
from chassis.testing.waiting import eventually
from contracts.access import Portal
from contracts.events.identity import Agency
from edge.app import build
from edge.core import Edge
from edge.settings import EdgeSettings

from .browsers import Browser, OpenApp
from .fakes import FakeServices, an_agency

NOBODY_LISTENS = "127.0.0.1:1"


@pytest.fixture
def services() -> FakeServices:
    """The services behind the edge."""
    return FakeServices()


@pytest.fixture
def agency(services: FakeServices) -> Agency:
    """An agency that exists: `nord`."""
    return services.open(an_agency())


@pytest.fixture
def settings(services: FakeServices) -> EdgeSettings:
    """Settings without a bus."""
    return EdgeSettings.model_validate(
        {**services.settings(), "kafka_bootstrap_servers": NOBODY_LISTENS, "jwks_url": "-"}
    )


@pytest.fixture
def edge(settings: EdgeSettings, services: FakeServices) -> Edge:
    """The edge under test."""
    return Edge.of(settings, transport=services.transport())


@pytest.fixture
def open_app() -> OpenApp:
    """Builds the application of an edge."""

    @asynccontextmanager
    async def opened(edge: Edge) -> AsyncGenerator[FastAPI]:
        service = build(edge.settings, edge)
        health = Health()
        health.accepting = True
        async with open_runtime(edge.settings, [], with_database=False) as runtime:
            yield build_app(
                title=service.name,
                routers=list(service.routers),
                runtime=runtime,
                health=health,
                middleware=service.middleware,
            )
            await edge.client.close()

    return opened


@pytest.fixture
async def app(edge: Edge, open_app: OpenApp) -> AsyncIterator[FastAPI]:
    """The application, without its follower of the bus."""
    async with open_app(edge) as opened:
        yield opened


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """Opens browsers: `browser()` at the agency's site, `browser(host=…)` elsewhere.

    With `token` it has a session of `portal`; `page=True` behaves as the forms of pages do.
    """
    opened: list[httpx2.AsyncClient] = []

    def make(
        *,
        host: str = "nord.localhost:8080",
        token: str | None = None,
        portal: Portal = Portal.CONTRACTOR,
        page: bool = False,
    ) -> httpx2.AsyncClient:
        origin = f"http://{host}"
        headers = (
            {"Origin": origin, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
            if page
            else {"X-Portico": "1"}
        )
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, raise_app_exceptions=False),
            base_url=origin,
            headers=headers,
            cookies={} if token is None else {f"portico-{portal}": token},
        )
        opened.append(client)
        return client

    yield make
    for client in opened:
        await client.aclose()


@pytest.fixture
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address of the application on a real socket: answers stream there."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await eventually(lambda: server.started, what="the server")
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    server.force_exit = True
    await asyncio.wait_for(task, 10)
