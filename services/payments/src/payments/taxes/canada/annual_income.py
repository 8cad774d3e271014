"""A pay period as a year of such periods (CRA T4127, chapter 4, step 1 and factor K2)."""

from dataclasses import dataclass
from decimal import Decimal

from payments.taxes.canada.contributions import PeriodContributions
from payments.taxes.canada.income_tax_values import NOTHING, PlanValues, cents

NO_CONTRIBUTIONS = PeriodContributions(
    pension=NOTHING, second_pension=NOTHING, insurance=NOTHING, parental=NOTHING
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodIncome:
    """Pay of one period (I, P), what is contributed from it, and in the year before it.

    `year_to_date` is of the same employer and calendar year (T4127's D, D1).
    """

    gross: Decimal
    periods_a_year: int
    contributions: PeriodContributions
    year_to_date: PeriodContributions = NO_CONTRIBUTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualIncome:
    """A year in which every period is as one, in dollars; T4127's A is `taxable`.

    `additional_contributions` (F5) is of the period. The others earn credits at the lowest rate of
    whoever taxes: base contributions to the pension plan, and premiums of the insurances.
    """

    gross: Decimal
    additional_contributions: Decimal
    taxable: Decimal
    pension: Decimal
    insurance: Decimal
    parental: Decimal

    def contributions_credit(self, lowest_rate: Decimal) -> Decimal:
        """K2 (K2Q, K2P): each contribution at the lowest rate."""
        return (
            cents(lowest_rate * self.pension)
            + cents(lowest_rate * self.insurance)
            + cents(lowest_rate * self.parental)
        )


def annual_income(period: PeriodIncome, plan: PlanValues) -> AnnualIncome:
    """The income of a year in which every pay period is as this one.

    Deducted is the additional part of the first pension contribution, and all of the second. Once
    a contribution has reached its yearly maximum its credit is that of the maximum "for the rest
    of the pay periods in the year"; before, that of the greater of this period as a year and of
    the year to date.
    """
    periods = Decimal(period.periods_a_year)
    now, before = period.contributions, period.year_to_date
    additional = plan.additional_share.of(now.pension) + now.second_pension
    base = plan.base_share
    return AnnualIncome(
        gross=periods * period.gross,
        additional_contributions=additional,
        taxable=max(NOTHING, periods * (period.gross - additional)),
        pension=_for_credit(
            base.of(periods * now.pension),
            base.of(before.pension),
            base.of(before.pension + now.pension),
            plan.base_maximum_of(now.pension_months),
        ),
        insurance=_for_credit(
            periods * now.insurance,
            before.insurance,
            before.insurance + now.insurance,
            plan.insurance_maximum,
        ),
        parental=_for_credit(
            cents(periods * period.gross * plan.parental_rate) if now.parental else NOTHING,
            before.parental,
            before.parental + now.parental,
            plan.parental_maximum,
        ),
    )


def _for_credit(projected: Decimal, before: Decimal, reached: Decimal, maximum: Decimal) -> Decimal:
    if reached >= maximum:
        return maximum
    return min(maximum, max(projected, before))
