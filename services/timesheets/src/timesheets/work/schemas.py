"""HTTP shapes of logged work."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self, TypedDict
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from chassis.fields import (
    Body,
    Comment,
    Day,
    DecimalOf,
    Flag,
    Note,
    Version,
    WholeNumber,
)
from contracts.access import Portal
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, EntryId, InvoiceId, PersonId, ProjectId, WorkOrderId
from contracts.quantities import hours_of
from timesheets.work.bulk import MAX_ENTRIES, Outcome, RefusedEntry
from timesheets.work.copying import CopyPlan, CopyResult, LeftOutWork
from timesheets.work.filters import EntrySelection, FilterSelection, Selection, WorkFilter
from timesheets.work.model import LoggedWork, Status, Step, Work

EntryIds = Annotated[list[EntryId], Field(min_length=1, max_length=MAX_ENTRIES)]


Quantity = Annotated[
    Decimal,
    DecimalOf(ge=-(10**12), le=10**12, decimals=12),
    Field(
        description="An amount in the work order's currency; or hours, which stand for the whole"
        " minute nearest to them (0.33 is 20 minutes)"
    ),
]
Minutes = Annotated[WholeNumber, Field(ge=0, le=100_000, description="Whole minutes of time")]
"""The door only keeps out what could not be reckoned with: the rules say what a day has."""

MeasuredMinutes = Annotated[
    int | None, Field(description="Whole minutes; None: an expense, or hours that are not whole")
]


class WorkBody(Body):
    """What was done: `minutes` of time, or `quantity`, which an expense has to have."""

    work_on: Day
    article: ArticleKind
    minutes: Minutes | None = None
    quantity: Quantity | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.minutes is None) == (self.quantity is None):
            raise ValueError("give minutes or quantity")
        if self.minutes is not None and not self.article.is_time:
            raise ValueError(f"{self.article.value} has no minutes: give quantity")
        return self

    def as_work(self) -> Work:
        """For the rules, which judge it."""
        quantity = hours_of(self.minutes or 0) if self.quantity is None else self.quantity
        return Work(
            work_on=self.work_on,
            article=self.article,
            quantity=quantity,
            minutes=self.minutes,
            note=self.note,
        )


class NewWork(WorkBody):
    """Work to log."""

    work_order_id: WorkOrderId
    only_if_none: Flag = Field(
        default=False,
        description="Refused with 409 if that day has work of the work order and article already",
    )


class CopyRequest(Body):
    """Two weeks, by their first days: seven days each."""

    from_week: Day
    to_week: Day


class ChangedWork(WorkBody):
    """Work to put in the place of the version that was read."""

    version: Version


class CorrectedWork(ChangedWork):
    """What staff put in its place, and why."""

    reason: Note = ""


class SubmitRequest(Body):
    """A stretch of days, dates inclusive, or single entries."""

    from_on: Day | None = Field(default=None, alias="from")
    to_on: Day | None = Field(default=None, alias="to")
    entry_ids: EntryIds | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        days = self.from_on is not None and self.to_on is not None
        if days == (self.entry_ids is not None):
            raise ValueError("give from and to, or entry_ids")
        return self

    def selection(self) -> Selection:
        """What is to be submitted."""
        if self.entry_ids is not None:
            return EntrySelection.any_version(self.entry_ids)
        return FilterSelection(WorkFilter(from_on=self.from_on, to_on=self.to_on))


class CommentRequest(Body):
    """What to say about an entry."""

    text: Comment


class EntryState(BaseModel):
    """An entry after it was written: what the writer needs to go on."""

    entry_id: EntryId
    work_order_id: WorkOrderId
    version: int
    status: Status
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: MeasuredMinutes
    note: str

    @classmethod
    def of(cls, entry: LoggedWork) -> Self:
        """From the model."""
        return cls(
            entry_id=entry.entry_id,
            work_order_id=entry.work_order_id,
            version=entry.version,
            status=entry.status,
            work_on=entry.work.work_on,
            article=entry.work.article,
            quantity=entry.work.quantity,
            minutes=entry.work.minutes,
            note=entry.work.note,
        )


class CopyCell(BaseModel):
    """Work of one work order, article and day."""

    work_order_id: WorkOrderId
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: MeasuredMinutes


class LeftOutCell(CopyCell):
    """Work that is not copied to this day, and why not."""

    code: str
    reason: str

    @classmethod
    def of(cls, left_out: LeftOutWork) -> Self:
        """From the plan."""
        work = left_out.work
        return cls(
            work_order_id=left_out.work_order_id,
            work_on=work.work_on,
            article=work.article,
            quantity=work.quantity,
            minutes=work.minutes,
            code=left_out.code,
            reason=left_out.reason,
        )


class CopyPreview(BaseModel):
    """What a copy would log, and what it would leave out."""

    cells: list[CopyCell]
    left_out: list[LeftOutCell]

    @classmethod
    def of(cls, plan: CopyPlan) -> Self:
        """From the plan."""
        cells = [
            CopyCell(
                work_order_id=order.work_order_id,
                work_on=work.work_on,
                article=work.article,
                quantity=work.quantity,
                minutes=work.minutes,
            )
            for order, work in plan.copied
        ]
        return cls(cells=cells, left_out=[LeftOutCell.of(each) for each in plan.left_out])


class CopiedWork(BaseModel):
    """The drafts that a copy logged, and what it left out."""

    created: list[EntryState]
    left_out: list[LeftOutCell]

    @classmethod
    def of(cls, copied: CopyResult) -> Self:
        """From what was done."""
        return cls(
            created=[EntryState.of(entry) for entry in copied.created],
            left_out=[LeftOutCell.of(each) for each in copied.left_out],
        )


class AskedApprover(BaseModel):
    """Who is asked to approve an entry that waits, and can do so now.

    `stands_in_for` names whose place they take, None: nobody's. `is_staff`: no contact can, so that
    the agency is asked; then `person_id` is None.
    """

    name: str
    person_id: PersonId | None = None
    stands_in_for: str | None = None
    is_staff: bool = False


class WorkRow(EntryState):
    """An entry as a list shows it. Names are empty while identity has not told them."""

    work_order_code: str
    work_order_title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    contractor_id: PersonId
    contractor_name: str
    unit: str
    currency: str
    return_reason: str | None
    submitted_at: datetime | None
    approved_at: datetime | None
    approved_by_name: str | None
    approval_id: UUID | None = Field(
        description="What it was approved with, as long as that can be taken back"
    )
    final_at: datetime | None = Field(
        description="Until then its approval can be taken back; None: it is final, or not approved"
    )
    invoice_id: InvoiceId | None
    invoice_number: str | None = Field(
        description="None: it is on none, or the number is not known"
    )
    comment_count: int
    approved_for_name: str | None = Field(
        default=None, description="In whose place it was approved, by one who stood in"
    )
    waits_for: AskedApprover | None = Field(
        default=None, description="Who is asked now; None: it does not wait for approval"
    )


WORK_ROW_COLUMNS = tuple(name for name in WorkRow.model_fields if name != "waits_for")
"""The fields of a WorkRow that are read as they are."""


class VersionDetails(BaseModel):
    """One version of an entry: what it said, who wrote it and when."""

    version: int
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: MeasuredMinutes
    note: str
    written_by: PersonId
    written_by_name: str
    written_at: datetime


class CommentDetails(BaseModel):
    """One comment. `version` is the one that it was written about."""

    comment_id: UUID
    version: int
    text: str
    author_id: PersonId
    author_name: str
    author_portal: Portal
    visible_to_contractor: bool
    commented_at: datetime


class StepDetails(BaseModel):
    """One step on the way: who took it, when, and why. Nobody: the system did."""

    step: Step
    version: int
    reason: str
    taken_by_name: str | None
    taken_at: datetime
    taken_for_name: str | None = Field(
        default=None, description="In whose place, where it was one who stood in"
    )
    by_email: bool = Field(default=False, description="By the link of an e-mail")


class WorkDetails(WorkRow):
    """An entry with all that happened to it, oldest first, and on whom it waits."""

    versions: list[VersionDetails]
    comments: list[CommentDetails]
    steps: list[StepDetails]
    waits_on: list[str] = Field(description="Contacts who can approve it, when it waits for that")


class Time(TypedDict):
    """A sum of time, as shapes have it."""

    hours: Decimal
    minutes: int | None


def time_of(minutes: Decimal) -> Time:
    """A sum of minutes; not whole ones where work from before minutes were kept is among them."""
    whole = minutes == minutes.to_integral_value()
    return Time(hours=hours_of(minutes), minutes=int(minutes) if whole else None)


class StatusCount(BaseModel):
    """How much stands at a status."""

    count: int = 0
    hours: Decimal = Decimal(0)
    minutes: MeasuredMinutes = 0


class WorkSummary(BaseModel):
    """How much stands at each status."""

    draft: StatusCount
    to_approval: StatusCount
    returned: StatusCount
    approved: StatusCount
    invoiced: StatusCount


class BulkResult(BaseModel):
    """What did not go through, row by row."""

    refused: list[RefusedEntry]


def ids_of(outcome: Outcome) -> list[EntryId]:
    """Those that took the step."""
    return [entry.entry_id for entry in outcome.done]


class SubmissionResult(BulkResult):
    """Which entries wait for approval now, and which could not be handed in."""

    submitted: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(submitted=ids_of(outcome), refused=list(outcome.refused))
