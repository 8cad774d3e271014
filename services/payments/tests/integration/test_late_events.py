"""What others say arrives late: the newest state of an agency, company, person, project is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.base import Event
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId

from ..builders import a_company, a_contractor, a_project, an_agency
from ..conftest import AgencyAtWork

COMPANY_ID, PERSON_ID, PROJECT_ID = CompanyId(new_id()), PersonId(new_id()), ProjectId(new_id())


def the_agency(agency_id: AgencyId, name: str) -> Event:
    said = an_agency(agency_id)
    return said.model_copy(update={"agency": said.agency.model_copy(update={"name": name})})


def a_person(agency_id: AgencyId, name: str) -> Event:
    return a_contractor(agency_id, person_id=PERSON_ID, name=name)


def the_company(agency_id: AgencyId, name: str) -> Event:
    del agency_id
    return a_company(COMPANY_ID, name=name)


def the_project(agency_id: AgencyId, name: str) -> Event:
    del agency_id
    said = a_project(COMPANY_ID, PROJECT_ID)
    return said.model_copy(update={"project": said.project.model_copy(update={"name": name})})


@pytest.mark.parametrize(
    ("state", "sql"),
    [
        (the_agency, "SELECT name FROM agencies"),
        (a_person, f"SELECT name FROM contractors WHERE person_id = '{PERSON_ID}'"),
        (the_company, f"SELECT name FROM companies WHERE company_id = '{COMPANY_ID}'"),
        (the_project, f"SELECT name FROM projects WHERE project_id = '{PROJECT_ID}'"),
    ],
    ids=["agency", "contractor", "company", "project"],
)
async def test_a_late_event_does_not_undo_a_newer_one(
    agency: AgencyAtWork,
    deliver: Deliver,
    state: Callable[[AgencyId, str], Event],
    sql: str,
) -> None:
    now = datetime.now(UTC)
    older, newer, latest = new_id(), new_id(), new_id()

    async def told(name: str, event_id: Any, at: datetime) -> str:
        await deliver(
            state(agency.agency_id, name), agency_id=agency.agency_id, ids=[event_id], at=at
        )
        [row] = await agency.rows(sql)
        return str(row["name"])

    assert await told("New", newer, now) == "New"
    # Said before, and come after: of another moment, and of the same one.
    assert await told("Old", latest, now - timedelta(seconds=1)) == "New"
    assert await told("Old", older, now) == "New"
    assert await told("Newest", new_id(), now + timedelta(seconds=1)) == "Newest"
