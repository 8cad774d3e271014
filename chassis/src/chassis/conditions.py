"""Conditions of a list, put together from what is asked for and no more.

A condition that is not asked for is not in the SQL: `$1 IS NULL OR …` would keep PostgreSQL from
using the index that the rest is made for, as soon as it plans for any arguments.
"""

from typing import Self


class Conditions:
    """The WHERE of one query, and its arguments in order."""

    def __init__(self) -> None:
        self.arguments: list[object] = []
        self._clauses: list[str] = []

    def add(self, clause: str, *values: object) -> Self:
        """Demand this; each `{}` stands for one of the values, which are passed as arguments."""
        places = [self.argument(value) for value in values]
        self._clauses.append(clause.format(*places))
        return self

    def given(self, clause: str, value: object | None) -> Self:
        """Demand this of a value, unless it is None: then nothing was asked for."""
        return self if value is None else self.add(clause, value)

    def after(self, clause: str, key: tuple[object, ...] | None) -> Self:
        """Demand this of the key of the last row that was seen, unless it is None: the start."""
        return self if key is None else self.add(clause, *key)

    def argument(self, value: object) -> str:
        """The place of one more argument, such as `$3`."""
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    @property
    def sql(self) -> str:
        """The conditions, all of them, without the word WHERE."""
        return " AND ".join(f"({clause})" for clause in self._clauses)
