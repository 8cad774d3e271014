"""The envelope of a message: CloudEvents 1.0, binary mode, in Kafka headers."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from contracts.base import Value

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"


class EnvelopeError(ValueError):
    """A message's headers are not an envelope of ours; the text names the header."""


class Envelope(Value):
    """Who said what, when, and because of what.

    `id` is the identity of the event: a consumer handles an id once, however often it arrives.
    """

    id: UUID
    type: str
    source: str
    time: datetime
    agency_id: UUID
    correlation_id: UUID
    causation_id: UUID | None = None
    traceparent: str | None = None

    def to_headers(self) -> list[tuple[str, bytes]]:
        """The Kafka headers of this envelope."""
        headers = [
            ("ce_specversion", SPEC_VERSION),
            ("ce_id", str(self.id)),
            ("ce_type", self.type),
            ("ce_source", self.source),
            ("ce_time", self.time.astimezone(UTC).isoformat()),
            ("content-type", CONTENT_TYPE),
            ("agency", str(self.agency_id)),
            ("correlation_id", str(self.correlation_id)),
        ]
        if self.causation_id is not None:
            headers.append(("causation_id", str(self.causation_id)))
        if self.traceparent is not None:
            headers.append(("traceparent", self.traceparent))
        return [(name, value.encode()) for name, value in headers]

    @classmethod
    def from_headers(cls, headers: Iterable[tuple[str, bytes]]) -> "Envelope":
        """Read an envelope. Raises EnvelopeError that names the header that is missing or wrong."""
        try:
            found = {name: value.decode() for name, value in headers}
        except UnicodeDecodeError as error:
            raise EnvelopeError("a header is not UTF-8") from error

        try:
            # In one step, since every message is read by it. What fails is named further down.
            return cls.model_validate(
                {
                    "id": found["ce_id"],
                    "type": found["ce_type"],
                    "source": found["ce_source"],
                    "time": datetime.fromisoformat(found["ce_time"]),
                    "agency_id": found["agency"],
                    "correlation_id": found["correlation_id"],
                    "causation_id": found.get("causation_id"),
                    "traceparent": found.get("traceparent"),
                }
            )
        except (KeyError, ValueError):
            return cls._from_found(found)

    @classmethod
    def _from_found(cls, found: Mapping[str, str]) -> "Envelope":
        """Header by header, so that an error names the one that is missing or wrong."""

        def required(name: str) -> str:
            if name not in found:
                raise EnvelopeError(f"header {name} is missing")
            return found[name]

        def as_id(name: str) -> UUID:
            try:
                return UUID(required(name))
            except ValueError as error:
                if isinstance(error, EnvelopeError):
                    raise
                raise EnvelopeError(f"header {name} is not a UUID") from error

        try:
            time = datetime.fromisoformat(required("ce_time"))
        except ValueError as error:
            if isinstance(error, EnvelopeError):
                raise
            raise EnvelopeError("header ce_time is not a time") from error
        return cls(
            id=as_id("ce_id"),
            type=required("ce_type"),
            source=required("ce_source"),
            time=time,
            agency_id=as_id("agency"),
            correlation_id=as_id("correlation_id"),
            causation_id=as_id("causation_id") if "causation_id" in found else None,
            traceparent=found.get("traceparent"),
        )
