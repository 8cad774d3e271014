"""A second portal, of one page: what `packages/ui` gives is all that it needs besides that page."""

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, Route, expect

from edge.portals import content_security_policy
from portico_local.node import NODE
from portico_local.portals import install_packages, portals_source
from portico_local.processes import child_environment
from portico_local.reporting import SilentReporter

from .people import SETTLE_SECONDS, settled, violations

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300, func_only=True)]

SECOND_APP = Path(__file__).parents[1] / "portals" / "second_app"
FIRST_LOAD_BYTES = 250 * 1024
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
_PERSON = {
    "person_id": "0193e0a0-0000-7000-8000-000000000001",
    "agency_id": "0193e0a0-0000-7000-8000-000000000002",
    "name": "Ola Hansen",
    "email": "ola@example.com",
    "language": "en",
    "permissions": [],
    "portal": "customer",
    "status": "active",
}
_BOOT = {
    "portal": "customer",
    "language": "en",
    "nonce": "n",
    "agency": {
        "slug": "maple",
        "name": "Maple",
        "country": "CA",
        "currency": "CAD",
        "timeZone": "America/Toronto",
        "weekStartsOn": 1,
        "languages": ["en", "fr"],
        "supportEmail": "help@example.com",
    },
    "accent": {
        "light": {"colour": "#b42318", "on": "#ffffff"},
        "dark": {"colour": "#ff9b8f", "on": "#000000"},
    },
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with the second app in `apps/`, checked and built as any other."""
    install_packages(SilentReporter())
    folder = tmp_path_factory.mktemp("workspace")
    source, workspace = portals_source(), folder / "portals"
    shutil.copytree(source, workspace, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (workspace / "node_modules").symlink_to(source / "node_modules")
    # In the place of the one that is there: what it needs besides its page is what is tested.
    shutil.rmtree(workspace / "apps" / "customer")
    shutil.copytree(SECOND_APP, workspace / "apps" / "customer")
    for what in ("types", "build"):
        done = subprocess.run(
            [str(NODE), "apps.mjs", what, "customer"],
            cwd=workspace,
            env=child_environment() | {"PORTICO_PORTALS": str(folder / "built")},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"[-4_000:]
    return folder / "built" / "customer"


class _Edge(BaseHTTPRequestHandler):
    """The page for every address, and its files: as the edge serves a portal."""

    def __init__(self, built: Path, *rest: Any) -> None:
        self._built = built
        super().__init__(*rest)

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2].partition("?")[0]
        file = self._built / "assets" / name
        if "/assets/" in self.path:
            self._answer(file.read_bytes() if file.exists() else b"", _TYPES[file.suffix])
            return
        html = (self._built / "index.html").read_text()
        boot = f'<meta name="portico-boot" content="{escape(json.dumps(_BOOT))}"'
        page = html.replace('<meta name="portico-boot" content="{}"', boot)
        self._answer(page.encode(), "text/html; charset=utf-8")

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if kind.startswith("text/html"):
            self.send_header("Content-Security-Policy", content_security_policy("n"))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is theirs
        """Nothing: the browser's own errors fail the test."""


@pytest.fixture(scope="module")
def address(built: Path) -> Generator[str]:
    """Where the second app is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Edge, built))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Api:
    """What the edge would answer, and what it was sent."""

    sent: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    signed_in: bool = True
    faults: list[str] = field(default_factory=list[str])
    files: set[str] = field(default_factory=set[str])

    def hear(self, said: ConsoleMessage) -> None:
        """What the page complains of; a refusal of ours is none."""
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.faults.append(said.text)

    async def answer(self, route: Route) -> None:
        """As the edge would."""
        request = route.request
        path = request.url.partition("/api/")[2].partition("?")[0]
        if request.method == "POST":
            self.sent.append((path, request.post_data_json))
        if not self.signed_in and path != "session/remembered-email":
            problem = {
                "status": 401,
                "code": "unauthenticated",
                "title": "x",
                "because": "timed_out",
            }
            await route.fulfill(
                status=401, content_type="application/problem+json", body=json.dumps(problem)
            )
            return
        await route.fulfill(content_type=self._kind(path), body=self._body(path, request))

    def _kind(self, path: str) -> str:
        return "text/event-stream" if path == "live" else "application/json"

    def _body(self, path: str, request: Request) -> str:
        match path:
            case "live":
                return "data: {}\n\n"
            case "session/me":
                return json.dumps({"person": _PERSON, "agency": {"week_starts_on": 1}})
            case "session/profile":
                return json.dumps(_PERSON | {"may_change": ["phone"], "phone": "", "languages": []})
            case "customer/work":
                return json.dumps({"items": [_row(number) for number in range(3)]})
            case "customer/work/approve":
                ids = (request.post_data_json or {}).get("ids")
                failed = [] if ids else [{"id": "e1", "name": "Contractor 1", "reason": "Changed."}]
                return json.dumps({"done": len(ids) if ids else 212, "failed": failed})
            case _:
                return json.dumps({})


def _row(number: int) -> dict[str, str]:
    return {
        "entry_id": f"e{number}",
        "contractor_name": f"Contractor {number}",
        "work_on": f"2026-11-0{number + 2}",
    }


@asynccontextmanager
async def opened(
    chromium: Browser, address: str, path: str = ""
) -> AsyncGenerator[tuple[Page, Api]]:
    """A page of the second app; the test fails for errors in it."""
    api = Api()
    context = await chromium.new_context(base_url=address, locale="en", reduced_motion="reduce")
    context.set_default_timeout(SETTLE_SECONDS * 1_000)
    page = await context.new_page()
    page.on("pageerror", lambda error: api.faults.append(str(error)))
    page.on("console", api.hear)
    page.on("request", lambda asked: api.files.add(asked.url.rpartition("/")[2]))
    await page.route("**/api/**", api.answer)
    await page.goto(f"/customer{path}")
    yield page, api
    await context.close()
    assert api.faults == []


async def test_a_portal_of_one_page_has_a_frame_settings_and_a_way_to_sign_in(
    chromium: Browser, address: str
) -> None:
    async with opened(chromium, address) as (page, api):
        await expect(page.get_by_role("heading", level=1, name="Approvals")).to_be_visible()
        await expect(
            page.get_by_role("banner").get_by_role("link", name="Approvals")
        ).to_be_visible()
        assert not await violations(page)
        await page.keyboard.press("Control+k")
        await page.keyboard.type("profile")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1, name="Profile")).to_be_visible()
        await expect(page).to_have_url(f"{address}/customer/settings/profile")
        api.signed_in = False
        await page.goto("/customer/no/such")
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await expect(page.get_by_role("alert")).to_contain_text("Your session timed out.")


async def test_all_that_match_are_approved_but_for_the_one_that_is_left_out(
    chromium: Browser, address: str
) -> None:
    async with opened(chromium, address) as (page, api):
        await page.get_by_role("checkbox", name="Select Contractor 0").check()
        bar = page.get_by_role("region", name="Selection")
        await expect(bar.get_by_role("status")).to_have_text("1 selected")
        await bar.get_by_role("button", name="Select all 214 that match").click()
        await expect(
            page.get_by_role("checkbox", name="Select all rows on this page")
        ).to_be_checked()
        await page.get_by_role("checkbox", name="Select Contractor 2").uncheck()
        await expect(bar.get_by_role("status")).to_have_text("213 selected")
        assert not await violations(page)
        await bar.get_by_role("button", name="Approve 213").click()
        outcome = page.get_by_role("main").get_by_role("status").filter(has_text="212 done")
        await expect(outcome).to_contain_text("1 failed")
        await expect(outcome).to_contain_text("Contractor 1: Changed.")
        await expect(bar).to_have_count(0)
        await outcome.get_by_role("button", name="Retry 1").click()
        await expect(page.get_by_text("1 done")).to_be_visible()
        assert [body for path, body in api.sent if path == "customer/work/approve"] == [
            {"filter": {"status": "submitted"}, "except": ["e2"], "expected_count": 213},
            {"ids": ["e1"]},
        ]
        await page.get_by_role("button", name="Day").click()
        await expect(page).to_have_url(re.compile(r"/customer/?\?sort=day$"))


async def test_a_message_outlives_the_session_and_a_file_is_looked_at_before_it_is_sent(
    chromium: Browser, address: str
) -> None:
    async with opened(chromium, address) as (page, api):
        message = page.get_by_label("Write a message")
        await message.fill("Who locked the gate?")
        api.signed_in = False
        await page.reload()
        await expect(page.get_by_role("alert")).to_contain_text("unfinished work is still here")
        api.signed_in = True
        await page.goto("/customer")
        await expect(message).to_have_value("Who locked the gate?")
        await page.get_by_role("button", name="Send").click()
        await expect(message).to_have_value("")
        assert ("customer/messages", {"text": "Who locked the gate?"}) in api.sent
        large = {"name": "order.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_001}
        other = {"name": "order.exe", "mimeType": "application/x-msdownload", "buffer": b"x"}
        for file, why in ((large, "is larger than"), (other, "can’t be used here")):
            async with page.expect_file_chooser() as chooser:
                await page.get_by_role("button", name="Choose a file").click()
            await (await chooser.value).set_files([file])  # pyright: ignore[reportArgumentType]
            await expect(page.get_by_role("alert")).to_contain_text(why)
        assert not [path for path, _ in api.sent if path == "customer/order"]


async def test_a_second_portal_is_within_the_same_250_kilobytes(
    chromium: Browser, address: str, built: Path
) -> None:
    async with opened(chromium, address) as (page, api):
        await settled(page)
        scripts = {name for name in api.files if name.endswith(".js")}
    sizes = {name: len(gzip.compress((built / "assets" / name).read_bytes())) for name in scripts}
    assert sizes
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes
