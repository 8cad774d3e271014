"""Events of timesheets: projects, work orders, and logged work on its way to approval."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts.access import Portal
from contracts.base import Event, Value
from contracts.ids import (
    CompanyId,
    EntryId,
    EventId,
    InvoiceId,
    JobId,
    PersonId,
    ProjectId,
    WorkOrderId,
)
from contracts.money import Currency
from contracts.quantities import exact_quantity, whole_minutes

MAX_ENTRIES_PER_EVENT = 200
"""A larger submission or approval is said in several events of one correlation."""


class Project(Value):
    """Work for one company; contacts are assigned to it."""

    project_id: ProjectId
    company_id: CompanyId
    code: str
    name: str
    time_zone: str
    contact_ids: tuple[PersonId, ...] = ()
    closed: bool = False


class PayTerms(StrEnum):
    """When a contractor is paid for approved work."""

    IMMEDIATE = "immediate"
    SCHEDULED = "scheduled"
    PAY_WHEN_PAID = "pay_when_paid"


class PayPeriod(StrEnum):
    """What one transaction of a work order covers."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ArticleKind(StrEnum):
    """What is logged."""

    REGULAR = "regular"
    OVERTIME = "overtime"
    EXPENSE = "expense"

    @property
    def is_time(self) -> bool:
        """Whether it is counted in minutes; an expense is an amount of money."""
        return self is not ArticleKind.EXPENSE


class Article(Value):
    """What can be logged on a work order, and for how much.

    Rates are per unit in major units of the work order's currency. An expense's unit is the
    currency itself: its quantity is the amount spent, its rates are factors.
    """

    article: ArticleKind
    unit: str = Field(pattern=r"^(hour|currency)$")
    pay_rate: Decimal
    bill_rate: Decimal


class WorkOrder(Value):
    """One contractor on one project."""

    work_order_id: WorkOrderId
    code: str
    title: str
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    starts_on: date
    ends_on: date | None = None
    currency: Currency
    pay_terms: PayTerms
    pay_period: PayPeriod = PayPeriod.MONTHLY
    articles: tuple[Article, ...]
    closed: bool = False
    version: int = Field(
        default=0, ge=0, description="Counts its changes from 1; 0 before it was counted"
    )
    minutes_per_day: int = Field(
        default=480, ge=1, le=1440, description="More on one day stands out to who approves it"
    )


class MeasuredWork(Value):
    """How much of an article: time in whole minutes, an expense as an exact amount.

    `quantity` is in the article's unit. Hours that no decimal has exactly stand in it rounded to
    six places; `exact` is what to reckon with. Time that was said before minutes were kept has
    them where its hours are whole minutes, otherwise its `quantity` holds.
    """

    article: ArticleKind
    quantity: Decimal
    minutes: int | None = Field(
        default=None,
        description="Whole minutes of time, exact; None: no time, or said before they were kept",
    )

    @model_validator(mode="after")
    def _minutes_of_what_was_said_before(self) -> Self:
        if self.minutes is None and self.article.is_time:
            # The value is being made: nobody has seen it without its minutes.
            object.__setattr__(self, "minutes", whole_minutes(self.quantity))
        return self

    @property
    def exact(self) -> Fraction:
        """In the article's unit, to reckon with."""
        return exact_quantity(self.quantity, self.minutes)


class Entry(MeasuredWork):
    """One logged piece of work, at one of its versions."""

    entry_id: EntryId
    version: int
    work_on: date
    note: str = ""


class Job(Value):
    """A planned shift of a work order. Its hours are those between its two instants.

    `starts_on` is the day in `time_zone`, its project's when it was planned: the day on which it is
    shown, and on which its work is logged.
    """

    job_id: JobId
    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    starts_on: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str = ""
    note: str = ""
    cancelled: bool = False
    version: int = Field(default=1, ge=1, description="Counts its changes from 1")


class ProjectChanged(Event):
    """A project came to be, or something about it changed."""

    topic: ClassVar[str] = "timesheets.projects.v1"
    key_field: ClassVar[str] = "project.project_id"
    project: Project


class _WorkOrderEvent(Event):
    topic: ClassVar[str] = "timesheets.work_orders.v1"
    key_field: ClassVar[str] = "work_order.work_order_id"
    work_order: WorkOrder


class WorkOrderOpened(_WorkOrderEvent):
    """A contractor can log work on it from now on."""


class WorkOrderChanged(_WorkOrderEvent):
    """Its dates, rates or terms changed, for work that is approved from now on."""


class WorkOrderClosed(_WorkOrderEvent):
    """No more work can be logged on it."""


class _WorkEvent(Event):
    topic: ClassVar[str] = "timesheets.work.v1"
    key_field: ClassVar[str] = "work_order_id"
    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId


class ApprovalLink(Value):
    """An address at which one person approves or returns this work once, without signing in."""

    person_id: PersonId
    link: str = Field(description="JWE (compact) of the address; readable by notifications alone")
    expires_at: datetime


