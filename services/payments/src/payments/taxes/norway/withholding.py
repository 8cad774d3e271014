"""Withholding from pay in Norway (forskuddstrekk), by the tax card.

- Percent card: the percentage of the pay.
- Table card: the amount of the table (`payments.taxes.norway.tables`).
- Free card: nothing until the pay of the year reaches the card's amount; half of what is above it.
- Exempt card: nothing.
- No card: half of the pay.

A percentage is of whole kroner of pay, and what it gives is in whole kroner, both rounded down.

Sources: skattebetalingsloven § 5-5, skattebetalingsforskriften §§ 5-3-1, 5-3-2, 5-5-4, 5-10-3 and
5-10-4; `values/no/withholding-*.json` names them by rule.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import cast

from payments.taxes.editions import Edition, edition_of
from payments.taxes.norway import tables
from payments.taxes.norway.tax_card import CardKind, TaxCard
from payments.taxes.steps import Step

_KRONE = Decimal(1)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """What is withheld from a pay period, in whole kroner, and how it came about when asked.

    `percent` None: by a table.
    """

    amount: Decimal
    percent: Decimal | None = None
    steps: tuple[Step, ...] = ()


def withholding(
    *,
    gross: Decimal,
    periods_a_year: int,
    card: TaxCard | None,
    paid_before: Decimal,
    on: date,
    trace: bool = False,
) -> Withholding:
    """What is withheld from all pay of one pay period. Amounts in NOK.

    `gross` is of the pay period over all work orders; nothing is withheld where corrections leave
    none of it. `paid_before` is what this employer paid in the calendar year of payment before this
    pay period. `on` is the day of payment, whose year's values count. `periods_a_year`: 12, 26 or
    52, which only tables depend on.

    Raises NoRuleError for a year whose values are not known, and for a table or a pay period that
    Skatteetaten publishes no table of.
    """
    edition = _edition_of(on)
    if card is not None and card.kind is CardKind.TABLE:
        withheld = tables.withheld(
            gross=gross,
            periods_a_year=periods_a_year,
            table=cast("str", card.table),
            on=on,
            trace=trace,
        )
        return Withholding(amount=withheld.amount, steps=withheld.steps)
    base, percent, code = _base_and_percent(edition, gross, card, paid_before)
    amount = _whole_kroner(_whole_kroner(base) * percent / 100)
    if not trace:
        return Withholding(amount=amount, percent=percent)
    step = Step(
        code=code,
        formula=_FORMULAS[code],
        inputs=_inputs(gross, card, paid_before) | {"p": percent / 100},
        result=amount,
        edition=edition.code,
        source=edition.sources[code],
    )
    return Withholding(amount=amount, percent=percent, steps=(step,))


_FORMULAS = {
    "no_card": "floor(floor(max(0, B)) * p)",
    "percent_card": "floor(floor(max(0, B)) * p)",
    "exempt_card": "floor(floor(max(0, B)) * p)",
    "free_card": "floor(floor(max(0, B - max(0, F - Y))) * p)",
}


def _base_and_percent(
    edition: Edition, gross: Decimal, card: TaxCard | None, paid_before: Decimal
) -> tuple[Decimal, Decimal, str]:
    """What of the pay is taxed, at which percentage, and the code of the rule."""
    pay = max(_ZERO, gross)
    if card is None or card.kind is CardKind.NONE:
        return pay, _percent(edition, "no_card_percent"), "no_card"
    if card.kind is CardKind.FREE:
        left = max(_ZERO, cast("Decimal", card.free_amount) - paid_before)
        above = max(_ZERO, pay - left)
        return above, _percent(edition, "above_free_card_percent"), "free_card"
    if card.kind is CardKind.EXEMPT:
        return pay, _ZERO, "exempt_card"
    return pay, cast("Decimal", card.percent), "percent_card"


def _inputs(gross: Decimal, card: TaxCard | None, paid_before: Decimal) -> dict[str, Decimal]:
    if card is not None and card.free_amount is not None and card.kind is CardKind.FREE:
        return {"B": gross, "F": card.free_amount, "Y": paid_before}
    return {"B": gross}


def _whole_kroner(amount: Decimal) -> Decimal:
    return amount.quantize(_KRONE, rounding=ROUND_FLOOR)


def _percent(edition: Edition, name: str) -> Decimal:
    return Decimal(cast("str", edition.values[name]))


@lru_cache(maxsize=512)
def _edition_of(on: date) -> Edition:
    return edition_of("no", "withholding", on)
