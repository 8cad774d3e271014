"""HTTP shapes of projects."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints

from chassis.fields import Body, Flag, Name, TimeZoneName
from contracts.events.timesheets import Project
from contracts.ids import CompanyId, PersonId, ProjectId

Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}$"),
    Field(description="How people name it: letters, digits, space and ._/-; unique in the agency"),
]
Contacts = Annotated[list[PersonId], Field(max_length=200)]


class ProjectTerms(Body):
    """What staff can change about a project. What is left out, or null, stays as it is."""

    name: Name | None = None
    time_zone: TimeZoneName | None = None
    contact_ids: Contacts | None = None
    closed: Flag | None = None


class NewProject(Body):
    """A project to open. Its company stays the same for good."""

    company_id: CompanyId
    code: Code
    name: Name
    time_zone: TimeZoneName | None = Field(default=None, description="None: the agency's")
    contact_ids: Contacts = Field(default_factory=list[PersonId])
    closed: Flag = False


class ProjectDetails(BaseModel):
    """A project as a list shows it."""

    project_id: ProjectId
    company_id: CompanyId
    company_name: str
    code: str
    name: str
    time_zone: str
    contact_ids: tuple[PersonId, ...]
    closed: bool

    @classmethod
    def of(cls, project: Project, company_name: str) -> Self:
        """A project with the name of its company."""
        return cls(company_name=company_name, **project.model_dump())
