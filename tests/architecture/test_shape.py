"""Every service has the same rooms, and no file grows out of sight."""

import ast
import importlib
import inspect
import subprocess
from pathlib import Path

import pytest

from chassis.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))
WITH_DATABASE = [name for name in SERVICES if name != "edge"]

MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 60
"""Twice what reads well is the end; about 40 is the aim."""


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, and those that are new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git clone")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_there_are_six_services() -> None:
    expected = ["documents", "edge", "identity", "notifications", "payments", "timesheets"]
    assert expected == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_rooms_of_every_service(service: str) -> None:
    source = ROOT / "services" / service / "src" / service
    for name in ("__init__.py", "__main__.py", "app.py", "settings.py"):
        assert (source / name).is_file(), name
    for name in ("unit", "integration"):
        assert any((ROOT / "services" / service / "tests" / name).glob("test_*.py")), name


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_starts_like_every_service(service: str) -> None:
    main = (ROOT / "services" / service / "src" / service / "__main__.py").read_text()
    assert "from chassis.main import main" in main
    assert f"from {service}.app import build" in main
    assert "main(build)" in main


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_settings_are_the_chassis_ones_under_its_name(service: str) -> None:
    module = importlib.import_module(f"{service}.settings")
    own = [
        found
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, ServiceSettings) and found is not ServiceSettings
    ]
    assert [found.service for found in own] == [service]


@pytest.mark.parametrize("service", WITH_DATABASE)
def test_migrations_ship_with_the_package_and_are_numbered_without_a_gap(service: str) -> None:
    folder = ROOT / "services" / service / "src" / service / "migrations"
    names = sorted(path.name for path in folder.glob("*.sql"))
    assert names
    for number, name in enumerate(names, start=1):
        assert name.startswith(f"{number:04}_"), name


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py")
        if "generated" not in path.parts
        if (lines := len(path.read_text().splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_a_page() -> None:
    long: dict[str, int] = {}
    for path in tracked("*/src/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    assert long == {}


ELSEWHERE = (
    "../" + "shared",
    "/work/" + "main",
    "/opt/" + "wheels",
    "/ro" + "ot/",
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "registry.npm" + "js.org",
    "repo.maven." + "apache.org",
    "repo1.maven" + ".org",
    "static.crates" + ".io",
    "index.crates" + ".io",
    "proxy.golang" + ".org",
    "deb.debian" + ".org",
)
"""Where it was made, and where its parts came from: says nothing to whoever gets it."""


def test_nothing_names_the_place_where_it_was_made() -> None:
    found: list[str] = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {name}" for name in ELSEWHERE if name in text]
    assert found == []
