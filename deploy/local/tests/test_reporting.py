import io

import pytest
from rich.console import Console

from portico_local.reporting import PipeReporter, TerminalReporter, relay, step


def test_what_goes_into_the_pipe_comes_out_on_the_terminal() -> None:
    pipe, shown = io.StringIO(), io.StringIO()
    sender = PipeReporter(pipe)
    with step(sender, "PostgreSQL"):
        sender.update("PostgreSQL", "half")
    with pytest.raises(ZeroDivisionError), step(sender, "Services"):
        _ = 1 / 0
    sender.note("Port 8080 is taken: edge is at 8081")
    sender.error("it did not start", "look there")

    with TerminalReporter(Console(file=shown)) as terminal:
        failures = [relay(line, terminal) for line in pipe.getvalue().splitlines()]

    assert [line[:12] for line in shown.getvalue().splitlines()] == [
        "✓ PostgreSQL",
        "✗ Services",
        "! Port 8080 ",
    ]
    assert failures[-1] == ("it did not start", "look there")
    assert failures[:-1] == [None] * (len(failures) - 1)


def test_nobody_at_the_other_end_is_no_error() -> None:
    tried: list[str] = []

    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            tried.append(text)
            raise BrokenPipeError

    sender = PipeReporter(Broken())

    sender.begin("PostgreSQL")
    sender.end("PostgreSQL", 1.0)

    # It gave up after the first line, and went on without anybody to tell.
    assert len(tried) == 1
