"""HTTP shapes of banking days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints

from chassis.fields import Body
from contracts.date_moves import MoveReason
from contracts.ids import PersonId
from payments.banking_days.model import BankingDays, CalendarSource

DAYS_SHOWN = 366
_CUT_OFF = (
    "Until when on a day the bank takes orders for it, on the agency's clocks, such as 14:00;"
    " null: until the day is over"
)
_CLOCK = "%H:%M"


class BankingDayRequest(Body):
    """Until when on a day the agency's bank takes orders for it."""

    cut_off: (
        Annotated[
            str,
            StringConstraints(strict=True, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        ]
        | None
    ) = Field(description=_CUT_OFF)

    @property
    def cut_off_time(self) -> time | None:
        """As a time of the day."""
        return None if self.cut_off is None else time.fromisoformat(self.cut_off)


class BankHoliday(BaseModel):
    """A day on which banks are closed, and what it is called, by language."""

    on: date
    names: dict[str, str]


class BankingDayDetails(BaseModel):
    """When the agency's bank carries out payments.

    `calendar`: the country's own, that of TARGET (euro), or weekends alone where the country's
    holidays are not known.
    """

    calendar: CalendarSource
    cut_off: str | None = Field(description=_CUT_OFF)
    first_possible_on: date = Field(description="The first day for which money can be ordered now")
    holidays: Sequence[BankHoliday] = Field(description="Those of the year that is to come")
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None

    @classmethod
    def of(cls, found: BankingDays, now: datetime) -> Self:
        """As they are at a moment."""
        settings, first = found.settings, found.first_possible(now)
        days = [first + timedelta(days=ahead) for ahead in range(DAYS_SHOWN)]
        closed = [found.calendar.closed(day) for day in days]
        return cls(
            calendar=found.calendar.source,
            cut_off=settings.cut_off and settings.cut_off.strftime(_CLOCK),
            first_possible_on=first,
            holidays=[
                BankHoliday(on=one.planned_on, names=one.names)
                for one in closed
                if one is not None and one.because is MoveReason.HOLIDAY
            ],
            changed_by=settings.changed_by,
            changed_by_name=settings.changed_by_name,
            changed_at=settings.changed_at,
        )
