"""A CSV file of logged work: from bytes to rows, each cell as it was written. Pure.

The header names the columns work_order, date, article, quantity and note, in any order and case.
UTF-8 with or without a byte order mark; cells are divided by comma or semicolon, and with
semicolons a decimal comma is read as such: so spreadsheets write where the comma is decimal.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chassis.errors import InvalidError
from timesheets.imports.refusals import CellCode, RowRefusal

COLUMNS = ("work_order", "date", "article", "quantity", "note")
MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 20_000
_DELIMITERS = ",;"
_BYTE_ORDER_MARKS: Mapping[bytes, str] = MappingProxyType(
    {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "a spreadsheet (XLSX)"}
)


class FileTooLargeError(InvalidError):
    """The file is larger than an import takes."""


class FileNotReadableError(InvalidError):
    """The file is not a CSV file in UTF-8."""


class HeaderError(InvalidError):
    """The first line does not name the columns of logged work."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line below the header. `line` counts from 1, the header's included."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a file. `ragged`: the lines with more or fewer cells than the header."""

    delimiter: str
    rows: tuple[Row, ...]
    ragged: tuple[RowRefusal, ...]


def _too_large(limit_bytes: int) -> FileTooLargeError:
    return FileTooLargeError(
        f"a file of more than {limit_bytes // 1024} KiB is not taken: divide it", field="file"
    )


def check_size(size_bytes: int, limit_bytes: int = MAX_BYTES) -> None:
    """Raises FileTooLargeError above the limit."""
    if size_bytes > limit_bytes:
        raise _too_large(limit_bytes)


def decode(data: bytes) -> str:
    """The text of the file. Raises FileNotReadableError that names the line that is no text."""
    for mark, name in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            raise FileNotReadableError(f"the file is {name}: save it as CSV in UTF-8", field="file")
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise FileNotReadableError(f"line {line} has a NUL in it: this is not text", field="file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise FileNotReadableError(
            f"line {line} is not UTF-8 (byte 0x{byte:02x}): save the file as CSV in UTF-8",
            field="file",
        ) from error


def _names(header_line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([header_line], delimiter=delimiter), [])
    return [cell.strip().lower() for cell in cells]


def _header(text: str) -> tuple[str, list[str]]:
    """The delimiter and the columns, in the file's order. Raises HeaderError that tells why."""
    first = next(iter(text.splitlines()), "")
    delimiter = max(_DELIMITERS, key=lambda sign: len(set(COLUMNS) & set(_names(first, sign))))
    names = _names(first, delimiter)
    missing = [column for column in COLUMNS if column not in names]
    unknown = sorted({name or "(no name)" for name in names if name not in COLUMNS})
    twice = sorted({name for name in names if names.count(name) > 1 and name in COLUMNS})
    wrong = [
        f"{what}: {', '.join(which)}"
        for what, which in (("missing", missing), ("unknown", unknown), ("twice", twice))
        if which
    ]
    if wrong:
        raise HeaderError(
            f"the first line must name {', '.join(COLUMNS)}; {'; '.join(wrong)}", field="header"
        )
    return delimiter, names


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records below the header with the line on which each starts. Empty ones are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            if line > 1 and any(cell.strip() for cell in record):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileNotReadableError(f"from line {line}: {error}", field="file") from error


def read(data: bytes) -> Sheet:
    """Read a file. Raises FileTooLargeError, FileNotReadableError, HeaderError."""
    check_size(len(data))
    text = decode(data)
    delimiter, names = _header(text)
    rows: list[Row] = []
    ragged: list[RowRefusal] = []
    for count, (line, record) in enumerate(_records(text, delimiter), start=1):
        if count > MAX_ROWS:
            raise FileTooLargeError(f"more than {MAX_ROWS} rows: divide the file", field="file")
        if len(record) == len(names):
            cells = dict(zip(names, (cell.strip() for cell in record), strict=True))
            rows.append(Row(line, cells))
        else:
            reason = f"has {len(record)} cells where the header has {len(names)}"
            written = delimiter.join(record)
            ragged.append(
                RowRefusal.of(line, "row", written, CellCode.WRONG_NUMBER_OF_CELLS, reason)
            )
    return Sheet(delimiter, tuple(rows), tuple(ragged))
