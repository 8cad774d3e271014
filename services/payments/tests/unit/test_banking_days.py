"""Banking days: which days they are, what moves a date, and until when a day is possible."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.date_moves import DateMove, MoveReason
from payments.banking_days.calendars import EURO, calendar_of
from payments.banking_days.model import (
    MAX_DAYS_CLOSED,
    BankingCalendar,
    BankingDays,
    BankingDaySettings,
    CalendarSource,
    move_to,
    moved_of,
    stored,
)
from payments.banking_days.names import LANGUAGES, WEEKEND
from payments.payruns.days import BankClosedError, CutOffPassedError, check_banking_day
from payments.payruns.model import PayDayError

SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def banking_days(country: str = "NO", cut_off: time | None = None) -> BankingDays:
    return BankingDays(
        calendar=calendar_of(country),
        time_zone="Europe/Oslo",
        settings=BankingDaySettings(cut_off=cut_off),
    )


@pytest.mark.requirement("B22")
@pytest.mark.parametrize(
    ("country", "region", "closed", "name"),
    [
        ("NO", "", date(2026, 5, 1), {"en": "Labour Day", "nb": "arbeidernes dag"}),
        ("NO", "", date(2027, 5, 17), {"en": "Constitution Day", "nb": "grunnlovsdagen"}),
        ("NO", "", date(2026, 4, 2), {"en": "Maundy Thursday", "fr": "Jeudi saint"}),
        ("NO", "", date(2026, 5, 14), {"nb": "Kristi himmelfartsdag", "fr": "Ascension"}),
        ("NO", "", date(2026, 12, 26), {"nb": "andre juledag", "fr": "lendemain de Noël"}),
        ("CA", "", date(2025, 12, 26), {"en": "Boxing Day", "nb": "andre juledag"}),
        ("CA", "", date(2026, 12, 28), {"en": "Boxing Day", "fr": "lendemain de Noël"}),
        ("CA", "", date(2026, 9, 30), {"en": "National Day for Truth and Reconciliation"}),
        ("CA", "", date(2026, 11, 11), {"fr": "jour du Souvenir"}),
        ("CA", "ON", date(2026, 2, 16), {"en": "Family Day", "fr": "jour de la Famille"}),
        ("CA", "QC", date(2026, 6, 24), {"fr": "fête nationale du Québec"}),
        ("NO", "", date(2026, 5, 25), {"nb": "andre pinsedag", "fr": "lundi de Pentecôte"}),
        ("GB", "", date(2026, 8, 31), {"en": "Summer Bank Holiday"}),
        ("SE", "", date(2026, 6, 19), {"nb": "midtsommeraften"}),
        ("FR", "", date(2026, 4, 6), {"en": "Easter Monday", "fr": "lundi de Pâques"}),
        ("FR", "", date(2026, 5, 1), {"fr": "fête du Travail"}),
        ("FR", "", date(2025, 12, 26), {"fr": "lendemain de Noël", "nb": "andre juledag"}),
    ],
)
def test_a_bank_is_closed_on_holidays_that_have_a_name(
    country: str, region: str, closed: date, name: dict[str, str]
) -> None:
    moved = calendar_of(country, region).closed(closed)
    assert moved is not None
    assert (moved.planned_on, moved.because) == (closed, MoveReason.HOLIDAY)
    assert moved.names.items() >= name.items()
    assert moved.names.keys() == set(LANGUAGES)


@pytest.mark.parametrize(
    ("country", "region", "open_on"),
    [
        ("FR", "", date(2026, 7, 14)),  # TARGET is open on the national day of France
        ("FR", "", date(2026, 5, 14)),
        ("CA", "", date(2026, 2, 16)),  # of some provinces alone
        ("CA", "ON", date(2026, 6, 24)),
        ("CA", "??", date(2026, 6, 24)),
        ("NO", "", date(2026, 12, 24)),
        ("SE", "", date(2026, 4, 30)),  # half a day is a day
        ("US", "NY", date(2026, 2, 12)),
    ],
)
def test_a_bank_is_open_on_days_that_are_others_holidays(
    country: str, region: str, open_on: date
) -> None:
    assert calendar_of(country, region).is_banking_day(open_on)


@pytest.mark.requirement("B22")
def test_a_date_moves_to_the_next_banking_day_and_says_what_moved_it() -> None:
    norway, canada = calendar_of("NO"), calendar_of("CA", "ON")
    boxing_day = norway.planned(date(2026, 12, 26))  # a Saturday besides
    assert boxing_day.on == date(2026, 12, 28)
    assert boxing_day.moved is not None
    assert boxing_day.moved.names["nb"] == "andre juledag"
    saturday = canada.planned(SATURDAY)
    assert saturday == (
        MONDAY,
        DateMove(planned_on=SATURDAY, because=MoveReason.WEEKEND, names=dict(WEEKEND)),
    )
    assert WEEKEND.keys() == set(LANGUAGES)
    assert canada.planned(MONDAY) == (MONDAY, None)
    # Christmas, a weekend, and Boxing Day on the Monday after it.
    assert canada.planned(date(2026, 12, 25)).on == date(2026, 12, 29)


def test_a_country_without_a_calendar_has_its_weekends() -> None:
    nowhere = calendar_of("ZZ")
    assert nowhere.source is CalendarSource.WEEKENDS
    assert nowhere.closed(date(2026, 12, 25)) is None
    assert nowhere.planned(SATURDAY).on == MONDAY


def test_every_country_has_banking_days_in_every_year_of_the_books() -> None:
    for country in pycountry.countries:
        calendar = calendar_of(country.alpha_2)
        for year in (2000, 2026, 2099):
            first = calendar.next_from(date(year, 1, 1))
            assert calendar.is_banking_day(first), country.alpha_2
        assert (calendar.source is CalendarSource.TARGET) == (country.alpha_2 in EURO)


@given(days, st.sampled_from([("CA", "ON"), ("CA", "QC"), ("NO", ""), ("FR", ""), ("US", "NY")]))
def test_the_next_banking_day_is_the_first_that_is_open(day: date, place: tuple[str, str]) -> None:
    calendar = calendar_of(*place)
    on, moved = calendar.planned(day)
    assert calendar.is_banking_day(on)
    assert not any(
        calendar.is_banking_day(day + timedelta(days=ahead)) for ahead in range((on - day).days)
    )
    assert (moved is None) == (on == day)
    assert moved is None or moved.planned_on == day
    assert moved_of(stored(moved)) == moved


def test_a_calendar_that_is_never_open_moves_nothing() -> None:
    closed = BankingCalendar(
        source=CalendarSource.COUNTRY, weekend=frozenset(range(7)), holidays_in=lambda _: {}
    )
    assert closed.next_from(MONDAY) == MONDAY
    assert MAX_DAYS_CLOSED < 92


@pytest.mark.parametrize(
    ("planned", "is_moved"),
    [
        ([(MONDAY, "moved"), (MONDAY, "moved")], True),
        ([(MONDAY, "moved"), (SATURDAY, None)], True),
        ([(MONDAY, "moved"), (MONDAY, None)], False),
        ([(MONDAY, None), (MONDAY, "moved")], False),
        ([(None, "moved")], False),
        ([], False),
    ],
)
def test_what_moved_a_day_is_said_where_it_is_the_same_of_all(
    planned: list[tuple[date | None, Any]], is_moved: bool
) -> None:
    move = DateMove(planned_on=SATURDAY, because=MoveReason.WEEKEND)
    found = move_to(MONDAY, [(on, move if name else None) for on, name in planned])
    assert found == (move if is_moved else None)


@pytest.mark.requirement("B22")
@pytest.mark.parametrize(
    ("now", "cut_off", "first"),
    [
        (datetime(2026, 11, 30, 12, 59, tzinfo=UTC), time(14), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 13, 0, tzinfo=UTC), time(14), date(2026, 12, 1)),
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), None, date(2026, 11, 30)),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), None, date(2026, 12, 1)),
        (datetime(2026, 11, 28, 8, 0, tzinfo=UTC), time(14), date(2026, 11, 30)),
        (datetime(2026, 11, 27, 15, 0, tzinfo=UTC), time(14), date(2026, 11, 30)),
        (datetime(2026, 12, 23, 15, 0, tzinfo=UTC), time(14), date(2026, 12, 24)),
        (datetime(2026, 12, 24, 15, 0, tzinfo=UTC), time(14), date(2026, 12, 28)),
    ],
)
def test_past_the_cut_off_time_today_is_not_possible(
    now: datetime, cut_off: time | None, first: date
) -> None:
    found = banking_days(cut_off=cut_off)
    assert found.first_possible(now) == first
    check_banking_day(first, found, now)
    for earlier in range(1, 6):
        day = first - timedelta(days=earlier)
        if day >= now.astimezone(ZoneInfo("Europe/Oslo")).date():
            with pytest.raises(PayDayError) as refused:
                check_banking_day(day, found, now)
            assert refused.value.data["next_banking_day"] == first.isoformat()
            assert [error.field for error in refused.value.errors] == ["pay_on"]


def test_a_refused_day_says_why_and_which_is_the_next() -> None:
    now = datetime(2026, 11, 28, 8, tzinfo=UTC)
    with pytest.raises(BankClosedError, match=r"2026-12-25 \(Christmas Day\).* 2026-12-28"):
        check_banking_day(date(2026, 12, 25), banking_days(), now)
    with pytest.raises(BankClosedError, match=r"2026-11-28 \(weekend\).* 2026-11-30"):
        check_banking_day(SATURDAY, banking_days(), now)
    late = datetime(2026, 11, 30, 14, tzinfo=UTC)
    with pytest.raises(CutOffPassedError, match=r"until 14:30: .* 2026-12-01"):
        check_banking_day(MONDAY, banking_days(cut_off=time(14, 30)), late)
    # What is ordered for yesterday was yesterday's before there was a cut-off time.
    check_banking_day(MONDAY, banking_days(), datetime(2026, 12, 1, 8, tzinfo=UTC))
