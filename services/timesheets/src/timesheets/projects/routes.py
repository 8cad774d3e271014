"""HTTP of projects: for staff, and for contacts to filter by."""

from chassis.http import Uow, tenant_router
from chassis.paging import BY_CODE, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.ids import ProjectId
from timesheets.projects import actions
from timesheets.projects.repository import NamedProject
from timesheets.projects.schemas import NewProject, ProjectDetails, ProjectTerms

router = tenant_router(prefix="/projects", tags=["projects"])


def _details(named: NamedProject) -> ProjectDetails:
    return ProjectDetails.of(named.project, named.company_name)


@router.get("")
async def list_projects(
    uow: Uow, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[ProjectDetails]:
    """Projects by code: all for staff, those within reach for a contact."""
    found = await actions.list_projects(uow, after=BY_CODE.after(cursor), limit=limit + 1)
    return BY_CODE.page(found, limit, key=lambda named: (named.project.code,), shown=_details)


@router.post("", status_code=201)
async def open_project(body: NewProject, uow: Uow) -> ProjectDetails:
    """Open a project for a company."""
    project = await actions.open_project(uow, body)
    return _details(await actions.with_company_name(uow, project))


@router.put("/{project_id}")
async def change_project(project_id: ProjectId, body: ProjectTerms, uow: Uow) -> ProjectDetails:
    """Change a project: its name, time zone and contacts, and whether it is closed."""
    project = await actions.change_project(uow, project_id, body)
    return _details(await actions.with_company_name(uow, project))
