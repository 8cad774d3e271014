"""Every service stands on floors: import-linter has layers of all its features, of each service.

`exhaustive`: a feature that is added has to be put on a floor.
"""

import configparser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))


def layered(text: str) -> set[str]:
    """The packages of which every module is on a floor."""
    config = configparser.ConfigParser()
    config.read_string(text)
    return {
        container
        for section in config.values()
        if section.get("type") == "layers" and section.get("exhaustive") == "true"
        for container in section.get("containers", "").split()
    }


def test_there_are_services() -> None:
    assert len(SERVICES) >= 6


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_stands_on_floors(service: str) -> None:
    assert service in layered((ROOT / ".importlinter").read_text(encoding="utf-8"))


def test_floors_that_leave_out_a_feature_do_not_count() -> None:
    floors = "[importlinter:contract:a]\ntype = layers\ncontainers = a\n"
    assert layered(floors) == set()
    assert layered(f"{floors}exhaustive = true\n") == {"a"}
