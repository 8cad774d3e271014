"""What documents could not handle is named for the agency's staff: what, whom it concerns, why."""

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


@pytest.fixture
async def a_stuck_invoice(known: Any, deliver: Deliver, processor: EventProcessor) -> None:
    """An invoice whose event cannot be read here, and what is said of it afterwards."""
    processor.tries = 1
    said = known.issued()
    [good] = await deliver(said, agency_id=known.agency_id, times=0)
    broken = {**json.loads(said.model_dump_json()), "total": "a lot"}
    for value in (json.dumps(broken).encode(), good.value):
        headers = [
            (name, str(new_id()).encode() if name == "ce_id" else text)
            for name, text in good.headers
        ]
        message = Message(
            topic=good.topic,
            partition=good.partition,
            offset=good.offset,
            key=good.key,
            headers=headers,
            value=value,
        )
        await processor.process([message])


async def stuck(
    client: httpx2.AsyncClient, headers: dict[str, str], status: int = 200
) -> dict[str, Any]:
    answer = await client.get("/stuck-events", headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_an_invoice_that_has_no_document_is_named_with_its_company(
    known: Any, a_stuck_invoice: None, client: httpx2.AsyncClient, a_pass: Any
) -> None:
    staff = a_pass(
        agency_id=known.agency_id,
        portal=Portal.AGENCY,
        permissions=(Permission.INVOICES_MANAGE,),
    )
    found = await stuck(client, staff)
    [one] = found["items"]
    assert found["total"] == 1
    assert (one["event"], one["reason"], one["waiting_behind"]) == (
        "InvoiceIssued",
        "unreadable_event",
        1,
    )
    concerned = {each["kind"]: each for each in one["concerns"]}
    assert concerned["company"]["id"] == str(known.company_id)
    assert concerned["company"]["name"] == known.company.name


async def test_only_staff_who_manage_invoices_of_that_agency_are_told(
    known: Any, a_stuck_invoice: None, client: httpx2.AsyncClient, a_pass: Any
) -> None:
    others = tuple(one for one in STAFF_PERMISSIONS if one is not Permission.INVOICES_MANAGE)
    for refused in (
        a_pass(agency_id=known.agency_id, portal=Portal.AGENCY, permissions=others),
        a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id),
    ):
        assert (await stuck(client, refused, 403))["code"] == "forbidden"
    elsewhere = a_pass(
        agency_id=AgencyId(new_id()),
        portal=Portal.AGENCY,
        permissions=(Permission.INVOICES_MANAGE,),
    )
    assert await stuck(client, elsewhere) == {"items": [], "total": 0}
