"""Whom a tax or deduction is reckoned for, what it came to, and what it follows from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from contracts.events.payments import Charge
from contracts.money import Money
from contracts.pay_statements import CalculationStep
from payments.periods import Period
from payments.taxes.missing import NoRuleError
from payments.taxes.steps import Step

WEEKS_A_YEAR, MONTHS_A_YEAR = 52, 12


class Party(StrEnum):
    """On whose side a charge is."""

    TEMP = "temp"
    INCORPORATED = "incorporated"
    CUSTOMER = "customer"


class Effect(StrEnum):
    """A deduction is withheld and lowers the net, a tax is added and raises it.

    What the employer owes on top of the pay changes neither: it is a cost and a debt of the agency.
    """

    DEDUCTION = "deduction"
    TAX = "tax"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who is charged, where, in which currency, and on which day that counts.

    `on`: the day of payment of pay, the day of issue of an invoice. `period`: of pay.
    """

    party: Party
    country: str
    region: str
    currency: str
    on: date
    period: Period | None = None

    @property
    def place(self) -> str:
        """ISO 3166-1, with the subdivision of 3166-2 where there is one: `CA-ON`."""
        return "-".join(part for part in (self.country, self.region) if part)


def periods_a_year(period: Period) -> int:
    """How many pay periods of this length a year has: of a week or of a month."""
    return WEEKS_A_YEAR if (period.end - period.start).days < 7 else MONTHS_A_YEAR


@dataclass(slots=True)
class StandingCharge:
    """What of a charge stands of a pay period, in minor units: its base, and what was free.

    `percent`: the newest that it was charged at; None: not by a percentage.
    """

    percent: Decimal | None = None
    base_minor: int = 0
    amount_minor: int = 0
    exempt_minor: int = 0


class PeriodOfYear(NamedTuple):
    """A pay period as one calendar year paid it: work of a period can be paid in two."""

    year: int
    period: Period


@dataclass(slots=True)
class PaidPeriod:
    """What one calendar year paid and charged of a pay period, over all work orders.

    `on` and `place` are the newest that it was charged for. Amounts in minor units.
    """

    on: date
    place: str
    earnings_minor: int = 0
    charged: dict[str, StandingCharge] = field(default_factory=dict[str, StandingCharge])


@dataclass(slots=True)
class PayHistory:
    """What one person was paid and charged, by year of payment and pay period. Grows in pricing."""

    paid: dict[PeriodOfYear, PaidPeriod] = field(default_factory=dict[PeriodOfYear, PaidPeriod])

    def of_year(self, year: int) -> Mapping[Period, PaidPeriod]:
        """What was paid in a calendar year, in order of the periods."""
        return {key.period: self.paid[key] for key in sorted(self.paid) if key.year == year}

    def day_of(self, period: Period, on: date, earnings_minor: int) -> date:
        """The day that decides: that of payment; of what is taken back, that of when it was paid.

        An overpayment of last year that is taken back this year lowers what last year withheld.
        """
        if earnings_minor >= 0:
            return on
        paid = [
            (known.earnings_minor + earnings_minor >= 0, known.on)
            for key, known in self.paid.items()
            if key.period == period and known.earnings_minor > 0
        ]
        return max(paid, default=(False, on))[1]

    def add(self, subject: Subject, earnings: Money, charged: Iterable["ComputedCharge"]) -> None:
        """Note what was reckoned now, so that the next reckoning counts it."""
        if subject.period is None:
            return
        key = PeriodOfYear(subject.on.year, subject.period)
        paid = self.paid.setdefault(key, PaidPeriod(on=subject.on, place=subject.place))
        paid.on, paid.place = max(paid.on, subject.on), subject.place
        paid.earnings_minor += earnings.amount_minor
        for one in charged:
            mine = paid.charged.setdefault(one.code, StandingCharge())
            mine.percent = one.percent
            mine.base_minor += one.base.amount_minor
            mine.amount_minor += one.amount.amount_minor
            mine.exempt_minor += one.exempt.amount_minor

    def forget(self, subject: Subject, earnings: Money) -> None:
        """Take earnings out again of which nothing was charged."""
        if subject.period is not None:
            paid = self.paid.get(PeriodOfYear(subject.on.year, subject.period))
            if paid is not None:
                paid.earnings_minor -= earnings.amount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedCharge:
    """One charge of a transaction or an invoice, and how much of the base was exempt.

    `steps`: how it came about; none where it takes back a part of another.
    """

    code: str
    effect: Effect
    names: Mapping[str, str]
    base: Money
    percent: Decimal | None
    amount: Money
    exempt: Money
    steps: tuple[Step, ...] = ()

    def opposite(self) -> "ComputedCharge":
        """What takes it back, to the minor unit."""
        return replace(self, base=-self.base, amount=-self.amount, exempt=-self.exempt, steps=())

    def as_charge(self) -> Charge:
        """As events and documents show it."""
        return Charge(
            code=self.code,
            names=dict(self.names),
            base=self.base,
            percent=self.percent,
            amount=self.amount,
            steps=tuple(_as_calculation(step) for step in self.steps),
            exempt=self.exempt if self.exempt.amount_minor else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What is charged, for which day and place. `missing`: nothing says what is due, so nothing is.

    What is missing is for somebody to answer: it is never the same as nothing due.
    """

    subject: Subject
    charges: tuple[ComputedCharge, ...] = ()
    missing: NoRuleError | None = None

    def of_effect(self, effect: Effect) -> tuple[ComputedCharge, ...]:
        """Those that are deductions, taxes, or the employer's."""
        return tuple(charged for charged in self.charges if charged.effect is effect)

    def opposite(self) -> "Assessment":
        """What takes all of it back, to the minor unit."""
        return replace(self, charges=tuple(one.opposite() for one in self.charges))


def on_day(subject: Subject, on: date) -> Subject:
    """The same on another day."""
    return replace(subject, on=on)


def _as_calculation(step: Step) -> CalculationStep:
    return CalculationStep(
        code=step.code,
        formula=step.formula,
        inputs=dict(step.inputs),
        result=step.result,
        edition=step.edition,
        source=step.source,
    )
