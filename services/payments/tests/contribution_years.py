"""Canada's contributions of a person's year: of the person and of the employer."""

from collections.abc import Sequence

from payments.taxes.canada.contributions import (
    ContributionYear,
    EmployerContributions,
    PeriodContributions,
    PeriodPay,
)


def contributions_of_year(
    periods: Sequence[PeriodPay], year: int
) -> tuple[PeriodContributions, ...]:
    """What is withheld for each of the pay periods, in order of payment."""
    so_far = ContributionYear(year)
    return tuple(so_far.add(period)[0] for period in periods)


def employer_contributions_of_year(
    periods: Sequence[PeriodPay], year: int
) -> tuple[EmployerContributions, ...]:
    """What the employer owes for each of them."""
    so_far = ContributionYear(year)
    return tuple(so_far.add(period)[1] for period in periods)
