"""What runs and how it is: one row a process."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import psutil
from rich.table import Table

from portico_local.view import ProcessState, StackState, StackView

_GAUGES = ("portico_consumer_lag", "portico_outbox_oldest_seconds", "portico_dead_letters")
_WHERE_THERE_IS_NONE = {"portico_dead_letters": 0.0}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One process now. The last three are a worker's; None where it has or tells none."""

    process: ProcessState
    ready: bool
    memory_bytes: int | None
    consumer_lag: float | None = None
    outbox_oldest_seconds: float | None = None
    dead_letters: float | None = None

    def as_json(self) -> dict[str, object]:
        """All of it, with its state in a word."""
        content = asdict(self)
        return {**content.pop("process"), **content, "state": self.word}

    @property
    def word(self) -> str:
        """Its state in a word."""
        if self.process.state != "running":
            return self.process.state
        return "ready" if self.ready else "not ready"


async def rows(view: StackView, state: StackState) -> Sequence[Row]:
    """Ask every process how it is, all at once."""
    return await asyncio.gather(*(_row(view, process) for process in state.processes))


async def _row(view: StackView, process: ProcessState) -> Row:
    memory = _memory(process.pid)
    if view.health_url(process.name) is None:
        return Row(process=process, ready=memory is not None, memory_bytes=memory)
    try:
        ready = await view.is_ready(process.name)
    except ConnectionError:
        ready = False
    gauges: list[float | None] = [None, None, None]
    if process.name.endswith("-worker"):
        try:
            metrics = await view.metrics(process.name)
            # There is a dead letter of each event and agency, and none of them where all is well.
            gauges = [metrics.get(name, _WHERE_THERE_IS_NONE.get(name)) for name in _GAUGES]
        except ConnectionError:
            pass
    return Row(
        process=process,
        ready=ready,
        memory_bytes=memory,
        consumer_lag=gauges[0],
        outbox_oldest_seconds=gauges[1],
        dead_letters=gauges[2],
    )


def _memory(pid: int | None) -> int | None:
    """Of the process and what it started; None if it does not run."""
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(_own_share(member) for member in family)
    except psutil.NoSuchProcess:
        return None


def _own_share(process: psutil.Process) -> int:
    """Its memory in bytes; what it shares with others is divided among them where that is told."""
    try:
        return process.memory_full_info().pss
    except (psutil.AccessDenied, AttributeError):
        return process.memory_info().rss


def table(found: Sequence[Row]) -> Table:
    """The rows as a table."""
    result = Table(box=None, pad_edge=False)
    result.add_column("process")
    result.add_column("state")
    for right in ("pid", "port", "restarts", "memory", "lag", "outbox", "dead"):
        result.add_column(right, justify="right")
    for row in found:
        colour = "green" if row.word == "ready" else "red"
        process = row.process
        result.add_row(
            process.name,
            f"[{colour}]{row.word}[/{colour}]",
            _number(process.pid),
            _number(process.port),
            _number(process.restarts),
            "" if row.memory_bytes is None else f"{row.memory_bytes / 2**20:.0f} MB",
            _number(row.consumer_lag),
            "" if row.outbox_oldest_seconds is None else f"{row.outbox_oldest_seconds:.1f} s",
            _number(row.dead_letters),
        )
    return result


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
