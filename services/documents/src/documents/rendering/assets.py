"""The only door out of a page: packaged assets by name, and nothing else at all."""

import re
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

from documents.rendering import scripts

SCHEME = "asset:"
_ASSETS = {
    "style.css": (Path(__file__).parent / "templates/style.css", "text/css"),
}
_SCRIPT = re.compile(r"scripts/(?P<name>[a-z0-9-]+)/(?P<weight>[0-9]{3})\.ttf")


class RefusedAddressError(ValueError):
    """A page asked for something that is not a packaged asset."""

    def __init__(self, url: str) -> None:
        super().__init__(f"refused: {url[:200]}")
        self.url = url


class PackagedAssets(URLFetcher):
    """Answers `asset:NAME` for the packaged assets and slices of fonts; refuses all else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """The asset of this address. Raises RefusedAddressError."""
        name = url.removeprefix(SCHEME) if url.startswith(SCHEME) else ""
        if name in _ASSETS:
            path, mime_type = _ASSETS[name]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime_type})
        if wanted := _SCRIPT.fullmatch(name):
            try:
                data = scripts.font(wanted["name"], int(wanted["weight"]))
            except KeyError:
                raise RefusedAddressError(url) from None
            return URLFetcherResponse(url, data, {"Content-Type": "font/ttf"})
        raise RefusedAddressError(url)
