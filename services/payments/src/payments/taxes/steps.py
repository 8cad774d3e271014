"""How an amount came about: each step with its inputs, rule and source (B15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One calculated line. Amounts in major units, rates as fractions of one.

    `code` is the name that its source gives it (T4127's "T3", "K2"), `formula` is the source's too;
    `inputs` by those names. `edition` is of the values that were used.
    """

    code: str
    formula: str
    inputs: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    result: Decimal
    edition: str
    source: str
