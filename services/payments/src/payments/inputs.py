"""Input that several features take: days that are near."""

from datetime import date, timedelta

from chassis.errors import InvalidError

MAX_DAYS_AWAY = 366


def check_near(day: date, today: date, field: str) -> None:
    """Refuse a day that is more than a year away: a slip of the keyboard. Raises InvalidError."""
    if abs(day - today) > timedelta(days=MAX_DAYS_AWAY):
        raise InvalidError(f"at most {MAX_DAYS_AWAY} days from today", field=field)
