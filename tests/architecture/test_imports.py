"""Who may import whom, in the large by .importlinter, in the small inside a service."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [
    "contracts",
    "chassis",
    "presentation",
    "deploy/local",
    *(f"services/{path.parent.name}" for path in sorted(ROOT.glob("services/*/pyproject.toml"))),
]

FORBIDDEN_IN_ROOM = {
    "model": {"repository", "actions", "routes", "handlers", "schemas"},
    "repository": {"actions", "routes", "handlers", "schemas"},
    "actions": {"routes", "handlers"},
    "handlers": {"routes", "schemas"},
    "schemas": {"routes", "handlers"},
}
"""What a room of a feature does not look into: the pure part, then plumbing, then the borders."""

LIBRARIES_OF_A_BORDER = {
    "model": {"asyncpg", "fastapi", "aiokafka", "faststream", "httpx2", "starlette"},
    "actions": {"fastapi", "starlette", "aiokafka", "faststream"},
    "repository": {"fastapi", "starlette", "aiokafka", "faststream", "httpx2"},
    "handlers": {"fastapi", "starlette"},
}


def imports_of(path: Path) -> Iterator[str]:
    """The modules that a file imports, as absolute names; `from a import b` also gives a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms() -> list[Path]:
    return sorted(
        path for path in ROOT.glob("services/*/src/*/*/*.py") if path.stem in FORBIDDEN_IN_ROOM
    )


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--config", ROOT / ".importlinter", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize("path", rooms(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_does_not_look_into_those_above_it(path: Path) -> None:
    feature = f"{path.parents[1].name}.{path.parent.name}"
    above = {f"{feature}.{room}" for room in FORBIDDEN_IN_ROOM[path.stem]}
    assert above.isdisjoint(imports_of(path))


@pytest.mark.parametrize("path", rooms(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_uses_the_libraries_of_its_own_border_alone(path: Path) -> None:
    used = {name.split(".")[0] for name in imports_of(path)}
    assert used.isdisjoint(LIBRARIES_OF_A_BORDER.get(path.stem, set()))


def test_http_status_is_said_by_the_chassis_and_the_edge_alone() -> None:
    services = [path for path in ROOT.glob("services/*/src/*/*/*.py") if "edge" not in path.parts]
    assert services
    for path in services:
        if path.stem in {"model", "actions", "repository", "handlers"}:
            assert "HTTPException" not in path.read_text(), path


def declared_by(package: str) -> set[str]:
    project = tomllib.loads((ROOT / package / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"]]
    for extra in project.get("optional-dependencies", {}).values():
        wanted += extra
    return {normalised(re.split(r"[\s\[<>=!~;]", name, maxsplit=1)[0]) for name in wanted}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


DISTRIBUTIONS = importlib.metadata.packages_distributions()
OURS = {name: f"portico-{name}" for name in ("contracts", "chassis", "presentation")}
PART_OF = {"starlette": "fastapi", "pydantic_core": "pydantic"}
"""Modules whose version another package chooses, and whose names it gives out itself."""


def distributions_of(module: str) -> set[str]:
    """The names, one of which a package has to declare to import the module."""
    named = OURS.get(module) or PART_OF.get(module)
    return {named} if named else set(map(normalised, DISTRIBUTIONS.get(module, [module])))


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_package_imports_it_declares(package: str) -> None:
    """An image has what is declared and what that brings along: nothing else may be counted on."""
    source = ROOT / package / "src"
    own = {path.name for path in source.iterdir()}
    declared = declared_by(package)
    for folder, name in OURS.items():
        if name in declared:
            declared |= declared_by(folder)
    missing = {
        f"{name} in {path.relative_to(ROOT)}"
        for path in source.rglob("*.py")
        for name in {name.split(".")[0] for name in imports_of(path)}
        if name not in own
        and name not in sys.stdlib_module_names
        and declared.isdisjoint(distributions_of(name))
    }
    assert missing == set()
