"""Lists of what was told, walked to their end over e-mails of one moment (X5)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal

pytestmark = [pytest.mark.requirement("X5"), pytest.mark.timeout(60)]

Pass = Callable[..., dict[str, str]]
Walk = Callable[[str, dict[str, str], str], Awaitable[list[str]]]

_EMAILS = 5


@pytest.fixture
async def walk(client: httpx2.AsyncClient, deliver: Deliver, runtime: Runtime, world: Any) -> Walk:
    """`await walk(path, headers, name)`: the names of all rows, page by page of one and of two."""
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(*(world.approved() for _ in range(_EMAILS)), agency_id=world.agency_id)
    async with runtime.unit_of_work(world.agency_id) as uow:
        await uow.execute("UPDATE emails SET created_at = $1", datetime.now(UTC))

    async def pages(path: str, headers: dict[str, str], name: str, limit: int) -> list[str]:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while len(found) <= _EMAILS:
            params = {"limit": str(limit), **cursor}
            page = (await client.get(path, params=params, headers=headers)).json()
            found += [row[name] for row in page["items"]]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}
        raise AssertionError("there is no end of it")

    async def walked(path: str, headers: dict[str, str], name: str) -> list[str]:
        by_one = await pages(path, headers, name, 1)
        assert await pages(path, headers, name, 2) == by_one
        return by_one

    return walked


@pytest.mark.parametrize("path", ["/my/notifications", "/my/notifications?unread=true"])
async def test_what_a_person_was_told_in_one_moment_is_found_once(
    walk: Walk, own: dict[str, str], world: Any, path: str
) -> None:
    assert len(set(await walk(path, own, "id"))) == _EMAILS


async def test_what_was_sent_in_one_moment_is_in_the_delivery_log_once(
    walk: Walk, a_pass: Pass, world: Any
) -> None:
    staff = a_pass(
        agency_id=world.agency_id,
        person_id=world.manager.person_id,
        portal=Portal.AGENCY,
        permissions=[Permission.PEOPLE_MANAGE],
    )
    assert len(set(await walk("/deliveries", staff, "email_id"))) == _EMAILS
