"""A row of the database, as repositories read it."""

from typing import Any, Protocol


class Row(Protocol):
    """Columns by name."""

    def __getitem__(self, column: str, /) -> Any: ...
