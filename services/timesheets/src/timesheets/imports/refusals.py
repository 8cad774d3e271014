"""Why a row of a file was refused."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_MAX_VALUE_CHARACTERS = 100


class CellCode(StrEnum):
    """What is wrong with a row of a file, before the rules of logged work are asked."""

    WRONG_NUMBER_OF_CELLS = "wrong_number_of_cells"
    UNKNOWN_WORK_ORDER = "unknown_work_order"
    NOT_A_DATE = "not_a_date"
    UNKNOWN_ARTICLE = "unknown_article"
    DUPLICATE_ROW = "duplicate_row"


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """A refused row: where it stands, what was written there, and what is wrong with it."""

    line: int
    column: str
    value: str
    code: str
    reason: str

    @classmethod
    def of(cls, line: int, column: str, value: str, code: str, reason: str) -> Self:
        """A refusal whose value is cut to what a report can show."""
        return cls(line, column, value[:_MAX_VALUE_CHARACTERS], code, reason)
