"""How forwarded operations are answered: what the browser sent goes on, the answer comes back.

Nothing of either is read but what the edge answers for: who asks, that it is JSON of fields and
parameters that the service has, and how large it is. The service decides about the rest, and says
what is wrong with it.
"""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from fastapi import APIRouter
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response

from contracts.access import Portal
from edge.forwarding.described import OperationDescription, described, schemas
from edge.forwarding.operation import EndsSessionsOf, Forward, InjectedField, Table
from edge.forwarding.tables import TABLES
from edge.problems import (
    EdgeRoute,
    NoSuchPageError,
    UnsupportedMediaTypeError,
    UnusableInputError,
)
from edge.routing import REFUSALS_OF_SERVICES, live
from edge.services import MEDIA_JSON, READ_DEADLINE_SECONDS, UPLOAD_DEADLINE_SECONDS
from edge.sessions import Caller
from edge.site_request import SiteRequest, caller_of, origin_of, site_request_of

# Ids and days. What else would go into a service's path could lead elsewhere.
_PATH_VALUE = re.compile(r"[0-9A-Za-z-]{1,64}")


def routers() -> list[APIRouter]:
    """All forwarded operations."""
    return [_router(table) for table in TABLES]


def _router(table: Table) -> APIRouter:
    router = APIRouter()
    for row in table.rows:
        router.routes.append(ForwardedRoute(table, row))
    return router


class ForwardedRoute(EdgeRoute):
    """The route of one row; `schemas` are the shapes that its operation refers to."""

    def __init__(self, table: Table, row: Forward) -> None:
        self._table = table
        self._row = row
        self._operation = described(table, row)
        self._names_portal = table.area == "session" and not table.anonymous
        self.schemas = schemas()
        super().__init__(
            table.path_of(row),
            self.forward,
            methods=[row.method],
            name=row.name,
            tags=[table.area],
            operation_id=table.key_of(row),
            description=self._operation.description,
            status_code=self._operation.status,
            response_class=Response,
            response_model=None,
            responses=REFUSALS_OF_SERVICES,
            openapi_extra=_openapi_of(row, self._operation),
        )

    async def forward(self, request: Request) -> Response:
        """Answer a request. Raises EdgeErrors."""
        row = self._row
        site = site_request_of(request)
        caller = (
            None if self._table.anonymous else await caller_of(request, self._portal_of(request))
        )
        services = site.services if caller is None else caller.services
        additions = {one.value: _added(one, request, site, caller) for one in row.adds}
        path = self._path_of(request, additions)
        query = self._query_of(request)
        content: bytes | AsyncIterator[bytes] | None = None
        if row.method == "GET":
            query |= self._not_in_path(additions)
        else:
            content = request.stream() if row.takes else await self._body_of(request, additions)
        answered = self._operation.media_types
        if answered and MEDIA_JSON not in answered:
            return await services.download(
                row.service,
                path,
                method=row.method,
                query=query,
                content=content if isinstance(content, bytes) else None,
                if_none_match=request.headers.get("if-none-match") if row.method == "GET" else None,
                deadline_seconds=UPLOAD_DEADLINE_SECONDS if row.slow else READ_DEADLINE_SECONDS,
            )
        answer = await services.forward(
            row.service,
            row.method,
            path,
            query=query,
            content=content,
            content_type=request.headers.get("content-type", "") if row.takes else MEDIA_JSON,
            status=self._operation.status,
            has_answer=bool(answered),
        )
        _look_at_sessions(site, row.ends, request.path_params)
        return answer

    def _portal_of(self, request: Request) -> Portal:
        named = request.query_params.get("portal") if self._names_portal else self._table.area
        try:
            return Portal(named or "")
        except ValueError:
            reason = f"is one of {', '.join(Portal)}"
            raise UnusableInputError("portal", reason) from None

    def _path_of(self, request: Request, additions: Mapping[str, str]) -> str:
        path = self._table.service_path_of(self._row)
        for name, value in {**additions, **request.path_params}.items():
            if f"{{{name}}}" in path:
                if not _PATH_VALUE.fullmatch(value):
                    raise NoSuchPageError
                path = path.replace(f"{{{name}}}", value)
        return path

    def _not_in_path(self, additions: Mapping[str, str]) -> dict[str, str]:
        template = self._table.service_path_of(self._row)
        return {name: value for name, value in additions.items() if f"{{{name}}}" not in template}

    def _query_of(self, request: Request) -> dict[str, str | Sequence[str]]:
        query: dict[str, str | Sequence[str]] = {}
        for name in request.query_params:
            if name not in self._operation.query_names:
                raise UnusableInputError(name, "is no parameter of this operation")
            if name != "portal" or not self._names_portal:
                query[name] = request.query_params.getlist(name)
        return query

    async def _body_of(self, request: Request, additions: Mapping[str, str]) -> bytes | None:
        """What goes on: as it came, unless the edge has something to add."""
        added = self._not_in_path(additions)
        fields = self._operation.fields
        if not fields:
            return json.dumps(added).encode() if added else None
        content = await request.body()
        given = _json_object(request.headers.get("content-type", ""), content)
        for name in given:
            if name not in fields:
                raise UnusableInputError(name, "is no field of this operation")
        return json.dumps(given | added).encode() if added else content


def _added(one: InjectedField, request: Request, site: SiteRequest, caller: Caller | None) -> str:
    """What the edge knows. Raises NoSuchPageError for the company of somebody who has none."""
    if one is InjectedField.AGENCY:
        return site.agency.slug
    if one is InjectedField.AGENCY_ID:
        return str(site.agency.agency_id)
    if one is InjectedField.ORIGIN:
        return origin_of(request, site)
    if caller is None or (one is InjectedField.COMPANY and caller.company_id is None):
        raise NoSuchPageError
    return caller.language if one is InjectedField.LANGUAGE else str(caller.company_id)


def _json_object(content_type: str, content: bytes) -> dict[str, object]:
    """The body's JSON. Raises UnsupportedMediaTypeError and UnusableInputError."""
    if content_type.partition(";")[0].strip().lower() != MEDIA_JSON:
        raise UnsupportedMediaTypeError
    try:
        given = from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise UnusableInputError("body", f"is not JSON that can be read: {error}") from None
    if not isinstance(given, dict):
        raise UnusableInputError("body", "is not a JSON object")
    return cast("dict[str, object]", given)


def _look_at_sessions(
    site: SiteRequest, ends: EndsSessionsOf | None, ids: Mapping[str, str]
) -> None:
    """Have open pages whose session may have ended find out at once."""
    if ends is EndsSessionsOf.SESSION:
        site.edge.hub.session_ended(UUID(ids[ends]))
    elif ends is EndsSessionsOf.SESSIONS_OF_PERSON:
        site.edge.hub.check_sessions_of(UUID(ids[ends]))


def _openapi_of(row: Forward, operation: OperationDescription) -> dict[str, Any]:
    """The operation as OpenAPI has it, but for the refusals that every operation has."""
    said: dict[str, Any] = {"responses": operation.answers}
    if operation.parameters:
        said["parameters"] = operation.parameters
    if operation.body is not None:
        said["requestBody"] = operation.body
    return said | live(*row.live)
