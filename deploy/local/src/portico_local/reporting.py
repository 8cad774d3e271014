"""How a long start is told: to a terminal, to a pipe, or to nobody."""

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol, TextIO, final

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class Reporter(Protocol):
    """Hears of steps as they begin, go on and end, and of things worth a line."""

    def begin(self, step: str) -> None:
        """A step begins."""
        ...

    def update(self, step: str, detail: str) -> None:
        """A step goes on; `detail` says how far."""
        ...

    def end(self, step: str, seconds: float) -> None:
        """A step is done."""
        ...

    def fail(self, step: str) -> None:
        """A step did not come to its end."""
        ...

    def note(self, text: str) -> None:
        """Something a person should know: a port that was taken, a process that was restarted."""
        ...


@contextmanager
def step(reporter: Reporter, name: str) -> Generator[None]:
    """One step, told from its begin to its end."""
    started = time.monotonic()
    reporter.begin(name)
    try:
        yield
    except BaseException:
        reporter.fail(name)
        raise
    reporter.end(name, time.monotonic() - started)


class SilentReporter:
    """Tells nobody."""

    def begin(self, step: str) -> None:
        """Nothing."""

    def update(self, step: str, detail: str) -> None:
        """Nothing."""

    def end(self, step: str, seconds: float) -> None:
        """Nothing."""

    def fail(self, step: str) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""


@final
class TerminalReporter:
    """A line a step: with a spinner on a terminal, plain in a file. A context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "TerminalReporter":
        if self._console.is_terminal:
            self._live = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                TextColumn("[dim]{task.fields[detail]}"),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the spinners away; later notes are plain lines."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def begin(self, step: str) -> None:
        """Show a spinner."""
        if self._live is not None:
            self._tasks[step] = self._live.add_task(escape(step), total=None, detail="")

    def update(self, step: str, detail: str) -> None:
        """Say beside the spinner how far it is."""
        if self._live is not None and step in self._tasks:
            self._live.update(self._tasks[step], detail=escape(detail))

    def end(self, step: str, seconds: float) -> None:
        """Turn the spinner into a line."""
        self._drop(step)
        self._console.print(f"[green]✓[/green] {escape(step)} [dim]{seconds:.1f} s[/dim]")

    def fail(self, step: str) -> None:
        """Turn the spinner into a line that says so."""
        self._drop(step)
        self._console.print(f"[red]✗[/red] {escape(step)}")

    def note(self, text: str) -> None:
        """Print a line."""
        self._console.print(f"[yellow]![/yellow] {escape(text)}")

    def _drop(self, step: str) -> None:
        task = self._tasks.pop(step, None)
        if self._live is not None and task is not None:
            self._live.remove_task(task)


@final
class PipeReporter:
    """Writes what happens as JSON lines, for the process at the other end of the pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream

    def begin(self, step: str) -> None:
        """Pass it on."""
        self._send(call="begin", step=step)

    def update(self, step: str, detail: str) -> None:
        """Pass it on."""
        self._send(call="update", step=step, detail=detail)

    def end(self, step: str, seconds: float) -> None:
        """Pass it on."""
        self._send(call="end", step=step, seconds=seconds)

    def fail(self, step: str) -> None:
        """Pass it on."""
        self._send(call="fail", step=step)

    def note(self, text: str) -> None:
        """Pass it on, and keep it in our own output, which is the supervisor's log."""
        print(datetime.now(UTC).isoformat(timespec="seconds"), text, flush=True)
        self._send(call="note", text=text)

    def error(self, message: str, hint: str) -> None:
        """The start has failed for good."""
        self._send(call="error", message=message, hint=hint)

    def close(self) -> None:
        """The start is over; what comes later is nobody's business at the other end."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _send(self, **what: object) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(json.dumps(what) + "\n")
            self._stream.flush()
        except BrokenPipeError:
            self._stream = None


def relay(line: str, reporter: Reporter) -> tuple[str, str] | None:
    """Play a line of a PipeReporter to another reporter; an error comes back: message, hint."""
    said = json.loads(line)
    match said["call"]:
        case "begin":
            reporter.begin(said["step"])
        case "update":
            reporter.update(said["step"], said["detail"])
        case "end":
            reporter.end(said["step"], said["seconds"])
        case "fail":
            reporter.fail(said["step"])
        case "note":
            reporter.note(said["text"])
        case "error":
            return said["message"], said["hint"]
        case _:
            pass
    return None
