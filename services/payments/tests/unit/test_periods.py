"""Weeks and months that work is paid and invoiced by."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.identity import InvoiceCadence
from contracts.events.timesheets import PayPeriod
from payments.periods import (
    Period,
    invoice_period_of,
    last_ended_on,
    month_of,
    months_between,
    pay_period_of,
    week_of,
)


def test_a_week_starts_on_the_agencys_first_day() -> None:
    wednesday = date(2026, 3, 11)
    assert week_of(wednesday) == Period(date(2026, 3, 9), date(2026, 3, 15))
    assert week_of(wednesday, starts_on=7) == Period(date(2026, 3, 8), date(2026, 3, 14))
    assert week_of(wednesday, starts_on=3) == Period(wednesday, date(2026, 3, 17))


def test_february_ends_on_its_own_day() -> None:
    assert month_of(date(2026, 2, 3)).end == date(2026, 2, 28)
    assert month_of(date(2028, 2, 3)).end == date(2028, 2, 29)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(PayPeriod), st.integers(1, 7))
def test_every_day_is_in_its_pay_period_and_in_no_other(
    day: date, pay_period: PayPeriod, starts_on: int
) -> None:
    period = pay_period_of(day, pay_period, starts_on)
    assert day in period
    assert pay_period_of(period.start, pay_period, starts_on) == period
    assert pay_period_of(period.end, pay_period, starts_on) == period


@pytest.mark.parametrize(
    ("up_to", "cadence", "ended"),
    [
        (date(2026, 3, 10), InvoiceCadence.MONTHLY, date(2026, 2, 28)),
        (date(2026, 3, 31), InvoiceCadence.MONTHLY, date(2026, 3, 31)),
        (date(2026, 3, 11), InvoiceCadence.WEEKLY, date(2026, 3, 8)),
        (date(2026, 3, 15), InvoiceCadence.WEEKLY, date(2026, 3, 15)),
        (date(2026, 3, 11), InvoiceCadence.IMMEDIATE, date(2026, 3, 11)),
    ],
)
def test_an_invoice_run_takes_periods_that_have_ended(
    up_to: date, cadence: InvoiceCadence, ended: date
) -> None:
    assert last_ended_on(up_to, cadence, 1) == ended


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(InvoiceCadence))
def test_the_last_ended_day_ends_a_period_that_is_over(
    up_to: date, cadence: InvoiceCadence
) -> None:
    ended = last_ended_on(up_to, cadence, 1)
    assert ended <= up_to
    assert invoice_period_of(ended, cadence, 1).end == ended


def test_a_report_has_every_month_between() -> None:
    assert months_between(date(2025, 11, 30), date(2026, 2, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
