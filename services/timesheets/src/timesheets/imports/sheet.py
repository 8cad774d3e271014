"""A CSV file of logged work: from bytes to rows, each cell as it was written. Pure, and linear.

The header names the columns work_order, date, article, quantity and note, in any order and case.
Files are read as Excel saves them in English, French and Norwegian: UTF-8, UTF-16 with its byte
order mark or Windows-1252; cells divided by comma, semicolon or tab; with or without a first line
`sep=;`.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chassis.errors import InvalidError
from timesheets.imports.refusals import CellCode, RowRefusal

COLUMNS = ("work_order", "date", "article", "quantity", "note")
MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 50
"""Of a header: what has more is another kind of file, and is not looked at any further."""

_DELIMITERS = ",;\t"
_SEP_LINE = re.compile(r'"?sep=([,;\t])"?', re.IGNORECASE)
_MAX_NAME_CHARACTERS = 40
_MAX_NAMES_SAID = 5


class FileTooLargeError(InvalidError):
    """The file is larger than an import takes."""


class FileNotReadableError(InvalidError):
    """The file is not a CSV file."""


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
    if data.startswith(b"PK\x03\x04"):
        raise FileNotReadableError("the file is a spreadsheet (XLSX): save it as CSV", field="file")
    text = _decoded(data)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise FileNotReadableError(f"line {line} has a NUL in it: this is not text", field="file")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise FileNotReadableError("the file is no whole UTF-16", field="file") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # What Excel saves as plain CSV in Western Europe and North America.
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise FileNotReadableError(
            f"line {line} is neither UTF-8 nor Windows-1252 (byte 0x{byte:02x}):"
            " save the file as CSV in UTF-8",
            field="file",
        ) from error


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the rows begin, what divides cells, and the columns in the file's order."""

    records: Iterator[tuple[int, list[str]]]
    delimiter: str
    names: list[str]
    broken: FileNotReadableError | None = None

    @property
    def known(self) -> int:
        """How many of the columns of logged work it names; fewer than none if it cannot be read."""
        return -1 if self.broken else len(set(COLUMNS) & set(self.names))


def _header(text: str) -> _Header:
    """Raises HeaderError that tells what is wrong, FileNotReadableError."""
    first, _, rest = text.partition("\n")
    said = _SEP_LINE.fullmatch(first.strip("\r "))
    body, line = (rest, 2) if said else (text, 1)
    signs = said[1] if said else _DELIMITERS
    best = max((_tried(body, sign, line) for sign in signs), key=lambda header: header.known)
    if best.broken is not None:
        raise best.broken
    _check_names(best.names)
    return best


def _tried(text: str, delimiter: str, line: int) -> _Header:
    records = _records(text, delimiter, line)
    try:
        cells = next(records, (line, []))[1]
    except FileNotReadableError as error:
        return _Header(records, delimiter, [], error)
    return _Header(records, delimiter, [cell.strip().lower() for cell in cells])


def _check_names(names: list[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise HeaderError(f"the first line has more than {MAX_COLUMNS} cells", field="header")
    count = Counter(names)
    wrong = [
        f"{what}: {_listed(which)}"
        for what, which in (
            ("missing", [column for column in COLUMNS if column not in count]),
            ("unknown", sorted(name or "(no name)" for name in count if name not in COLUMNS)),
            ("twice", sorted(name for name in COLUMNS if count[name] > 1)),
        )
        if which
    ]
    if wrong:
        raise HeaderError(
            f"the first line must name {', '.join(COLUMNS)}; {'; '.join(wrong)}", field="header"
        )


def _listed(names: list[str]) -> str:
    said = [name[:_MAX_NAME_CHARACTERS] for name in names[:_MAX_NAMES_SAID]]
    return ", ".join([*said, "…"] if len(names) > _MAX_NAMES_SAID else said)


def _records(text: str, delimiter: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """The records with the line on which each starts, the first one being `line`.

    Empty ones are left out. Raises FileNotReadableError, for a cell of over 128 KiB, too.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = line
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield before, record
            before = line + reader.line_num
    except csv.Error as error:
        raise FileNotReadableError(f"from line {before}: {error}", field="file") from error


def read(data: bytes) -> Sheet:
    """Read a file. Raises FileTooLargeError, FileNotReadableError, HeaderError."""
    check_size(len(data))
    header = _header(decode(data))
    names = header.names
    rows: list[Row] = []
    ragged: list[RowRefusal] = []
    for count, (line, record) in enumerate(header.records, start=1):
        if count > MAX_ROWS:
            raise FileTooLargeError(f"more than {MAX_ROWS} rows: divide the file", field="file")
        if len(record) == len(names):
            cells = dict(zip(names, (cell.strip() for cell in record), strict=True))
            rows.append(Row(line, cells))
        else:
            reason = f"has {len(record)} cells where the header has {len(names)}"
            written = header.delimiter.join(record)
            ragged.append(
                RowRefusal.of(line, "row", written, CellCode.WRONG_NUMBER_OF_CELLS, reason)
            )
    return Sheet(header.delimiter, tuple(rows), tuple(ragged))
