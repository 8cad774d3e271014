"""The AsyncAPI 3 document of a service: what it sends and receives on the bus.

`python -m SERVICE asyncapi` prints it; `docs/asyncapi/` keeps it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from contracts.base import Event
from contracts.envelope import CONTENT_TYPE, SPEC_VERSION
from contracts.schemas import JsonSchema, component_schemas
from contracts.topics import TOPICS, Topic, topic

_Part = dict[str, Any]

_MILLISECONDS_PER_HOUR = 3_600_000
_ID: _Part = {"type": "string", "format": "uuid"}
_TOPIC_BINDING_VERSION = "0.5.0"


def produced_topics(service: str) -> tuple[Topic, ...]:
    """The topics that this service alone writes."""
    return tuple(found for found in TOPICS if found.owner == service)


def document(
    service: str, produced: Iterable[Topic], consumed: Iterable[type[Event]], *, version: str
) -> _Part:
    """The AsyncAPI 3.0 document of a service, ready for `json.dumps`.

    `produced` are the topics it owns, `consumed` the event types it has handlers for. The same
    input gives the same document, whatever order `consumed` comes in.
    """
    sent = {found.name: found.events for found in produced}
    received = _by_topic(consumed)
    messages = {
        name: _unique([*sent.get(name, ()), *received.get(name, ())])
        for name in sorted(sent.keys() | received.keys())
    }
    events = _unique([event for of_topic in messages.values() for event in of_topic])
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"Portico {service}",
            "version": version,
            "description": (
                f"What {service} says and hears on the bus. Every message is a CloudEvent in "
                "binary mode: the envelope is in the headers, the body is the event."
            ),
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {name: _channel(topic(name), events) for name, events in messages.items()},
        "operations": {
            **{f"send.{name}": _operation("send", name, sent[name]) for name in sorted(sent)},
            **{
                f"receive.{name}": _operation("receive", name, received[name])
                for name in sorted(received)
            },
        },
        "components": {
            "messages": {event.type_name(): _message(event) for event in events},
            "messageTraits": {"envelope": {"headers": _envelope_headers()}},
            "schemas": {
                name: _with_plain_discriminators(schema)
                for name, schema in sorted(component_schemas(events).items())
            },
        },
    }


def _with_plain_discriminators(schema: Any) -> Any:
    """AsyncAPI names just the property that tells kinds apart; OpenAPI says it with a mapping."""
    if isinstance(schema, list):
        return [_with_plain_discriminators(one) for one in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    parts = cast("dict[str, Any]", schema)
    return {
        name: part["propertyName"]
        if name == "discriminator" and "propertyName" in part
        else _with_plain_discriminators(part)
        for name, part in parts.items()
    }


def _by_topic(events: Iterable[type[Event]]) -> dict[str, tuple[type[Event], ...]]:
    """The events of each topic, in the order in which the topic declares them."""
    wanted = set(events)
    return {
        found.name: chosen
        for found in TOPICS
        if (chosen := tuple(event for event in found.events if event in wanted))
    }


def _unique(events: Iterable[type[Event]]) -> list[type[Event]]:
    return list(dict.fromkeys(events))


def _channel(found: Topic, events: Sequence[type[Event]]) -> _Part:
    return {
        "address": found.name,
        "description": f"Written by {found.owner} alone; in order for each {found.key}.",
        "messages": {
            event.type_name(): {"$ref": f"#/components/messages/{event.type_name()}"}
            for event in events
        },
        "bindings": {
            "kafka": {
                "topic": found.name,
                "partitions": found.partitions,
                "topicConfiguration": {
                    "retention.ms": found.retention_hours * _MILLISECONDS_PER_HOUR
                },
                "bindingVersion": _TOPIC_BINDING_VERSION,
            }
        },
    }


def _operation(action: str, channel: str, events: Sequence[type[Event]]) -> _Part:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [
            {"$ref": f"#/channels/{channel}/messages/{event.type_name()}"} for event in events
        ],
    }


def _message(event: type[Event]) -> _Part:
    return {
        "name": event.type_name(),
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": CONTENT_TYPE,
        "traits": [{"$ref": "#/components/messageTraits/envelope"}],
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {
            "kafka": {
                "key": {**_ID, "description": f"`{event.key_field}` of the body"},
                "bindingVersion": _TOPIC_BINDING_VERSION,
            }
        },
    }


def _envelope_headers() -> JsonSchema:
    """What `Envelope.to_headers` writes."""
    return {
        "type": "object",
        "required": [
            "ce_specversion",
            "ce_id",
            "ce_type",
            "ce_source",
            "ce_time",
            "content-type",
            "agency",
            "correlation_id",
        ],
        "properties": {
            "ce_specversion": {"const": SPEC_VERSION},
            "ce_id": {**_ID, "description": "The event; a consumer handles an id once"},
            "ce_type": {"type": "string", "description": "The event's type and version"},
            "ce_source": {"type": "string", "description": "The service that said it"},
            "ce_time": {"type": "string", "format": "date-time"},
            "content-type": {"const": CONTENT_TYPE},
            "agency": {**_ID, "description": "The tenant"},
            "correlation_id": {**_ID, "description": "The command that started it all"},
            "causation_id": {**_ID, "description": "The event that it follows from"},
            "traceparent": {"type": "string", "description": "W3C trace context"},
        },
    }
