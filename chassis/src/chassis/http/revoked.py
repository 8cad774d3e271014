"""Passes that are over before they expire: of ended sessions, and from before a change of access.

A pass lives a minute, and whoever has kept one could go on for so long after signing out. So every
process asks identity, several times a second while there are requests, which sessions have ended
lately, and whose access has changed. While identity is away nobody can end a session there either,
and passes live on.
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
    """What identity said lately of ended sessions and changed access, at most `USABLE_SECONDS` old.

    A pass names the count of changes that it was made at; one of a lower count than what is told
    of its person is outdated, and its session is as good as before.
    """

    def __init__(self, fetch: FetchRevoked) -> None:
        self._fetch = fetch
        self._sessions: frozenset[UUID] = frozenset()
        self._versions: Mapping[UUID, int] = {}
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def has(self, session_id: UUID | None) -> bool:
        """Whether the session of a pass has ended."""
        if session_id is None:
            return False
        await self._fresh()
        return session_id in self._sessions

    async def outdates(self, person_id: UUID | None, access_version: int) -> bool:
        """Whether the access of this person has changed since a pass of this count."""
        if person_id is None:
            return False
        await self._fresh()
        return access_version < self._versions.get(person_id, 0)

    async def _fresh(self) -> None:
        age = time.monotonic() - self._asked_at
        if age > FRESH_SECONDS and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._ask(), name="ask which sessions have ended")
        if age > USABLE_SECONDS and self._asking is not None:
            # Not cancelled with the one request that waits: others wait for it, too.
            await asyncio.shield(self._asking)

    async def _ask(self) -> None:
        asked_at = time.monotonic()
        try:
            async with asyncio.timeout(_FETCH_SECONDS):
                found = await self._fetch()
            self._sessions = frozenset(UUID(session) for session in found["sessions"])
            told: Mapping[str, int] = found.get("people") or {}
            self._versions = {UUID(person): version for person, version in told.items()}
        except Exception as error:
            _LOG.warning("ended_sessions_not_fetched", error=repr(error))
        self._asked_at = asked_at
