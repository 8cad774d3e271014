"""Lists page by key: a cursor names the last row that was seen, never an offset."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from chassis.errors import InvalidError

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


def _text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("PostgreSQL keeps no NUL")
    return str(value)


_PARSERS = {
    str: _text,
    int: int,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


class Page(BaseModel, Generic[T]):
    """Some rows, and where the next ones start. `next_cursor` is None on the last page."""

    # A list, not any sequence: pydantic writes and reads it twice as fast.
    items: list[T]
    next_cursor: str | None = None


def encode_cursor(*values: object) -> str:
    """An opaque cursor of the sort key's values (text, int, UUID, date or datetime)."""
    texts = [v.isoformat() if isinstance(v, date) else str(v) for v in values]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, types: Sequence[type]) -> tuple[object, ...]:
    """The values of a cursor. Raises InvalidError that names the field `cursor`."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        texts = json.loads(base64.urlsafe_b64decode(padded.encode()))
        return tuple(_PARSERS[kind](text) for kind, text in zip(types, texts, strict=True))
    except (ValueError, TypeError, binascii.Error) as error:
        raise InvalidError("this is not a cursor of this list", field="cursor") from error
