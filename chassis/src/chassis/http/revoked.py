"""Passes that are over before they expire: those of sessions that have ended.

A pass lives a minute, and whoever has kept one could go on for so long after signing out. So every
process asks identity, several times a second while there are requests, which sessions have ended
lately. While identity is away nobody can end a session there either, and passes live on.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import structlog

_LOG = structlog.get_logger(__name__)

FRESH_SECONDS = 0.3
USABLE_SECONDS = 0.7
"""Up to here a request does not wait for newer news, and has them fetched for those after it."""

_FETCH_SECONDS = 0.5

FetchRevoked = Callable[[], Awaitable[Mapping[str, Any]]]


class RevokedPasses:
    """The sessions that have ended lately, at most `USABLE_SECONDS` old."""

    def __init__(self, fetch: FetchRevoked) -> None:
        self._fetch = fetch
        self._sessions: frozenset[UUID] = frozenset()
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def has(self, session_id: UUID | None) -> bool:
        """Whether the session of a pass has ended."""
        if session_id is None:
            return False
        age = time.monotonic() - self._asked_at
        if age > FRESH_SECONDS and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._ask(), name="ask which sessions have ended")
        if age > USABLE_SECONDS and self._asking is not None:
            # Not cancelled with the one request that waits: others wait for it, too.
            await asyncio.shield(self._asking)
        return session_id in self._sessions

    async def _ask(self) -> None:
        asked_at = time.monotonic()
        try:
            async with asyncio.timeout(_FETCH_SECONDS):
                found = await self._fetch()
            self._sessions = frozenset(UUID(session) for session in found["sessions"])
        except Exception as error:
            _LOG.warning("ended_sessions_not_fetched", error=repr(error))
        self._asked_at = asked_at
