"""The demo's banking days are those of payments: one rule told twice, neither from the other."""

from datetime import date, timedelta

import pytest

from payments.banking_days.calendars import calendar_of
from portico_local.demo.agency import SEATED_IN
from portico_local.demo.banking_days import is_known, is_open, open_from

FIRST, LAST = date(2024, 1, 1), date(2036, 12, 31)


@pytest.mark.requirement("B22")
@pytest.mark.parametrize("country", ["CA", "NO", "FR"])
def test_both_know_the_same_days(country: str) -> None:
    assert is_known(country)
    calendar = calendar_of(country, SEATED_IN.get(country, ""))
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    differ = [day for day in days if calendar.is_banking_day(day) != is_open(country, day)]
    assert differ == []


def test_the_storys_day_of_payment_is_open_in_all_of_them() -> None:
    for ahead in range(800):
        day = open_from(FIRST + timedelta(days=ahead))
        seats = [(one, SEATED_IN.get(one, "")) for one in ("CA", "NO", "FR")]
        assert all(calendar_of(*seat).is_banking_day(day) for seat in seats)
    assert not is_known("SE")
