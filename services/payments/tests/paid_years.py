"""What the pay periods of a year bring, one after another."""

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
    """What is withheld for each of a person's pay periods of the year, in order of payment."""
    so_far = ContributionYear(year)
    return tuple(so_far.add(period)[0] for period in periods)


def employer_contributions_of_year(
    periods: Sequence[PeriodPay], year: int
) -> tuple[EmployerContributions, ...]:
    """What the employer owes for each of them."""
    so_far = ContributionYear(year)
    return tuple(so_far.add(period)[1] for period in periods)
