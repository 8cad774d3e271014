"""A signature as it was given: drawn by hand, or the name typed. Pure, and bounded."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.errors import InvalidError

WIDTH, HEIGHT = 1000, 400
"""The square that strokes are in, whatever they were drawn on."""
MAX_STROKES = 100
MAX_POINTS = 4_000
LEAST_EXTENT = 40
"""A point, or less than this in both directions, is no signature but a slip of the pen."""

Stroke = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Either strokes or a typed name."""

    strokes: tuple[Stroke, ...] = ()
    typed: str | None = None


def drawing(strokes: Sequence[Stroke] | None, typed: str | None) -> Drawing:
    """What was given. Raises InvalidError unless it is one of the two, and can be seen."""
    if (strokes is None) == (typed is None):
        raise InvalidError("draw the signature or type the name, one of both", field="drawn")
    if strokes is None:
        if not any(character.isalpha() for character in typed or ""):
            raise InvalidError("is no name: it has no letter", field="typed")
        return Drawing(typed=typed)
    points = [point for stroke in strokes for point in stroke]
    if len(points) > MAX_POINTS:
        raise InvalidError(f"has more than {MAX_POINTS} points", field="drawn")
    if any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points):
        raise InvalidError(f"must be within {WIDTH} to {HEIGHT}", field="drawn")
    if not points or not any(_extent(points, axis) >= LEAST_EXTENT for axis in (0, 1)):
        raise InvalidError("is too small to be a signature", field="drawn")
    return Drawing(strokes=tuple(strokes))


def _extent(points: Sequence[tuple[int, int]], axis: int) -> int:
    values = [point[axis] for point in points]
    return max(values) - min(values)