class WorkSubmitted(_WorkEvent):
    """The contractor handed in work for approval, for the first time or again."""

    submission_id: UUID
    entries: tuple[Entry, ...]
    submitted_by: PersonId
    submitted_at: datetime
    links: tuple[ApprovalLink, ...] = ()


class WorkEscalated(_WorkEvent):
    """Work that waits for too long is put to the next approver of its project."""

    entries: tuple[Entry, ...]
    waits_since: datetime = Field(description="When the first of it was handed in")
    put_to: PersonId = Field(description="Who is asked from now on")
    stands_in_for: PersonId | None = Field(
        default=None, description="In whose place, where it is somebody who stands in"
    )
    escalated_at: datetime
    links: tuple[ApprovalLink, ...] = ()


class WorkApprovalGiven(_WorkEvent):
    """A contact, or staff on their behalf, approved work, and can still take that back.

    Nothing follows from it: what is not taken back until `final_at` is said by WorkApproved.
    """

    approval_id: UUID
    entries: tuple[Entry, ...]
    approved_by: PersonId
    approved_at: datetime
    on_behalf: bool = False
    final_at: datetime = Field(description="Until then the approval can be undone")
    stood_in_for: PersonId | None = Field(
        default=None, description="In whose place, where it was a stand-in"
    )


class WorkApprovalUndone(_WorkEvent):
    """The approval of work was taken back: it waits for approval as before."""

    entries: tuple[Entry, ...]
    undone_by: PersonId
    undone_at: datetime
    on_behalf: bool = Field(default=False, description="By staff, in place of a contact")


class WorkApproved(_WorkEvent):
    """Work is approved for good; it can be priced and invoiced."""

    approval_id: UUID
    entries: tuple[Entry, ...]
    approved_by: PersonId
    approved_at: datetime
    on_behalf: bool = False
    work_order_version: int | None = Field(
        default=None,
        description="The version of the work order whose rates and terms hold; None: not counted",
    )
    final_at: datetime | None = Field(
        default=None,
        description="When the undo time of the approval was over; None: it was final at once",
    )
    stood_in_for: PersonId | None = Field(
        default=None, description="In whose place, where it was a stand-in"
    )


class WorkReturned(_WorkEvent):
    """Work went back to the contractor, with the reason."""

    entries: tuple[Entry, ...]
    reason: str
    returned_by: PersonId
    returned_at: datetime
    on_behalf: bool = Field(default=False, description="By staff, in place of a contact")
    reversed_transaction: str = Field(
        default="",
        description="The number of the transaction that was reversed, where the work was approved",
    )
    taken_back: bool = Field(
        default=False,
        description="That transaction stays: what it pays for this work is deducted from later pay",
    )
    stood_in_for: PersonId | None = Field(
        default=None, description="In whose place, where it was a stand-in"
    )


class WorkWithdrawn(_WorkEvent):
    """The contractor took back work that was returned: it will not be handed in again."""

    entries: tuple[Entry, ...]
    withdrawn_by: PersonId
    withdrawn_at: datetime


class WorkCorrected(_WorkEvent):
    """An entry has a new version; the old one stays readable."""

    entry: Entry
    previous: Entry
    corrected_by: PersonId
    corrected_at: datetime


class WorkCommented(_WorkEvent):
    """Somebody wrote a comment on an entry."""

    comment_id: UUID
    entry: Entry
    text: str
    author_id: PersonId
    author_portal: Portal
    visible_to_contractor: bool
    commented_at: datetime


class WorkInvoiced(_WorkEvent):
    """Approved entries stand on an issued invoice."""

    entry_ids: tuple[EntryId, ...]
    invoice_id: InvoiceId
    invoiced_because_of: EventId


class _JobEvent(Event):
    topic: ClassVar[str] = "timesheets.jobs.v1"
    key_field: ClassVar[str] = "work_order_id"
    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId


class JobsPlanned(_JobEvent):
    """Shifts of a work order were planned, one or a series."""

    jobs: tuple[Job, ...]


class JobChanged(_JobEvent):
    """A planned shift is at another time or place, or says something else."""

    job: Job


class JobCancelled(_JobEvent):
    """A planned shift will not take place."""

    job: Job


PROJECTS: tuple[type[Event], ...] = (ProjectChanged,)
WORK_ORDERS: tuple[type[Event], ...] = (WorkOrderOpened, WorkOrderChanged, WorkOrderClosed)
WORK: tuple[type[Event], ...] = (
    WorkSubmitted,
    WorkEscalated,
    WorkApprovalGiven,
    WorkApprovalUndone,
    WorkApproved,
    WorkReturned,
    WorkWithdrawn,
    WorkCorrected,
    WorkCommented,
    WorkInvoiced,
)
JOBS: tuple[type[Event], ...] = (JobsPlanned, JobChanged, JobCancelled)
