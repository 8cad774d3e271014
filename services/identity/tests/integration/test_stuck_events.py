"""What identity could not handle is named for the agency's staff: whose access is behind."""

import json
from typing import TYPE_CHECKING
from uuid import UUID

import httpx2
import pytest

from chassis.consumer.messages import Message
from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.events.timesheets import Project, ProjectChanged
from contracts.ids import CompanyId, ProjectId

from ..conftest import agency_of

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = pytest.mark.requirement("A11")


async def test_a_project_whose_contacts_are_not_known_is_named_with_its_company(
    nord: "Site", client: httpx2.AsyncClient, deliver: Deliver, processor: EventProcessor
) -> None:
    processor.tries = 1
    staff = await nord.staff()
    body = {"name": "Harbour Works", "address": {"country": "CA", "region": "ON"}}
    me = (await client.get("/people", headers=staff)).json()["items"][0]
    company = (await client.post("/companies", json=body, headers=staff)).json()
    project = Project(
        project_id=ProjectId(new_id()),
        company_id=CompanyId(UUID(company["company_id"])),
        code="P-1",
        name="Quay",
        time_zone="Europe/Oslo",
    )
    event = ProjectChanged(project=project)
    [good] = await deliver(event, agency_id=agency_of(me), times=0)
    broken = json.loads(event.model_dump_json())
    broken["project"]["contact_ids"] = "everybody"
    message = Message(
        topic=good.topic,
        partition=good.partition,
        offset=good.offset,
        key=good.key,
        headers=good.headers,
        value=json.dumps(broken).encode(),
    )
    await processor.process([message])
    answer = await client.get("/stuck-events", headers=staff)
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["items"]
    assert (one["event"], one["reason"]) == ("ProjectChanged", "unreadable_event")
    named = {each["kind"]: (each["id"], each["name"]) for each in one["concerns"]}
    assert named["company"] == (company["company_id"], "Harbour Works")
    assert named["project"] == (str(project.project_id), None)
