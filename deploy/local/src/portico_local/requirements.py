"""A pytest plugin that writes down which test shows which requirement, as JSON."""

import json
import os
from pathlib import Path

import pytest

FILE_VARIABLE = "PORTICO_REQUIREMENTS_FILE"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Every `@pytest.mark.requirement("C8")` that was collected: number, and the tests' ids."""
    found: dict[str, list[str]] = {}
    for item in session.items:
        for mark in item.iter_markers("requirement"):
            for number in mark.args:
                found.setdefault(str(number), []).append(item.nodeid)
    Path(os.environ[FILE_VARIABLE]).write_text(json.dumps(found))
