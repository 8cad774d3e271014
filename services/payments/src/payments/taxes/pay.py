"""What is paid now of a pay period, and all that bears on what is charged on it.

Each charge is what the whole comes to with this pay, less what was charged of it before: of the
calendar year for contributions, of the pay period for income tax. So corrections keep every limit,
and work that comes in parts is charged as if it had come at once.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from contracts.money import Money, minor_digits
from payments.periods import Period
from payments.taxes.details import TaxDetailsHistory
from payments.taxes.model import (
    ComputedCharge,
    Effect,
    PaidPeriod,
    PayHistory,
    StandingCharge,
    Subject,
)
from payments.taxes.names import names_of
from payments.taxes.steps import Step

DatedValues = Callable[[date], date]
"""The day whose values hold for a day: itself, or what staff answered where there are none."""


@dataclass(frozen=True, kw_only=True)
class Pay:
    """Earnings of a pay period that are paid on `subject.on`, of a person with this history.

    What follows from the history is reckoned once: it does not move on until all is charged.
    """

    subject: Subject
    period: Period
    earnings: Money
    history: PayHistory
    details: TaxDetailsHistory
    values_on: DatedValues

    @cached_property
    def paid_in_year(self) -> Mapping[Period, PaidPeriod]:
        """Every pay period that this year paid before, in their order."""
        return self.history.of_year(self.subject.on.year)

    @cached_property
    def before(self) -> PaidPeriod:
        """What this year paid of the pay period already."""
        found = self.paid_in_year.get(self.period)
        return found or PaidPeriod(on=self.subject.on, place=self.subject.place)

    @cached_property
    def total_minor(self) -> int:
        """What the pay period comes to with this, and never less than nothing."""
        return max(0, self.before.earnings_minor + self.earnings.amount_minor)

    @cached_property
    def of_year(self) -> Mapping[Period, PaidPeriod]:
        """Every pay period that this year pays, this one with what is paid now, in their order."""
        known = dict(self.paid_in_year)
        known[self.period] = replace(
            self.before,
            on=self.subject.on,
            place=self.subject.place,
            earnings_minor=self.total_minor,
        )
        return dict(sorted(known.items()))

    @cached_property
    def _charged_in_year(self) -> Mapping[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for paid in self.paid_in_year.values():
            for code, standing in paid.charged.items():
                sums[code] += standing.amount_minor
        return sums

    def charged(self, code: str) -> StandingCharge:
        """What was charged of the pay period before."""
        return self.before.charged.get(code) or StandingCharge()

    def charged_in_year_minor(self, code: str) -> int:
        """What was charged of the year before, this pay period included."""
        return self._charged_in_year.get(code, 0)

    def decimal(self, minor: int) -> Decimal:
        """In major units."""
        return Decimal(minor).scaleb(-minor_digits(self.subject.currency))

    def minor(self, amount: Decimal) -> int:
        """In minor units, rounded as money is."""
        return Money.of(amount, self.subject.currency).amount_minor

    def charge(
        self,
        code: str,
        amount_minor: int,
        *,
        effect: Effect = Effect.DEDUCTION,
        percent: Decimal | None = None,
        exempt_minor: int = 0,
        steps: Sequence[Step] = (),
    ) -> ComputedCharge:
        """A charge of so much more. `exempt_minor`: what of the whole pay period is free.

        `steps`: how the whole came about.

        Its base is that of the whole, less what was the base before: where nothing is charged of
        the whole, there is none.
        """
        standing, currency = self.charged(code), self.subject.currency
        is_charged = standing.amount_minor + amount_minor != 0
        base_minor = self.total_minor - exempt_minor if is_charged else 0
        return ComputedCharge(
            code=code,
            effect=effect,
            names=names_of(code),
            base=Money(amount_minor=base_minor - standing.base_minor, currency=currency),
            percent=percent,
            amount=Money(amount_minor=amount_minor, currency=currency),
            exempt=Money(amount_minor=exempt_minor - standing.exempt_minor, currency=currency),
            steps=tuple(steps) if amount_minor else (),
        )
