"""What a running process holds: settings, database, resources, clients. Given, never imported."""

import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urljoin

import httpx2

from chassis.actor import Actor
from chassis.database import Database
from chassis.http.passes import PassVerifier
from chassis.http.revoked import RevokedPasses
from chassis.resources import OpenResource, Resources
from chassis.settings import ServiceSettings
from chassis.uow import UnitOfWork
from contracts.ids import AgencyId

R = TypeVar("R")


class Runtime:
    """The open parts of a process. A service without a database has none: asking for it raises."""

    def __init__(
        self,
        settings: ServiceSettings,
        *,
        database: Database | None,
        resources: Resources,
        http: httpx2.AsyncClient,
        passes: PassVerifier,
    ) -> None:
        self.settings = settings
        self.resources = resources
        self.http = http
        self.passes = passes
        self._database = database

    @property
    def database(self) -> Database:
        """The service's database. Raises LookupError where the service has none."""
        if self._database is None:
            raise LookupError(f"{self.settings.service} has no database")
        return self._database

    @property
    def has_database(self) -> bool:
        """Whether the service has one."""
        return self._database is not None

    def resource(self, kind: type[R]) -> R:
        """A resource that the service opened, by its type."""
        return self.resources.get(kind)

    def unit_of_work(
        self, agency_id: AgencyId | None, actor: Actor | None = None
    ) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit of work of the service itself: for schedules and background work.

        Without an agency it sees the queues of all of them, until it enters one.
        """
        return self.database.unit_of_work(
            agency_id,
            actor=actor or Actor.system(self.settings.service),
            across_agencies=agency_id is None,
        )


@cache
def trusted() -> ssl.SSLContext:
    """Whom clients trust: the known authorities, read once, since that takes some 20 ms."""
    return httpx2.create_ssl_context()


@asynccontextmanager
async def open_runtime(
    settings: ServiceSettings, openers: "list[OpenResource]", *, with_database: bool
) -> AsyncGenerator[Runtime]:
    """Open everything a process of this service holds, and close it in the opposite order."""
    async with (
        httpx2.AsyncClient(verify=trusted(), timeout=httpx2.Timeout(5.0, connect=2.0)) as http,
        Resources.open(openers) as resources,
    ):

        async def fetch_keys() -> Mapping[str, Any]:
            answer = await http.get(settings.jwks_url)
            answer.raise_for_status()
            keys: Mapping[str, Any] = answer.json()
            return keys

        async def fetch_revoked() -> Mapping[str, Any]:
            # Beside the keys, where identity publishes both.
            answer = await http.get(urljoin(settings.jwks_url, "ended-sessions.json"))
            answer.raise_for_status()
            ended: Mapping[str, Any] = answer.json()
            return ended

        passes = PassVerifier(fetch_keys, RevokedPasses(fetch_revoked))
        if not with_database:
            yield Runtime(settings, database=None, resources=resources, http=http, passes=passes)
            return
        async with Database.open(
            settings.database_url,
            service=settings.service,
            size=settings.database_pool_size,
            resources=resources,
        ) as database:
            yield Runtime(
                settings, database=database, resources=resources, http=http, passes=passes
            )
