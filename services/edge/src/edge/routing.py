"""How routers of the edge are made, so that its OpenAPI reads well."""

from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from edge.live.invalidation import View
from edge.problems import EdgeRoute


def operation_id(route: APIRoute) -> str:
    """`contractor_list_payments`: the portal and what it does, which generated clients call."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


REFUSALS_OF_SERVICES: dict[int | str, dict[str, Any]] = {502: {}, 504: {}}
"""What a service behind the edge adds to the refusals that every operation has."""


def live(*views: View) -> dict[str, Any]:
    """For `openapi_extra`: the live views that an operation shows.

    When one of them goes stale, its answer is fetched again; generated clients know it from here.
    """
    return {"x-live": [view.value for view in views]} if views else {}


def view_router(name: str, prefix: str) -> APIRouter:
    """A router of JSON views."""
    return APIRouter(
        prefix=prefix,
        tags=[name],
        route_class=EdgeRoute,
        generate_unique_id_function=operation_id,
        responses=REFUSALS_OF_SERVICES,
    )
