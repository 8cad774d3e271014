"""Traces through HTTP and the bus. Without an exporter address the spans go nowhere, cheaply."""

from collections.abc import Generator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import attach, detach
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import Link, Span, SpanKind, get_current_span

_TRACER = trace.get_tracer("portico")


class _SpanExport:
    """Whether anybody reads spans. They are made until it is said that nobody does."""

    on = True


def configure_telemetry(*, service: str, process: str, endpoint: str) -> None:
    """Send spans by OTLP over HTTP to `endpoint`; with an empty one only ids are handed on."""
    _SpanExport.on = bool(endpoint)
    provider = TracerProvider(
        resource=Resource.create({"service.name": f"portico-{service}", "process.name": process}),
        # Nobody would read what a span records: it has ids to hand on, and nothing else.
        sampler=None if endpoint else ALWAYS_OFF,
    )
    if endpoint:
        # Imported here: the exporter brings requests and protobuf, which nothing else needs.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )

        provider.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))
        )
    trace.set_tracer_provider(provider)


def current_traceparent() -> str | None:
    """The W3C `traceparent` of the running span, or None outside of one."""
    if not get_current_span().get_span_context().is_valid:
        return None
    carrier: dict[str, str] = {}
    inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def server_span(name: str, traceparent: str | None) -> Generator[Span]:
    """A span around a request, continuing the caller's trace; where nobody reads it, its ids."""
    context = extract({"traceparent": traceparent}) if traceparent else None
    if context is not None and not _SpanExport.on:
        token = attach(context)
        try:
            yield get_current_span(context)
        finally:
            detach(token)
        return
    with _TRACER.start_as_current_span(name, context=context, kind=SpanKind.SERVER) as span:
        yield span


@contextmanager
def batch_span(name: str, traceparents: list[str]) -> Generator[Span]:
    """A span around a batch: it continues the first event's trace and links the others."""
    contexts = [extract({"traceparent": text}) for text in traceparents]
    links = [Link(get_current_span(context).get_span_context()) for context in contexts[1:16]]
    with _TRACER.start_as_current_span(
        name, context=contexts[0] if contexts else None, kind=SpanKind.CONSUMER, links=links
    ) as span:
        yield span
