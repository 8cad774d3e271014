"""A Norwegian tax card (skattekort): how an employer withholds tax from one person's pay.

Skatteetaten issues one for each person and income year, and the employer fetches it before every
pay run (skattebetalingsloven § 5-1). Only the part for pay from this employer is kept. The kinds
are those of skattebetalingsforskriften § 5-1-1.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_WHOLE = Decimal(100)


class CardKind(StrEnum):
    """How the card says that tax is withheld."""

    PERCENT = "percent"
    """Prosentkort: a percentage of all pay."""
    TABLE = "table"
    """Tabellkort: the amount of a table of the pay period."""
    FREE = "free"
    """Fribeløpskort: nothing until the year's pay reaches the card's amount."""
    EXEMPT = "exempt"
    """Frikort without an amount: nothing while the card is valid."""
    NONE = "none"
    """No card could be fetched: the percentage of the law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCard:
    """The card as Skatteetaten issued it. `percent` is of 100, `free_amount` of the year in NOK.

    A table card names a percentage too, which is for pay outside the ordinary pay periods.
    Raises ValueError when the datum that its kind needs is missing or out of range.
    """

    kind: CardKind
    percent: Decimal | None = None
    table: str | None = None
    free_amount: Decimal | None = None

    def __post_init__(self) -> None:
        if self.percent is not None and not 0 <= self.percent <= _WHOLE:
            raise ValueError(f"a tax card's percent is from 0 to 100, not {self.percent}")
        if self.free_amount is not None and self.free_amount < 0:
            raise ValueError(f"a tax card's free amount is not negative: {self.free_amount}")
        needed = {
            CardKind.PERCENT: self.percent,
            CardKind.TABLE: self.table,
            CardKind.FREE: self.free_amount,
        }
        if self.kind in needed and needed[self.kind] is None:
            raise ValueError(f"a tax card of the kind {self.kind.value} lacks what it withholds by")
