"""When a client's payment is expected: a range of days that its own last payments fall into.

Pure. Of the last invoices that this client has paid, the days from their due dates to the last of
their money, without as many at either end as leaves four in five between them. Where they have been
moving, the range reaches as far again that way. Of few invoices nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, floor
from statistics import median
from typing import NamedTuple

LAST_INVOICES = 20
"""Older ones say less about how a client pays by now."""
AT_LEAST = 6
"""Of fewer paid invoices no range is said: it would be a guess."""
ENOUGH_FOR_ALL = 9
"""The least and the greatest of so many hold four in five of what comes next; of fewer, less."""
ONE_END = 0.1


class ExpectationBasis(StrEnum):
    """Why an expectation is what it is."""

    RECORD = "record"
    TOO_FEW = "too_few"
    LATER_THAN_USUAL = "later_than_usual"


class PaymentHabit(NamedTuple):
    """From when to when a client usually pays, in days from the due date; below zero is before."""

    earliest_days: int
    latest_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentExpectation:
    """When a client's payment is expected. `habit` None: too few invoices were paid to say.

    Without `first_on` and `last_on` it is later than usual, or not known.
    """

    due_on: date
    basis: ExpectationBasis
    habit: PaymentHabit | None = None
    first_on: date | None = None
    last_on: date | None = None


def habit_of(days_late: Sequence[int]) -> PaymentHabit | None:
    """From when to when most of what comes next is paid. `days_late`: the oldest first."""
    last = days_late[-LAST_INVOICES:]
    count = len(last)
    if count < AT_LEAST:
        return None
    left_out = max(floor((count + 1) * ONE_END), 1)
    in_order = sorted(last)
    earliest, latest = in_order[left_out - 1], in_order[-left_out]
    half = count // 2
    drift = median(last[half:]) - median(last[:half])
    wider = ceil((latest - earliest) / count) if count < ENOUGH_FOR_ALL else 0
    return PaymentHabit(
        floor(earliest + min(drift, 0)) - wider, ceil(latest + max(drift, 0)) + wider
    )


def expectation_of(due_on: date, days_late: Sequence[int], today: date) -> PaymentExpectation:
    """When the money of an invoice is expected that is due on a day and not paid today."""
    habit = habit_of(days_late)
    if habit is None:
        return PaymentExpectation(due_on=due_on, basis=ExpectationBasis.TOO_FEW)
    last_on = due_on + timedelta(days=habit.latest_days)
    if last_on < today:
        return PaymentExpectation(
            due_on=due_on, basis=ExpectationBasis.LATER_THAN_USUAL, habit=habit
        )
    return PaymentExpectation(
        due_on=due_on,
        basis=ExpectationBasis.RECORD,
        habit=habit,
        first_on=max(due_on + timedelta(days=habit.earliest_days), today),
        last_on=last_on,
    )
