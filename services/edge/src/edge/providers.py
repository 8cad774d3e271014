"""With whose accounts people can sign in at a site, as identity knows it, kept for a moment."""

from collections.abc import Sequence
from urllib.parse import quote

from contracts.events.identity import Agency
from edge.cache import MomentaryCache
from edge.generated.shapes import Providers, SignInProvider
from edge.hosts import LOOKUP_DEADLINE_SECONDS, STALE_SECONDS
from edge.problems import IDENTITY, EdgeError
from edge.services import RequestContext, ServiceClient


class SignInProviders:
    """The providers of each agency, at most `ttl_seconds` old."""

    def __init__(self, client: ServiceClient, *, ttl_seconds: float, capacity: int) -> None:
        self._client = client
        self._cache: MomentaryCache[str, Sequence[SignInProvider]] = MomentaryCache(
            ttl_seconds=ttl_seconds, capacity=capacity
        )

    async def of(self, agency: Agency, context: RequestContext) -> Sequence[SignInProvider]:
        """The agency's providers, in its order.

        While identity is away those of the last ten minutes, or none: nobody signs in then.
        """

        async def ask() -> Sequence[SignInProvider]:
            listed = await self._client.on_behalf_of(context).get(
                IDENTITY,
                f"/agencies/by-slug/{quote(agency.slug)}/sign-in-providers",
                Providers,
                deadline_seconds=LOOKUP_DEADLINE_SECONDS,
            )
            return listed.items

        try:
            return await self._cache.get_or_last(
                agency.slug, ask, at_most_seconds_old=STALE_SECONDS
            )
        except EdgeError:
            return ()
