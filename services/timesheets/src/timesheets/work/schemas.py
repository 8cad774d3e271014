"""HTTP shapes of logged work."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from contracts.access import Portal
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, EntryId, InvoiceId, PersonId, ProjectId, WorkOrderId
from contracts.money import Money
from timesheets.work.bulk import MAX_ENTRIES, Outcome, RefusedEntry
from timesheets.work.copying import Copied, CopyPlan, LeftOut
from timesheets.work.filters import Selection, WorkFilter
from timesheets.work.model import LoggedWork, Status, Step, Work
from timesheets.work.rules import is_plain

MAX_TEXT_CHARACTERS = 2_000


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("has control characters in it")
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT_CHARACTERS),
    AfterValidator(_plain),
]
EntryIds = Annotated[list[EntryId], Field(min_length=1, max_length=MAX_ENTRIES)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WorkBody(_Body):
    """What was done. Hours, or for an expense an amount in the work order's currency."""

    work_on: date
    article: ArticleKind
    quantity: Decimal
    note: str = ""

    def as_work(self) -> Work:
        """For the rules, which judge it."""
        return Work(
            work_on=self.work_on,
            article=self.article,
            quantity=self.quantity,
            note=self.note.strip(),
        )


class NewWork(WorkBody):
    """Work to log."""

    work_order_id: WorkOrderId
    only_if_none: bool = Field(
        default=False,
        description="Refused with 409 if that day has work of the work order and article already",
    )


# Seven days, moved by as many as lie between two weeks, must all be days that there are.
Week = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 24))]


class CopyRequest(_Body):
    """Two weeks, by their first days: seven days each."""

    from_week: Week
    to_week: Week


class ChangedWork(WorkBody):
    """Work to put in the place of the version that was read."""

    version: int = Field(ge=1)


class CorrectedWork(ChangedWork):
    """What staff put in its place, and why."""

    reason: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_plain)
    ] = ""


class SubmitRequest(_Body):
    """A stretch of days, dates inclusive, or single entries."""

    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")
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
            return tuple(dict.fromkeys(self.entry_ids))
        return WorkFilter(from_on=self.from_on, to_on=self.to_on)


class ApproveRequest(_Body):
    """Single entries, or all that a filter shows."""

    entry_ids: EntryIds | None = None
    filter: WorkFilter | None = None
    expected_count: int | None = Field(
        default=None, description="What the preview showed: another number by now is refused"
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.entry_ids is None) == (self.filter is None):
            raise ValueError("give entry_ids or filter")
        return self

    def selection(self) -> Selection:
        """What is to be approved."""
        if self.entry_ids is not None:
            return tuple(dict.fromkeys(self.entry_ids))
        return self.filter or WorkFilter()


class ReturnRequest(_Body):
    """Single entries, and what is wrong with them."""

    entry_ids: EntryIds
    reason: Annotated[Text, Field(max_length=500)]

    def selection(self) -> Selection:
        """What is to be returned."""
        return tuple(dict.fromkeys(self.entry_ids))


class CommentRequest(_Body):
    """What to say about an entry."""

    text: Text


class EntryState(BaseModel):
    """An entry after it was written: what the writer needs to go on."""

    entry_id: EntryId
    work_order_id: WorkOrderId
    version: int
    status: Status
    work_on: date
    article: ArticleKind
    quantity: Decimal
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
            note=entry.work.note,
        )


class CopyCell(BaseModel):
    """Work of one work order, article and day."""

    work_order_id: WorkOrderId
    work_on: date
    article: ArticleKind
    quantity: Decimal


class LeftOutCell(CopyCell):
    """Work that is not copied to this day, and why not."""

    code: str
    reason: str

    @classmethod
    def of(cls, left_out: LeftOut) -> Self:
        """From the plan."""
        work = left_out.work
        return cls(
            work_order_id=left_out.work_order_id,
            work_on=work.work_on,
            article=work.article,
            quantity=work.quantity,
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
            )
            for order, work in plan.copied
        ]
        return cls(cells=cells, left_out=[LeftOutCell.of(each) for each in plan.left_out])


class CopiedWork(BaseModel):
    """The drafts that a copy logged, and what it left out."""

    created: list[EntryState]
    left_out: list[LeftOutCell]

    @classmethod
    def of(cls, copied: Copied) -> Self:
        """From what was done."""
        return cls(
            created=[EntryState.of(entry) for entry in copied.created],
            left_out=[LeftOutCell.of(each) for each in copied.left_out],
        )


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
    invoice_id: InvoiceId | None
    comment_count: int


class VersionDetails(BaseModel):
    """One version of an entry: what it said, who wrote it and when."""

    version: int
    work_on: date
    article: ArticleKind
    quantity: Decimal
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


class WorkDetails(WorkRow):
    """An entry with all that happened to it, oldest first, and on whom it waits."""

    versions: list[VersionDetails]
    comments: list[CommentDetails]
    steps: list[StepDetails]
    waits_on: list[str] = Field(description="Contacts who can approve it, when it waits for that")


class ApprovalPreview(BaseModel):
    """What "approve all" would cover.

    `amounts` is what the customer will be billed before tax, by currency: a sum of entries, each
    rounded, as the invoice will have it. None: this person may not see money.
    """

    count: int
    hours: Decimal
    contractors: int
    first_on: date | None
    last_on: date | None
    amounts: list[Money] | None


class StatusCount(BaseModel):
    """How much stands at a status."""

    count: int = 0
    hours: Decimal = Decimal(0)


class WorkSummary(BaseModel):
    """How much stands at each status."""

    draft: StatusCount
    to_approval: StatusCount
    returned: StatusCount
    approved: StatusCount
    invoiced: StatusCount


class _Result(BaseModel):
    refused: list[RefusedEntry]


def _ids(outcome: Outcome) -> list[EntryId]:
    return [entry.entry_id for entry in outcome.done]


class Submitted(_Result):
    """Which entries wait for approval now, and which could not be handed in."""

    submitted: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(submitted=_ids(outcome), refused=list(outcome.refused))


class Approved(_Result):
    """Which entries are approved now, and which could not be."""

    approved: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(approved=_ids(outcome), refused=list(outcome.refused))


class Returned(_Result):
    """Which entries went back to their contractors, and which could not."""

    returned: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(returned=_ids(outcome), refused=list(outcome.refused))
