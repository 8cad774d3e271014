"""Dates that are not on the day that was planned, since banks are closed then."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from contracts.base import Value


class DayOffReason(StrEnum):
    """Why banks are closed on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class DateMove(Value):
    """Why a date is not on the day that was planned: banks are closed then. It is on the next day
    on which they are open.
    """

    planned_on: date
    because: DayOffReason
    names: dict[str, str] = Field(
        default={}, description="Of the holiday, or of a weekend: language to name"
    )
