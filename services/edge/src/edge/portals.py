"""Serves the built portals: one page per portal for every address of it, and that page's files.

A portal is built into `PORTALS_DIRECTORY/<portal>/` (index.html, assets/). Of one that is not there
the edge says how to build it.
"""

import asyncio
import gzip
import json
import re
import secrets
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Self

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from contracts.access import Portal
from contracts.events.identity import Agency
from edge.pages.colour import Accent, accent
from edge.pages.render import KEEP_FOR_EVER, MEDIA_TYPES, page
from edge.problems import EdgeRoute, NoSuchPageError, request_id_of
from edge.site_request import CurrentSiteRequest, SiteRequest, language_of

_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,120}")
_BOOT = '<meta name="portico-boot" content="{}"'
_LANGUAGE = '<html lang="en"'
_TITLE = "<title>Portico</title>"
# Links also stand on tinted rows: the accent is to be read on the hardest ground of each theme.
_LIGHT_TINT = "#e9ebee"
_DARK_TINT = "#23272c"
_COMPRESSED = frozenset({"css", "js", "svg", "txt"})
_LEAST_COMPRESSED_BYTES = 1_024


class UnusablePortalError(Exception):
    """A built portal cannot be served; the message says why."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a portal, as it is and, where that is smaller, compressed."""

    content: bytes
    gzipped: bytes | None
    media_type: str

    @classmethod
    def read(cls, path: Path) -> Self:
        content = path.read_bytes()
        kind = path.suffix.removeprefix(".")
        squeeze = kind in _COMPRESSED and len(content) >= _LEAST_COMPRESSED_BYTES
        return cls(
            content=content,
            gzipped=gzip.compress(content, mtime=0) if squeeze else None,
            media_type=MEDIA_TYPES.get(kind, "application/octet-stream"),
        )


@dataclass(slots=True)
class BuiltPortal:
    """One built portal. Its files are read once: their names change with their content."""

    portal: Portal
    directory: Path
    _files: dict[str, _File] = field(default_factory=dict[str, _File])

    def check(self) -> None:
        """Raises UnusablePortalError when its page lacks what is filled in."""
        html = self._page()
        for needed in (_BOOT, _LANGUAGE, _TITLE):
            if needed not in html:
                raise UnusablePortalError(f"{self.directory}/index.html has no {needed}")

    def page(self, site: SiteRequest, language: str, nonce: str) -> str:
        """The page, with what it has to know before it can ask: the agency, and how it looks."""
        boot = json.dumps(boot_of(self.portal, site.agency, language, nonce), separators=(",", ":"))
        return (
            self._page()
            .replace(_LANGUAGE, f'<html lang="{language}"', 1)
            .replace(_TITLE, f"<title>{escape(site.agency.name)}</title>", 1)
            .replace(_BOOT, f'<meta name="portico-boot" content="{escape(boot)}"', 1)
        )

    async def file(self, name: str) -> _File:
        """A file of the page. Raises NoSuchPageError."""
        if not _FILE_NAME.fullmatch(name):
            raise NoSuchPageError
        if name not in self._files:
            path = self.directory / "assets" / name
            try:
                self._files[name] = await asyncio.to_thread(_File.read, path)
            except OSError:
                raise NoSuchPageError from None
        return self._files[name]

    def _page(self) -> str:
        try:
            return (self.directory / "index.html").read_text(encoding="utf-8")
        except OSError as error:
            raise UnusablePortalError(str(error)) from error


def boot_of(portal: Portal, agency: Agency, language: str, nonce: str) -> dict[str, object]:
    """What a portal's page is told with itself: nothing that is not public."""
    return {
        "portal": portal.value,
        "language": language,
        "nonce": nonce,
        "agency": {
            "slug": agency.slug,
            "name": agency.name,
            "country": agency.address.country,
            "currency": agency.currency,
            "timeZone": agency.time_zone,
            "weekStartsOn": agency.week_starts_on,
            "languages": [*agency.languages],
            "supportEmail": agency.support_email,
        },
        "accent": {
            "light": _accent(accent(agency.brand_colour, _LIGHT_TINT)),
            "dark": _accent(accent(agency.brand_colour, _DARK_TINT)),
        },
    }


def content_security_policy(nonce: str) -> str:
    """Scripts and styles of this site alone; `<style>` elements only with the nonce.

    `blob:` images are pictures that the person has just chosen, shown before they are sent.
    """
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def routers(directory: Path | None) -> list[APIRouter]:
    """A router for each portal. Raises UnusablePortalError."""
    return [_router(portal, directory) for portal in Portal]


def _router(portal: Portal, directory: Path | None) -> APIRouter:
    router = APIRouter(prefix=f"/{portal}", include_in_schema=False, route_class=EdgeRoute)
    if directory is not None and (directory / portal.value / "index.html").exists():
        _serve(router, BuiltPortal(portal, directory / portal.value))
    else:
        _say_how_to_build(router)
    return router


def _say_how_to_build(router: APIRouter) -> None:
    @router.get("")
    @router.get("/{path:path}")
    async def not_built(request: Request) -> Response:
        """What stands in the place of a portal that is not built."""
        return page(
            request,
            "error.html.j2",
            status=503,
            code=503,
            key="error.not_built",
            request_id=request_id_of(request),
        )


def _serve(router: APIRouter, built: BuiltPortal) -> None:
    built.check()

    @router.get("/assets/{name}")
    async def show_file(name: str, request: Request) -> Response:
        """A file of the page, to be kept for ever."""
        found = await built.file(name)
        headers = {"Cache-Control": KEEP_FOR_EVER, "Vary": "Accept-Encoding"}
        if found.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(found.gzipped, media_type=found.media_type, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)

    @router.get("")
    @router.get("/{path:path}")
    async def show_page(request: Request, site: CurrentSiteRequest) -> Response:
        """The page, whatever the address within the portal: the page knows the rest."""
        nonce = secrets.token_urlsafe(16)
        language = language_of(request, site)
        return HTMLResponse(
            built.page(site, language, nonce),
            headers={
                "Content-Security-Policy": content_security_policy(nonce),
                "Content-Language": language,
            },
        )


def _accent(found: Accent) -> dict[str, str]:
    return {"colour": found.colour, "on": found.text_on_it}
