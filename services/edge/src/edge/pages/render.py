"""Renders a page for a request: in its language, with its agency's colour."""

import hashlib
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

from contracts.events.identity import Agency
from edge.pages.colour import DARK_GROUND, LIGHT_GROUND, accent, reads_as_error
from edge.pages.texts import LANGUAGE_NAMES, Texts
from edge.site_request import SiteRequest, language_of, preferred_language, site_request_of
from presentation.formats import Formats
from presentation.names import initials

KEEP_FOR_EVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}


@cache
def environment() -> Environment:
    """The templates of this package; everything that is filled in is escaped."""
    return Environment(
        loader=PackageLoader("edge.pages"),
        autoescape=select_autoescape(enabled_extensions=("j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def static_file(name: str) -> bytes | None:
    """A file that pages refer to, None if there is none of this name."""
    if "/" in name or name.startswith("."):
        return None
    found = files("edge.pages").joinpath("static", name)
    return found.read_bytes() if found.is_file() else None


def file_response(name: str) -> Response | None:
    """A file, to be kept for ever: its address changes with it. None if there is none."""
    content = static_file(name)
    if content is None:
        return None
    media_type = MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(content, media_type=media_type, headers={"Cache-Control": KEEP_FOR_EVER})


@cache
def asset(name: str) -> str:
    """The address of a file: it changes with the content, so that browsers may keep it for ever."""
    content = static_file(name)
    if content is None:
        raise KeyError(name)
    return f"/assets/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


@cache
def brand_css(colour: str) -> str:
    """The agency's colour for both themes, corrected for contrast.

    Links of an agency whose colour is red are in the text's colour, underlined.
    """
    links = ":root{--link:var(--text)}\n" if reads_as_error(colour) else ""
    light, dark = accent(colour, LIGHT_GROUND), accent(colour, DARK_GROUND)
    return links + (
        f":root{{--accent:{light.colour};--on-accent:{light.text_on_it}}}\n"
        "@media (prefers-color-scheme:dark){"
        f":root{{--accent:{dark.colour};--on-accent:{dark.text_on_it}}}}}\n"
    )


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    language: str | None = None,
    **values: object,
) -> HTMLResponse:
    """A page of an agency. `language`: the person's, where one is known."""
    site = site_request_of(request)
    chosen = _asked_language(request, site)
    spoken = chosen or language or language_of(request, site)
    agency = site.agency
    html = (
        environment()
        .get_template(template)
        .render(
            t=Texts(spoken),
            lang=spoken,
            languages=_language_links(request, agency, spoken),
            agency=agency,
            initials=initials(agency.name),
            formats=Formats(spoken, agency.address.country),
            asset=asset,
            brand=f"/assets/brand.css?v={agency.brand_colour[1:]}",
            **values,
        )
    )
    response = HTMLResponse(html, status_code=status, headers={"Content-Language": spoken})
    if chosen is not None:
        site.edge.cookies.choose_language(response, chosen)
    return response


def blank_page(request: Request, template: str, status: int, **values: object) -> HTMLResponse:
    """A page of no agency."""
    spoken = preferred_language(request, tuple(LANGUAGE_NAMES)) or "en"
    html = (
        environment()
        .get_template(template)
        .render(t=Texts(spoken), lang=spoken, asset=asset, **values)
    )
    return HTMLResponse(html, status_code=status, headers={"Content-Language": spoken})


def _asked_language(request: Request, site: SiteRequest) -> str | None:
    asked = request.query_params.get("language")
    return asked if asked in LANGUAGE_NAMES and asked in site.agency.languages else None


def _language_links(request: Request, agency: Agency, spoken: str) -> list[dict[str, object]]:
    """The same page in the agency's other languages."""
    kept = [(name, value) for name, value in request.query_params.items() if name != "language"]
    return [
        {
            "code": code,
            "name": LANGUAGE_NAMES[code],
            "current": code == spoken,
            "href": f"?{urlencode([*kept, ('language', code)])}",
        }
        for code in agency.languages
        if code in LANGUAGE_NAMES
    ]
