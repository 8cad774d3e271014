"""What notifications could not handle is named for the agency's staff, and whom it concerns."""

import json
from typing import Any

import httpx2
import pytest

from chassis.consumer.messages import Message
from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.access import STAFF_PERMISSIONS, Permission, Portal
from contracts.ids import AgencyId

pytestmark = pytest.mark.requirement("A11")


@pytest.fixture
async def an_untold_payment(world: Any, deliver: Deliver, processor: EventProcessor) -> None:
    """A payment whose event cannot be read here, so its contractor is not told."""
    processor.tries = 1
    await deliver(*world.events, agency_id=world.agency_id)
    payment = world.payment()
    [good] = await deliver(payment, agency_id=world.agency_id, times=0)
    broken = {**json.loads(payment.model_dump_json()), "amount": "a lot"}
    message = Message(
        topic=good.topic,
        partition=good.partition,
        offset=good.offset,
        key=good.key,
        headers=good.headers,
        value=json.dumps(broken).encode(),
    )
    await processor.process([message])


async def stuck(
    client: httpx2.AsyncClient, headers: dict[str, str], status: int = 200
) -> dict[str, Any]:
    answer = await client.get("/stuck-events", headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_payment_that_nobody_is_told_of_is_named_with_its_contractor(
    world: Any, an_untold_payment: None, client: httpx2.AsyncClient, a_pass: Any
) -> None:
    staff = a_pass(
        agency_id=world.agency_id, portal=Portal.AGENCY, permissions=(Permission.PEOPLE_MANAGE,)
    )
    found = await stuck(client, staff)
    [one] = found["items"]
    assert (found["total"], one["event"], one["reason"]) == (1, "PaymentMade", "unreadable_event")
    concerned = {each["kind"]: (each["id"], each["name"]) for each in one["concerns"]}
    contractor = world.contractor
    assert concerned["contractor"] == (str(contractor.person_id), contractor.name)


async def test_only_staff_who_manage_people_of_that_agency_are_told(
    world: Any, an_untold_payment: None, client: httpx2.AsyncClient, a_pass: Any
) -> None:
    others = tuple(one for one in STAFF_PERMISSIONS if one is not Permission.PEOPLE_MANAGE)
    for refused in (
        a_pass(agency_id=world.agency_id, portal=Portal.AGENCY, permissions=others),
        a_pass(
            agency_id=world.agency_id,
            portal=Portal.CONTRACTOR,
            person_id=world.contractor.person_id,
        ),
    ):
        assert (await stuck(client, refused, 403))["code"] == "forbidden"
    elsewhere = a_pass(
        agency_id=AgencyId(new_id()),
        portal=Portal.AGENCY,
        permissions=(Permission.PEOPLE_MANAGE,),
    )
    assert await stuck(client, elsewhere) == {"items": [], "total": 0}
