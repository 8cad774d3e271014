"""Shapes that every view uses."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import to_json

from edge.problems import ServiceName

T = TypeVar("T")

MAX_LIMIT = 200

Cursor = Annotated[
    str | None, Query(max_length=500, description="`next_cursor` of the page before")
]
Limit = Annotated[int | None, Query(ge=1, le=MAX_LIMIT)]


def _can_be_handed_on(value: dict[str, Any]) -> dict[str, Any]:
    try:
        to_json(value)
    except ValueError as error:
        raise ValueError("is nested too deeply, or has text that is none") from error
    return value


Credential = Annotated[dict[str, Any], AfterValidator(_can_be_handed_on)]
"""What a browser says of a passkey: JSON of which identity reads the parts that it knows."""


class Body(BaseModel):
    """What a browser sends. A field that is not known is a mistake, and said to be one."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Filter(Body):
    """What narrows a list; what is left out does not narrow."""

    cursor: str | None = Field(default=None, max_length=500)
    limit: int | None = Field(default=None, ge=1, le=MAX_LIMIT)


class Page(BaseModel, Generic[T]):
    """Some of a list, and where it goes on; None on the last page."""

    items: Sequence[T]
    next_cursor: str | None = None


class Composed(BaseModel):
    """A view of several services. What `missing` names is null or empty, and comes back later."""

    missing: list[ServiceName] = Field(description="Services that did not answer in time")
