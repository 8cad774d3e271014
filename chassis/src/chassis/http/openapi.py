"""What an application says of itself: its operations with every refusal that they can answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from chassis.http.problems import MEDIA_TYPE
from chassis.http.routes import SAFE_METHODS

Schema = dict[str, Any]

# By what any operation can be refused: what is asked for, who asks, how often, a service away.
_ALWAYS = (400, 401, 403, 404, 405, 422, 429, 503)
# Besides, by what was sent, and by what stands there already.
_OF_COMMANDS = (409, 413, 415)


class FieldProblem(BaseModel):
    """A field that was refused, and why."""

    model_config = ConfigDict(extra="allow")

    field: str = ""
    reason: str = ""


class Problem(BaseModel):
    """A problem document. `code` is stable; `title` and `detail` are for people."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str | None = None
    request_id: str | None = Field(default=None, description="To be named when asking for help")
    errors: list[FieldProblem] | None = None


def describe(app: FastAPI) -> None:
    """Have the application's OpenAPI document name every refusal and the schemas of its routes.

    What a route declares itself of a status from 400 on is put as a problem document, too.
    A route whose operation stands in `openapi_extra` brings the schemas that it refers to as
    `route.schemas`, by name.
    """
    made = app.openapi

    def openapi() -> Schema:
        if app.openapi_schema is None:
            document = made()
            _name_refusals(document)
            _add_schemas(app, document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi


def _name_refusals(document: Schema) -> None:
    named: set[int] = set()
    for operations in document.get("paths", {}).values():
        for method, operation in operations.items():
            answers: Schema = operation["responses"]
            statuses = {int(status) for status in answers if status >= "400"}
            statuses.update(
                _ALWAYS if method.upper() in SAFE_METHODS else (*_ALWAYS, *_OF_COMMANDS)
            )
            answers.update({str(status): {"$ref": _at(status)} for status in statuses})
            operation["responses"] = dict(sorted(answers.items()))
            named |= statuses
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    document.setdefault("components", {})["responses"] = {
        _at(status).rpartition("/")[2]: {
            "description": HTTPStatus(status).phrase,
            "content": content,
        }
        for status in sorted(named)
    }


def _at(status: int) -> str:
    return f"#/components/responses/Problem{status}"


def _add_schemas(app: FastAPI, document: Schema) -> None:
    found: Schema = document.setdefault("components", {}).setdefault("schemas", {})
    # FastAPI's own shape of a refusal, which nothing answers.
    for name in ("HTTPValidationError", "ValidationError"):
        found.pop(name, None)
    _, problem = models_json_schema(
        [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    found.update(problem["$defs"])
    for route in app.routes:
        brought: Mapping[str, Schema] = getattr(route, "schemas", {})
        found.update(brought)
    document["components"]["schemas"] = dict(sorted(found.items()))
