"""The JSON schema of each event, as it is committed in `contracts/schemas/`.

A schema says what is on the wire: decimals are strings there, and a field is required when an
event without it could not be read.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from contracts.base import Event
from contracts.topics import EVENT_TYPES, topic

JsonSchema = dict[str, Any]
"""A JSON schema (draft 2020-12), or a part of one."""

_MODE: JsonSchemaMode = "serialization"


def schema_of(event: type[Event]) -> JsonSchema:
    """The schema of an event's body, with its topic, its partitions and what keys it (`x-…`)."""
    schema = event.model_json_schema(mode=_MODE)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:portico:{event.type_name()}",
        "x-topic": event.topic,
        "x-partitions": topic(event.topic).partitions,
        "x-key": event.key_field,
        **schema,
    }


def all_schemas() -> dict[str, JsonSchema]:
    """The schema of every event, by its CloudEvents type."""
    return {name: schema_of(event) for name, event in EVENT_TYPES.items()}


def component_schemas(events: list[type[Event]]) -> dict[str, JsonSchema]:
    """The schemas of these events and of all the values in them, by class name.

    They refer to each other as `#/components/schemas/NAME`.
    """
    _, schema = models_json_schema(
        [(event, _MODE) for event in events], ref_template="#/components/schemas/{model}"
    )
    return schema.get("$defs", {})


def as_text(schema: JsonSchema) -> str:
    """The schema as it stands in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
