"""Contributions withheld from pay: pension (CPP or QPP), insurance (EI), and parental (QPIP).

Each is due on a pay period of a person, over all work orders, and has a maximum for the calendar
year by day of payment. What a period is charged is the year's amount after it minus the year's
amount before it, so a correction takes back what its pay had brought, and no more than that.

Source of the formulas: Canada Revenue Agency, T4127 Payroll Deductions Formulas, chapters 1, 6, 7;
for Quebec also Revenu Québec, TP-1015.F, parts 3 and 4. What neither of them says, pay below zero:
it has no exemption, it brings minus what its amount would have brought, and the year's amount stays
between zero and its maximum. docs/taxes/canada-contributions.md has each rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple, cast

from payments.taxes.editions import edition_of
from payments.taxes.missing import MissingRule, NoRuleError

PROVINCES = frozenset(
    {"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}
)
"""ISO 3166-2 codes of the provinces and territories, without their country."""

_QUEBEC = "QC"
_MONTHS = 12
_NOTHING = Decimal("0.00")
_UNIT = 100_000
"""Rates are integers of this: the finest that the law has are five decimals (0.00494)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a person contributes to in a pay period; False: exempt. Whether it is, the caller knows.

    Pension: not under 18, from 70, nor after form CPT30. `pension_months` are those of the year
    with contributions due (T4127's PM), as known when it is paid: they prorate the maximum.
    """

    pension: bool = True
    insurance: bool = True
    parental: bool = True
    pension_months: int = _MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPay:
    """Pay of a person in one pay period, over all work orders: `gross` in dollars and cents.

    `province` is the one of employment; a person who moves in the period has worked all of it in
    the new one (T4001, Revenu Québec). Below zero: a correction of what was paid before.
    """

    gross: Decimal
    periods_a_year: int
    province: str
    coverage: Coverage = Coverage()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodContributions:
    """What is withheld from a person for a pay period, in dollars. Below zero: given back.

    `pension_months`: of the year, as in `Coverage`; what earns a tax credit is prorated by them.
    """

    pension: Decimal
    second_pension: Decimal
    insurance: Decimal
    parental: Decimal
    pension_months: int = _MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerContributions:
    """What the employer owes beside it for the same pay period, in dollars."""

    pension: Decimal
    second_pension: Decimal
    insurance: Decimal
    parental: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Values:
    """An edition's values: amounts in cents, rates in units of `_UNIT`."""

    basic_exemption: int
    maximum_pensionable: int
    pension_rate: Mapping[bool, int]
    """By whether it is Quebec, as the next."""
    pension_maximum: Mapping[bool, int]
    second_rate: int
    second_maximum: int
    maximum_insurable: int
    insurance_rate: Mapping[bool, int]
    employer_multiple: int
    parental_rate: int
    parental_maximum: int
    employer_parental_rate: int
    employer_parental_maximum: int


class YearState(NamedTuple):
    """What a year has come to, in cents; `due` is what its periods bring without its limits."""

    cpp_due: int
    qpp_due: int
    pensionable: int
    second_due: int
    insurance_due: int
    insurance: int
    insurance_limit: int
    parental_due: int


class ContributionYear:
    """A person's contributions of one calendar year, added up pay period by pay period.

    Amounts inside are integers of cents. `_due` and the like are what the periods would have
    brought without the year's limits; what was charged is them within those limits.
    """

    __slots__ = (
        "_due",
        "_employer_insurance",
        "_employer_insurance_due",
        "_employer_parental_due",
        "_insurable",
        "_insurance",
        "_insurance_due",
        "_insurance_limit",
        "_insurance_scaled",
        "_parental_due",
        "_pensionable",
        "_second_due",
        "_values",
        "_year",
    )

    def __init__(self, year: int) -> None:
        """Nothing paid yet. Raises NoRuleError where the law of the year was not read."""
        self._year = year
        self._values = _values_of(year)
        self._due = {False: 0, True: 0}
        self._pensionable = 0
        self._second_due = 0
        self._insurable = 0
        self._insurance_due = 0
        self._insurance_scaled = 0
        self._insurance_limit = 0
        self._insurance = 0
        self._employer_insurance_due = 0
        self._employer_insurance = 0
        self._parental_due = 0
        self._employer_parental_due = 0

    def add(self, period: PeriodPay) -> tuple[PeriodContributions, EmployerContributions]:
        """The next pay period by day of payment, and what is due for it.

        Raises NoRuleError for a province that is none, ValueError for parts of a cent, or a number
        of pay periods or months that no year has.
        """
        if period.province not in PROVINCES:
            raise NoRuleError(
                MissingRule.WITHHOLDING, f"CA-{period.province}", date(self._year, 1, 1), "cpp"
            )
        coverage = period.coverage
        if period.periods_a_year < 1:
            raise ValueError(period.periods_a_year)
        gross = _cents(period.gross)
        quebec = period.province == _QUEBEC
        pension = second = insurance = employer_insurance = parental = employer_parental = 0
        if coverage.pension:
            if not 0 < coverage.pension_months <= _MONTHS:
                raise ValueError(coverage.pension_months)
            exemption = self._values.basic_exemption // period.periods_a_year
            pension = self._add_pension(gross, exemption, coverage.pension_months, quebec=quebec)
            second = self._add_second_pension(gross, coverage.pension_months, quebec=quebec)
        if coverage.insurance:
            insurance, employer_insurance = self._add_insurance(gross, quebec=quebec)
        if coverage.parental and quebec:
            parental, employer_parental = self._add_parental(gross)
        first_amount, second_amount = _dollars(pension), _dollars(second)
        return (
            PeriodContributions(
                pension=first_amount,
                second_pension=second_amount,
                insurance=_dollars(insurance),
                parental=_dollars(parental),
                pension_months=coverage.pension_months,
            ),
            EmployerContributions(
                pension=first_amount,
                second_pension=second_amount,
                insurance=_dollars(employer_insurance),
                parental=_dollars(employer_parental),
            ),
        )

    @property
    def state(self) -> YearState:
        """What it has come to, for whoever explains a period by what it changed."""
        return YearState(
            cpp_due=self._due[False],
            qpp_due=self._due[True],
            pensionable=self._pensionable,
            second_due=self._second_due,
            insurance_due=self._insurance_due,
            insurance=self._insurance,
            insurance_limit=self._insurance_limit,
            parental_due=self._parental_due,
        )

    def _add_pension(self, gross: int, exemption: int, months: int, *, quebec: bool) -> int:
        """T4127's C: within the year's maximum, to which the other plan's count by the rates."""
        values, due = self._values, self._due
        rate = values.pension_rate[quebec]
        other = values.pension_rate[not quebec]
        unit = other * _MONTHS
        limit = values.pension_maximum[quebec] * months * other
        elsewhere = due[not quebec] * rate * _MONTHS
        before = due[quebec] * unit + elsewhere
        due[quebec] += _share(_contributory(gross, exemption), rate, at_least_a_cent=quebec)
        after = due[quebec] * unit + elsewhere
        return _divided(min(max(after, 0), limit) - min(max(before, 0), limit), unit)

    def _add_second_pension(self, gross: int, months: int, *, quebec: bool) -> int:
        """T4127's C2, on the year's pensionable earnings of both plans above the first maximum.

        A correction that lowers them states the year anew, so that the rounding of the periods
        before it leaves nothing behind.
        """
        values = self._values
        threshold = values.maximum_pensionable * months
        limit = _divided(values.second_maximum * months, _MONTHS)
        above_before = max(self._pensionable * _MONTHS - threshold, 0)
        self._pensionable += gross
        above = max(self._pensionable * _MONTHS - threshold, 0)
        before = self._second_due
        is_lowered = above < above_before
        new, kept = (above, 0) if is_lowered else (above - above_before, before)
        due = kept + _share(new, values.second_rate, parts=_MONTHS, at_least_a_cent=quebec)
        # Stating the year anew may round up what parts of it rounded down.
        self._second_due = min(before, due) if is_lowered else due
        return min(self._second_due, limit) - min(before, limit)

    def _add_insurance(self, gross: int, *, quebec: bool) -> tuple[int, int]:
        """T4127's EI and the employer's, on the year's first earnings up to the insurable maximum.

        The maximum premium is made of the rates where those first earnings were paid; what is left
        of them counts at the rate of this period.
        """
        values = self._values
        rate, most = values.insurance_rate[quebec], values.maximum_insurable
        insured_before = min(max(self._insurable, 0), most)
        self._insurable += gross
        insured = min(max(self._insurable, 0), most)
        self._insurance_scaled += (insured - insured_before) * rate
        limit = _divided(self._insurance_scaled + (most - insured) * rate, _UNIT)
        self._insurance_limit = limit
        before, employer_before = self._insurance, self._employer_insurance
        self._insurance_due += _share(gross, rate)
        self._insurance = min(max(self._insurance_due, 0), limit)
        charged = self._insurance - before
        self._employer_insurance_due += _share(charged, values.employer_multiple)
        self._employer_insurance = min(
            self._employer_insurance_due, _share(limit, values.employer_multiple)
        )
        return charged, self._employer_insurance - employer_before

    def _add_parental(self, gross: int) -> tuple[int, int]:
        """The employee's premium of QPIP and the employer's, each up to its own maximum."""
        values = self._values
        before, employer_before = self._parental_due, self._employer_parental_due
        self._parental_due += _share(gross, values.parental_rate, at_least_a_cent=True)
        self._employer_parental_due += _share(
            gross, values.employer_parental_rate, at_least_a_cent=True
        )
        most, employer_most = values.parental_maximum, values.employer_parental_maximum
        return (
            min(max(self._parental_due, 0), most) - min(max(before, 0), most),
            min(max(self._employer_parental_due, 0), employer_most)
            - min(max(employer_before, 0), employer_most),
        )


def basic_exemption(year: int, periods_a_year: int) -> Decimal:
    """What of each pay period's pay pension contributions are not due on, in dollars."""
    return _dollars(_values_of(year).basic_exemption // periods_a_year)


@cache
def percents(year: int, *, quebec: bool) -> Mapping[str, Decimal]:
    """The rates of a year in percent, by the field of PeriodContributions."""
    values = _values_of(year)
    rates = {
        "pension": values.pension_rate[quebec],
        "second_pension": values.second_rate,
        "insurance": values.insurance_rate[quebec],
        "parental": values.parental_rate,
    }
    return {part: Decimal(rate * 100) / _UNIT for part, rate in rates.items()}


def _cents(amount: Decimal) -> int:
    """Raises ValueError for parts of a cent."""
    scaled = amount.scaleb(2)
    cents = int(scaled)
    if cents != scaled:
        raise ValueError(amount)
    return cents


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2) if cents else _NOTHING


def _contributory(gross: int, exemption: int) -> int:
    """What of a period's pay contributions are due on; pay below zero has no exemption."""
    return gross if gross < 0 else max(gross - exemption, 0)


def _divided(amount: int, by: int) -> int:
    """To the nearest, halves away from zero, as T4127 rounds (chapter 1)."""
    nearest = (2 * abs(amount) + by) // (2 * by)
    return nearest if amount >= 0 else -nearest


def _share(amount: int, rate: int, *, parts: int = 1, at_least_a_cent: bool = False) -> int:
    """The rate's part of an amount, which is in `parts` of a cent, to the cent.

    Quebec takes a cent of what is above zero and below one (TP-1015.F, parts 3.1 and 4).
    """
    share = _divided(amount * rate, _UNIT * parts)
    if not share and amount > 0 and at_least_a_cent:
        return 1
    return share


@cache
def _values_of(year: int) -> _Values:
    values = edition_of("ca", "contributions", date(year, 1, 1)).values
    pension, second, insurance, parental = (
        cast("dict[str, str]", values[name])
        for name in ("pension", "second_pension", "insurance", "parental")
    )
    rates, maximums = (
        cast("dict[str, dict[str, str]]", values["pension"])[name] for name in ("rate", "maximum")
    )
    insured = cast("dict[str, dict[str, str]]", values["insurance"])["rate"]
    return _Values(
        basic_exemption=_cents(Decimal(pension["basic_exemption"])),
        maximum_pensionable=_cents(Decimal(pension["maximum_pensionable"])),
        pension_rate={False: _rate(rates["cpp"]), True: _rate(rates["qpp"])},
        pension_maximum={
            False: _cents(Decimal(maximums["cpp"])),
            True: _cents(Decimal(maximums["qpp"])),
        },
        second_rate=_rate(second["rate"]),
        second_maximum=_cents(Decimal(second["maximum"])),
        maximum_insurable=_cents(Decimal(insurance["maximum_insurable"])),
        insurance_rate={False: _rate(insured["elsewhere"]), True: _rate(insured["quebec"])},
        employer_multiple=_rate(insurance["employer_multiple"]),
        parental_rate=_rate(parental["rate"]),
        parental_maximum=_cents(Decimal(parental["maximum"])),
        employer_parental_rate=_rate(parental["employer_rate"]),
        employer_parental_maximum=_cents(Decimal(parental["employer_maximum"])),
    )


def _rate(fraction: str) -> int:
    """Raises ValueError for a rate that is finer than `_UNIT`."""
    rate = int(Decimal(fraction) * _UNIT)
    if rate != Decimal(fraction) * _UNIT:
        raise ValueError(fraction)
    return rate
