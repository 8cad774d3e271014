"""The page of something that cannot be shown."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from edge.pages.render import blank_page, page


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer, rather than a program."""
    if request.url.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "")


def error_page(request: Request, status: int, request_id: str) -> Response:
    """A page that says plainly what is wrong; in the agency's brand where there is an agency."""
    if status == HTTPStatus.NOT_FOUND:
        key = "error.404"
    elif status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        key = "error.403"
    elif status < HTTPStatus.INTERNAL_SERVER_ERROR:
        key = "error.4xx"
    else:
        key = "error.5xx"
    if "edge.site_request" in request.scope:
        return page(
            request, "error.html.j2", status=status, code=status, key=key, request_id=request_id
        )
    lead = "error.host_lead" if status == HTTPStatus.NOT_FOUND else f"{key}_lead"
    return blank_page(request, "nowhere.html.j2", status, key=key, lead=lead, request_id=request_id)
