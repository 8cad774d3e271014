"""Problem documents (RFC 9457): every failure's answer, with a stable code and named fields."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import structlog
from asyncpg import PostgresError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match, Route

from chassis.database import TRANSIENT_ERRORS
from chassis.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from chassis.http.paths import loggable

_LOG = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

# The one table from business failures to status codes; the nearest base class counts.
STATUS_OF: Mapping[type[DomainError], HTTPStatus] = {
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequestsError: HTTPStatus.TOO_MANY_REQUESTS,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    DomainError: HTTPStatus.CONFLICT,
}

# Phrases that Python changes from version to version make no stable code.
_CODES: Mapping[HTTPStatus, str] = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "content_too_large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "uri_too_long",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid",
}


def status_of(error: DomainError) -> HTTPStatus:
    """The status of a failure, by its nearest class in the table."""
    for kind in type(error).__mro__:
        if kind in STATUS_OF:
            return STATUS_OF[kind]
    return HTTPStatus.CONFLICT


def code_of(status: HTTPStatus) -> str:
    """The stable code of a failure that has nothing but its status."""
    return _CODES.get(status, status.phrase.lower().replace(" ", "_"))


def problem(
    request: Request,
    status: int,
    *,
    code: str,
    title: str,
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    data: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document. `errors` is a list of {field, reason}; `data` is added beside them."""
    body: dict[str, object] = {
        **(data or {}),
        "type": f"urn:portico:problem:{code}",
        "title": title,
        "status": int(status),
        "code": code,
        "detail": detail or title,
        "request_id": str(getattr(request.state, "correlation_id", "")),
    }
    if errors:
        body["errors"] = list(errors)
    sent = dict(headers or {})
    if data and "retry_after_seconds" in data:
        sent["Retry-After"] = str(data["retry_after_seconds"])
    if status == HTTPStatus.UNAUTHORIZED:
        sent["WWW-Authenticate"] = "Bearer"
    return Response(to_json(body), status_code=status, media_type=MEDIA_TYPE, headers=sent)


def install(app: FastAPI) -> None:
    """Answer every failure of this application with a problem document."""
    app.add_exception_handler(DomainError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _left)
    for kind in TRANSIENT_ERRORS:
        if issubclass(kind, Exception):
            app.add_exception_handler(kind, _transient)
    app.add_exception_handler(PostgresError, _unexpected)
    app.add_exception_handler(Exception, _unexpected)


async def _domain(request: Request, error: Exception) -> Response:
    if not isinstance(error, DomainError):
        raise error
    status = status_of(error)
    _LOG.info("refused", code=error.code(), status=int(status), path=loggable(request.url.path))
    return problem(
        request,
        status,
        code=error.code(),
        title=error.title(),
        detail=error.detail,
        errors=[{"field": e.field, "reason": e.reason} for e in error.errors]
        if isinstance(error, InvalidError)
        else (),
        data=error.data,
    )


async def _validation(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    unread = _unread_body(request, error)
    if unread is not None:
        return unread
    errors = [
        {
            "field": ".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]),
            "reason": e["msg"],
        }
        for e in error.errors()
    ]
    return problem(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        code="invalid",
        title=InvalidError.title(),
        detail="; ".join(f"{e['field']}: {e['reason']}" for e in errors),
        errors=errors,
    )


def _unread_body(request: Request, error: RequestValidationError) -> Response | None:
    """The answer to a body that could not be read at all: it has no fields to name."""
    for found in error.errors():
        if found["type"] == "json_invalid":
            reason = f"{found['ctx']['error']} at character {found['loc'][-1]}"
            return _not_json(request, reason)
        if found["loc"][0] == "body" and isinstance(error.body, bytes):
            status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
            return problem(
                request,
                status,
                code=code_of(status),
                title=status.phrase,
                detail="a body is JSON here: send it with Content-Type: application/json",
            )
    return None


def _not_json(request: Request, reason: str) -> Response:
    return problem(
        request,
        HTTPStatus.BAD_REQUEST,
        code="not_json",
        title="The body is not JSON",
        detail=f"the body is not JSON: {reason}",
    )


def _why_unreadable(cause: BaseException) -> str | None:
    """What was wrong with a body that FastAPI only calls unreadable."""
    if isinstance(cause, UnicodeDecodeError):
        return f"it is not UTF-8 at byte {cause.start}"
    if isinstance(cause, RecursionError):
        return "it is nested too deeply"
    if isinstance(cause, ValueError):
        return "a number in it has too many digits"
    return None


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.BAD_REQUEST and error.__cause__ is not None:
        reason = _why_unreadable(error.__cause__)
        if reason is not None:
            return _not_json(request, reason)
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed(request))
    return problem(
        request,
        status,
        code=code_of(status),
        title=status.phrase,
        detail=str(error.detail),
        headers=headers,
    )


def _allowed(request: Request) -> Sequence[str]:
    """The methods that the path answers (RFC 9110, 10.2.1): each may have a route of its own."""
    routes: Sequence[BaseRoute] = request.app.routes
    return sorted(
        {
            method
            for route in routes
            if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
            for method in route.methods or ()
        }
    )


async def _left(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Nobody is there any more to read this; it is no failure of ours."""
    _LOG.info("client_left", path=loggable(request.url.path))
    return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)


async def _transient(request: Request, error: Exception) -> Response:
    _LOG.warning("unavailable", error=repr(error), path=loggable(request.url.path))
    return problem(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        code=UnavailableError.code(),
        title=UnavailableError.title(),
        data={"retry_after_seconds": 1},
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    _LOG.error("request_failed", path=loggable(request.url.path), exc_info=error)
    return problem(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        code="internal",
        title="Something went wrong on our side",
        detail="It was logged under this request id.",
    )
