"""A WHERE clause that grows by what was asked for, so that each question gets its own plan."""

from typing import LiteralString, Self


class Where:
    """Conditions joined by AND, and their values in the order of their placeholders."""

    def __init__(self, condition: LiteralString, value: object) -> None:
        self._conditions: list[str] = []
        self._values: list[object] = []
        self.add(condition, value)

    def add(self, condition: LiteralString, *values: object) -> Self:
        """Add a condition in which each `{}` stands for one of `values`."""
        placeholders: list[str] = []
        for value in values:
            self._values.append(value)
            placeholders.append(f"${len(self._values)}")
        self._conditions.append(condition.format(*placeholders))
        return self

    def add_if_given(self, condition: LiteralString, value: object | None) -> Self:
        """Add a condition unless its value is None: then nothing was asked for."""
        return self if value is None else self.add(condition, value)

    @property
    def sql(self) -> str:
        """The conditions, without the word WHERE."""
        return " AND ".join(self._conditions)

    @property
    def values(self) -> tuple[object, ...]:
        """The values of the placeholders."""
        return tuple(self._values)
