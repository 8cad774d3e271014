"""Which agency an address belongs to: `SLUG.<domain>[:port]`."""

import re
from urllib.parse import quote

from contracts.events.identity import Agency
from edge.cache import MomentaryCache
from edge.problems import RefusedError, ServiceName
from edge.services import RequestContext, ServiceClient

STALE_SECONDS = 600.0
LOOKUP_DEADLINE_SECONDS = 2.0

_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def slug_of(host: str, domain: str) -> str | None:
    """The agency's slug in a Host header, None when the host is not one of an agency.

    >>> slug_of("nord.localhost:8080", "localhost")
    'nord'
    """
    name, _, port = host.strip().lower().partition(":")
    if port and not port.isdigit():
        return None
    slug = name.removesuffix(".").removesuffix(f".{domain}")
    if f"{slug}.{domain}" != name.removesuffix(".") or not _SLUG.fullmatch(slug):
        return None
    return slug


class Agencies:
    """The agencies by their slugs, as identity knows them, at most `ttl_seconds` old."""

    def __init__(self, client: ServiceClient, *, ttl_seconds: float, capacity: int) -> None:
        self._client = client
        # Unknown ones are kept too, so that a scan of names does not become one of identity.
        self._cache: MomentaryCache[str, Agency | None] = MomentaryCache(
            ttl_seconds=ttl_seconds, capacity=capacity
        )

    async def find(self, slug: str, context: RequestContext) -> Agency | None:
        """The agency, None if there is none. Raises a service error when identity is away.

        One that was known in the last ten minutes is still served while identity is away.
        """

        async def ask() -> Agency | None:
            try:
                return await self._client.on_behalf_of(context).get(
                    ServiceName.IDENTITY,
                    f"/agencies/by-slug/{quote(slug)}",
                    Agency,
                    deadline_seconds=LOOKUP_DEADLINE_SECONDS,
                )
            except RefusedError as error:
                if error.status == 404:
                    return None
                raise

        return await self._cache.get_or_last(slug, ask, at_most_seconds_old=STALE_SECONDS)

    def changed(self, agency: Agency) -> None:
        """Ask again for this agency: the bus says that something about it changed."""
        self._cache.forget(agency.slug)
