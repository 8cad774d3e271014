"""What a year's pay statements come to, one after the other. Pure.

A statement counts in the calendar year in which it is paid, as far as that is known when the sums
are made (decision 52): the sums of one are those of all that count before it, and its own.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from contracts.ids import PersonId
from contracts.money import Money
from contracts.pay_statements import ChargeToDate, VacationPay, YearToDate
from payments.taxes.model import ComputedCharge, Effect


class StatementYear(NamedTuple):
    """Whose statements are summed: a person's, in one currency and one calendar year."""

    contractor_id: PersonId
    currency: str
    year: int


@dataclass(slots=True)
class ChargeSum:
    """What a charge comes to in minor units, by the names it had last."""

    names: Mapping[str, str]
    amount_minor: int = 0


@dataclass(slots=True)
class YearSums:
    """Sums of statements in minor units; charges in the order in which they came.

    `left` and `joined` are numbers of statements that count no longer in the year that they were
    made for, and of those that count in this one since.
    """

    statements: int = 0
    gross_minor: int = 0
    deductions_minor: int = 0
    taxes_minor: int = 0
    net_minor: int = 0
    vacation_minor: int | None = None
    charges: MutableMapping[tuple[Effect, str], ChargeSum] = field(
        default_factory=dict[tuple[Effect, str], ChargeSum]
    )
    left: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    def add(
        self,
        *,
        gross: Money,
        deductions: Money,
        taxes: Money,
        charged: Iterable[ComputedCharge],
        vacation_pay: VacationPay | None,
    ) -> None:
        """Count a statement: the sums move on."""
        self.statements += 1
        self.gross_minor += gross.amount_minor
        self.deductions_minor += deductions.amount_minor
        self.taxes_minor += taxes.amount_minor
        self.net_minor += gross.amount_minor - deductions.amount_minor + taxes.amount_minor
        for one in charged:
            mine = self.charges.setdefault((one.effect, one.code), ChargeSum(one.names))
            mine.names = one.names
            mine.amount_minor += one.amount.amount_minor
        if vacation_pay is not None:
            self.vacation_minor = (self.vacation_minor or 0) + vacation_pay.amount.amount_minor

    def to_date(self, key: StatementYear) -> YearToDate:
        """The sums as a statement says them: charges that came to nothing all year are left out."""

        def money(minor: int) -> Money:
            return Money(amount_minor=minor, currency=key.currency)

        return YearToDate(
            year=key.year,
            statements=self.statements,
            gross=money(self.gross_minor),
            deductions=money(self.deductions_minor),
            taxes=money(self.taxes_minor),
            net=money(self.net_minor),
            charges=self._to_date(Effect.DEDUCTION, key.currency),
            employer_charges=self._to_date(Effect.EMPLOYER, key.currency),
            vacation_pay=None if self.vacation_minor is None else money(self.vacation_minor),
            no_longer_counted=self.left,
            counted_since=self.joined,
        )

    def _to_date(self, effect: Effect, currency: str) -> tuple[ChargeToDate, ...]:
        return tuple(
            ChargeToDate(
                code=code,
                names=dict(one.names),
                amount=Money(amount_minor=one.amount_minor, currency=currency),
            )
            for (of, code), one in self.charges.items()
            if of is effect and one.amount_minor
        )


def year_of(scheduled_on: date | None, today: date) -> int:
    """The year in which what is not ordered yet is paid: today at the earliest."""
    return max(scheduled_on or today, today).year
