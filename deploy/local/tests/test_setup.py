"""What ./portico does on a machine that lacks something. Nothing is installed here."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portico_local.paths import repository_root

ROOT = repository_root()


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """The script, on a bootstrap folder of its own, by somebody who is not root."""
    monkeypatch.syspath_prepend(str(ROOT / "deploy" / "local" / "setup"))
    module = importlib.import_module("portico_setup")
    monkeypatch.setattr(module, "BOOTSTRAP", tmp_path / "bootstrap")
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000)
    yield module
    sys.modules.pop("portico_setup", None)


def nothing(_: str) -> None:
    return None


def in_usr_bin(name: str) -> str:
    return f"/usr/bin/{name}"


def lacks_all(*_: str) -> bool:
    return False


def has_pip_alone(*modules: str) -> bool:
    return modules == ("pip",)


def test_who_may_not_install_libraries_is_told_the_exact_command(
    setup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup.ctypes.util, "find_library", nothing)
    monkeypatch.setattr(setup.shutil, "which", in_usr_bin)

    with pytest.raises(setup.SetupError) as error:
        setup.install_libraries()

    assert (
        "sudo apt-get update && sudo apt-get install --yes --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    ) in str(error.value)


def test_only_what_is_missing_is_asked_for(setup: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"pango-1.0": "libpango-1.0.so.0", "pangoft2-1.0": "libpangoft2-1.0.so.0"}
    monkeypatch.setattr(setup.ctypes.util, "find_library", found.get)
    monkeypatch.setattr(setup.shutil, "which", in_usr_bin)

    with pytest.raises(setup.SetupError, match=r"recommends libharfbuzz-subset0$"):
        setup.install_libraries()


def test_tests_run_without_pdfsig_where_it_cannot_be_installed(
    setup: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)

    setup.install_pdfsig()

    said = capsys.readouterr().err
    assert "apt-get install --yes --no-install-recommends poppler-utils libnss3-tools" in said


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        ([], True),
        (["-q"], True),
        (["services"], True),
        (["services/documents/tests/unit"], True),
        (["services/documents/tests/unit/test_offers.py::test_signing"], True),
        (["services/payments"], False),
        (["tests"], False),
        (["--requirements"], False),
    ],
)
def test_what_only_some_tests_need_is_installed_for_them_alone(
    setup: Any, arguments: list[str], may: bool
) -> None:
    assert setup.may_run(arguments, ROOT / "services" / "documents") is may


def test_a_python_without_venv_and_pip_names_the_package_that_brings_them(
    setup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "has", lacks_all)

    with pytest.raises(setup.SetupError, match=r"install .*python3\.\d+-venv"):
        setup.get_uv()


def test_a_python_with_pip_alone_installs_uv_by_pip(
    setup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(setup, "has", has_pip_alone)

    def run(*command: object) -> str:
        ran.append(tuple(map(str, command)))
        return ""

    monkeypatch.setattr(setup, "run", run)

    uv = setup.get_uv()

    assert ran == [
        (
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-input", "--target", str(uv.parent.parent), f"uv=={setup.UV_VERSION}"),
        )
    ]


def test_a_command_that_fails_is_shown_with_all_that_it_said(setup: Any) -> None:
    with pytest.raises(setup.SetupError, match=r"(?s)ended with code 3:\nout\nerr"):
        setup.run("sh", "-c", "echo out; echo err >&2; exit 3")


def test_an_unchanged_environment_is_not_looked_at_again(
    setup: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stamp = tmp_path / "stamp"
    monkeypatch.setattr(setup, "STAMP", stamp)
    digest = setup.digest_of_inputs()
    assert not setup.is_set_up(digest)

    stamp.write_text(digest)

    assert setup.is_set_up(digest)
    assert not setup.is_set_up("of other inputs")


def test_the_script_reads_on_an_old_python() -> None:
    source = (ROOT / "portico").read_text()

    # What a Python 3.6 has to get through before it finds a newer one.
    compiled = subprocess.run(
        [sys.executable, "-c", "import ast, sys; ast.parse(sys.stdin.read(), feature_version=6)"],
        input=source,
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert compiled.returncode == 0, compiled.stderr
