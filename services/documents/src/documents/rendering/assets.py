"""The only door out of a page: packaged assets by name, and nothing else at all."""

from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "asset:"
_ASSETS = {
    "style.css": (Path(__file__).parent / "templates/style.css", "text/css"),
}


class RefusedAddressError(ValueError):
    """A page asked for something that is not a packaged asset."""

    def __init__(self, url: str) -> None:
        super().__init__(f"refused: {url[:200]}")
        self.url = url


class PackagedAssets(URLFetcher):
    """Answers `asset:NAME` for the packaged assets; refuses files, hosts and data URLs."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """The asset of this address. Raises RefusedAddressError."""
        found = _ASSETS.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if found is None:
            raise RefusedAddressError(url)
        path, mime_type = found
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime_type})
