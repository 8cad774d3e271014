"""`./portico test --requirements`: what tests show, and what none shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portico_local.paths import repository_root
from portico_local.requirements import FILE_VARIABLE, SHOWN, by_function

ROOT = repository_root()

_TESTS = """
import pytest

@pytest.mark.requirement("C1")
@pytest.mark.parametrize("case", [1, 2])
def test_of_one(case): assert case == 1

@pytest.mark.requirement("C2", "X1")
def test_of_two(): pass

@pytest.mark.requirement("C3")
def test_that_cannot_start(missing_fixture): pass

@pytest.mark.requirement("A1")
def test_of_another_portal(): raise RuntimeError

def test_of_nothing(): raise RuntimeError
"""


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["alone", "spread"])
def test_each_test_that_shows_a_requirement_is_run_and_written_down(
    tmp_path: Path, processes: list[str]
) -> None:
    (tmp_path / "test_some.py").write_text(_TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = requirement(number): shown\n")
    file = tmp_path / "found.json"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "portico_local.requirements", *processes],
        cwd=tmp_path,
        env=dict(os.environ) | {FILE_VARIABLE: str(file)},
        timeout=100,
        check=False,
        capture_output=True,
    )
    found = json.loads(file.read_text())
    assert found == {
        "C1": {"test_some.py::test_of_one[1]": "passed", "test_some.py::test_of_one[2]": "failed"},
        "C2": {"test_some.py::test_of_two": "passed"},
        "X1": {"test_some.py::test_of_two": "passed"},
        "C3": {"test_some.py::test_that_cannot_start": "failed"},
    }
    assert by_function(found["C1"]) == {"test_some.py::test_of_one": {"passed": 1, "failed": 1}}


def test_both_portals_are_listed_whole() -> None:
    assert [number for number in SHOWN if not number.startswith("B")] == [
        *(f"C{number}" for number in range(1, 15)),
        *(f"K{number}" for number in range(1, 17)),
    ]


def test_what_tests_show_beyond_the_portals_has_a_row() -> None:
    """A mark without a row is a test that nobody sees of it."""
    listed = subprocess.check_output(["git", "ls-files", "*/test_*.py"], cwd=ROOT, text=True)
    marks = re.compile(r"mark\.requirement\(([^)]*)\)")
    shown = {
        number
        for path in listed.split()
        for found in marks.findall((ROOT / path).read_text(encoding="utf-8"))
        for number in re.findall(r'"(B\d+)"', found)
    }
    assert shown == {number for number in SHOWN if number.startswith("B")}
