"""What is written for those who run it: one line each, and never at the price of a request."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import structlog

from chassis.logging import configure_logging

Capture = pytest.CaptureFixture[str]
ID = UUID("01a20206-21fa-745a-bf40-d15219ca7210")


@pytest.fixture(autouse=True)
def undone() -> Iterator[None]:
    """What a test configures is undone."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def configured() -> None:
    configure_logging(service="payments", process="api")


def lines(out: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.readouterr().out.splitlines()]


def test_a_line_is_json_with_who_says_it_whichever_way_it_came(capsys: Capture) -> None:
    configured()
    structlog.contextvars.bind_contextvars(correlation_id="c")
    try:
        structlog.get_logger().info("paid", payment_id=ID, milliseconds=1.5)
        structlog.get_logger().debug("not at this level")
        logging.getLogger("other").warning("of a library: %s", "x")
    finally:
        structlog.contextvars.clear_contextvars()
    own, foreign = lines(capsys)
    assert own.pop("timestamp").endswith("Z")
    assert own == {
        "event": "paid",
        "payment_id": str(ID),
        "milliseconds": 1.5,
        "correlation_id": "c",
        "level": "info",
        "service": "payments",
        "process": "api",
    }
    assert (foreign["event"], foreign["level"]) == ("of a library: x", "warning")
    assert (foreign["service"], foreign["correlation_id"]) == ("payments", "c")


def test_an_error_comes_with_its_frames_and_without_what_was_in_them(capsys: Capture) -> None:
    configured()
    password = "seven-quiet-harbours"
    try:
        int(password[:0])
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines(capsys)
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert password not in json.dumps(line)


def test_half_of_a_character_is_written_by_its_number(capsys: Capture) -> None:
    configured()
    structlog.get_logger().info("refused", path="/\ud800")
    (line,) = lines(capsys)
    assert line["path"] == "/\ud800"


def test_what_cannot_be_written_fails_nobody(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured()

    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    structlog.get_logger().info("lost")
    assert capsys.readouterr().out == ""
