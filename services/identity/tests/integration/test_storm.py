"""A storm of sign-ins: who finds no room is told so before anything is asked of the database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import httpx2
import pytest

from chassis.http.app import Health, build_app
from chassis.runtime import Runtime
from chassis.service import Service
from chassis.testing.waiting import eventually
from chassis.uow import UnitOfWork
from contracts.access import Portal
from identity.passwords.hashing import MAX_WAITING, Passwords

from ..conftest import PASSWORD, STAFF, Site, agency_of

EMAIL = "alma@berg.example"
NEW = "another staple entirely"
WAYS: dict[str, dict[str, object]] = {
    "/login": {"portal": "contractor", "email": EMAIL, "password": PASSWORD},
    "/password/reset": {"token": "x" * 43, "password": NEW},
    "/invitations/accept": {
        "token": "x" * 43,
        "password": NEW,
        "accepted_terms": True,
        "terms_version": "2026-01",
    },
}
OWN_WAYS: dict[str, dict[str, object]] = {
    "/me/password": {"current_password": PASSWORD, "password": NEW},
    "/me/confirm": {"password": PASSWORD},
}


@asynccontextmanager
async def no_room(runtime: Runtime) -> AsyncGenerator[None]:
    """Everybody has a turn, or waits for one, who can."""
    passwords, let_go = runtime.resource(Passwords), asyncio.Event()

    async def hold() -> None:
        async with passwords.turn():
            await let_go.wait()

    everybody = range(MAX_WAITING + passwords.at_once + 1)
    crowd = [asyncio.create_task(hold()) for _ in everybody]
    try:
        await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
        yield
    finally:
        let_go.set()
        await asyncio.gather(*crowd, return_exceptions=True)


@asynccontextmanager
async def no_database(runtime: Runtime) -> AsyncGenerator[None]:
    """Whoever asks the database for something has to wait."""
    async with AsyncExitStack() as held:
        for _ in range(runtime.settings.database_pool_size):
            await held.enter_async_context(runtime.database.pool.acquire(timeout=10))
        yield


@pytest.mark.requirement("X7")
@pytest.mark.parametrize("path", WAYS)
async def test_where_there_is_no_room_an_open_way_says_when_to_come_again(
    nord: Site, runtime: Runtime, path: str
) -> None:
    async with no_database(runtime), no_room(runtime), asyncio.timeout(5):
        refused = await nord.post(path, **WAYS[path])
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_sign_ins")
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await nord.post(path, **WAYS[path])).status_code in {401, 404, 409, 422}


@pytest.mark.requirement("X7")
@pytest.mark.parametrize("path", OWN_WAYS)
async def test_where_there_is_no_room_a_way_of_ones_own_says_when_to_come_again(
    nord: Site, runtime: Runtime, client: httpx2.AsyncClient, path: str
) -> None:
    _, session = await nord.a_contractor(EMAIL)
    headers = await nord.headers_of(session)
    await client.get("/me", headers=headers)
    async with no_database(runtime), no_room(runtime), asyncio.timeout(5):
        refused = await client.post(path, json=OWN_WAYS[path], headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_sign_ins")
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await client.post(path, json=OWN_WAYS[path], headers=headers)).status_code == 204


@pytest.mark.requirement("X7")
async def test_who_found_no_room_has_not_tried(nord: Site, runtime: Runtime) -> None:
    person, _ = await nord.a_contractor(EMAIL)
    async with no_room(runtime):
        for _ in range(30):
            assert (await nord.login(EMAIL, "guess", Portal.CONTRACTOR)).status_code == 429
    async with runtime.unit_of_work(agency_of(person)) as uow:
        assert await uow.fetchval("SELECT coalesce(sum(failures), 0) FROM sign_in_failures") == 0
    assert (await nord.login(EMAIL, PASSWORD, Portal.CONTRACTOR)).status_code == 200


@pytest.mark.requirement("X7")
async def test_a_crowd_that_waits_for_the_database_leaves_some_of_it_to_everything_else(
    nord: Site, service: Service, runtime: Runtime, client: httpx2.AsyncClient
) -> None:
    person, session = await nord.a_contractor(EMAIL)
    size = runtime.settings.database_pool_size
    async with (
        _with_health(service, runtime) as probe,
        asyncio.TaskGroup() as group,
        runtime.unit_of_work(agency_of(person)) as uow,
    ):
        # Who signs in is counted here: nobody comes further while this is open.
        await uow.execute("LOCK TABLE sign_in_failures IN ACCESS EXCLUSIVE MODE")
        crowd = [
            group.create_task(nord.login(f"{n}@berg.example", "guess")) for n in range(3 * size)
        ]
        await eventually(partial(_that_many_wait, uow, runtime.resource(Passwords).at_once))
        assert (await probe.get("/health/ready")).json() == {"ready": True}
        assert (await nord.pass_of(session)).status_code == 200
    assert {task.result().status_code for task in crowd} <= {401, 429}
    assert (await nord.login(STAFF.format(slug="nord"), "guess")).status_code == 401


async def _that_many_wait(uow: UnitOfWork, expected: int) -> bool:
    waiting = await uow.fetchval(
        "SELECT count(*) FROM pg_locks"
        " WHERE relation = 'sign_in_failures'::regclass AND NOT granted"
    )
    return waiting >= expected


@asynccontextmanager
async def _with_health(service: Service, runtime: Runtime) -> AsyncGenerator[httpx2.AsyncClient]:
    """The service as its process runs it: ready if the database answers."""
    health = Health()
    health.accepting = True
    health.checks["database"] = runtime.database.ping
    app = build_app(
        title=service.name, routers=list(service.routers), runtime=runtime, health=health
    )
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as opened:
        yield opened
