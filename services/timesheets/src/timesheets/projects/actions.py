"""What staff do with projects, and who sees which."""

from collections.abc import Iterable

from chassis.conditions import Conditions
from chassis.errors import ConflictError, InvalidError, NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.timesheets import Project, ProjectChanged
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import Reach
from timesheets.directory import repository as directory
from timesheets.projects import repository
from timesheets.projects.repository import NamedProject
from timesheets.projects.schemas import NewProject, ProjectTerms
from timesheets.reach.rule import reach_to_jobs, reach_to_view


class UnknownAgencyError(ConflictError):
    """Identity has not told of this agency yet; try again soon."""


class UnknownCompanyError(InvalidError):
    """There is no such company, or identity has not told of it yet."""


class UnknownContactError(InvalidError):
    """There is no such contact of this company, or identity has not told of them yet."""


class ProjectCodeTakenError(ConflictError):
    """Another project of the agency has this code."""


async def _check_contacts(
    uow: UnitOfWork, company_id: CompanyId, contact_ids: Iterable[PersonId]
) -> tuple[PersonId, ...]:
    """The contacts, each once. Raises UnknownContactError that names who is not one of them."""
    wanted = tuple(dict.fromkeys(contact_ids))
    known = await directory.people(uow, wanted)
    strangers = [
        str(person_id)
        for person_id in wanted
        if person_id not in known
        or known[person_id].portal is not Portal.CUSTOMER
        or known[person_id].company_id != company_id
    ]
    if strangers:
        raise UnknownContactError(
            f"not a contact of this company: {', '.join(strangers)}", field="contact_ids"
        )
    return wanted


async def _time_zone(uow: UnitOfWork, wanted: str | None) -> str:
    if wanted is not None:
        return wanted
    rules = await directory.agency_rules(uow)
    if rules is None:
        raise UnknownAgencyError
    return rules.time_zone


async def open_project(uow: UnitOfWork, wanted: NewProject) -> Project:
    """Open a project. Raises UnknownCompanyError, UnknownContactError, ProjectCodeTakenError."""
    uow.actor.require(Permission.PROJECTS_MANAGE)
    if not await directory.company_is_known(uow, wanted.company_id):
        raise UnknownCompanyError(f"no company {wanted.company_id}", field="company_id")
    project = Project(
        project_id=ProjectId(new_id()),
        company_id=wanted.company_id,
        code=wanted.code,
        name=wanted.name,
        time_zone=await _time_zone(uow, wanted.time_zone),
        contact_ids=await _check_contacts(uow, wanted.company_id, wanted.contact_ids),
        closed=wanted.closed,
    )
    taken_by = await repository.add(uow, project)
    if taken_by is not None:
        raise ProjectCodeTakenError(
            f"project {taken_by} has the code {wanted.code}", project_id=str(taken_by)
        )
    uow.record(ProjectChanged(project=project))
    return project


async def change_project(uow: UnitOfWork, project_id: ProjectId, wanted: ProjectTerms) -> Project:
    """Change what is given of a project's terms. Raises NotFoundError, UnknownContactError."""
    uow.actor.require(Permission.PROJECTS_MANAGE)
    project = await repository.get(uow, project_id, lock=True)
    if project is None:
        raise NotFoundError("project", project_id)
    given = wanted.model_dump(exclude_none=True)
    if wanted.contact_ids is not None:
        given["contact_ids"] = await _check_contacts(uow, project.company_id, wanted.contact_ids)
    changed = project.model_copy(update=given)
    if changed != project:
        await repository.save(uow, changed)
        uow.record(ProjectChanged(project=changed))
    return changed


def _within(reach: Reach, where: Conditions) -> Conditions:
    where.given("p.company_id = {}", reach.company_id)
    if reach.project_ids is not None:
        where.add("p.project_id = ANY({}::uuid[])", sorted(reach.project_ids))
    return where


async def list_projects(
    uow: UnitOfWork, *, after: tuple[str] | None, limit: int
) -> list[NamedProject]:
    """Projects by code: all of them for staff, those within reach for a contact."""
    if uow.actor.may(Permission.PROJECTS_MANAGE):
        reach = Reach()
    elif uow.actor.may(Permission.JOBS_VIEW):
        # Whoever sees jobs narrows them by project; the projects are those of work.
        reach = await reach_to_jobs(uow, uow.actor)
    else:
        reach = await reach_to_view(uow)
    where = Conditions().add("p.agency_id = {}", uow.agency_id).after("p.code > {}", after)
    return await repository.page(uow, _within(reach, where), limit)


async def with_company_name(uow: UnitOfWork, project: Project) -> NamedProject:
    """A project as a list shows it."""
    where = (
        Conditions()
        .add("p.agency_id = {}", uow.agency_id)
        .add("p.project_id = {}", project.project_id)
    )
    return (await repository.page(uow, where, 1))[0]
