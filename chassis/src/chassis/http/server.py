"""The HTTP server of every process: uvicorn, with bounds on what a connection may ask of it."""

import contextlib
import resource
from typing import Any

import uvicorn
from fastapi import FastAPI

from chassis.http.connections import BoundedProtocol, Connections, Limits
from chassis.settings import ServiceSettings

_FILES_FOR_OTHERS = 256
"""Descriptors that are no connection of a client: database, bus, clients, files."""


class Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: the order of stopping is the process's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        """Leave the signals to the process."""
        yield


class BoundedConfig(uvicorn.Config):
    """Uvicorn's configuration, and the connections that all of its protocols count in."""

    def __init__(self, app: FastAPI, *, limits: Limits, **of_uvicorn: Any) -> None:
        super().__init__(app, http=BoundedProtocol, ws="none", **of_uvicorn)
        self.open_connections = Connections(limits)


def build_server(app: FastAPI, *, host: str, port: int, limits: Limits) -> Server:
    """A server of this application, ready to `serve()`."""
    return Server(
        BoundedConfig(
            app,
            limits=limits,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            # Who asks is read from what the edge says, by whoever needs it and by its own rules.
            proxy_headers=False,
            timeout_graceful_shutdown=10,
            # Longer than any client keeps an idle connection (httpx: 5 s, as uvicorn by itself):
            # otherwise one closes while the other sends, and a request is lost now and then.
            timeout_keep_alive=75,
            backlog=512,
        )
    )


def limits_of(settings: ServiceSettings) -> Limits:
    """The bounds of a process, as far as the machine lets it have so many files open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.max_connections + _FILES_FOR_OTHERS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    most = settings.max_connections
    if soft != resource.RLIM_INFINITY:
        most = min(most, max(soft - _FILES_FOR_OTHERS, soft // 2))
    return Limits(
        connections=most,
        connections_per_address=min(most, settings.connections_per_address),
        head_seconds=settings.head_timeout_seconds,
        body_seconds=settings.body_timeout_seconds,
    )
