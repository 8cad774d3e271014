"""For whom entries wait, in the database's terms: worked out once for a page of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chassis.uow import UnitOfWork
from contracts.ids import PersonId, ProjectId
from timesheets.approvers import repository
from timesheets.approvers.model import Approver, approvers, asked_now
from timesheets.directory import repository as directory


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """Who can act now on the work of some projects; of those without anybody, staff."""

    by_project: Mapping[ProjectId, tuple[Approver, ...]]
    staff: str

    def asked(self, project_id: ProjectId, put_to: PersonId | None) -> Approver | None:
        """Who is asked; None: no contact can act, so that it waits for staff."""
        return asked_now(self.by_project.get(project_id, ()), put_to)


async def waiting(uow: UnitOfWork, project_ids: Collection[ProjectId]) -> WaitingList:
    """Who is asked about work of these projects at this moment."""
    if not project_ids:
        return WaitingList(by_project={}, staff="")
    rules = await directory.agency_rules(uow)
    projects = await repository.projects(uow, project_ids)
    contacts = await repository.contacts_of(uow, {one.company_id for one in projects.values()})
    today = rules.day_of(uow.now) if rules else uow.now.date()
    by_project = {
        project_id: approvers(contacts, project, today) for project_id, project in projects.items()
    }
    staff = ""
    if not all(by_project.values()):
        staff = await repository.staff_to_ask(uow) or (rules.name if rules else "")
    return WaitingList(by_project=by_project, staff=staff)
