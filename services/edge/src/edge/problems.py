"""What is answered when something cannot be done: problem documents (RFC 9457), with request id."""

from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from chassis.http.openapi import Problem

log = structlog.get_logger()


class ServiceName(StrEnum):
    """The services behind the edge."""

    IDENTITY = "identity"
    TIMESHEETS = "timesheets"
    PAYMENTS = "payments"
    DOCUMENTS = "documents"
    NOTIFICATIONS = "notifications"


IDENTITY = ServiceName.IDENTITY
TIMESHEETS = ServiceName.TIMESHEETS
PAYMENTS = ServiceName.PAYMENTS
DOCUMENTS = ServiceName.DOCUMENTS
NOTIFICATIONS = ServiceName.NOTIFICATIONS


class EdgeError(Exception):
    """Something that the edge itself, or a service behind it, cannot do."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "internal"
    title = "Something went wrong"
    retry_after_seconds: int | None = None

    def __init__(self, detail: str | None = None, **data: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.data: dict[str, object] = data
        after = self.retry_after_seconds
        self.headers: dict[str, str] = {} if after is None else {"Retry-After": str(after)}

    def document(self, request_id: str) -> dict[str, object]:
        """The problem document of this error."""
        return self.data | {
            "type": f"urn:portico:problem:{self.code}",
            "title": self.title,
            "status": int(self.status),
            "code": self.code,
            "detail": self.detail or self.title,
            "request_id": request_id,
        }


class NotSignedInError(EdgeError):
    """There is no session, or it has ended, or it is one of another agency or portal.

    `because` says why one that was here is over: timed_out, signed_out, ended_elsewhere or
    access_removed.
    """

    status = HTTPStatus.UNAUTHORIZED
    code = "unauthenticated"
    title = "Sign in first"


class NotFromHereError(EdgeError):
    """An unsafe request that does not show that it comes from a page of ours (CSRF)."""

    status = HTTPStatus.FORBIDDEN
    code = "cross_site_request"
    title = "This request does not come from a page of this site"


class AmbiguousHostError(EdgeError):
    """A request for two hosts at once."""

    status = HTTPStatus.BAD_REQUEST
    code = "ambiguous_host"
    title = "This request names more than one host"


class NoSuchPageError(EdgeError):
    """There is nothing at this address."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"
    title = "There is nothing at this address"


class TooLargeError(EdgeError):
    """The body is larger than what this address takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "body_too_large"
    title = "This is too large"


class UnsupportedMediaTypeError(EdgeError):
    """A body that is no JSON, by what it says of itself."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unsupported_media_type"
    title = "Send JSON, with `Content-Type: application/json`"


class UnusableInputError(EdgeError):
    """A field or parameter that cannot be handed on, and why; `body` is the whole of it."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"
    title = "The input is not valid"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}", errors=[{"field": field, "reason": reason}])


class TooManyConnectionsError(EdgeError):
    """This instance, or this person, has as many live connections as it may have."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "too_many_connections"
    title = "There are too many live connections; try again in a moment"
    retry_after_seconds = 10


class _ServiceError(EdgeError):
    retry_after_seconds = 2

    def __init__(self, service: ServiceName) -> None:
        super().__init__(service=service.value)
        self.service = service

    def __str__(self) -> str:
        return f"{self.code}: {self.service}"


class ServiceAwayError(_ServiceError):
    """A service cannot be reached; nothing was done."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "service_unavailable"
    title = "A part of the system is not answering; nothing was done"


class ServiceTooSlowError(_ServiceError):
    """A service did not answer in time; whether it acted is not known."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    code = "service_too_slow"
    title = "A part of the system did not answer in time"


class ServiceFailedError(_ServiceError):
    """A service failed, or answered something that is not its contract."""

    status = HTTPStatus.BAD_GATEWAY
    code = "service_failed"
    title = "A part of the system failed"


class RefusedError(EdgeError):
    """A service refused, with a problem document, which is passed on as it stands."""

    def __init__(
        self, service: ServiceName, document: Mapping[str, object], headers: dict[str, str]
    ) -> None:
        super().__init__()
        self.service = service
        self.refusal = Problem.model_validate(document)
        self.status = HTTPStatus(self.refusal.status)
        self.code = self.refusal.code
        self.title = self.refusal.title
        self.detail = self.refusal.detail
        self.headers = headers

    def __str__(self) -> str:
        return f"{self.service} refused: {self.code}"

    def over_because(self) -> dict[str, str]:
        """Of a session that is over: why, where identity knows it."""
        said = (self.refusal.model_extra or {}).get("because")
        return {"because": said} if isinstance(said, str) else {}

    def document(self, request_id: str) -> dict[str, object]:
        """What the service said; the request id is the same in both."""
        said: dict[str, object] = self.refusal.model_dump(mode="json", exclude_none=True)
        return said | {"request_id": request_id}


def problem_response(error: EdgeError, request_id: str) -> Response:
    """The answer for an error of the edge."""
    return JSONResponse(
        error.document(request_id),
        status_code=error.status,
        headers=error.headers,
        media_type="application/problem+json",
    )


class EdgeRoute(APIRoute):
    """A route whose EdgeErrors become problem documents."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except EdgeError as error:
                if error.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
                    log.warning("refused", code=error.code, path=request.url.path)
                return problem_response(error, request_id_of(request))

        return answer


def request_id_of(request: Request) -> str:
    """The id that the middleware gave this request, empty where there is none (in tests)."""
    found: object = request.scope.get("edge.request_id", "")
    return str(found)
