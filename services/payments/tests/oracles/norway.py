"""Norway's withholding, holiday pay and contribution told a second time, apart from the product.

Plain fractions and loops, with the year's numbers typed in here again from Skatteetaten's routine.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Law:
    personal: int
    personal_north: int
    steps: tuple[int, ...]
    step_rates: tuple[str, ...]
    municipal: str
    common: str
    common_north: str
    insurance: str
    minimum: int
    minimum_sea: int
    sea: int


YEARS = {
    2025: Law(
        personal=108_550,
        personal_north=138_550,
        steps=(217_400, 306_050, 697_150, 942_400, 1_410_750),
        step_rates=("1.7", "4", "13.7", "16.7", "17.7"),
        municipal="15.4",
        common="6.6",
        common_north="3.1",
        insurance="7.7",
        minimum=80_960,
        minimum_sea=92_000,
        sea=83_000,
    ),
    2026: Law(
        personal=114_540,
        personal_north=159_540,
        steps=(226_100, 318_300, 725_050, 980_100, 1_467_200),
        step_rates=("1.7", "4", "13.7", "16.8", "17.8"),
        municipal="13.75",
        common="8.25",
        common_north="4.75",
        insurance="7.6",
        minimum=84_216,
        minimum_sea=95_700,
        sea=86_300,
    ),
}
WIDTHS = {12: 100, 26: 50, 52: 20}
SHORT_YEAR = {12: Fraction(21, 2), 26: Fraction(23), 52: Fraction(46)}
STANDARD = {"7300", "7350", "7500", "7550", "7700"}
NORTH = {"6300", "6350", "6500", "6550", "6700"}
SEA = {"0100", "0101"}
NO_INSURANCE = {"7500", "7550", "6500", "6550", "0100", "7160", "7170"}
LOW_INSURANCE = {"7700", "6700"}
SHORT_SPECIAL = {"7300", "7550", "6300", "6550", "7170"}
SPECIAL = STANDARD | NORTH | SEA | {"7150", "7160", "7170"}
ALL_TABLES = sorted(
    SPECIAL
    | {str(8000 + n) for n in range(0, 401, 10)}
    | {str(9000 + n) for n in range(10, 401, 10)}
)


def nearest(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def percent_of(amount: int, percent: str) -> Fraction:
    return amount * Fraction(percent) / 100


def by_table(year: int, table: str, periods: int, pay: Fraction) -> int:
    """Withheld from the pay of a period in whole kroner."""
    law, kroner, width = YEARS[year], floor(max(pay, Fraction(0))), WIDTHS[periods]
    middle = kroner - kroner % width + width // 2
    ordinary = table not in SPECIAL
    income = nearest(middle * periods * (Fraction(101, 100) if ordinary else Fraction(1)))
    lowered = law.personal_north if table in NORTH else law.personal
    if ordinary:
        thousands = int(table[1:])
        lowered += (thousands if table[0] == "8" else -thousands) * 1000
    if table in SEA:
        lowered += min(nearest(percent_of(income, "46")), law.minimum_sea)
        lowered += min(nearest(percent_of(income, "30")), law.sea)
    else:
        lowered += min(nearest(percent_of(income, "40.48")), law.minimum)
    if table in STANDARD | NORTH | SEA:
        lowered += min(nearest(percent_of(income, "10")), 40_000)
    general = max(0, income - lowered)
    tax = nearest(percent_of(general, law.municipal))
    tax += nearest(percent_of(general, law.common_north if table in NORTH else law.common))
    tax += nearest(_by_steps(income, law.steps, law.step_rates))
    if table not in NO_INSURANCE:
        tax += _insurance(income, "5.1" if table in LOW_INSURANCE else law.insurance)
    short = ordinary or table in SHORT_SPECIAL
    spread = Fraction(tax) / (SHORT_YEAR[periods] if short else periods)
    return min(kroner, floor(spread) if table in SEA else nearest(spread))


def _by_steps(income: int, steps: tuple[int, ...], rates: tuple[str, ...]) -> Fraction:
    total = Fraction(0)
    for lower, upper, rate in zip(steps, (*steps[1:], 10**12), rates, strict=True):
        total += percent_of(max(0, min(income, upper) - lower), rate)
    return total


def _insurance(income: int, percent: str) -> int:
    if income < 99_650:
        return 0
    turning = nearest(Fraction(99_650 * 25) / (25 - Fraction(percent)))
    whole, quarter = percent_of(income, percent), percent_of(income - 99_650, "25")
    return nearest(whole if income > turning else quarter)


def by_card(kind: str, pay: Fraction, percent: Fraction, free: Fraction, before: Fraction) -> int:
    """Withheld by a percent card, a free or an exempt card, or without a card."""
    pay = max(pay, Fraction(0))
    if kind == "exempt":
        return 0
    if kind == "percent":
        return floor(floor(pay) * percent / 100)
    if kind == "free":
        reached = max(Fraction(0), before + pay - free) - max(Fraction(0), before - free)
        return floor(min(pay, reached)) // 2
    return floor(pay) // 2


def holiday_pay_of_year(
    pay: Fraction, percent: str, older: bool, six_base_amounts: int
) -> Fraction:
    """Owed for a whole year's pay, to the øre."""
    owed = pay * Fraction(percent) / 100
    if older:
        owed += min(pay, Fraction(six_base_amounts)) * Fraction("2.3") / 100
    return Fraction(nearest(owed * 100), 100)
