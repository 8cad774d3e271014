"""Input that several features take: days that are not far ahead."""

from datetime import date, timedelta

from chassis.errors import InvalidError

MAX_DAYS_AHEAD = 366


def check_not_far_ahead(day: date, today: date, field: str) -> None:
    """Refuse a day more than a year ahead: a slip of the keyboard. Raises InvalidError.

    A day long ago is none: who catches up on a year's invoices runs them month by month.
    """
    if day - today > timedelta(days=MAX_DAYS_AHEAD):
        raise InvalidError(f"at most {MAX_DAYS_AHEAD} days from today", field=field)
