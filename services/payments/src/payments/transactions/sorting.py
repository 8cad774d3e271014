"""Ways to sort pending transactions, each with its own key to page by, and its own index.

No transaction is left out and none comes twice, because the id settles every tie. One without an
estimated payment date comes last both ways: what has a day is what the reader asked to see first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.paging import decode_cursor, encode_cursor
from payments.rows import Row


class Sort(StrEnum):
    """By what, and which way; a minus is the greatest or latest first."""

    CREATED = "created"
    CREATED_LAST = "-created"
    AMOUNT = "amount"
    AMOUNT_LAST = "-amount"
    ESTIMATED = "estimated_payment_on"
    ESTIMATED_LAST = "-estimated_payment_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a list is sorted by before the id: expressions, their types, and which way."""

    expressions: tuple[str, ...]
    types: tuple[type, ...]
    casts: tuple[str, ...]
    descending: bool

    @property
    def columns(self) -> str:
        """The key as columns of the row, under names that `of` reads."""
        named = [f"{sql} AS sort_{at}" for at, sql in enumerate(self.expressions)]
        return ", ".join(named)

    @property
    def order(self) -> str:
        """The ORDER BY."""
        way = "DESC" if self.descending else "ASC"
        return ", ".join(f"{sql} {way}" for sql in (*self.expressions, "t.transaction_id"))

    @property
    def after(self) -> str:
        """The condition that the row comes after a key."""
        sign = "<" if self.descending else ">"
        places = ", ".join(f"{{}}::{kind}" for kind in (*self.casts, "uuid"))
        return f"({', '.join(self.expressions)}, t.transaction_id) {sign} ({places})"

    def of(self, row: Row) -> tuple[object, ...]:
        """The key of a row."""
        return (*(row[f"sort_{at}"] for at in range(len(self.types))), row["transaction_id"])

    def cursor(self, key: tuple[object, ...]) -> str:
        """The cursor of a key."""
        return encode_cursor(*key)

    def read(self, cursor: str | None) -> tuple[object, ...] | None:
        """The key of a cursor. Raises InvalidError of `cursor`, also for one of another sort."""
        return None if cursor is None else decode_cursor(cursor, (*self.types, UUID))


# asyncpg reads PostgreSQL's infinite dates as the least and the greatest of Python.
_ESTIMATED = "coalesce(CASE WHEN t.state = 'scheduled' THEN t.scheduled_on END, '{}infinity'::date)"


def _key(expressions: Mapping[str, tuple[type, str]], *, descending: bool) -> Key:
    return Key(
        expressions=tuple(expressions),
        types=tuple(kind for kind, _ in expressions.values()),
        casts=tuple(cast_to for _, cast_to in expressions.values()),
        descending=descending,
    )


_BY_TIME = {"t.created_at": (datetime, "timestamptz")}
_BY_AMOUNT = {"t.currency": (str, "char(3)"), "t.net_minor": (int, "bigint")}

KEYS: Mapping[Sort, Key] = {
    Sort.CREATED: _key(_BY_TIME, descending=False),
    Sort.CREATED_LAST: _key(_BY_TIME, descending=True),
    Sort.AMOUNT: _key(_BY_AMOUNT, descending=False),
    Sort.AMOUNT_LAST: _key(_BY_AMOUNT, descending=True),
    Sort.ESTIMATED: _key({_ESTIMATED.format(""): (date, "date")}, descending=False),
    Sort.ESTIMATED_LAST: _key({_ESTIMATED.format("-"): (date, "date")}, descending=True),
}
