"""Room for figures: a number is never broken over two lines, and never leaves its place."""

from collections.abc import Iterable, Mapping

_POINTS_A_CHARACTER = 5.3
"""Of a digit at 8.75 pt, tabular; separators are narrower."""

_EMS_A_CHARACTER = 0.6
"""Of a digit in semi-bold."""

_GAP_POINTS = 8
LEAST_POINTS: Mapping[str, float] = {"c-quantity": 52, "c-rate": 52, "c-money": 74}


def widths(figures: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """The width in points of each column class, for all figures that stand in such columns."""
    return {
        name: max(least, _GAP_POINTS + _POINTS_A_CHARACTER * _longest(figures.get(name, ())))
        for name, least in LEAST_POINTS.items()
    }


def fitted(text: str, points: float, room_points: float) -> float:
    """The size in points of type, at most `points`, at which no figure of the text is too wide.

    Within a figure all blanks are no-break spaces.
    """
    longest = max((len(figure) for figure in text.split(" ")), default=1)
    return min(points, room_points / (_EMS_A_CHARACTER * max(longest, 1)))


def _longest(texts: Iterable[str]) -> int:
    return max((len(text) for text in texts), default=0)
