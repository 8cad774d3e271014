"""The list of what a person was told: the unread, the read, the counter, and what is said of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import PersonChanged
from contracts.events.notifications import NotificationsChanged
from contracts.ids import CompanyId

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]

pytestmark = pytest.mark.timeout(60)


async def told(deliver: Deliver, world: Any, number: int) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    for _ in range(number):
        await deliver(world.approved(), agency_id=world.agency_id)


async def listed(client: httpx2.AsyncClient, headers: dict[str, str], query: str = "") -> Any:
    answer = await client.get(f"/my/notifications{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def counted(runtime: Runtime, agency_id: Any) -> int:
    """The unread, counted from the rows themselves."""
    async with runtime.unit_of_work(agency_id) as uow:
        return await uow.fetchval(
            "SELECT count(*) FROM emails WHERE agency_id = $1 AND read_at IS NULL", agency_id
        )


@pytest.mark.requirement("X1")
async def test_what_is_new_is_unread_until_it_was_read(
    client: httpx2.AsyncClient, runtime: Runtime, deliver: Deliver, world: Any, own: dict[str, str]
) -> None:
    await told(deliver, world, 4)
    shown = await listed(client, own)
    assert shown["unread"] == 4
    ids = [row["id"] for row in shown["items"]]
    answer = await client.post("/my/notifications/read", headers=own, json={"ids": [ids[1]]})
    assert answer.json() == {"unread": 3}
    again = await client.post("/my/notifications/read", headers=own, json={"ids": [ids[1]]})
    assert again.json() == {"unread": 3}
    unread = await listed(client, own, "?unread=true")
    assert [row["id"] for row in unread["items"]] == [ids[0], ids[2], ids[3]]
    up_to = await client.post("/my/notifications/read", headers=own, json={"up_to": ids[2]})
    assert up_to.json() == {"unread": 1}
    assert [r["id"] for r in (await listed(client, own, "?unread=true"))["items"]] == [ids[0]]
    assert [row["id"] for row in (await listed(client, own))["items"]] == ids
    assert await counted(runtime, world.agency_id) == 1


@pytest.mark.requirement("X1")
async def test_the_unread_are_paged_by_key_while_new_ones_come_and_others_are_read(
    client: httpx2.AsyncClient, deliver: Deliver, world: Any, own: dict[str, str]
) -> None:
    await told(deliver, world, 5)
    first = await listed(client, own, "?unread=true&limit=2")
    await deliver(world.approved(), agency_id=world.agency_id)
    ids = [row["id"] for row in first["items"]]
    await client.post("/my/notifications/read", headers=own, json={"ids": ids})
    second = await listed(client, own, f"?unread=true&limit=2&cursor={first['next_cursor']}")
    third = await listed(client, own, f"?unread=true&limit=2&cursor={second['next_cursor']}")
    assert third["next_cursor"] is None
    seen = [row["id"] for page in (first, second, third) for row in page["items"]]
    assert len(seen) == len(set(seen)) == 5


async def test_the_counter_is_right_when_windows_read_and_news_come_at_once(
    client: httpx2.AsyncClient, runtime: Runtime, deliver: Deliver, world: Any, own: dict[str, str]
) -> None:
    await told(deliver, world, 6)
    ids = [row["id"] for row in (await listed(client, own))["items"]]

    def read(body: dict[str, Any]) -> Awaitable[httpx2.Response]:
        return client.post("/my/notifications/read", headers=own, json=body)

    answers = await asyncio.gather(
        read({"up_to": ids[1]}),
        read({"ids": ids[:3]}),
        read({"ids": ids[2:]}),
        deliver(world.approved(), agency_id=world.agency_id),
        read({"up_to": ids[0]}),
    )
    assert all(a.status_code == 200 for a in answers if isinstance(a, httpx2.Response))
    assert (await listed(client, own))["unread"] == await counted(runtime, world.agency_id) == 1


@pytest.mark.requirement("X1")
async def test_whoever_hears_that_the_list_changed_finds_it_changed(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    recorded: RecordedEvents,
    world: Any,
    own: dict[str, str],
) -> None:
    """Said in the transaction that stored it: once when it is new, once when it was read."""
    await told(deliver, world, 1)
    assert [e.recipient_id for e in await recorded(NotificationsChanged)] == [
        world.contractor.person_id
    ]
    (item,) = (await listed(client, own))["items"]
    for _ in range(2):
        await client.post("/my/notifications/read", headers=own, json={"up_to": item["id"]})
    assert len(await recorded(NotificationsChanged)) == 2


async def test_an_event_told_to_nobody_new_says_nothing(
    deliver: Deliver, recorded: RecordedEvents, world: Any
) -> None:
    event_id = new_id()
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(world.approved(), agency_id=world.agency_id, ids=[event_id], times=3)
    assert len(await recorded(NotificationsChanged)) == 1


async def test_the_list_is_read_in_the_language_that_the_person_reads_now(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    recorded: RecordedEvents,
    world: Any,
    own: dict[str, str],
) -> None:
    """What was told before is said in it, too, and the portal hears that the list has changed."""
    await told(deliver, world, 1)
    before = (await listed(client, own))["items"][0]
    other = next(code for code in ("nb", "fr") if code != world.contractor.language)
    person = world.contractor.model_copy(update={"language": other})
    await deliver(PersonChanged(person=person), agency_id=world.agency_id)
    after = (await listed(client, own))["items"][0]
    assert after["id"] == before["id"]
    assert after["title"] != before["title"]
    assert after["text"] != before["text"]
    assert len(await recorded(NotificationsChanged)) == 2
    # The same again changes nothing.
    await deliver(PersonChanged(person=person), agency_id=world.agency_id)
    assert len(await recorded(NotificationsChanged)) == 2


async def test_a_one_time_link_is_no_news_in_the_portal(
    client: httpx2.AsyncClient,
    deliver: Deliver,
    seal: Callable[[], str],
    world: Any,
    own: dict[str, str],
) -> None:
    await deliver(*world.events, world.invited(seal()), agency_id=world.agency_id)
    shown = await listed(client, own)
    assert shown["unread"] == 0
    assert shown["items"][0]["read_at"] is not None


async def test_nobody_reads_or_marks_what_another_was_told(
    client: httpx2.AsyncClient,
    runtime: Runtime,
    deliver: Deliver,
    a_pass: Pass,
    world: Any,
    other_world: Any,
    own: dict[str, str],
) -> None:
    await deliver(*other_world.events, agency_id=other_world.agency_id)
    await told(deliver, world, 2)
    one, other = (row["id"] for row in (await listed(client, own))["items"])
    strangers = [
        a_pass(agency_id=world.agency_id, portal=Portal.CONTRACTOR),
        a_pass(
            agency_id=other_world.agency_id,
            person_id=world.contractor.person_id,
            portal=Portal.CONTRACTOR,
        ),
    ]
    for headers in strangers:
        assert (await listed(client, headers))["items"] == []
        for body in ({"ids": [one]}, {"up_to": one}):
            answer = await client.post("/my/notifications/read", headers=headers, json=body)
            assert answer.status_code == 404
    # One of another person's among the own: refused as a whole.
    mixed = {"ids": [other, str(new_id())]}
    assert (await client.post("/my/notifications/read", headers=own, json=mixed)).status_code == 404
    assert await counted(runtime, world.agency_id) == 2


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["nonsense"]}, {"up_to": None}, {"ids": None, "up_to": None}]
)
async def test_a_request_that_names_nothing_is_refused(
    client: httpx2.AsyncClient, own: dict[str, str], body: Any
) -> None:
    answer = await client.post("/my/notifications/read", headers=own, json=body)
    assert answer.status_code == 422


@pytest.mark.requirement("K16")
async def test_the_list_says_nothing_of_what_its_reader_may_not_see_any_more(
    deliver: Deliver, world: Any, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    await deliver(*world.events, world.invoice(), agency_id=world.agency_id)

    def of(scope: Scope, *permissions: Permission, **more: Any) -> dict[str, str]:
        return a_pass(
            agency_id=world.agency_id,
            person_id=world.approver.person_id,
            portal=Portal.CUSTOMER,
            scope=scope,
            permissions=permissions,
            **({"company_id": world.company.company_id} | more),
        )

    async def shown(headers: dict[str, str]) -> dict[str, Any]:
        answer = await client.get("/my/notifications", headers=headers)
        assert answer.status_code == 200, answer.text
        (item,) = answer.json()["items"]
        assert answer.json()["unread"] == 1
        return item

    sees = Permission.INVOICES_VIEW
    ours = world.project.project_id
    for headers in (of(Scope.COMPANY, sees), of(Scope.PROJECTS, sees, project_ids=[ours])):
        item = await shown(headers)
        assert "2026-0001" in item["title"]
        assert item["path"].startswith("/customer/invoices/")
    for headers in (
        of(Scope.COMPANY, Permission.WORK_APPROVE),
        of(Scope.PROJECTS, sees),
        of(Scope.OWN, sees, project_ids=[ours]),
        of(Scope.COMPANY, sees, company_id=CompanyId(new_id())),
    ):
        item = await shown(headers)
        assert item["title"] == "Ikke lenger tilgjengelig for deg"
        assert item["path"] is None
        assert "2026-0001" not in str(item)
