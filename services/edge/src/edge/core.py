"""What one process of the edge holds: the way to the services, its caches, its connections."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import httpx2

from contracts.events.identity import Agency
from edge.hosts import Agencies
from edge.live.follower import Follower
from edge.live.hub import Hub
from edge.providers import SignInProviders
from edge.services import RequestContext, ServiceClient
from edge.sessions import Cookies, Passes
from edge.settings import EdgeSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Everything that requests share."""

    settings: EdgeSettings
    client: ServiceClient
    agencies: Agencies
    providers: SignInProviders
    passes: Passes
    cookies: Cookies
    hub: Hub
    follower: Follower

    @classmethod
    def of(
        cls, settings: EdgeSettings, *, transport: httpx2.AsyncBaseTransport | None = None
    ) -> Self:
        """Put together; nothing is opened yet. `transport`: other than the network, in tests."""
        client = ServiceClient(settings.addresses(), transport=transport)
        agencies = Agencies(
            client,
            ttl_seconds=settings.agency_cache_seconds,
            capacity=settings.agency_cache_size,
        )
        hub = Hub(
            connections=settings.live_connections,
            connections_per_person=settings.live_connections_per_person,
            slow_seconds=settings.live_slow_seconds,
        )
        return cls(
            settings=settings,
            client=client,
            agencies=agencies,
            providers=SignInProviders(
                client,
                ttl_seconds=settings.agency_cache_seconds,
                capacity=settings.agency_cache_size,
            ),
            passes=Passes(
                client,
                ttl_seconds=settings.pass_cache_seconds,
                capacity=settings.pass_cache_size,
            ),
            cookies=Cookies(secure=settings.public_scheme == "https"),
            hub=hub,
            follower=Follower(settings, hub, agencies),
        )

    async def sites(self, context: RequestContext) -> Sequence[Agency]:
        """The agencies that the page of a bare address leads to; none but on one's own machine."""
        file = self.settings.sites_file
        if file is None or not file.exists():
            return []
        slugs: list[str] = json.loads(await asyncio.to_thread(file.read_text))
        found = [await self.agencies.find(slug, context) for slug in slugs]
        return [agency for agency in found if agency is not None]

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Self]:
        """Follow the bus while the process runs; at the end close what is open."""
        async with self.follower.following():
            try:
                yield self
            finally:
                self.hub.close()
        await self.client.close()
