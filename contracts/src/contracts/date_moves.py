"""Dates that are not on the day that was planned or told, and what moved them."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from contracts.base import Value


class MoveReason(StrEnum):
    """Why a date is on another day: banks are closed on the one that was planned, the agency's pay
    run is for another one, or the bank returned the payment.
    """

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAY_RUN = "pay_run"
    RETURNED = "returned"


DAYS_OFF = frozenset({MoveReason.WEEKEND, MoveReason.HOLIDAY})
"""Banks are closed: it is on the next day on which they are open."""


class DateMove(Value):
    """Why a date is not on the day that was planned, or told."""

    planned_on: date
    because: MoveReason
    names: dict[str, str] = Field(
        default={}, description="Of what moved it, such as the holiday: language to name"
    )
