"""What a reader of an event could not bear, one kind at a time."""

import copy
from typing import Any

import pytest

from contracts.compatibility import BreakKind, breaks, event_breaks
from contracts.schemas import all_schemas

EVENT = "payments.TransactionHeld.v1"


def a_schema(**changes: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "x-topic": "payments.transactions.v1",
        "x-partitions": 6,
        "x-key": "transaction_id",
        "$defs": {
            "Money": {
                "type": "object",
                "description": "An amount",
                "properties": {
                    "amount_minor": {"type": "integer"},
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                },
                "required": ["amount_minor", "currency"],
            },
            "State": {"type": "string", "enum": ["held", "released"]},
        },
        "type": "object",
        "properties": {
            "transaction_id": {"type": "string", "format": "uuid"},
            "net": {"$ref": "#/$defs/Money"},
            "lines": {"type": "array", "items": {"$ref": "#/$defs/Money"}},
            "names": {"type": "object", "additionalProperties": {"type": "string"}},
            "state": {"$ref": "#/$defs/State"},
            "days": {"type": "integer", "minimum": 0},
            "until": {
                "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
                "default": None,
            },
        },
        "required": ["transaction_id", "net", "lines", "names", "state", "days"],
    }
    return schema | changes


def change(path: str, value: Any) -> dict[str, Any]:
    """The schema with the value at a path such as `properties/days/type` set to another."""
    changed = copy.deepcopy(a_schema())
    *parents, last = path.split("/")
    place: Any = changed
    for part in parents:
        place = place[part]
    place[last] = value
    return changed


def without(path: str) -> dict[str, Any]:
    changed = copy.deepcopy(a_schema())
    *parents, last = path.split("/")
    place: Any = changed
    for part in parents:
        place = place[part]
    del place[last]
    return changed


def kinds_of(new: dict[str, Any]) -> list[tuple[BreakKind, str]]:
    return [(found.kind, found.where) for found in event_breaks(EVENT, a_schema(), new)]


def test_the_same_schema_breaks_nothing() -> None:
    assert kinds_of(a_schema()) == []


@pytest.mark.parametrize(
    "new",
    [
        change("properties/note", {"type": "string", "default": ""}),
        change("$defs/Money/properties/rounded", {"type": "boolean", "default": False}),
        change("$defs/Money/description", "Another word for it"),
        change("properties/until/default", "2026-01-01"),
        change("$defs/Unused", {"type": "object"}),
    ],
    ids=["a field", "a field of a value", "a description", "a default", "a definition"],
)
def test_what_every_reader_bears_is_no_break(new: dict[str, Any]) -> None:
    assert kinds_of(new) == []


@pytest.mark.parametrize(
    ("new", "kind", "where"),
    [
        (without("properties/days"), BreakKind.FIELD_REMOVED, "days"),
        (without("properties/until"), BreakKind.FIELD_REMOVED, "until"),
        (
            without("$defs/Money/properties/currency"),
            BreakKind.FIELD_REMOVED,
            "net.currency",
        ),
        (
            a_schema(required=["transaction_id", "net", "lines", "names", "state"]),
            BreakKind.FIELD_NO_LONGER_REQUIRED,
            "days",
        ),
        (
            a_schema(required=[*a_schema()["required"], "until"]),
            BreakKind.FIELD_NEWLY_REQUIRED,
            "until",
        ),
        (change("properties/days/type", "string"), BreakKind.TYPE_CHANGED, "days"),
        (change("properties/days/type", "number"), BreakKind.TYPE_CHANGED, "days"),
        (
            change("properties/until", {"type": "string", "format": "date"}),
            BreakKind.TYPE_CHANGED,
            "until",
        ),
        (
            change("properties/days", {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
            BreakKind.TYPE_CHANGED,
            "days",
        ),
        (
            change("properties/names/additionalProperties", {"type": "integer"}),
            BreakKind.TYPE_CHANGED,
            "names{}",
        ),
        (
            change("properties/names/additionalProperties", False),
            BreakKind.TYPE_CHANGED,
            "names{}",
        ),
        (
            change("properties/lines/items", {"type": "string"}),
            BreakKind.TYPE_CHANGED,
            "lines[]",
        ),
        (change("$defs/State/enum", ["held"]), BreakKind.ENUM_NARROWED, "state"),
        (
            change("$defs/State/enum", ["held", "released", "paid"]),
            BreakKind.ENUM_WIDENED,
            "state",
        ),
        (without("$defs/State/enum"), BreakKind.ENUM_WIDENED, "state"),
        (change("properties/days/enum", [1, 2]), BreakKind.ENUM_NARROWED, "days"),
        (
            change("$defs/Money/properties/currency/pattern", "^(CAD|NOK)$"),
            BreakKind.CONSTRAINT_CHANGED,
            "net.currency",
        ),
        (change("properties/days/minimum", 1), BreakKind.CONSTRAINT_CHANGED, "days"),
        (change("properties/days/maximum", 9), BreakKind.CONSTRAINT_CHANGED, "days"),
        (
            change("properties/transaction_id/format", "date"),
            BreakKind.CONSTRAINT_CHANGED,
            "transaction_id",
        ),
        (change("x-topic", "payments.transactions.v2"), BreakKind.TOPIC_CHANGED, ""),
        (change("x-key", "contractor_id"), BreakKind.KEY_CHANGED, ""),
        (change("x-partitions", 12), BreakKind.PARTITIONS_CHANGED, ""),
    ],
)
def test_a_break_is_found_and_named(new: dict[str, Any], kind: BreakKind, where: str) -> None:
    assert (kind, where) in kinds_of(new)


def test_a_new_required_field_is_a_break() -> None:
    new = change("properties/reason", {"type": "string"})
    new["required"].append("reason")
    assert kinds_of(new) == [(BreakKind.FIELD_NEWLY_REQUIRED, "reason")]


def test_a_change_in_a_value_is_found_in_every_place_that_has_it() -> None:
    places = {where for _, where in kinds_of(without("$defs/Money/properties/currency"))}
    assert places == {"net.currency", "lines[].currency"}


def test_an_event_that_is_gone_is_a_break_and_a_new_one_is_not() -> None:
    assert [found.kind for found in breaks({EVENT: a_schema()}, {})] == [BreakKind.EVENT_REMOVED]
    assert breaks({}, {EVENT: a_schema()}) == []


def test_a_break_reads_as_a_sentence() -> None:
    (found,) = event_breaks(EVENT, a_schema(), change("properties/days/type", "string"))
    assert str(found) == f"{EVENT}: days type changed: type integer became string"


def test_a_schema_that_holds_itself_is_refused_instead_of_followed_for_ever() -> None:
    new = change("$defs/Money/properties/part", {"$ref": "#/$defs/Money"})
    with pytest.raises(RecursionError):
        event_breaks(EVENT, new, new)


def test_the_real_events_hold_no_schema_that_cannot_be_compared() -> None:
    assert breaks(all_schemas(), all_schemas()) == []
