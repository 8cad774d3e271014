"""What a person told on Form TD1, federal and of the province."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Td1:
    """Total claim amounts, and the tax that the person asks for beside what is due.

    Dollars. A claim of None is that of a person who filed no form or claims the basic personal
    amount alone: it then follows from the income (CRA's claim code 1). A claim of 0 is "no claim
    amount" (claim code 0), as of a non-resident. `additional_tax` is of each pay period.
    """

    federal_claim: Decimal | None = None
    provincial_claim: Decimal | None = None
    additional_tax: Decimal = Decimal(0)
