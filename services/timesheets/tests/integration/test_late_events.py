"""What identity says comes late, twice or in the wrong order: the newest state is kept."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.service import Service
from chassis.testing.plugin import BuildService, Deliver
from contracts.access import Permission, Portal
from contracts.base import Event
from contracts.events.identity import (
    PEOPLE,
    Agency,
    AgencyChanged,
    Company,
    CompanyChanged,
    Contractor,
    ContractorKind,
    Person,
    PersonChanged,
    PersonDeactivated,
    PersonStatus,
)
from contracts.ids import CompanyId, PersonId

MakeState = Callable[[Agency, str], Event]

COMPANY_ID, PERSON_ID = CompanyId(new_id()), PersonId(new_id())


def the_agency(agency: Agency, name: str) -> AgencyChanged:
    return AgencyChanged(agency=agency.model_copy(update={"name": name}))


def a_company(agency: Agency, name: str) -> CompanyChanged:
    return CompanyChanged(company=Company(company_id=COMPANY_ID, name=name, address=agency.address))


def a_person(agency: Agency, name: str) -> PersonChanged:
    return PersonChanged(
        person=Person(
            person_id=PERSON_ID,
            agency_id=agency.agency_id,
            portal=Portal.CONTRACTOR,
            status=PersonStatus.ACTIVE,
            email="t@example.com",
            name=name,
            language="en",
            permissions=(Permission.OWN_WORK,),
            contractor=Contractor(kind=ContractorKind.TEMP, address=agency.address),
        )
    )


STATES: Sequence[tuple[str, MakeState]] = (
    ("agencies", the_agency),
    ("companies", a_company),
    ("people", a_person),
)
OF_THIS = {"agencies": "agency_id = $1", "companies": "company_id = $2", "people": "person_id = $2"}


async def kept(runtime: Runtime, agency: Agency, table: str) -> str:
    """The name that is kept."""
    ids = {"agencies": (), "companies": (COMPANY_ID,), "people": (PERSON_ID,)}[table]
    async with runtime.unit_of_work(agency.agency_id) as uow:
        name: str = await uow.fetchval(
            f"SELECT name FROM {table} WHERE agency_id = $1 AND {OF_THIS[table]}",
            agency.agency_id,
            *ids,
        )
    return name


@pytest.mark.parametrize(("table", "state"), STATES, ids=[table for table, _ in STATES])
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
async def test_a_late_event_does_not_undo_a_newer_one(
    scene: Any, deliver: Deliver, runtime: Runtime, table: str, state: MakeState, together: bool
) -> None:
    agency: Agency = scene.world.agency
    now = datetime.now(UTC)
    older, newer, newest = new_id(), new_id(), new_id()

    async def tell(*events: tuple[str, Any, datetime]) -> None:
        for name, event_id, at in events:
            await deliver(state(agency, name), agency_id=agency.agency_id, ids=[event_id], at=at)

    if together:
        # Of one moment: then the id decides, of which the later one is higher.
        await deliver(
            state(agency, "New"),
            state(agency, "Old"),
            agency_id=agency.agency_id,
            ids=[newer, older],
            at=now,
        )
    else:
        await tell(("New", older, now), ("Old", newer, now - timedelta(seconds=1)))
    assert await kept(runtime, agency, table) == "New"

    await tell(("Newest", newest, now + timedelta(seconds=1)))
    assert await kept(runtime, agency, table) == "Newest"


async def test_somebody_who_is_deactivated_stays_so_when_their_invitation_comes_again(
    scene: Any, deliver: Deliver
) -> None:
    agency: Agency = scene.world.agency
    person = scene.world.people[scene.contractor.person_id]
    before = datetime.now(UTC) - timedelta(hours=1)
    gone = person.model_copy(update={"status": PersonStatus.DEACTIVATED})
    await deliver(PersonDeactivated(person=gone), agency_id=agency.agency_id)
    await deliver(PersonChanged(person=person), agency_id=agency.agency_id, at=before)
    refused = await scene.staff.post(
        "/work-orders",
        {
            "code": "WO-LATE",
            "title": "Fitter",
            "project_id": scene.project["project_id"],
            "contractor_id": str(person.person_id),
            "starts_on": "2026-01-01",
            "pay_terms": "scheduled",
            "articles": [{"article": "regular", "pay_rate": "50", "bill_rate": "80"}],
        },
        expect=409,
    )
    assert refused["code"] == "contractor_deactivated"


def test_every_event_about_a_person_is_followed(build: BuildService) -> None:
    service: Service = build(database_url="postgresql://nobody@127.0.0.1/none")
    assert set(PEOPLE) <= set(service.all_handlers.event_types)
