"""The command line of the demo, and the data that `./portico up` starts with."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from contracts.events.identity import APPROVAL_UNDO_MINUTES
from portico_local.demo import workfile
from portico_local.demo.agency import PASSWORD, DemoAgency, create_agencies, newcomer
from portico_local.demo.checks import check
from portico_local.demo.collecting import check_bank, collect
from portico_local.demo.conversations import check_conversations, converse
from portico_local.demo.disputes import check_disputes, dispute
from portico_local.demo.drafts import check_draft
from portico_local.demo.losses import check_losses, write_off
from portico_local.demo.story import Story
from portico_local.demo.timeline import Timeline
from portico_local.hooks import DemoLogin
from portico_local.paths import default_state_directory, repository_root
from portico_local.reporting import TerminalReporter
from portico_local.stack import Stack, StackOptions
from portico_local.view import StackView

_MAX_RUNS = 1_000
_MAX_UNDO_MINUTES = 5
"""The story waits for their end."""


def default_work() -> Path:
    """The file of work that comes with Portico."""
    return repository_root() / "deploy" / "local" / "demo" / "work.csv"


def main(arguments: list[str]) -> int:
    """Play the story; 0 when every step came and every check held, else 1; 2 for a wrong file."""
    app = App(name="portico demo", help="Play the story, as a timeline, and check what came of it.")

    @app.default
    def demo(  # pyright: ignore[reportUnusedFunction]
        *,
        work: Annotated[Path | None, Parameter(help="Another file of work.")] = None,
        scale: Annotated[int, Parameter(help="So many times the contractors.")] = 1,
        undo_minutes: Annotated[
            int, Parameter(help="The agencies' undo time; 0: no approval is taken back.")
        ] = 1,
    ) -> int:
        return _demo(work or default_work(), scale, undo_minutes)

    outcome = app(arguments, result_action="return_value")
    return outcome if isinstance(outcome, int) else 0


def _demo(work: Path, scale: int, undo_minutes: int) -> int:
    console = Console()
    if not 0 <= undo_minutes <= _MAX_UNDO_MINUTES:
        console.print(f"[red]--undo-minutes: is not 0 to {_MAX_UNDO_MINUTES}[/]")
        return 2
    if scale < 1:
        console.print("[red]--scale: is less than 1[/]")
        return 2
    try:
        plans = workfile.scaled(workfile.read(work), scale)
    except (workfile.WorkFileError, OSError) as error:
        console.print(f"[red]{work}: {error}[/]")
        return 2
    return asyncio.run(_play(plans, console, undo_minutes))


async def _play(plans: list[workfile.AgencyPlan], console: Console, undo_minutes: int) -> int:
    timeline = Timeline(console)
    async with _some_stack(console) as stack, AsyncExitStack() as closing:
        run = await free_run(stack, plans)
        story = Story(
            stack,
            workfile.in_run(plans, run),
            timeline,
            closing=closing,
            undo_minutes=undo_minutes,
            with_stand_in=True,
        )
        try:
            await story.play()
            await converse(story)
            await dispute(story)
            await collect(story)
            await write_off(story)
            await check(story)
            for demo_agency in story.demo_agencies:
                await check_bank(story, demo_agency)
                await check_losses(story, demo_agency)
                await check_draft(timeline, demo_agency)
            await check_conversations(story)
            await check_disputes(story)
        except Exception as error:
            timeline.check("the story went to its end", holds=False, found=_of(error))
        console.print()
        console.print(timeline.table())
        failed = timeline.failed
        for line in failed:
            console.print(f"[red]✗ {line}[/]", highlight=False)
        if not failed:
            console.print(
                f"[green]{len(timeline.steps)} steps and {len(timeline.checks)} checks,"
                " all as they should be.[/]"
            )
        return 1 if failed else 0


def _of(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


@asynccontextmanager
async def _some_stack(console: Console) -> AsyncGenerator[StackView]:
    """The stack that runs, or one that runs for as long as the story does."""
    running = StackView.attach(default_state_directory())
    if running is not None:
        yield running
        return
    console.print("No stack runs: starting one for the story.")
    options = StackOptions(directory=default_state_directory().root / "demo", throwaway=True)
    with TerminalReporter(console) as reporter:
        stack = Stack(options, reporter)
        async with stack:
            yield stack


async def free_run(stack: StackView, plans: list[workfile.AgencyPlan]) -> int:
    """The number of the first run whose agencies are not there yet."""
    async with AsyncExitStack() as closing:
        for run in range(1, _MAX_RUNS):
            there = False
            for plan in workfile.in_run(plans, run):
                guest = await newcomer(stack, closing, plan, "agency")
                answer = await guest.call("GET", "/api/public/agency")
                there = there or answer.status_code != 404
            if not there:
                return run
    raise RuntimeError(f"the story was played {_MAX_RUNS} times here; ./portico reset")


def open_month(plans: Sequence[workfile.AgencyPlan]) -> date:
    """The first day of the last month of the work, which a demonstration leaves open."""
    days = [workfile.day_of(plan, row) for plan in plans for row in plan.rows]
    return max(day for day in days if day is not None).replace(day=1)


async def seed(stack: StackView) -> Sequence[DemoLogin]:
    """Play the story up to the present month, which stays open; returns who can log in."""
    plans = workfile.read(default_work())
    async with AsyncExitStack() as closing:
        # A start that was interrupted has left its agencies: this one plays beside them.
        run = await free_run(stack, plans)
        story = Story(
            stack,
            workfile.in_run(plans, run),
            Timeline(Console(file=sys.stderr), quiet=True),
            closing=closing,
            keep_waiting_from=open_month(plans),
            with_stand_in=True,
        )
        await story.play()
        await converse(story)
        await dispute(story)
        # From here on people try it: what they approve, they can take back.
        await create_agencies(stack, story.plans, undo_minutes=APPROVAL_UNDO_MINUTES)
        return [login for demo_agency in story.demo_agencies for login in _logins(demo_agency)]


def _logins(demo_agency: DemoAgency) -> list[DemoLogin]:
    # Who has the most to look at.
    orders = [order.contractor.email for order in demo_agency.plan.work_orders.values()]
    contractor = max(
        (one.person for one in demo_agency.plan.contractors.values()),
        key=lambda person: orders.count(person.email),
    )
    contact = demo_agency.plan.contacts[0]
    return [
        DemoLogin(
            agency=demo_agency.plan.slug,
            portal=portal,
            name=person.name,
            email=person.email,
            password=PASSWORD,
        )
        for portal, person in (
            ("agency", demo_agency.staff_person),
            ("customer", contact),
            ("contractor", contractor),
        )
    ]
