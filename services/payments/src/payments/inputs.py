"""Input that several features take: cursors, and days that are near."""

from datetime import date, datetime, timedelta
from typing import Annotated, cast
from uuid import UUID

from fastapi import Query

from chassis.errors import InvalidError
from chassis.paging import decode_cursor

Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of a page")]

MAX_DAYS_AWAY = 366


def after_time(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Where a list by time and id goes on. Raises InvalidError of `cursor`."""
    if cursor is None:
        return None
    after = cast("tuple[datetime, UUID]", decode_cursor(cursor, (datetime, UUID)))
    if after[0].tzinfo is None:
        raise InvalidError("this is not a cursor of this list", field="cursor")
    return after


def after_day(cursor: str | None) -> tuple[date, UUID] | None:
    """Where a list by day and id goes on. Raises InvalidError of `cursor`."""
    if cursor is None:
        return None
    return cast("tuple[date, UUID]", decode_cursor(cursor, (date, UUID)))


def check_near(day: date, today: date, field: str) -> None:
    """Refuse a day that is more than a year away: a slip of the keyboard. Raises InvalidError."""
    if abs(day - today) > timedelta(days=MAX_DAYS_AWAY):
        raise InvalidError(f"at most {MAX_DAYS_AWAY} days from today", field=field)
