"""On which days a bank carries out a pay run: banking days whose cut-off time has not passed.

Pure. What is refused names the first day that is possible.
"""

from datetime import date, datetime

from payments.banking_days.model import BankingDays
from payments.payruns.model import PayDayError


class BankClosedError(PayDayError):
    """Banks are closed on this day"""


class CutOffPassedError(PayDayError):
    """The bank takes no more orders for this day"""


def check_banking_day(pay_on: date, days: BankingDays, now: datetime) -> None:
    """Refuse a day on which the bank would not pay. Raises BankClosedError, CutOffPassedError."""
    first = days.first_possible(now)
    closed = days.calendar.closed(pay_on)
    if closed is not None:
        next_day = days.calendar.next_from(max(pay_on, first))
        why = closed.names.get("en", closed.because)
        raise _naming(
            next_day,
            BankClosedError(
                f"banks are closed on {pay_on} ({why}): the next banking day is {next_day}",
                field="pay_on",
            ),
        )
    if days.is_too_late(pay_on, now):
        raise _naming(
            first,
            CutOffPassedError(
                f"the bank took orders for {pay_on} until {days.settings.cut_off:%H:%M}: the next"
                f" banking day is {first}",
                field="pay_on",
            ),
        )


def _naming(day: date, refused: PayDayError) -> PayDayError:
    refused.data["next_banking_day"] = day.isoformat()
    return refused
