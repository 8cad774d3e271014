"""The portals' workspace by its own tools, and what its build must keep to."""

import gzip
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from contracts.access import Portal
from notifications.preferences.model import kinds_of
from portico_local.node import NODE
from portico_local.portals import build_portals, built_portals, install_packages, portals_source
from portico_local.processes import child_environment
from portico_local.reporting import SilentReporter

FIRST_LOAD_BYTES = 250 * 1024
LANGUAGES = ("en", "fr", "nb")
FIRST_PAGES = {Portal.CONTRACTOR: "dashboard", Portal.CUSTOMER: "home", Portal.AGENCY: "home"}
"""Of each portal the module of its first page."""
_PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")

pytestmark = pytest.mark.timeout(300)

_APPS = sorted(path.parent for path in portals_source().glob("apps/*/tsconfig.json"))
PROJECTS = (".", *(f"apps/{path.name}" for path in _APPS))


@pytest.fixture(scope="module")
def workspace() -> Path:
    """The workspace with its packages installed."""
    install_packages(SilentReporter())
    return portals_source()


@pytest.fixture(scope="module", params=Portal)
def portal(workspace: Path, request: pytest.FixtureRequest) -> Path:
    """A portal, built."""
    build_portals(SilentReporter())
    assert workspace.is_dir()
    return built_portals() / request.param


def test_every_portal_is_there(workspace: Path) -> None:
    assert {path.name for path in workspace.glob("apps/*")} == set(Portal)


def tool(
    workspace: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a tool of the workspace with our Node."""
    program, *rest = arguments
    return subprocess.run(
        [str(NODE), str(workspace / "node_modules" / program), *rest],
        cwd=workspace,
        env=child_environment() | {"PATH": f"{NODE.parent}:/usr/bin:/bin", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str | None:
    """What a tool said when it found something wrong; None when it did not."""
    return None if done.returncode == 0 else f"{done.stdout}\n{done.stderr}"[-6_000:]


@pytest.mark.parametrize("project", PROJECTS)
def test_the_types_fit(workspace: Path, project: str) -> None:
    assert complaint(tool(workspace, "typescript-native/bin/tsc", "--project", project)) is None


def test_the_linter_finds_nothing(workspace: Path) -> None:
    assert (
        complaint(tool(workspace, "@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."))
        is None
    )


def test_the_unit_tests_of_the_portals_pass(workspace: Path) -> None:
    assert complaint(tool(workspace, "vitest/vitest.mjs", "run")) is None


def test_the_client_is_the_one_of_the_edge_of_now(workspace: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "generated"
    done = tool(
        workspace,
        "@hey-api/openapi-ts/bin/run.js",
        "--file",
        "packages/api/openapi-ts.config.ts",
        environment={"PORTICO_GENERATED": str(fresh)},
    )
    assert complaint(done) is None
    views = tool(
        workspace, "../packages/api/live.mjs", environment={"PORTICO_GENERATED": str(fresh)}
    )
    assert complaint(views) is None
    kept = workspace / "packages" / "api" / "src" / "generated"
    assert _files(kept) == _files(fresh), "npm run generate, in portals/, renews the client"


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_text_is_there_in_every_language(workspace: Path) -> None:
    catalogues = [
        *workspace.glob("packages/*/src/**/locales"),
        *workspace.glob("apps/*/src/locales"),
    ]
    assert catalogues
    for folder in catalogues:
        keys = {language: _keys_of(folder, language) for language in LANGUAGES}
        assert keys["en"], folder
        for language in LANGUAGES[1:]:
            assert keys[language] == keys["en"], f"{folder}: {language} differs from en"


def test_every_kind_of_e_mail_that_can_be_chosen_has_a_name(workspace: Path) -> None:
    kinds = {kind: subject for portal in Portal for kind, subject in kinds_of(portal).items()}
    texts = json.loads((workspace / "packages/ui/src/account/locales/en.json").read_text())
    assert set(kinds) == set(texts["preferences"]["kind"])
    assert set(kinds.values()) == set(texts["preferences"]["subject"])


def _keys_of(folder: Path, language: str) -> set[str]:
    files = [folder / f"{language}.json", *sorted((folder / language).glob("*.json"))]
    return {
        f"{file.stem if file.parent != folder else 'ui'}:{_PLURAL.sub('', key)}"
        for file in files
        if file.exists()
        for key, text in _leaves(json.loads(file.read_text()))
        if text.strip()
    }


def _leaves(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)


def test_the_lock_names_no_place_where_packages_come_from(workspace: Path) -> None:
    lock = json.loads((workspace / "package-lock.json").read_text())
    resolved = [
        name for name, entry in lock["packages"].items() if "://" in entry.get("resolved", "")
    ]
    assert not resolved


class _Page(HTMLParser):
    """The scripts and styles that a page asks for, and what is written into it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.inline: list[str] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script":
            self._in_script = True
        source = found.get("src") or found.get("href")
        if source and (tag == "script" or found.get("rel") == "modulepreload"):
            self.scripts.append(source)
        if tag == "style" or "style" in found or any(name.startswith("on") for name in found):
            self.inline.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.inline.append(data)


def test_the_page_has_no_script_and_no_style_of_its_own(portal: Path) -> None:
    page = _Page((portal / "index.html").read_text())
    assert page.scripts
    assert not page.inline


def test_the_first_load_is_at_most_250_kilobytes_of_script(portal: Path) -> None:
    """What the page asks for at once and the first page, with the texts of the longest language."""
    page = _Page((portal / "index.html").read_text())
    assets = portal / "assets"
    first = FIRST_PAGES[Portal(portal.name)]
    wanted = {source.rpartition("/")[2] for source in page.scripts}
    wanted |= {_only(assets, f"{first}-*.js").name}
    sizes = {name: _gzipped(assets / name) for name in _with_imports(assets, wanted)}
    texts = {
        language: sum(
            _gzipped(_only(assets, f"{language}.{part}-*.js")) for part in ("shared", first)
        )
        for language in LANGUAGES
    }
    assert sum(sizes.values()) + max(texts.values()) <= FIRST_LOAD_BYTES, {**sizes, **texts}


def _only(folder: Path, pattern: str) -> Path:
    """The one file of this name. Several would have to be told apart before they are counted."""
    (found,) = folder.glob(pattern)
    return found


def _with_imports(assets: Path, names: set[str]) -> set[str]:
    """These files and all that they import at once."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        imports = re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', (assets / name).read_text())
        waiting |= set(imports) - found
    return found


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_what_is_built_asks_no_other_host_for_anything(portal: Path) -> None:
    asking = re.compile(r"""(?:fetch|import|importScripts|src=|url)\(?\s*["'(]https?://""")
    for path in portal.rglob("*"):
        if path.suffix in {".js", ".css", ".html"}:
            assert not asking.search(path.read_text()), path.name
