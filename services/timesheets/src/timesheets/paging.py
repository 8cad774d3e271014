"""Pages of a list: one row more than was asked for tells whether there is a next one."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from chassis.errors import InvalidError
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, decode_cursor, encode_cursor
from timesheets.work.rules import is_plain

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=500)]


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], tuple[object, ...]]) -> Page[T]:
    """A page of `rows`, one more than `limit` if there is a next one; `key`: what it sorts by."""
    shown = list(rows[:limit])
    more = len(rows) > limit
    return Page(items=shown, next_cursor=encode_cursor(*key(shown[-1])) if more else None)


def after_code(cursor: str | None) -> str | None:
    """The code after which a list by code goes on. Raises InvalidError."""
    if cursor is None:
        return None
    code = str(decode_cursor(cursor, (str,))[0])
    if not is_plain(code):
        raise InvalidError("this is not a cursor of this list", field="cursor")
    return code


__all__ = ["DEFAULT_LIMIT", "Cursor", "Limit", "Page", "after_code", "page_of"]
