"""Periods of days: the weeks and months that work is paid and invoiced by."""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.events.identity import InvoiceCadence
from contracts.events.timesheets import PayPeriod

MONDAY = 1


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From a day to a day, both of them in it."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def week_of(day: date, starts_on: int = MONDAY) -> Period:
    """The week of a day, where weeks start on this ISO weekday (1 is Monday)."""
    start = day - timedelta(days=(day.isoweekday() - starts_on) % 7)
    return Period(start, start + timedelta(days=6))


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    start = day.replace(day=1)
    following = (start + timedelta(days=31)).replace(day=1)
    return Period(start, following - timedelta(days=1))


def pay_period_of(day: date, pay_period: PayPeriod, week_starts_on: int) -> Period:
    """The pay period of a work order that a day of work falls into."""
    if pay_period is PayPeriod.WEEKLY:
        return week_of(day, week_starts_on)
    return month_of(day)


def invoice_period_of(day: date, cadence: InvoiceCadence, week_starts_on: int) -> Period:
    """The invoice period of a day: of immediate invoicing, the day itself."""
    if cadence is InvoiceCadence.WEEKLY:
        return week_of(day, week_starts_on)
    if cadence is InvoiceCadence.MONTHLY:
        return month_of(day)
    return Period(day, day)


def last_ended_on(up_to: date, cadence: InvoiceCadence, week_starts_on: int) -> date:
    """The last day of the latest invoice period that ended on or before `up_to`."""
    period = invoice_period_of(up_to, cadence, week_starts_on)
    return up_to if period.end == up_to else period.start - timedelta(days=1)


def months_between(first: date, last: date) -> list[date]:
    """The first day of each month from the month of `first` to that of `last`."""
    months: list[date] = []
    month = first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return months
