"""The story as it happens, and its table at the end."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(slots=True, kw_only=True)
class StoryStep:
    """One step: what was done, which events it is told by, and when its effect was seen."""

    name: str
    event: str
    began_at: float
    seconds: float | None = None
    told: list[str] = field(default_factory=list[str])
    documents: int | None = None
    emails: int | None = None
    failure: str = ""

    def tell(self, text: str) -> None:
        """Say what came of it."""
        self.told.append(text)


class CheckFailedError(Exception):
    """Something is missing or wrong."""


class Timeline:
    """Prints steps while they happen, and keeps them for the table."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._started_at = time.perf_counter()
        self.steps: list[StoryStep] = []
        self.checks: list[tuple[str, bool, str]] = []

    def say(self, text: str) -> None:
        """A line at its time."""
        if not self._quiet:
            passed = time.perf_counter() - self._started_at
            self._console.print(f"[dim]{passed:6.1f} s[/]  {text}", highlight=False)

    @contextmanager
    def step(self, name: str, event: str = "") -> Generator[StoryStep]:
        """A step: from the command until its effect is seen."""
        step = StoryStep(name=name, event=event, began_at=time.perf_counter())
        self.steps.append(step)
        try:
            yield step
        except Exception as error:
            step.failure = f"{type(error).__name__}: {error}"
            self.say(f"[red]✗[/] {name}: {step.failure}")
            raise
        step.seconds = time.perf_counter() - step.began_at
        told = f" · {'; '.join(step.told)}" if step.told else ""
        self.say(f"[green]✓[/] {name}{told}")

    def check(self, what: str, *, holds: bool, found: str) -> None:
        """Note a check of the end; the story goes on, and fails when all are done."""
        self.checks.append((what, holds, found))
        self.say(f"{'[green]✓[/]' if holds else '[red]✗[/]'} {what}: {found}")

    @property
    def failed(self) -> list[str]:
        """What is missing or wrong."""
        steps = [f"{step.name}: {step.failure}" for step in self.steps if step.failure]
        return steps + [f"{what}: {found}" for what, holds, found in self.checks if not holds]

    def table(self) -> Table:
        """Every step with its event, latency, documents and e-mails."""
        table = Table(title="The story, step by step", title_justify="left")
        for heading in ("Step", "Event"):
            table.add_column(heading)
        for heading in ("Latency", "Documents", "E-mails"):
            table.add_column(heading, justify="right")
        for step in self.steps:
            latency = "failed" if step.seconds is None else f"{step.seconds * 1000:,.0f} ms"
            table.add_row(
                step.name,
                step.event,
                latency,
                "" if step.documents is None else str(step.documents),
                "" if step.emails is None else str(step.emails),
                style="red" if step.failure else "",
            )
        return table
