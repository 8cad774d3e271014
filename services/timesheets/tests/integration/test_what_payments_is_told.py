"""What events say for payments: the terms that hold, who acted, and what will not come again."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from contracts.events.timesheets import (
    WorkApproved,
    WorkOrderChanged,
    WorkOrderClosed,
    WorkOrderOpened,
    WorkReturned,
    WorkWithdrawn,
)

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


async def change_rates(scene: Any, pay_rate: str) -> None:
    terms = {name: scene.order[name] for name in ("title", "starts_on", "pay_terms", "pay_period")}
    rates = [{"article": "regular", "pay_rate": pay_rate, "bill_rate": "99"}]
    await scene.staff.put(
        f"/work-orders/{scene.order['work_order_id']}", terms | {"articles": rates}
    )


async def test_an_approval_names_the_version_of_the_work_order_that_holds(
    scene: Any, recorded: RecordedEvents
) -> None:
    first, second, third = await scene.submitted(3)
    await scene.contact.post("/work/approve", {"entries": scene.seen([first])})
    await change_rates(scene, "55")
    await change_rates(scene, "55")  # no change, no version
    await scene.contact.post("/work/approve", {"entries": scene.seen([second])})
    await scene.staff.post(f"/work-orders/{scene.order['work_order_id']}/close")
    await scene.contact.post("/work/approve", {"entries": scene.seen([third])})

    said = [
        event.work_order.version
        for kind in (WorkOrderOpened, WorkOrderChanged, WorkOrderClosed)
        for event in await recorded(kind)
    ]
    assert said == [1, 2, 3]
    assert [event.work_order_version for event in await recorded(WorkApproved)] == [1, 2, 3]


async def test_an_approval_waits_for_a_change_that_has_begun_and_names_it(
    scene: Any, recorded: RecordedEvents, meet: Callable[..., Awaitable[list[Any]]]
) -> None:
    ids = await scene.submitted()
    await meet(
        scene,
        "UPDATE work_orders SET version = version + 1 WHERE agency_id = $1 AND work_order_id = $2",
        UUID(scene.order["work_order_id"]),
        scene.contact.post("/work/approve", {"entries": scene.seen(ids)}),
    )
    [event] = await recorded(WorkApproved)
    assert event.work_order_version == 2


async def test_work_orders_from_before_versions_were_counted_name_none_until_they_change(
    scene: Any, recorded: RecordedEvents, runtime: Any
) -> None:
    first, second = await scene.submitted(2)
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        await uow.execute("UPDATE work_orders SET version = 0 WHERE agency_id = $1", uow.agency_id)
    await scene.contact.post("/work/approve", {"entries": scene.seen([first])})
    await change_rates(scene, "55")
    await scene.contact.post("/work/approve", {"entries": scene.seen([second])})
    assert [event.work_order_version for event in await recorded(WorkApproved)] == [None, 1]


@pytest.mark.requirement("C14")
async def test_withdrawn_work_is_said_once_and_a_removed_draft_is_not(
    scene: Any, recorded: RecordedEvents
) -> None:
    draft = (await scene.log(day=1))["entry_id"]
    [returned] = await scene.submitted()
    await scene.staff.post(
        "/work/return", {"entries": scene.seen([returned]), "reason": "Not here"}
    )
    for entry_id in (draft, returned):
        await scene.contractor.call("DELETE", f"/my/work/{entry_id}", expect=204)

    [sent_back] = await recorded(WorkReturned)
    assert sent_back.on_behalf
    [event] = await recorded(WorkWithdrawn)
    assert [str(entry.entry_id) for entry in event.entries] == [returned]
    assert event.withdrawn_by == event.contractor_id == scene.contractor.person_id
