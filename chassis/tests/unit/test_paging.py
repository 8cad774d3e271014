"""Cursors: what anybody can make up is refused before it reaches a database."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from chassis.errors import InvalidError
from chassis.paging import BY_CODE, BY_DAY, BY_NAME, BY_TIME, PageKey, decode_cursor, encode_cursor

ID = UUID(int=7)


def made_up(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "values",
    [
        (datetime(2026, 2, 28, 23, 59, 59, 999_999, UTC), ID),
        (date.min, ID),
        ("Ærlig ÅS 日本 𝒳 ", ID),
        ("EUR", -(2**63), ID),
    ],
)
def test_a_cursor_is_read_as_it_was_written(values: tuple[object, ...]) -> None:
    types = [UUID if isinstance(one, UUID) else type(one) for one in values]
    assert decode_cursor(encode_cursor(*values), types) == values


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (BY_TIME, ["2026-11-28T08:00:00", str(ID)]),
        (BY_TIME, ["2026-11-28T08:00:00+00:00"]),
        (BY_TIME, ["2026-11-28T08:00:00+00:00", 5]),
        (BY_TIME, ["2026-11-28T08:00:00+00:00", None]),
        (BY_TIME, ["0001-01-01T00:00:00+14:00", str(ID)]),
        (BY_TIME, ["9999-12-31T23:59:59-14:00", str(ID)]),
        (BY_DAY, [5, str(ID)]),
        (BY_DAY, ["2026-02-30", str(ID)]),
        (BY_DAY, {"2026-02-28": 1, str(ID): 2}),
        (BY_NAME, ["a\x00b", str(ID)]),
        (BY_NAME, ["\ud800", str(ID)]),
        (BY_CODE, "a"),
        (BY_CODE, 1),
        (BY_CODE, None),
        (PageKey[int](int), [str(2**63)]),
        (PageKey[int](int), [str(-(2**63) - 1)]),
        (PageKey[int](int), ["1.5"]),
        (PageKey[int](int), ["9" * 3_000]),
    ],
)
def test_a_cursor_of_another_list_is_refused(
    key: "PageKey[*tuple[object, ...]]", value: object
) -> None:
    with pytest.raises(InvalidError) as refused:
        key.after(made_up(value))
    assert [error.field for error in refused.value.errors] == ["cursor"]


@pytest.mark.parametrize(
    "cursor",
    ["", "=", "!", "é", "A", "AAAA", base64.urlsafe_b64encode(b"[" * 2_900).decode().rstrip("=")],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidError):
        BY_CODE.after(cursor)


@pytest.mark.parametrize(
    ("rows", "shown", "more"),
    [((), [], False), ((1, 2), [10, 20], False), ((1, 2, 3), [10, 20], True)],
)
def test_one_row_more_tells_of_a_next_page(
    rows: Sequence[int], shown: list[int], *, more: bool
) -> None:
    by_number = PageKey[int](int)
    page = by_number.page(rows, 2, key=lambda row: (row,), shown=lambda row: row * 10)
    assert page.items == shown
    assert by_number.after(page.next_cursor) == ((2,) if more else None)
