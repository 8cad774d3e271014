"""HTTP shapes of lists of logged work."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.fields import LanguageCode
from contracts.ids import CompanyId
from contracts.money import Money
from timesheets.listing.sorting import WorkSort
from timesheets.work.approval_schemas import SelectionBody
from timesheets.work.schemas import MeasuredMinutes


class WorkFileBody(SelectionBody):
    """What stands in a file, in which order, and in which language."""

    sort: WorkSort = WorkSort.DAY_LAST
    language: LanguageCode = Field(default="en", description="en, fr or nb")


class WorkGroup(BaseModel):
    """A contractor or a project, and the sums of its work that the filter shows.

    Names are empty while identity has not told them. `code` and the company are a project's.
    """

    group_id: UUID = Field(description="The contractor's id, or the project's")
    name: str
    code: str | None = None
    company_id: CompanyId | None = None
    company_name: str | None = None
    count: int
    hours: Decimal
    minutes: MeasuredMinutes
    expenses: list[Money] = Field(description="As they were spent, by currency")
    to_approval: int = Field(description="How many of them wait for approval")
    amounts: list[Money] | None = Field(
        description="What the customer will be billed before tax for those that wait for approval,"
        " by currency, as an approval's preview says it. None: this person may not see money"
    )


class WorkGroups(BaseModel):
    """Groups in the order of the list that is sorted by them."""

    groups: list[WorkGroup]
    more: bool = Field(description="Whether there are more than are shown: narrow the filter")
