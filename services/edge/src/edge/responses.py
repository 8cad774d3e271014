"""What goes out: security headers on every answer, and a page where a problem meets a reader."""

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from chassis.http.security_headers import DATA_POLICY, SECURITY_HEADERS
from edge.pages.errors import wants_page

_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


_KEPT_WITH_A_PAGE = ("Allow", "Retry-After")


class ResponseSender:
    """A `send` that adds headers, and puts a page in the place of a problem document."""

    def __init__(
        self,
        send: Send,
        request: Request,
        request_id: str,
        *,
        secure: bool,
        page: Callable[[int], Response],
    ) -> None:
        self._send = send
        self._secure = secure
        self._request_id = request_id
        self._is_api = request.url.path.startswith("/api/")
        self._wants_page = wants_page(request)
        self._page = page
        self._held_status: int | None = None
        self._held_headers: Mapping[str, str] = {}
        self.started = False

    async def __call__(self, message: Message) -> None:
        """Send a message of the application on."""
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            if self._wants_page and "problem+json" in headers.get("content-type", ""):
                self._held_status = message["status"]
                self._held_headers = {
                    name: headers[name] for name in _KEPT_WITH_A_PAGE if name in headers
                }
                return
            self._add_headers(headers)
            self.started = True
        elif self._held_status is not None:
            return
        await self._send(message)

    async def finish(self, scope: Scope, receive: Receive) -> None:
        """Send the page, if a problem was held back for it."""
        if self._held_status is None:
            return
        status, self._held_status = self._held_status, None
        page = self._page(status)
        page.headers.update(self._held_headers)
        await page(scope, receive, self)

    def _add_headers(self, headers: MutableHeaders) -> None:
        found = {"X-Request-Id": self._request_id, **SECURITY_HEADERS}
        if self._secure:
            found["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        for name, value in found.items():
            headers[name] = value
        methods = headers.get("Allow", "").split(", ")
        if not self._is_api and "GET" in methods:
            # The middleware answers HEAD for whatever a page or a file is.
            headers["Allow"] = ", ".join(sorted({*methods, "HEAD"}))
        # A portal's page has its own: with a nonce.
        headers.setdefault("Content-Security-Policy", DATA_POLICY if self._is_api else _PAGE_POLICY)
        headers.setdefault("Cache-Control", "no-store")
