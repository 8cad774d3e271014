"""How routers of the edge are made, so that its OpenAPI reads well."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from edge.problems import EdgeRoute, Problem

_PROBLEM = f"#/components/schemas/{Problem.__name__}"


def operation_id(route: APIRoute) -> str:
    """`contractor_list_payments`: the portal and what it does, which generated clients call."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that routes answer with, for OpenAPI.

    FastAPI builds a type of its own from every model of every route, in every application that is
    built: seven a route took half the time of the edge's unit tests. One is enough for the schema
    to be among the components.
    """
    described: dict[int | str, dict[str, Any]] = {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {"application/problem+json": {"schema": {"$ref": _PROBLEM}}},
        }
        for status in statuses
    }
    described[statuses[0]]["model"] = Problem
    return described


def view_router(name: str, prefix: str) -> APIRouter:
    """A router of JSON views."""
    return APIRouter(
        prefix=prefix,
        tags=[name],
        route_class=EdgeRoute,
        generate_unique_id_function=operation_id,
        responses=refusals(401, 403, 404, 422, 502, 503, 504),
    )
