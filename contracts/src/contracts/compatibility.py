"""Whether an event can still be read after its schema changed.

An event is read by consumers that are older than its producer, while services are rolled out one
after another, and by consumers that are newer, when the outboxes are replayed. So a change has to
be readable both ways: what stays possible is a new field that is not required, and other words in
descriptions. Everything else needs a new version of the event (`version = 2`) beside the old one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_Schema = Mapping[str, Any]

_MAX_DEPTH = 32
_CONSTRAINTS = (
    "type",
    "format",
    "const",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
)


class BreakKind(StrEnum):
    """What about a change somebody could not read."""

    EVENT_REMOVED = "event removed"
    TOPIC_CHANGED = "topic changed"
    PARTITIONS_CHANGED = "number of partitions changed"
    KEY_CHANGED = "key changed"
    FIELD_REMOVED = "field removed"
    FIELD_NEWLY_REQUIRED = "field newly required"
    FIELD_NO_LONGER_REQUIRED = "field no longer required"
    TYPE_CHANGED = "type changed"
    CONSTRAINT_CHANGED = "constraint changed"
    ENUM_NARROWED = "values of an enum removed"
    ENUM_WIDENED = "values of an enum added"


@dataclass(frozen=True, slots=True)
class Break:
    """One change that breaks a reader. `where` is a path such as `transaction.lines[].rate`."""

    event: str
    kind: BreakKind
    where: str
    detail: str

    def __str__(self) -> str:
        place = f" {self.where}" if self.where else ""
        return f"{self.event}:{place} {self.kind}: {self.detail}"


def breaks(old: Mapping[str, _Schema], new: Mapping[str, _Schema]) -> list[Break]:
    """What the change from the old schemas to the new ones breaks, by event type; nothing: []."""
    found: list[Break] = []
    for event, schema in old.items():
        if event not in new:
            found.append(Break(event, BreakKind.EVENT_REMOVED, "", "it may still be in a log"))
        else:
            found.extend(event_breaks(event, schema, new[event]))
    return found


def event_breaks(event: str, old: _Schema, new: _Schema) -> list[Break]:
    """What the change of one event's schema breaks."""
    about_the_bus = (
        ("x-topic", BreakKind.TOPIC_CHANGED),
        ("x-partitions", BreakKind.PARTITIONS_CHANGED),
        ("x-key", BreakKind.KEY_CHANGED),
    )
    found = [
        Break(event, kind, "", f"{old.get(name)} became {new.get(name)}")
        for name, kind in about_the_bus
        if old.get(name) != new.get(name)
    ]
    comparison = _Comparison(event, old.get("$defs", {}), new.get("$defs", {}))
    return [*found, *comparison.of(old, new, "", _MAX_DEPTH)]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Walks two schemas side by side, following references into their definitions."""

    event: str
    old_definitions: _Schema
    new_definitions: _Schema

    def of(self, old: _Schema, new: _Schema, where: str, depth: int) -> Iterator[Break]:
        if depth == 0:
            raise RecursionError(f"{self.event}: {where} is deeper than {_MAX_DEPTH} levels")
        old = _resolved(old, self.old_definitions)
        new = _resolved(new, self.new_definitions)
        yield from self._constraints(old, new, where)
        yield from self._enum(old, new, where)
        yield from self._properties(old, new, where, depth)
        yield from self._parts(old, new, where, depth)

    def _constraints(self, old: _Schema, new: _Schema, where: str) -> Iterator[Break]:
        for name in _CONSTRAINTS:
            if old.get(name) != new.get(name):
                kind = BreakKind.TYPE_CHANGED if name == "type" else BreakKind.CONSTRAINT_CHANGED
                detail = f"{name} {old.get(name)} became {new.get(name)}"
                yield Break(self.event, kind, where, detail)

    def _enum(self, old: _Schema, new: _Schema, where: str) -> Iterator[Break]:
        before, after = old.get("enum"), new.get("enum")
        if before is None and after is None:
            return
        if before is None or after is None:
            kind = BreakKind.ENUM_NARROWED if before is None else BreakKind.ENUM_WIDENED
            yield Break(self.event, kind, where, f"{before or 'anything'} became {after or 'any'}")
            return
        if removed := [value for value in before if value not in after]:
            yield Break(self.event, BreakKind.ENUM_NARROWED, where, ", ".join(map(str, removed)))
        if added := [value for value in after if value not in before]:
            yield Break(self.event, BreakKind.ENUM_WIDENED, where, ", ".join(map(str, added)))

    def _properties(self, old: _Schema, new: _Schema, where: str, depth: int) -> Iterator[Break]:
        before: _Schema = old.get("properties", {})
        after: _Schema = new.get("properties", {})
        was_required, is_required = set(old.get("required", ())), set(new.get("required", ()))
        for name, schema in before.items():
            place = f"{where}.{name}" if where else name
            if name not in after:
                yield Break(self.event, BreakKind.FIELD_REMOVED, place, "an older reader needs it")
                continue
            if name in was_required - is_required:
                detail = "an older reader needs it"
                yield Break(self.event, BreakKind.FIELD_NO_LONGER_REQUIRED, place, detail)
            yield from self.of(schema, after[name], place, depth - 1)
        for name in after:
            if name in is_required - was_required:
                place = f"{where}.{name}" if where else name
                detail = "events in the log do not have it"
                yield Break(self.event, BreakKind.FIELD_NEWLY_REQUIRED, place, detail)

    def _parts(self, old: _Schema, new: _Schema, where: str, depth: int) -> Iterator[Break]:
        """Items of a list, values of a map, alternatives of a union."""
        for name, suffix in (("items", "[]"), ("additionalProperties", "{}")):
            before, after = old.get(name), new.get(name)
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                yield from self.of(before, after, where + suffix, depth - 1)
            elif before != after:
                detail = f"{name} {before} became {after}"
                yield Break(self.event, BreakKind.TYPE_CHANGED, where + suffix, detail)
        for name in ("prefixItems", "anyOf", "oneOf", "allOf"):
            alternatives_before, alternatives_after = old.get(name, ()), new.get(name, ())
            if len(alternatives_before) != len(alternatives_after):
                detail = f"{len(alternatives_before)} {name} became {len(alternatives_after)}"
                yield Break(self.event, BreakKind.TYPE_CHANGED, where, detail)
                continue
            for one, other in zip(alternatives_before, alternatives_after, strict=True):
                yield from self.of(one, other, where, depth - 1)


def _resolved(schema: _Schema, definitions: _Schema) -> _Schema:
    """The schema that a reference stands for; a reference beside other keywords gives them both."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target: _Schema = definitions[str(reference).removeprefix("#/$defs/")]
    return {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
