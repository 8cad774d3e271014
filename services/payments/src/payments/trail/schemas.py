"""HTTP shapes of the money trail. Money is the contractor's own; the client's is never told."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self, TypedDict

from pydantic import BaseModel, Field

from contracts.date_moves import DateMove
from contracts.events.payments import TransactionState
from contracts.events.timesheets import PayTerms
from contracts.ids import CompanyId, ProjectId, TransactionId, WorkOrderId
from contracts.money import Money
from contracts.quantities import hours_of
from payments.states import estimated_day, shown_as
from payments.trail.model import (
    Party,
    Stage,
    StageName,
    StageState,
    Wait,
    WaitReason,
    WorkAmount,
)
from payments.trail.queries import TransactionRow
from payments.trail.reading import TrailView
from payments.trail.timeline.model import StepName, TimelineStep

MINUTES = "Whole minutes; None: not known in whole ones"


class Time(TypedDict):
    """A sum of time, as shapes have it."""

    hours: Decimal
    minutes: int | None


class TrailState(StrEnum):
    """Which trails a list shows: those that wait for something, those that do not, or all."""

    OPEN = "open"
    DONE = "done"
    ALL = "all"

    @property
    def open(self) -> bool | None:
        """None does not narrow."""
        return None if self is TrailState.ALL else self is TrailState.OPEN


class TrailStage(BaseModel):
    """A stage. `amount` is the contractor's: gross at `approved`, net at `paid_out`."""

    stage: StageName
    state: StageState
    hours: Decimal
    minutes: int | None = Field(description=MINUTES)
    expenses: Money
    amount: Money | None
    first_on: date | None
    last_on: date | None
    expected_on: date | None = Field(description="When it is expected, as far as that is known")
    moved: DateMove | None = Field(description="What moved that day")
    final_at: datetime | None = Field(
        description="What is approved, or a part of it, can be taken back until then"
    )

    @classmethod
    def of(cls, stage: Stage, currency: str) -> Self:
        """From what was found."""
        return cls(
            stage=stage.name,
            state=stage.state,
            **_time(stage.work),
            expenses=_expenses(stage.work, currency),
            amount=stage.amount,
            first_on=stage.days.first,
            last_on=stage.days.last,
            expected_on=stage.expected_on,
            moved=stage.moved,
            final_at=stage.final_at,
        )


class TrailWait(BaseModel):
    """What a part of the work waits for and on whom; `amount` is the net that waits with it.

    `final_at`: the moment until which its approval can be taken back.
    """

    waits_for: WaitReason
    waits_on: Party
    name: str | None
    hours: Decimal
    minutes: int | None = Field(description=MINUTES)
    expenses: Money
    amount: Money | None
    expected_on: date | None
    moved: DateMove | None = Field(description="What moved that day")
    final_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, wait: Wait, name: str | None, currency: str) -> Self:
        """From what was found."""
        return cls(
            waits_for=wait.waits_for,
            waits_on=wait.waits_on,
            name=name,
            **_time(wait.work),
            expenses=_expenses(wait.work, currency),
            amount=wait.amount,
            expected_on=wait.expected_on,
            moved=wait.moved,
            final_at=wait.final_at,
            reason=wait.reason,
        )


class TrailSummary(BaseModel):
    """The work of one work order and pay period: its five stages, and what it waits for now.

    `waits_for` is the first of `waits`: what has to end before anything later can.
    """

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
    waits_for: WaitReason
    waits_on: Party | None
    waits_on_name: str | None
    expected_on: date | None
    waits: Sequence[TrailWait]
    gross: Money
    net: Money
    paid: Money
    done: bool

    @classmethod
    def of(cls, shown: TrailView, contractor_name: str) -> Self:
        """From what was found."""
        order, trail = shown.order, shown.trail
        names = {
            Party.CONTRACTOR: contractor_name,
            Party.CLIENT: order.company_name,
            Party.AGENCY: shown.agency.name or None,
        }
        waits = [TrailWait.of(wait, names[wait.waits_on], order.currency) for wait in trail.waits]
        first = waits[0] if waits else None
        return cls(
            work_order_id=order.work_order_id,
            work_order_code=order.code,
            work_order_title=order.title,
            project_id=order.project_id,
            project_name=order.project_name,
            company_id=order.company_id,
            company_name=order.company_name,
            period_start=shown.period.start,
            period_end=shown.period.end,
            pay_terms=order.pay_terms,
            stages=[TrailStage.of(stage, order.currency) for stage in trail.stages],
            waits_for=trail.waits_for,
            waits_on=first.waits_on if first else None,
            waits_on_name=first.name if first else None,
            expected_on=first.expected_on if first else None,
            waits=waits,
            gross=trail.gross,
            net=trail.net,
            paid=trail.paid,
            done=trail.done,
        )


class TrailTransaction(BaseModel):
    """A transaction of the trail, to go on to."""

    transaction_id: TransactionId
    number: str
    state: TransactionState
    shown_as: str
    paid_on: date | None
    net: Money
    created_at: datetime

    @classmethod
    def of(cls, listed: TransactionRow) -> Self:
        """From what was found."""
        priced = listed.priced
        on = estimated_day(priced.state, priced.scheduled_on, priced.ordered_for)
        return cls(
            transaction_id=listed.transaction_id,
            number=listed.number,
            state=priced.state,
            shown_as=shown_as(priced.state, on),
            paid_on=priced.paid_on,
            net=priced.net,
            created_at=listed.created_at,
        )


class TrailStep(BaseModel):
    """Something that happened: `on` this day, written down `at`, done by `party`.

    `hours`, `expenses` are of the work that it is about, `amount` the net of the transaction.
    """

    what: StepName
    on: date
    at: datetime
    party: Party
    name: str | None
    hours: Decimal | None
    minutes: int | None = Field(description=MINUTES)
    expenses: Money | None
    amount: Money | None
    transaction_id: TransactionId | None
    transaction_number: str | None
    expected_on: date | None
    reason: str | None
    reason_code: str | None = Field(
        description="Why the bank returned a payment, by ISO 20022, such as AC04; may be ''"
    )

    @classmethod
    def of(cls, step: TimelineStep, currency: str) -> Self:
        """From what was found."""
        return cls(
            what=step.what,
            on=step.on,
            at=step.at,
            party=step.party,
            name=step.name,
            hours=hours_of(step.work.minutes) if step.work else None,
            minutes=_time(step.work)["minutes"] if step.work else None,
            expenses=_expenses(step.work, currency) if step.work else None,
            amount=step.amount,
            transaction_id=step.transaction_id,
            transaction_number=step.transaction_number,
            expected_on=step.expected_on,
            reason=step.reason,
            reason_code=step.reason_code,
        )


class TrailDetails(TrailSummary):
    """A trail with its transactions, oldest first, and every step of it, newest first."""

    transactions: Sequence[TrailTransaction]
    timeline: Sequence[TrailStep]

    @classmethod
    def with_parts(
        cls, shown: TrailView, contractor_name: str, steps: Sequence[TimelineStep]
    ) -> Self:
        """From what was found."""
        return cls.model_validate(
            {
                **dict(TrailSummary.of(shown, contractor_name)),
                "transactions": [TrailTransaction.of(one) for one in shown.transactions],
                "timeline": [TrailStep.of(step, shown.order.currency) for step in steps],
            }
        )


def _time(work: WorkAmount) -> Time:
    whole = work.minutes == work.minutes.to_integral_value()
    return Time(hours=hours_of(work.minutes), minutes=int(work.minutes) if whole else None)


def _expenses(work: WorkAmount, currency: str) -> Money:
    return Money.of(work.expenses, currency)
