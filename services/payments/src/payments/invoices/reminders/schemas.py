"""HTTP shapes of reminders."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from chassis.fields import Body, CurrencyCode, Day, Reason, WholeNumber
from contracts.events.payments import ReminderName
from contracts.ids import EventId, PersonId
from contracts.money import Money
from payments.invoices.reminders.model import (
    LAST_STAGE,
    MAX_FEE_MINOR,
    MAX_STAGES,
    Reminder,
    ReminderFeeRule,
    ReminderPause,
    ReminderRule,
)

MAX_FEES = 100


def _rising(stages: list[int]) -> list[int]:
    if any(later <= earlier for earlier, later in pairwise(stages)):
        raise PydanticCustomError("stages", "each stage must be later than the one before")
    return stages


Stages = Annotated[
    list[Annotated[WholeNumber, Field(ge=1, le=LAST_STAGE)]],
    Field(
        max_length=MAX_STAGES,
        description="Days past the due date, rising; none: overdue invoices are not reminded",
    ),
    AfterValidator(_rising),
]


class ReminderRuleRequest(Body):
    """On how many days past the due date overdue invoices are reminded."""

    stages: Stages


class StageDetails(BaseModel):
    """A reminder: how many days past the due date, and which one it is."""

    days: int
    name: ReminderName


class ReminderRuleDetails(BaseModel):
    """The stages, and who set them; nobody where the agency never did."""

    stages: Sequence[StageDetails]
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None

    @classmethod
    def of(cls, rule: ReminderRule) -> Self:
        """From the rule."""
        return cls(
            stages=[
                StageDetails(days=days, name=rule.name_of(place))
                for place, days in enumerate(rule.stages)
            ],
            changed_by=rule.changed_by,
            changed_by_name=rule.changed_by_name,
            changed_at=rule.changed_at,
        )


class ReminderFeeBody(Body):
    """What a reminder costs in a currency."""

    reminder: ReminderName
    currency: CurrencyCode
    amount_minor: Annotated[WholeNumber, Field(ge=1, le=MAX_FEE_MINOR)]


def _once_each(fees: list[ReminderFeeBody]) -> list[ReminderFeeBody]:
    if len({(fee.reminder, fee.currency) for fee in fees}) < len(fees):
        raise PydanticCustomError("fees", "each reminder must be there once in a currency")
    return fees


class ReminderFeesRequest(Body):
    """What reminders cost; one that is left out costs nothing."""

    fees: Annotated[list[ReminderFeeBody], Field(max_length=MAX_FEES), AfterValidator(_once_each)]


class ReminderFeeDetails(BaseModel):
    """What a reminder costs."""

    reminder: ReminderName
    amount: Money


class ReminderFeesDetails(BaseModel):
    """What reminders cost, and who set it; nobody where the agency never did."""

    fees: Sequence[ReminderFeeDetails]
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None

    @classmethod
    def of(cls, rule: ReminderFeeRule) -> Self:
        """From the rule, in the order of the reminders."""
        names = list(ReminderName)
        return cls(
            fees=[
                ReminderFeeDetails(
                    reminder=name, amount=Money(amount_minor=minor, currency=currency)
                )
                for (name, currency), minor in sorted(
                    rule.fees.items(), key=lambda fee: (names.index(fee[0][0]), fee[0][1])
                )
            ],
            changed_by=rule.changed_by,
            changed_by_name=rule.changed_by_name,
            changed_at=rule.changed_at,
        )


class ReminderDetails(BaseModel):
    """A reminder of what was due. The delivery log knows by its id to whom it went, and when.

    `reminder_id` is what an e-mail of the log is `because_of`. `fee`: what it costs once it is
    sent.
    """

    reminder_id: EventId
    name: ReminderName
    days_overdue: int
    amount: Money
    fee: Money | None
    reminded_at: datetime

    @classmethod
    def of(cls, reminder: Reminder) -> Self:
        """From what was read."""
        return cls.model_validate(reminder, from_attributes=True)


class PauseRequest(Body):
    """No reminders until this day, from which on there are again; today ends a pause."""

    until_on: Day
    reason: Reason


class PauseDetails(BaseModel):
    """Who has an invoice not reminded until which day, and why."""

    until_on: date
    reason: str
    paused_by: PersonId
    paused_by_name: str
    paused_at: datetime

    @classmethod
    def of(cls, pause: ReminderPause) -> Self:
        """From what was read."""
        return cls.model_validate(pause, from_attributes=True)
