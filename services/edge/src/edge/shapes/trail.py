"""The money trail: how far work is on its way to money, and what it waits for on whom."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, Field

from contracts.events.payments import TransactionState
from contracts.events.timesheets import PayTerms
from contracts.ids import CompanyId, ProjectId, TransactionId, WorkOrderId
from contracts.money import Money
from edge.shapes.common import Filter


class TrailState(StrEnum):
    """Trails that wait for something, those that do not, or all."""

    OPEN = "open"
    DONE = "done"
    ALL = "all"


class StageName(StrEnum):
    """The stages, in their order."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    INVOICED = "invoiced"
    CLIENT_PAID = "client_paid"
    PAID_OUT = "paid_out"


class StageState(StrEnum):
    """How far a stage is."""

    WAITING = "waiting"
    PARTLY = "partly"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class WaitsFor(StrEnum):
    """What it waits for; what comes first stands first."""

    CORRECTION = "correction"
    APPROVAL = "approval"
    HOLD_ENDED = "hold_ended"
    RELEASE = "release"
    INVOICE = "invoice"
    CLIENT_PAYMENT = "client_payment"
    PAYMENT_DATE = "payment_date"
    PAY_RUN = "pay_run"
    NOTHING = "nothing"


class Party(StrEnum):
    """On whom it waits, and who did something."""

    CONTRACTOR = "contractor"
    CLIENT = "client"
    AGENCY = "agency"


class TrailStepName(StrEnum):
    """What can happen on a trail."""

    SUBMITTED = "submitted"
    CORRECTED = "corrected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    PRICED = "priced"
    INVOICED = "invoiced"
    CLIENT_PAID_PART = "client_paid_part"
    CLIENT_PAID = "client_paid"
    HELD = "held"
    RELEASED = "released"
    REVERSED = "reversed"
    PAID_OUT = "paid_out"


class TrailQuery(Filter):
    """A page of trails, the newest period first; days narrow to periods that touch them."""

    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")
    work_order_id: WorkOrderId | None = None
    state: TrailState = TrailState.ALL


class TrailStage(BaseModel):
    """A stage. `amount` is the contractor's: gross at `approved`, net at `paid_out`."""

    stage: StageName
    state: StageState
    hours: Decimal
    minutes: int | None
    expenses: Money
    amount: Money | None
    first_on: date | None
    last_on: date | None
    expected_on: date | None


class TrailWait(BaseModel):
    """What a part of the work waits for and on whom; `amount` is the net that waits with it."""

    waits_for: WaitsFor
    waits_on: Party
    name: str | None
    hours: Decimal
    minutes: int | None
    expenses: Money
    amount: Money | None
    expected_on: date | None
    reason: str | None


class TrailSummary(BaseModel):
    """The work of one work order and pay period: its stages, and what it waits for now."""

    work_order_id: WorkOrderId
    work_order_code: str
    work_order_title: str
    project_id: ProjectId
    project_name: str | None
    company_id: CompanyId
    company_name: str | None
    period_start: date
    period_end: date
    pay_terms: PayTerms
    stages: Sequence[TrailStage]
    waits_for: WaitsFor
    waits_on: Party | None
    waits_on_name: str | None
    expected_on: date | None
    waits: Sequence[TrailWait]
    gross: Money
    net: Money
    paid: Money
    done: bool


class TrailTransaction(BaseModel):
    """A transaction of the trail, to go on to."""

    transaction_id: TransactionId
    number: str
    state: TransactionState
    shown_as: str
    paid_on: date | None
    net: Money
    created_at: datetime


class TrailStep(BaseModel):
    """Something that happened: `on` this day, written down `at`, done by `party`."""

    what: TrailStepName
    on: date
    at: datetime
    party: Party
    name: str | None
    hours: Decimal | None
    minutes: int | None
    expenses: Money | None
    amount: Money | None
    transaction_id: TransactionId | None
    transaction_number: str | None
    expected_on: date | None
    reason: str | None


class TrailDetails(TrailSummary):
    """A trail with its transactions, oldest first, and every step of it, newest first."""

    transactions: Sequence[TrailTransaction]
    timeline: Sequence[TrailStep]
