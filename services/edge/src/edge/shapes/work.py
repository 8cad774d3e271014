"""Projects, work orders and logged work."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.access import Portal
from contracts.events.timesheets import ArticleKind, PayPeriod, PayTerms
from contracts.ids import CompanyId, EntryId, InvoiceId, PersonId, ProjectId, WorkOrderId
from contracts.money import Currency, Money
from edge.shapes.common import Body, Filter

MAX_ENTRIES = 1_000
MINUTES = "Whole minutes; None: an expense, or hours from before minutes were kept"
QUANTITY = "An expense's amount; or hours, which stand for the whole minute nearest to them"


class WorkStatus(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    TO_APPROVAL = "to_approval"
    RETURNED = "returned"
    APPROVED = "approved"
    INVOICED = "invoiced"
    WITHDRAWN = "withdrawn"


class ImportMode(StrEnum):
    """What becomes of the good rows when there are bad ones."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ONES = "good_ones"


class WorkFilter(Body):
    """Dates are inclusive."""

    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")
    status: list[WorkStatus] = Field(default_factory=list[WorkStatus], max_length=len(WorkStatus))
    project_id: ProjectId | None = None
    work_order_id: WorkOrderId | None = None
    contractor_id: PersonId | None = None


class WorkQuery(WorkFilter, Filter):
    """A page of logged work, the latest day first."""


class NewWork(Body):
    """Work to log: minutes of time, or for an expense a quantity in the order's currency."""

    work_order_id: WorkOrderId
    work_on: date
    article: ArticleKind
    minutes: int | None = Field(default=None, description="Whole minutes of time")
    quantity: Decimal | None = Field(default=None, description=QUANTITY)
    note: str = Field(default="", max_length=2_000)
    only_if_none: bool = Field(
        default=False,
        description="Refused with 409 if that day has work of the work order and article already",
    )


class CopyRequest(Body):
    """Two weeks, by their first days: seven days each."""

    from_week: date
    to_week: date


class ChangedWork(Body):
    """Work to put in place of the version that was read."""

    version: int = Field(ge=1)
    work_on: date
    article: ArticleKind
    minutes: int | None = Field(default=None, description="Whole minutes of time")
    quantity: Decimal | None = Field(default=None, description=QUANTITY)
    note: str = Field(default="", max_length=2_000)


class CorrectedWork(ChangedWork):
    """What staff put in its place, and why."""

    reason: str = Field(default="", max_length=500)


class SubmitRequest(Body):
    """A stretch of days (inclusive), or single entries."""

    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")
    entry_ids: list[EntryId] | None = Field(default=None, min_length=1)


class ApproveRequest(Body):
    """Single entries, or all that a filter shows; `expected_count` is what the preview said."""

    entry_ids: list[EntryId] | None = Field(default=None, min_length=1)
    filter: WorkFilter | None = None
    expected_count: int | None = Field(default=None, ge=0)


class ReturnRequest(Body):
    """Entries, and what is wrong with them."""

    entry_ids: list[EntryId] = Field(min_length=1)
    reason: str = Field(min_length=1, max_length=500)


class CommentRequest(Body):
    """What to say about an entry."""

    text: str = Field(min_length=1, max_length=2_000)


class EntryState(BaseModel):
    """An entry after it was written."""

    entry_id: EntryId
    work_order_id: WorkOrderId
    version: int
    status: WorkStatus
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: int | None = Field(description=MINUTES)
    note: str


class CopyCell(BaseModel):
    """Work of one work order, article and day."""

    work_order_id: WorkOrderId
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: int | None = Field(description=MINUTES)


class LeftOutCell(CopyCell):
    """Work that is not copied to this day, and why not."""

    code: str
    reason: str


class CopyPreview(BaseModel):
    """What a copy of a week would log, and what it would leave out."""

    cells: list[CopyCell]
    left_out: list[LeftOutCell]


class CopiedWork(BaseModel):
    """The drafts that a copy of a week logged, and what it left out."""

    created: list[EntryState]
    left_out: list[LeftOutCell]


class WorkRow(EntryState):
    """An entry as a list shows it."""

    work_order_code: str
    work_order_title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    contractor_id: PersonId
    contractor_name: str
    unit: str = Field(description="hour, or currency for an expense")
    currency: Currency
    return_reason: str | None
    submitted_at: datetime | None
    approved_at: datetime | None
    approved_by_name: str | None
    invoice_id: InvoiceId | None
    comment_count: int


class WorkVersion(BaseModel):
    """One version of an entry: what it said, who wrote it and when."""

    version: int
    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: int | None = Field(description=MINUTES)
    note: str
    written_by: PersonId
    written_by_name: str
    written_at: datetime


