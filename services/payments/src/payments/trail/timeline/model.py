"""What a step of a trail says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from contracts.ids import TransactionId
from contracts.money import Money
from payments.trail.model import Party, WorkAmount


class StepName(StrEnum):
    """What can happen on a trail; of things at the same moment, in this order."""

    SUBMITTED = "submitted"
    CORRECTED = "corrected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_UNDONE = "approval_undone"
    APPROVED = "approved"
    APPROVAL_FINAL = "approval_final"
    PRICED = "priced"
    INVOICED = "invoiced"
    CLIENT_PAID_PART = "client_paid_part"
    CLIENT_PAID = "client_paid"
    CLIENT_PAYMENT_RETURNED = "client_payment_returned"
    WRITTEN_OFF = "written_off"
    HELD = "held"
    RELEASED = "released"
    REVERSED = "reversed"
    ORDERED = "ordered"
    PAID_OUT = "paid_out"
    CAME_BACK = "came_back"


_RANK = {name: rank for rank, name in enumerate(StepName)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """A step. `at` is when it was written down, `on` the day it counts for.

    `reason_code` says by ISO 20022 why the bank returned a payment; `reason` has its own words.
    """

    what: StepName
    at: datetime
    on: date
    party: Party
    name: str | None
    work: WorkAmount | None = None
    amount: Money | None = None
    transaction_id: TransactionId | None = None
    transaction_number: str | None = None
    expected_on: date | None = None
    reason: str | None = None
    reason_code: str | None = None


def newest_first(steps: Iterable[TimelineStep]) -> list[TimelineStep]:
    """By the time at which they were written down."""
    return sorted(steps, key=lambda step: (step.at, _RANK[step.what]), reverse=True)
