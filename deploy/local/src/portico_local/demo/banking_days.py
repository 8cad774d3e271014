"""Days on which banks are open, worked out here by themselves: of Canada, Norway and TARGET (euro).

From the rules as banks publish them. Other countries' days are not known here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from portico_local.demo.agency import DemoAgency
from portico_local.demo.timeline import Timeline

DUE_DAYS = 30
PAYMENT_DELAY_DAYS = 10
"""What the story's companies and agencies have."""

_MONDAY, _SATURDAY = 0, 5


def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon = (century - (century - (century + 8) // 25 + 1) // 3 + 15 - leap_centuries) % 30
    epact = (19 * (year % 19) + moon) % 30
    quarters, years = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarters - epact - years) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _target(year: int) -> Iterable[date]:
    """European Central Bank: TARGET's closing days."""
    sunday = easter(year)
    yield from (date(year, 1, 1), date(year, 5, 1), date(year, 12, 25), date(year, 12, 26))
    yield from (sunday - timedelta(days=2), sunday + timedelta(days=1))


def _norway(year: int) -> Iterable[date]:
    """Norges Bank: the days on which there is no settlement."""
    sunday = easter(year)
    yield from (date(year, 1, 1), date(year, 5, 1), date(year, 5, 17))
    yield from (date(year, 12, 25), date(year, 12, 26))
    yield from (sunday + timedelta(days=ahead) for ahead in (-3, -2, 1, 39, 50))


def _canada(year: int) -> Iterable[date]:
    """Canada Labour Code: the days on which federally regulated workplaces are closed.

    And Family Day, the third Monday of February: agencies of the story are in Ontario.
    """
    yield easter(year) - timedelta(days=2)
    yield _monday_from(date(year, 2, 15))
    yield _monday_from(date(year, 5, 18))
    yield _monday_from(date(year, 9, 1))
    yield _monday_from(date(year, 10, 8))
    for month, day in ((1, 1), (7, 1), (9, 30), (11, 11)):
        yield _weekday_from(date(year, month, day))
    christmas = _weekday_from(date(year, 12, 25))
    yield from (christmas, _weekday_from(christmas + timedelta(days=1)))


def _monday_from(day: date) -> date:
    return day + timedelta(days=(_MONDAY - day.weekday()) % 7)


def _weekday_from(day: date) -> date:
    return _monday_from(day) if day.weekday() >= _SATURDAY else day


_CALENDARS: Mapping[str, Callable[[int], Iterable[date]]] = {
    "CA": _canada,
    "NO": _norway,
    "FR": _target,
}


def is_known(country: str) -> bool:
    """Whether the banking days of this country are known here."""
    return country in _CALENDARS


@cache
def _closed(country: str, year: int) -> frozenset[date]:
    return frozenset(_CALENDARS[country](year))


def is_open(country: str, day: date) -> bool:
    """Whether banks are open; weekends are the same in all of them."""
    return day.weekday() < _SATURDAY and day not in _closed(country, day.year)


def open_from(day: date, countries: Iterable[str] = _CALENDARS) -> date:
    """This day, or the next on which banks of all these countries are open."""
    while not all(is_open(country, day) for country in countries):
        day += timedelta(days=1)
    return day


async def check_dates(timeline: Timeline, demo_agency: DemoAgency) -> None:
    """Note whether every due date and every scheduled day of payment is the banking day it is."""
    country = demo_agency.plan.country
    if not is_known(country):
        return
    invoices = await demo_agency.staff.all("/api/agency/invoices")
    rows = await demo_agency.staff.all("/api/agency/transactions", state="scheduled")
    wrong = [one["number"] for one in invoices if one["due_on"] != _due_on(one, country)]
    wrong += [one["number"] for one in rows if one["estimated_payment_on"] != _pay_on(one, country)]
    timeline.check(
        f"{demo_agency.plan.name}: due dates and scheduled pay are on banking days",
        holds=not wrong and bool(invoices),
        found=", ".join(wrong) or f"{len(invoices)} invoices, {len(rows)} scheduled",
    )


def _due_on(invoice: Mapping[str, Any], country: str) -> str:
    issued = date.fromisoformat(invoice["issued_on"])
    return open_from(issued + timedelta(days=DUE_DAYS), [country]).isoformat()


def _pay_on(transaction: Mapping[str, Any], country: str) -> str:
    after_period = date.fromisoformat(transaction["period_end"]) + timedelta(
        days=PAYMENT_DELAY_DAYS
    )
    earliest = date.fromisoformat(transaction["created_on"]) + timedelta(days=1)
    return open_from(max(after_period, earliest), [country]).isoformat()
