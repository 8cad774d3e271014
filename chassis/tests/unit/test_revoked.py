"""Which sessions have ended is asked often enough, not more often, and never in a request's way."""

import asyncio
from collections.abc import Mapping
from typing import Any

from chassis.http import revoked
from chassis.http.revoked import RevokedPasses
from chassis.ids import new_id


class Identity:
    """Tells which sessions have ended, and counts how often it is asked."""

    def __init__(self) -> None:
        self.ended: list[str] = []
        self.versions: dict[str, int] = {}
        self.asked = 0
        self.away = False

    async def __call__(self) -> Mapping[str, Any]:
        self.asked += 1
        if self.away:
            raise ConnectionError("identity is away")
        return {"sessions": list(self.ended), "people": dict(self.versions)}


async def test_a_session_that_has_ended_is_known_within_a_second() -> None:
    identity, session = Identity(), new_id()
    passes = RevokedPasses(identity)
    assert not await passes.has(session)
    identity.ended.append(str(session))
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not await passes.has(session):
        assert loop.time() - began < 1
        await asyncio.sleep(0.01)
    assert not await passes.has(new_id())
    assert not await passes.has(None)


async def test_a_thousand_requests_at_once_ask_once() -> None:
    identity = Identity()
    passes = RevokedPasses(identity)
    await asyncio.gather(*(passes.has(new_id()) for _ in range(1_000)))
    assert identity.asked == 1


async def test_while_identity_is_away_passes_live_on_and_what_is_known_stays() -> None:
    identity, ended, other = Identity(), new_id(), new_id()
    identity.ended.append(str(ended))
    passes = RevokedPasses(identity)
    assert await passes.has(ended)
    identity.away = True
    loop = asyncio.get_running_loop()
    until = loop.time() + revoked.USABLE_SECONDS + 0.2
    while loop.time() < until:
        assert await passes.has(ended)
        assert not await passes.has(other)
        await asyncio.sleep(0.02)
    assert identity.asked > 1


async def test_a_pass_of_a_lower_count_than_is_told_of_its_person_is_outdated() -> None:
    identity, person = Identity(), new_id()
    passes = RevokedPasses(identity)
    identity.versions[str(person)] = 2
    assert await passes.outdates(person, 1)
    assert not await passes.outdates(person, 2)
    assert not await passes.outdates(person, 3)
    assert not await passes.outdates(new_id(), 0)
    assert not await passes.outdates(None, 0)
