"""Where the commands print."""

import os
import sys

from rich.console import Console

_WIDE = 140


def _width() -> int | None:
    """A file or a pipe has no width of its own; tables should not be cut to a guess."""
    return None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE


console = Console(highlight=False, width=_width())
errors = Console(stderr=True, highlight=False)