class WorkComment(BaseModel):
    """A comment on an entry, about the version of then."""

    comment_id: UUID
    version: int
    text: str
    author_id: PersonId
    author_name: str
    author_portal: Portal
    visible_to_contractor: bool
    commented_at: datetime


class WorkStep(BaseModel):
    """A step on the way. `taken_by_name` is None when the system took it."""

    step: str
    version: int
    reason: str
    taken_by_name: str | None
    taken_at: datetime


class WorkDetails(WorkRow):
    """An entry with all that happened to it, oldest first, and on whom it waits."""

    versions: list[WorkVersion]
    comments: list[WorkComment]
    steps: list[WorkStep]
    waits_on: list[str]


class ApprovalPreview(BaseModel):
    """What "approve all" would cover. `amounts` is None where the person may not see money."""

    count: int
    hours: Decimal
    minutes: int | None = Field(description=MINUTES)
    contractors: int
    first_on: date | None
    last_on: date | None
    amounts: list[Money] | None


class StatusCount(BaseModel):
    """How much stands at a status."""

    count: int
    hours: Decimal
    minutes: int | None = Field(description=MINUTES)


class WorkSummary(BaseModel):
    """How much stands at each status."""

    draft: StatusCount
    to_approval: StatusCount
    returned: StatusCount
    approved: StatusCount
    invoiced: StatusCount


class RefusedEntry(BaseModel):
    """An entry that could not take the step. `state`: where it stands, None when out of reach."""

    entry_id: EntryId
    code: str
    state: str | None
    reason: str


class Submitted(BaseModel):
    """Which entries wait for approval now, and which could not be handed in."""

    submitted: list[EntryId]
    refused: list[RefusedEntry]


class Approved(BaseModel):
    """Which entries are approved now, and which could not be."""

    approved: list[EntryId]
    refused: list[RefusedEntry]


class Returned(BaseModel):
    """Which entries went back, and which could not."""

    returned: list[EntryId]
    refused: list[RefusedEntry]


class RefusedRow(BaseModel):
    """A refused row of a file: where it stands, what was written there, what is wrong with it."""

    line: int
    column: str
    value: str
    code: str
    reason: str


class ImportReport(BaseModel):
    """How many rows were logged as drafts, and why each of the others was not."""

    accepted: int
    refused: list[RefusedRow]


class ProjectTerms(Body):
    """What staff can change about a project."""

    name: str = Field(min_length=1, max_length=200)
    time_zone: str | None = Field(default=None, description="None: the agency's")
    contact_ids: list[PersonId] = Field(default_factory=list[PersonId], max_length=200)
    closed: bool = False


class NewProject(ProjectTerms):
    """A project to open for a company."""

    company_id: CompanyId
    code: str = Field(min_length=1, max_length=40)


class ProjectDetails(BaseModel):
    """A project."""

    project_id: ProjectId
    company_id: CompanyId
    company_name: str
    code: str
    name: str
    time_zone: str
    contact_ids: tuple[PersonId, ...]
    closed: bool


class ArticleRates(Body):
    """What can be logged, and for how much per unit in major units; an expense's is a factor."""

    article: ArticleKind
    pay_rate: Decimal
    bill_rate: Decimal


class WorkOrderTerms(Body):
    """What staff can change about a work order, for work that is approved from then on."""

    title: str = Field(min_length=1, max_length=200)
    starts_on: date
    ends_on: date | None = None
    pay_terms: PayTerms
    pay_period: PayPeriod = PayPeriod.MONTHLY
    articles: list[ArticleRates] = Field(min_length=1)


class NewWorkOrder(WorkOrderTerms):
    """A work order to open: one contractor on one project."""

    code: str = Field(min_length=1, max_length=40)
    project_id: ProjectId
    contractor_id: PersonId
    currency: Currency | None = Field(default=None, description="None: the agency's")


class WorkOrderArticle(BaseModel):
    """What can be logged on a work order, and for how much."""

    article: ArticleKind
    unit: str
    pay_rate: Decimal
    bill_rate: Decimal


class _WorkOrder(BaseModel):
    work_order_id: WorkOrderId
    code: str
    title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    starts_on: date
    ends_on: date | None = None
    currency: Currency
    pay_terms: PayTerms
    pay_period: PayPeriod
    closed: bool


class WorkOrderDetails(_WorkOrder):
    """A work order as staff see it."""

    contractor_id: PersonId
    contractor_name: str
    project_code: str
    articles: list[WorkOrderArticle]


class OwnArticle(BaseModel):
    """What a contractor can log, and what it pays."""

    article: ArticleKind
    unit: str
    pay_rate: Decimal


class OwnWorkOrder(_WorkOrder):
    """A work order as its contractor sees it: what the customer pays is not told."""

    time_zone: str
    articles: list[OwnArticle]
