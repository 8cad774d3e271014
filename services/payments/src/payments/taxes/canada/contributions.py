"""Contributions to pension plans and employment insurance."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodContributions:
    """What a person contributes in one pay period, in dollars.

    `pension` is CPP or QPP without the second additional contribution, `second_pension` that one;
    `insurance` is EI, `parental` QPIP.
    """

    pension: Decimal
    second_pension: Decimal
    insurance: Decimal
    parental: Decimal
