import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from identity.passwords.hashing import (
    MAX_WAITING,
    Hasher,
    Passwords,
    TooManySignInsError,
    open_passwords,
)

POOL_SIZE = 10


@pytest.fixture
async def passwords() -> AsyncGenerator[Passwords]:
    async with open_passwords(POOL_SIZE)() as opened:
        yield opened


@pytest.fixture
async def hasher(passwords: Passwords) -> AsyncGenerator[Hasher]:
    async with passwords.turn() as opened:
        yield opened


@pytest.mark.requirement("X7")
async def test_passwords_are_hashed_with_argon2id_at_the_agreed_cost(hasher: Hasher) -> None:
    found = extract_parameters(await hasher.hash("correct horse"))
    assert found.type is Type.ID
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19 * 1024, 2, 1)


async def test_a_password_matches_its_own_hash_alone(hasher: Hasher) -> None:
    hashed = await hasher.hash("correct horse")
    assert await hasher.verify(hashed, "correct horse")
    assert not await hasher.verify(hashed, "correct house")
    assert not await hasher.verify("no hash at all", "correct horse")


@pytest.mark.requirement("X7")
async def test_where_there_is_no_hash_the_work_is_done_all_the_same(
    hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the cost of a hash of today: nobody can tell by the time whether there is one."""
    checked: list[str] = []
    verify = PasswordHasher.verify

    def recorded(self: PasswordHasher, hashed: str, password: str) -> bool:
        checked.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", recorded)
    assert not await hasher.verify(None, "wrong")
    (nobody,) = checked
    assert extract_parameters(nobody) == extract_parameters(await hasher.hash("correct horse"))


async def test_a_hash_of_weaker_times_is_outdated(hasher: Hasher) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("correct horse")
    assert hasher.is_outdated(old)
    assert await hasher.verify(old, "correct horse")
    assert not hasher.is_outdated(await hasher.hash("correct horse"))


@pytest.mark.requirement("X7")
@pytest.mark.parametrize("pool_size", [2, 4, POOL_SIZE])
async def test_half_of_the_database_is_left_to_everything_else(pool_size: int) -> None:
    async with open_passwords(pool_size)() as passwords:
        assert 1 <= await _at_once(passwords) <= pool_size // 2


@pytest.mark.requirement("X7")
async def test_who_finds_too_many_waiting_is_sent_away_and_the_others_get_their_turn(
    passwords: Passwords,
) -> None:
    let_go = asyncio.Event()
    at_once = await _at_once(passwords)

    async def hold() -> None:
        async with passwords.turn():
            await let_go.wait()

    crowd = [asyncio.create_task(hold()) for _ in range(at_once + MAX_WAITING + 5)]
    away = [task for task in await _settled(crowd, 5) if _retry_after(task) > 0]
    let_go.set()
    done = await asyncio.gather(*crowd, return_exceptions=True)

    assert away == crowd[-5:]
    assert done[:-5] == [None] * (at_once + MAX_WAITING)
    async with passwords.turn() as hasher:
        assert await hasher.hash("correct horse")


@pytest.mark.requirement("X7")
async def test_who_has_waited_too_long_is_sent_away_and_takes_nobodys_turn(
    passwords: Passwords,
) -> None:
    at_once = await _at_once(passwords)
    async with AsyncExitStack() as held:
        for _ in range(at_once):
            await held.enter_async_context(passwords.turn())
        with pytest.raises(TooManySignInsError):
            await held.enter_async_context(passwords.turn())

    assert await _at_once(passwords) == at_once


async def _at_once(passwords: Passwords) -> int:
    """How many have a turn when everybody wants one."""
    inside, let_go = 0, asyncio.Event()

    async def hold() -> None:
        nonlocal inside
        async with passwords.turn():
            inside += 1
            await let_go.wait()

    crowd = [asyncio.create_task(hold()) for _ in range(MAX_WAITING)]
    for _ in range(10):
        await asyncio.sleep(0)
    found = inside
    let_go.set()
    await asyncio.gather(*crowd)
    return found


async def _settled(tasks: list[asyncio.Task[None]], count: int) -> list[asyncio.Task[None]]:
    """The tasks that are done, once so many are."""
    async with asyncio.timeout(10):
        while len(done := [task for task in tasks if task.done()]) < count:  # noqa: ASYNC110
            await asyncio.sleep(0)
    return done


def _retry_after(task: asyncio.Task[None]) -> int:
    error = task.exception()
    assert isinstance(error, TooManySignInsError)
    return error.retry_after_seconds
