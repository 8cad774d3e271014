"""All tests on several processes: what stays together, and who begins with what."""

import subprocess
import sys
from pathlib import Path

from portico_local.testing import spread

_TEST = """
import os
from pathlib import Path

import pytest

@pytest.mark.parametrize("case", range(6))
def test_some(case):
    folder = Path(__file__).parent.name
    with Path(os.environ["SEEN"]).open("a") as file:
        print(folder, Path(__file__).stem, os.environ["PYTEST_XDIST_WORKER"], file=file)
"""


FILES = (
    "tests/browser/contractor/test_a.py",
    "tests/browser/contractor/test_b.py",
    "tests/browser/customer/test_c.py",
    "tests/browser/test_e.py",
    "tests/x/test_d.py",
)


def test_two_begin_with_installations_each_on_one_process_and_two_with_the_others(
    tmp_path: Path,
) -> None:
    for name in FILES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    seen = tmp_path / "seen"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *spread([])],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "SEEN": str(seen)},
        timeout=100,
        check=True,
        capture_output=True,
    )
    workers: dict[str, set[str]] = {}
    for line in seen.read_text().splitlines():
        folder, file, worker = line.split()
        folder = "browser" if folder == "customer" else folder
        workers.setdefault("test_d" if file == "test_d" else folder, set()).add(worker)
    assert workers["test_d"] < {"gw2", "gw3"}
    # Which of the two takes the first folder is decided by who is there first.
    assert sorted([*workers["contractor"], *workers["browser"]]) == ["gw0", "gw1"]


def test_what_is_named_is_run_as_it_was_asked_for() -> None:
    assert spread(["tests/architecture", "-q"]) == ["tests/architecture", "-q"]
