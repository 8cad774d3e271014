"""HTTP shapes of projects."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chassis.time_zones import time_zones
from contracts.events.timesheets import Project
from contracts.ids import CompanyId, PersonId, ProjectId


def _known_time_zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError("is not a time zone, such as Europe/Oslo")
    return name


Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}$"),
    Field(description="How people name it: letters, digits, space and ._/-; unique in the agency"),
]
Title = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$"
    ),
]
TimeZone = Annotated[str, AfterValidator(_known_time_zone)]


class ProjectTerms(BaseModel):
    """What staff can change about a project."""

    model_config = ConfigDict(extra="forbid")

    name: Title
    time_zone: TimeZone | None = Field(default=None, description="None: the agency's")
    contact_ids: list[PersonId] = Field(default_factory=list[PersonId], max_length=200)
    closed: bool = False


class NewProject(ProjectTerms):
    """A project to open. Its company stays the same for good."""

    company_id: CompanyId
    code: Code


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
