"""Logs: JSON lines on standard output with ids, never payloads or secrets."""

import json
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

import orjson
import structlog


def configure_logging(
    *, service: str, process: str, level: str = "INFO", form: Literal["json", "console"] = "json"
) -> None:
    """Send structlog and the standard library's logging to standard output, one line each."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _naming(service, process),
    ]
    renderer: list[structlog.types.Processor] = (
        [
            # Never the locals, which is the default: passes, passwords and cookies are among them.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(serializer=_json),
        ]
        if form == "json"
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[*shared, *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Straight there: by the standard library's logging, a line costs twice as much.
        logger_factory=_lines,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("aiokafka", "faststream", "uvicorn.access", "httpx", "httpx2", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _StdoutLogger(structlog.WriteLogger):
    """Lines on standard output. One that cannot be written is lost: it fails nobody's request."""

    def msg(self, message: str) -> None:
        """Write one, unless the disk is full or whoever reads has gone."""
        with suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def _lines(*_: object) -> _StdoutLogger:
    return _StdoutLogger(sys.stdout)


def _json(event: object, *, default: Callable[[object], object], **_: object) -> str:
    try:
        return orjson.dumps(event, default=default).decode()
    except TypeError:  # half of a character, of which the standard library writes the number
        return json.dumps(event, default=default)


def _naming(service: str, process: str) -> structlog.types.Processor:
    def add(
        _logger: object, _method: str, event: structlog.types.EventDict
    ) -> structlog.types.EventDict:
        event["service"] = service
        event["process"] = process
        return event

    return add
