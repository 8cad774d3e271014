"""A text of a page, in every language."""

from typing import NamedTuple


class Text(NamedTuple):
    """One text in each language. `{name}` is filled in."""

    en: str
    fr: str
    nb: str
