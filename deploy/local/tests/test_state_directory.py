"""What a stack keeps on this machine is its owner's: keys, passwords, e-mails, documents, logs."""

import os
import stat
from pathlib import Path

import pytest

from portico_local.paths import StateDirectory


def others_may(path: Path) -> str:
    """What everybody else may do with it, as `ls -l` writes it."""
    return stat.filemode(path.stat().st_mode)[4:]


@pytest.mark.parametrize("as_root", [True, False])
def test_nobody_else_looks_into_the_state_of_a_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_root: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0 if as_root else 1000)
    directory = StateDirectory(tmp_path / "deep" / "state")
    directory.create()
    inside = [path for path in directory.root.rglob("*") if path != directory.data]
    assert {path.name for path in inside} == {"logs", "secrets", "documents", "mail"}
    assert {others_may(path) for path in inside} == {"------"}
    # PostgreSQL's own user, as which it runs for root, has to pass through; nobody reads there.
    passed = "--x--x" if as_root else "------"
    assert {others_may(path) for path in (directory.root, directory.data)} == {passed}


def test_the_folders_of_an_earlier_version_are_closed(tmp_path: Path) -> None:
    directory = StateDirectory(tmp_path / "state")
    for folder in (directory.root, directory.data, directory.logs, directory.secrets):
        folder.mkdir(mode=0o755)
        folder.chmod(0o755)
    directory.create()
    for folder in (directory.root, directory.data, directory.logs, directory.secrets):
        assert "r" not in others_may(folder)
        assert "w" not in others_may(folder)
