"""A work order as those who log work on it need it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """What the rules of logging need to know of it. `closed`: the order or its project is."""

    work_order_id: WorkOrderId
    code: str
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    starts_on: date
    ends_on: date | None
    currency: str
    articles: frozenset[ArticleKind]
    time_zone: str
    closed: bool = False

    def today(self, now: datetime) -> date:
        """The local date of the project: work is on local dates of its project."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()
