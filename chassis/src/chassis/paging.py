"""Lists page by key: a cursor names the last row that was seen, never an offset."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Generic, TypeVar, TypeVarTuple, cast
from uuid import UUID

import orjson
from fastapi import Query
from pydantic import BaseModel, TypeAdapter

from chassis.errors import InvalidError

T = TypeVar("T")
Row = TypeVar("Row")
Parts = TypeVarTuple("Parts")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
# A cursor can hold a name, of which every letter can take twelve characters of JSON.
Cursor = Annotated[str | None, Query(max_length=4_000, description="`next_cursor` of a page")]


def _text(text: str) -> str:
    if "\x00" in text:
        raise ValueError("PostgreSQL keeps no NUL")
    # Half of a pair of surrogates, which JSON can write and UTF-8 cannot.
    text.encode()
    return text


def _whole(text: str) -> int:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError("is no bigint")
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("has no time zone")
    # The database reckons in UTC: the first and the last hours of all time are in no other zone.
    return moment.astimezone(UTC)


_TEXTS = TypeAdapter(list[str])
_PARSERS: dict[type, Callable[[str], object]] = {
    str: _text,
    int: _whole,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: _moment,
}


class Page(BaseModel, Generic[T]):
    """Some rows, and where the next ones start. `next_cursor` is None on the last page."""

    # A list, not any sequence: pydantic writes and reads it twice as fast.
    items: list[T]
    next_cursor: str | None = None


def page_as_json(items: Sequence[Mapping[str, object]], next_cursor: str | None) -> bytes:
    """A `Page` as JSON, straight from the fields of its rows.

    Models that are made of many rows, checked and written again take most of the time of a long
    list (decision 18). Whoever writes a list so has a test that it says just what they would.
    """
    return orjson.dumps(
        {"items": items, "next_cursor": next_cursor}, default=_as_text, option=orjson.OPT_UTC_Z
    )


def _as_text(value: object) -> str:
    """Of what orjson does not know: decimals, and asyncpg's UUIDs, a class of their own."""
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no field of a list")


def encode_cursor(*values: object) -> str:
    """An opaque cursor of the sort key's values (text, int, UUID, date or datetime)."""
    texts = [v.isoformat() if isinstance(v, date) else str(v) for v in values]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, types: Sequence[type]) -> tuple[object, ...]:
    """The values of a cursor, each such as a column of its type holds.

    Raises InvalidError that names the field `cursor`: anybody can make one up.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found: object = json.loads(base64.urlsafe_b64decode(padded.encode()))
        texts = _TEXTS.validate_python(found, strict=True)
        pairs = zip(types, texts, strict=True)
        return tuple(_PARSERS[kind](text) for kind, text in pairs)
    except (ValueError, OverflowError, binascii.Error, RecursionError) as error:
        raise InvalidError("this is not a cursor of this list", field="cursor") from error


class PageKey(Generic[*Parts]):
    """What a list sorts by. Its last part settles every tie, so that no row comes twice."""

    def __init__(self, *types: type) -> None:
        self._types = types

    def after(self, cursor: str | None) -> tuple[*Parts] | None:
        """The key of the last row that was seen; None at the start. Raises InvalidError."""
        if cursor is None:
            return None
        return cast("tuple[*Parts]", decode_cursor(cursor, self._types))

    def page(
        self,
        rows: Sequence[Row],
        limit: int,
        *,
        key: Callable[[Row], tuple[*Parts]],
        shown: Callable[[Row], T],
    ) -> Page[T]:
        """The first `limit` rows as they are shown; one more tells that there is a next page."""
        return Page(
            items=[shown(row) for row in rows[:limit]], next_cursor=self._next(rows, limit, key)
        )

    def page_as_json(
        self,
        rows: Sequence[Row],
        limit: int,
        *,
        key: Callable[[Row], tuple[*Parts]],
        fields: Callable[[Row], Mapping[str, object]],
    ) -> bytes:
        """The same page as JSON, of fields instead of models."""
        return page_as_json([fields(row) for row in rows[:limit]], self._next(rows, limit, key))

    @staticmethod
    def _next(rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[*Parts]]) -> str | None:
        return encode_cursor(*key(rows[limit - 1])) if len(rows) > limit else None


BY_TIME = PageKey[datetime, UUID](datetime, UUID)
BY_DAY = PageKey[date, UUID](date, UUID)
BY_NAME = PageKey[str, UUID](str, UUID)
BY_CODE = PageKey[str](str)
