"""Pages of a list: one row more than was asked for tells whether there is a next one."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, encode_cursor

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=500)]


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], tuple[object, ...]]) -> Page[T]:
    """A page of `rows`, one more than `limit` if there is a next one; `key`: what it sorts by."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(items=shown, next_cursor=encode_cursor(*key(shown[-1])) if more else None)


__all__ = ["DEFAULT_LIMIT", "Cursor", "Limit", "Page", "page_of"]
