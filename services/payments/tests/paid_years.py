"""What the pay periods of a year bring, one after another."""

from collections.abc import Sequence

from payments.taxes.canada.contribution_steps import contribution_steps
from payments.taxes.canada.contributions import (
    ContributionYear,
    EmployerContributions,
    PeriodContributions,
    PeriodPay,
)
from payments.taxes.steps import Step


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


def steps_of_last(periods: Sequence[PeriodPay], year: int) -> tuple[Step, ...]:
    """How the contributions of the last of these pay periods came about."""
    so_far = ContributionYear(year)
    for period in periods[:-1]:
        so_far.add(period)
    before = so_far.state
    charged, _ = so_far.add(periods[-1])
    return contribution_steps(year, periods[-1], charged, before=before, after=so_far.state)
