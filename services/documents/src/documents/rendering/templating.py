"""The templates of paper: a value that is missing is an error, and one that no font has, too."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from documents.rendering.text import printable

TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> Environment:
    """They are read once by each process."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
