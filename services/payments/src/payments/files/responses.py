"""A table as a file over HTTP: which kinds there are, how they are named, what is too much."""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import StreamingResponse

from chassis.errors import InvalidError
from chassis.uow import UnitOfWork
from payments.files.tables import Table, dialect_of, write_csv, write_xlsx
from payments.files.writing import FileMaker, Snapshot, sent

MAX_ROWS = 100_000

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"

Language = Annotated[
    str, Query(pattern=r"^[a-z]{2}$", description="Of the words in the file: en, fr or nb")
]


class FileKind(StrEnum):
    """What a list can be saved as: the end of its address."""

    XLSX = "xlsx"
    CSV = "csv"


def is_file(kind: FileKind) -> dict[str, Any]:
    """What a route that answers with such a file says of itself in OpenAPI."""
    media_type = XLSX if kind is FileKind.XLSX else CSV
    schema = {"type": "string", "format": "binary"}
    return {
        "response_class": StreamingResponse,
        "responses": {200: {"content": {media_type: {"schema": schema}}}},
    }


async def check_size(rows: Snapshot, field: str) -> None:
    """Refuse what is too much for a file, rather than leave rows out. Raises InvalidError."""
    if await rows.count() > MAX_ROWS:
        raise InvalidError(f"more than {MAX_ROWS:,} rows; narrow it down", field=field)


async def respond(
    uow: UnitOfWork, kind: FileKind, name: str, tables: Sequence[Table], language: str
) -> StreamingResponse:
    """The tables as sheets of a workbook, or the last of them, which has the rows, as CSV.

    The CSV is written as spreadsheets of the language read it.
    """
    maker = uow.resource(FileMaker)
    if kind is FileKind.XLSX:
        file = await maker.make(partial(write_xlsx, tables))
        return sent(file, f"{name}.xlsx", XLSX)
    file = await maker.make(partial(write_csv, tables[-1], dialect_of(language)))
    return sent(file, f"{name}.csv", f"{CSV}; charset=utf-8")
