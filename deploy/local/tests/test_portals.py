"""What the portals are built with is installed once for what their files name."""

from pathlib import Path

import pytest

from portico_local import portals
from portico_local.reporting import SilentReporter


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (".npmrc", "package-lock.json", "package.json", "apps/one/package.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(portals, "portals_source", lambda: tmp_path)
    return tmp_path


def test_packages_are_installed_once_and_again_when_a_part_names_others(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[Path] = []

    def npm_ci(directory: Path) -> None:
        package = directory / "node_modules" / "react"
        package.mkdir()
        (package / "package.json").write_text('{"name": "react"}')
        installed.append(directory)

    monkeypatch.setattr(portals, "npm_ci", npm_ci)
    portals.install_packages(SilentReporter())
    portals.install_packages(SilentReporter())
    assert installed == [workspace]
    (workspace / "apps" / "one" / "package.json").write_text('{"dependencies": {}}')
    portals.install_packages(SilentReporter())
    assert installed == [workspace] * 2
