import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portico_local.paths import repository_root

ROOT = repository_root()


@pytest.fixture
def setup_script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(ROOT / "deploy" / "local" / "setup"))
    yield importlib.import_module("portico_setup")
    sys.modules.pop("portico_setup", None)


def test_the_lock_is_of_the_dependencies_that_the_packages_name_now(setup_script: Any) -> None:
    assert setup_script.lock_is_current(), "run ./portico lock"


@pytest.mark.parametrize(("asked", "code"), [("--help", 0), ("-h", 0), ("--chek", 2)])
def test_what_the_lock_does_not_know_locks_nothing(
    setup_script: Any, monkeypatch: pytest.MonkeyPatch, asked: str, code: int
) -> None:
    def lock(**_: object) -> None:
        pytest.fail("locked")

    monkeypatch.setattr(setup_script, "lock", lock)
    assert setup_script.main(["lock", asked]) == code


def test_every_locked_package_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", lock).strip())

    assert len(entries) > 50
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock


def test_the_lock_of_the_mail_catcher_has_hashes_and_no_address() -> None:
    lock = (ROOT / "deploy" / "local" / "maildev" / "package-lock.json").read_text()

    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_the_digest_changes_with_any_input(
    setup_script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    monkeypatch.setattr(setup_script, "LOCK", lock)
    lock.write_text("a==1")
    before = setup_script.digest_of_inputs()
    lock.write_text("a==2")

    assert setup_script.digest_of_inputs() != before
