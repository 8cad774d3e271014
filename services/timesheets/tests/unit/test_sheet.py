"""Reading a CSV file: encodings, headers, lines."""

import time

import pytest

from chassis.errors import InvalidError
from timesheets.imports.sheet import (
    MAX_BYTES,
    MAX_ROWS,
    FileNotReadableError,
    FileTooLargeError,
    HeaderError,
    read,
)

HEADER = "work_order,date,article,quantity,note"
QUOTED = '"work_order","date","article","quantity","note"'
ROW = "WO-1,2026-03-02,regular,7.5,Valves"


def test_a_row_keeps_its_line_and_its_cells() -> None:
    sheet = read(f"{HEADER}\n{ROW}\n".encode())
    assert [(row.line, dict(row.cells)) for row in sheet.rows] == [
        (
            2,
            {
                "work_order": "WO-1",
                "date": "2026-03-02",
                "article": "regular",
                "quantity": "7.5",
                "note": "Valves",
            },
        )
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("byte order mark", b"\xef\xbb\xbf" + f"{HEADER}\n{ROW}".encode()),
        ("Windows line ends", f"{HEADER}\r\n{ROW}\r\n".encode()),
        ("old Macintosh line ends", f"{HEADER}\r{ROW}\r".encode()),
        ("upper case and blanks", f" Work_Order , DATE,Article,QUANTITY,Note\n{ROW}".encode()),
        ("semicolons", f"{HEADER}\n{ROW}".replace(",", ";").encode()),
        (
            "another order",
            b"note,quantity,article,date,work_order\nValves,7.5,regular,2026-03-02,WO-1",
        ),
        ("quoted header", f"{QUOTED}\n{ROW}".encode()),
        ("UTF-16", f"{HEADER}\n{ROW}".encode("utf-16")),
        ("tabs", f"{HEADER}\n{ROW}".replace(",", "\t").encode()),
        ("a sep line", f"sep=;\r\n{HEADER}\r\n{ROW}".replace(",", ";").encode()),
        ("Windows-1252", f"{HEADER}\n{ROW} æøå – é".encode("windows-1252")),
        (
            "quoted, semicolons",
            f'"{HEADER.replace(",", chr(34) + ";" + chr(34))}"\n{ROW}'.replace(",", ";").encode(),
        ),
        ("empty lines", f"{HEADER}\n\n,,,,\n{ROW}\n\n".encode()),
    ],
)
def test_the_same_row_is_read_however_the_file_was_saved(name: str, data: bytes) -> None:
    rows = read(data).rows
    assert [row.cells["work_order"] for row in rows] == ["WO-1"], name
    assert rows[0].cells["quantity"] == "7.5"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("work_order,date,article,quantity", "missing: note"),
        ("work_order,date,article,quantity,note,rate", "unknown: rate"),
        ("work_order,date,article,quantity,note,", "unknown: (no name)"),
        ("work_order,date,article,quantity,note,date", "twice: date"),
        ("order,date,article,quantity,note", "missing: work_order; unknown: order"),
        ("", "missing: work_order"),
        (ROW, "missing: work_order"),
    ],
)
def test_a_header_is_refused_by_what_is_wrong_with_it(header: str, named: str) -> None:
    with pytest.raises(HeaderError) as refused:
        read(f"{header}\n{ROW}".encode())
    assert named in refused.value.detail
    assert [error.field for error in refused.value.errors] == ["header"]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (f"{HEADER}\n{ROW}".encode("utf-16")[:-1], "UTF-16"),
        (b"PK\x03\x04rest of a zip", "XLSX"),
        (f"{HEADER}\n{ROW}\n{ROW}".encode() + b"\x81", "line 3 is neither UTF-8 nor"),
        (f"{HEADER}\n{ROW}\n{'n' * 140_000}".encode(), "from line 3: field larger"),
        (b"n" * 140_000, "from line 1: field larger"),
        (f'{HEADER}\n{ROW}\n"never closed'.encode(), "from line 3"),
        (f"{HEADER}\n{ROW}\x00".encode(), "line 2 has a NUL"),
    ],
)
def test_another_encoding_or_a_broken_file_is_refused_with_the_place(
    data: bytes, named: str
) -> None:
    with pytest.raises(FileNotReadableError) as refused:
        read(data)
    assert named in refused.value.detail


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\n".encode() + b"x" * MAX_BYTES,
        f"{HEADER}\n{'a,b,c,d,e' + chr(10)}".encode() + b"a,b,c,d,e\n" * MAX_ROWS,
    ],
)
def test_a_file_above_the_limits_is_refused_whole(data: bytes) -> None:
    with pytest.raises(FileTooLargeError):
        read(data)


def test_as_many_rows_as_the_limit_are_read() -> None:
    assert len(read(f"{HEADER}\n".encode() + b"a,b,c,d,e\n" * MAX_ROWS).rows) == MAX_ROWS


def test_a_line_with_another_number_of_cells_is_named_and_the_rest_is_read() -> None:
    sheet = read(f"{HEADER}\n{ROW}\nWO-1,2026-03-03,regular\n{ROW}, and more\n{ROW}".encode())
    assert [row.line for row in sheet.rows] == [2, 5]
    assert [(bad.line, bad.code) for bad in sheet.ragged] == [
        (3, "wrong_number_of_cells"),
        (4, "wrong_number_of_cells"),
    ]


def test_lines_are_counted_as_an_editor_counts_them_across_quoted_line_breaks() -> None:
    sheet = read(f'{HEADER}\nWO-1,2026-03-02,regular,1,"two\nlines"\n\n{ROW}'.encode())
    assert [row.line for row in sheet.rows] == [2, 5]
    assert sheet.rows[0].cells["note"] == "two\nlines"


def test_every_refusal_of_a_file_is_an_invalid_input_that_names_a_field() -> None:
    for data in (b"", b"\xff\xfe", b"x" * (MAX_BYTES + 1)):
        with pytest.raises(InvalidError) as refused:
            read(data)
        assert refused.value.errors


def test_lines_below_a_sep_line_are_counted_as_an_editor_counts_them() -> None:
    assert [row.line for row in read(f"sep=,\n{HEADER}\n{ROW}".encode()).rows] == [3]


@pytest.mark.requirement("X8")
@pytest.mark.parametrize("cell", ["n,", '"";', "work_order\t", ","])
def test_a_long_header_is_read_in_a_time_that_grows_with_it(cell: str) -> None:
    """40 KB of names took 8 s: each was counted among all."""

    def seconds(size: int) -> float:
        started = time.perf_counter()
        with pytest.raises(InvalidError):
            read((cell * (size // len(cell))).encode())
        return time.perf_counter() - started

    seconds(1_000)
    assert min(seconds(1_600_000) for _ in range(3)) < 2
    with pytest.raises(InvalidError) as refused:
        read((cell * 20_000).encode())
    assert len(refused.value.detail) < 1_000
