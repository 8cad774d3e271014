"""Files in the making: so many at once, and not all of one agency."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import BinaryIO

import pytest

from chassis.errors import TooManyRequestsError
from chassis.http.files import MAX_AT_ONCE, MAX_OF_A_PERSON, MAX_OF_AN_AGENCY, FileMaker
from chassis.ids import new_id
from contracts.ids import AgencyId, PersonId


def somebody() -> PersonId:
    return PersonId(new_id())


@contextmanager
def held() -> Generator[threading.Event]:
    """What files in the making wait for; they are let go in the end, whatever happens."""
    go = threading.Event()
    try:
        yield go
    finally:
        go.set()


async def test_one_agency_leaves_a_place_for_another_and_gets_its_own_back() -> None:
    north, south = AgencyId(new_id()), AgencyId(new_id())
    left = MAX_AT_ONCE - MAX_OF_AN_AGENCY
    assert left > 0
    async with FileMaker.open() as maker, asyncio.TaskGroup() as tasks:
        with held() as go:

            def write(file: BinaryIO) -> None:
                go.wait(20)
                file.write(b"written")

            async def taken(agency_id: AgencyId, places: int) -> list[asyncio.Task[BinaryIO]]:
                begun = [
                    tasks.create_task(maker.make(agency_id, somebody(), write))
                    for _ in range(places)
                ]
                await asyncio.sleep(0)  # a place is taken before anything is awaited
                with pytest.raises(TooManyRequestsError):
                    await maker.make(agency_id, somebody(), write)
                return begun

            making = await taken(north, MAX_OF_AN_AGENCY)
            making += await taken(south, left)
        for file in await asyncio.gather(*making):
            file.seek(0)
            assert file.read() == b"written"
            file.close()
        (await maker.make(north, somebody(), write)).close()


async def test_one_person_leaves_places_for_others_of_the_agency_and_gets_the_own_back() -> None:
    agency_id, eager, other = AgencyId(new_id()), somebody(), somebody()
    assert MAX_OF_A_PERSON < MAX_OF_AN_AGENCY
    async with FileMaker.open() as maker, asyncio.TaskGroup() as tasks:
        with held() as go:

            def write(file: BinaryIO) -> None:
                go.wait(20)

            making = [
                tasks.create_task(maker.make(agency_id, eager, write))
                for _ in range(MAX_OF_A_PERSON)
            ]
            await asyncio.sleep(0)
            with pytest.raises(TooManyRequestsError):
                await maker.make(agency_id, eager, write)
            making.append(tasks.create_task(maker.make(agency_id, other, write)))
        for file in await asyncio.gather(*making):
            file.close()
        (await maker.make(agency_id, eager, write)).close()


async def test_a_file_that_fails_gives_its_place_back() -> None:
    agency_id, person_id = AgencyId(new_id()), somebody()

    def write(file: BinaryIO) -> None:
        raise OSError("no space left")

    async with FileMaker.open() as maker:
        for _ in range(MAX_OF_AN_AGENCY + 1):
            with pytest.raises(OSError, match="no space"):
                await maker.make(agency_id, person_id, write)
