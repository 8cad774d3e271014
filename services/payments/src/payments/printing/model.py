"""How many documents a person has printed. Pure."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chassis.errors import InvalidError, TooManyRequestsError

MAX_AN_HOUR = 20
"""More than a person reads. Printing one takes a processor for a second or two, and every other
choice of days is another document."""

HOUR = timedelta(hours=1)

MAX_LINES = 1_000
"""Of a document. A page of paper has about 30, and documents prints no more than 100 pages."""

MAX_TEXT_CHARACTERS = 100_000
"""Of what people wrote on those lines, which makes them longer: 40 pages more."""

MAX_FIGURES_BYTES = 900_000
"""Of what a document says: it has to fit into a message of the bus, with whom it is for."""


class TooManyDocumentsError(TooManyRequestsError):
    """You had many documents printed within an hour; wait before the next"""


def require_turn(asked: Sequence[datetime], now: datetime) -> None:
    """Whether a person may have one more, who asked at these moments of the hour, the last first.

    Raises TooManyDocumentsError, with how long until the first of them is an hour ago.
    """
    if len(asked) >= MAX_AN_HOUR:
        left = asked[MAX_AN_HOUR - 1] + HOUR - now
        raise TooManyDocumentsError(
            max(1, math.ceil(left.total_seconds())),
            f"{MAX_AN_HOUR} documents an hour are printed; the same can be saved as a file",
        )


def require_short(figures: str, texts: Iterable[str]) -> None:
    """Refuse what is too long for paper, however few lines it has: its figures, the texts in it.

    Raises InvalidError of `from`. Accepted here, it would fail where it is printed.
    """
    is_long = sum(len(text) for text in texts) > MAX_TEXT_CHARACTERS
    if is_long or len(figures.encode()) > MAX_FIGURES_BYTES:
        raise InvalidError(
            "so much text is too much for paper; choose fewer days, or a file", field="from"
        )
