"""The command line of ./portico. A command's module is imported when it is called."""

import sys

from cyclopts import App, Group
from rich.markup import escape

from portico_local.console import errors
from portico_local.errors import LocalStackError

_RUN = Group("Run", sort_key=0)
_LOOK = Group("Look", sort_key=1)
_PROVE = Group("Prove", sort_key=2)
_KEEP = Group("Keep", sort_key=3)

app = App(
    name="portico",
    help="Portico on this machine: PostgreSQL, a bus, a mail inbox and all services. "
    "What it makes lies in .portico/; nothing listens but on the loopback interface.",
    help_format="plaintext",
    version_flags=[],
    sort_key=None,
)

_COMMANDS = "portico_local.commands"
app.command(f"{_COMMANDS}.running:up", name="up", group=_RUN, sort_key=0)
app.command(f"{_COMMANDS}.running:down", name="down", group=_RUN, sort_key=1)
app.command(f"{_COMMANDS}.running:reset", name="reset", group=_RUN, sort_key=2)
app.command(f"{_COMMANDS}.running:supervise", name="supervise", show=False)
app.command(f"{_COMMANDS}.looking:status", name="status", group=_LOOK, sort_key=0)
app.command(f"{_COMMANDS}.looking:logs", name="logs", group=_LOOK, sort_key=1)
app.command(f"{_COMMANDS}.looking:topics", name="topics", group=_LOOK, sort_key=2)
app.command(f"{_COMMANDS}.looking:dead", name="dead", group=_LOOK, sort_key=3)
app.command(f"{_COMMANDS}.proving:run_tests", name="test", group=_PROVE, sort_key=0)
app.command(f"{_COMMANDS}.proving:demo", name="demo", group=_PROVE, sort_key=1, help_flags=[])
app.command(f"{_COMMANDS}.proving:bench", name="bench", group=_PROVE, sort_key=2, help_flags=[])
app.command(f"{_COMMANDS}.proving:lock", name="lock", group=_KEEP)


def run() -> None:
    """The entry point: errors that a person can mend are said in a line, without a traceback."""
    if len(sys.argv) == 1 or sys.argv[1] in {"--help", "-h"}:
        for name in app:
            _ = app[name]  # imports it, so that its description is in the list
    try:
        app()
    except LocalStackError as error:
        errors.print(f"[red]✗[/red] {escape(str(error))}")
        if error.hint:
            errors.print(f"  {escape(error.hint)}")
        raise SystemExit(1) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None
