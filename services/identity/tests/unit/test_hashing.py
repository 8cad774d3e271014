import asyncio

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from identity.passwords import hashing
from identity.passwords.hashing import Passwords, TooManySignInsError, open_passwords


@pytest.mark.requirement("X7")
async def test_passwords_are_hashed_with_argon2id_at_the_agreed_cost() -> None:
    async with open_passwords() as passwords:
        found = extract_parameters(await passwords.hash("correct horse"))
    assert found.type is Type.ID
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19 * 1024, 2, 1)


async def test_a_password_matches_its_own_hash_alone() -> None:
    async with open_passwords() as passwords:
        hashed = await passwords.hash("correct horse")
        assert await passwords.verify(hashed, "correct horse")
        assert not await passwords.verify(hashed, "correct house")
        assert not await passwords.verify("no hash at all", "correct horse")


@pytest.mark.requirement("X7")
async def test_where_there_is_no_hash_the_work_is_done_all_the_same() -> None:
    async with open_passwords() as passwords:
        hashed = await passwords.hash("correct horse")
        known = await _seconds(passwords, hashed)
        unknown = await _seconds(passwords, None)
    assert unknown > known / 3


async def test_a_hash_of_weaker_times_is_outdated() -> None:
    async with open_passwords() as passwords:
        old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("correct horse")
        assert passwords.is_outdated(old)
        assert await passwords.verify(old, "correct horse")
        assert not passwords.is_outdated(await passwords.hash("correct horse"))


async def test_more_than_can_be_checked_are_sent_away() -> None:
    async with open_passwords() as passwords:
        crowd = [passwords.hash("correct horse") for _ in range(hashing.MAX_WAITING + 5)]
        found = await asyncio.gather(*crowd, return_exceptions=True)
        away = [each for each in found if isinstance(each, TooManySignInsError)]
        assert len(away) == 5
        assert all(each.retry_after_seconds > 0 for each in away)
        assert await passwords.hash("correct horse")


async def _seconds(passwords: Passwords, hashed: str | None) -> float:
    """The quickest of five: what else the machine does only makes it slower."""
    times: list[float] = []
    for _ in range(5):
        loop = asyncio.get_running_loop()
        started = loop.time()
        assert not await passwords.verify(hashed, "wrong")
        times.append(loop.time() - started)
    return min(times)
