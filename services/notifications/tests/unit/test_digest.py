"""When a digest is due, across the days on which clocks are changed; and what it says."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from chassis.ids import new_id
from contracts.ids import EventId, PersonId
from notifications.announcements.cast import AGENCY, CONTRACTOR
from notifications.announcements.samples import all_kinds
from notifications.digest.model import (
    DigestContents,
    because_of,
    message,
    next_slot,
    slot_on,
)
from notifications.emails.message import Kind
from notifications.emails.model import Email, email_id_of
from notifications.emails.rendering import render

OSLO, TORONTO = "Europe/Oslo", "America/Toronto"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.requirement("X1")
@pytest.mark.parametrize(
    ("zone", "day", "hour", "due"),
    [
        # An ordinary hour keeps its local time over the change of the clocks.
        (OSLO, date(2026, 3, 28), 8, "2026-03-28T07:00Z"),
        (OSLO, date(2026, 3, 29), 8, "2026-03-29T06:00Z"),
        (OSLO, date(2026, 10, 24), 8, "2026-10-24T06:00Z"),
        (OSLO, date(2026, 10, 25), 8, "2026-10-25T07:00Z"),
        (TORONTO, date(2026, 3, 7), 8, "2026-03-07T13:00Z"),
        (TORONTO, date(2026, 3, 8), 8, "2026-03-08T12:00Z"),
        (TORONTO, date(2026, 10, 31), 8, "2026-10-31T12:00Z"),
        (TORONTO, date(2026, 11, 1), 8, "2026-11-01T13:00Z"),
        # The hour that is skipped in spring: due when the clocks have jumped over it.
        (OSLO, date(2026, 3, 29), 2, "2026-03-29T01:00Z"),
        (TORONTO, date(2026, 3, 8), 2, "2026-03-08T07:00Z"),
        # The hour that comes twice in autumn: due the first time.
        (OSLO, date(2026, 10, 25), 2, "2026-10-25T00:00Z"),
        (TORONTO, date(2026, 11, 1), 1, "2026-11-01T05:00Z"),
    ],
)
def test_a_digest_is_due_at_the_chosen_local_hour_of_each_day(
    zone: str, day: date, hour: int, due: str
) -> None:
    assert slot_on(day, hour, zone).at == at(due)


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("zone", [OSLO, TORONTO])
def test_a_year_has_one_digest_a_day_none_skipped_and_none_twice(zone: str, hour: int) -> None:
    now, last_on = at("2026-01-01T00:00Z"), date(2025, 12, 31)
    days: list[date] = []
    while now < at("2027-01-02T00:00Z"):
        # Something is collected the moment after a digest was made.
        slot = next_slot(now, hour, zone, last_on=last_on)
        assert slot.at > now
        assert slot.at.astimezone(ZoneInfo(zone)).date() == slot.on
        days.append(slot.on)
        now, last_on = slot.at, slot.on
    assert all(after - before == timedelta(days=1) for before, after in pairwise(days))


@pytest.mark.requirement("X1")
def test_between_the_two_hours_of_the_autumn_night_the_next_digest_is_tomorrow_s() -> None:
    between = at("2026-10-25T00:30Z")  # 02:30 in Oslo, for the first time
    slot = next_slot(between, 2, OSLO, last_on=date(2026, 10, 25))
    assert slot.on == date(2026, 10, 26)
    never_had_one = next_slot(between, 2, OSLO, last_on=None)
    assert never_had_one.on == date(2026, 10, 26)


def test_an_hour_moved_later_on_the_same_day_brings_no_second_digest() -> None:
    after_breakfast = at("2026-11-22T08:30Z")
    slot = next_slot(after_breakfast, 17, OSLO, last_on=date(2026, 11, 22))
    assert slot.on == date(2026, 11, 23)


def test_the_same_person_and_day_are_the_same_e_mail() -> None:
    one, other = PersonId(new_id()), PersonId(new_id())
    day = date(2026, 11, 22)
    assert because_of(one, day) == because_of(one, day)
    assert (
        len({because_of(one, day), because_of(other, day), because_of(one, date(2026, 1, 1))}) == 3
    )


def an_email(kind: Kind) -> Email:
    draft = next(d for d in all_kinds() if d.message.kind is kind and d.recipient == CONTRACTOR)
    event_id = EventId(new_id())
    return Email(
        email_id=email_id_of(event_id, CONTRACTOR.person_id, kind),
        agency_id=AGENCY.agency_id,
        because_of=event_id,
        correlation_id=event_id,
        recipient_id=CONTRACTOR.person_id,
        kind=kind,
        language="en",
        address=CONTRACTOR.email,
        message=draft.message,
        secret_link=None,
        expires_at=None,
        created_at=datetime(2026, 4, 2, 2, 30, tzinfo=UTC),
    )


@pytest.mark.requirement("X1")
def test_a_digest_names_what_happened_by_kind_and_counts_the_rest() -> None:
    what = DigestContents(
        shown=[an_email(Kind.PAYMENT_MADE), an_email(Kind.WORK_APPROVED)],
        counts={Kind.PAYMENT_MADE: 1, Kind.WORK_APPROVED: 12},
    )
    mail = render(message(AGENCY, CONTRACTOR, "en", date(2026, 4, 2), what), "en")
    assert mail.subject == "Your daily summary from Maple Staffing: 13 items"
    work = "Approved work\n* Your work for Harbour Bridge was approved: "
    paid = "Payments to you\n* CAD\u00a03,090.20 was paid to you (April 1, 2026)"
    assert work in mail.text
    assert "and 11 more" in mail.text
    assert paid in mail.text
    assert mail.text.index(paid) < mail.text.index(work)
    assert mail.text.count("https://") == 2  # the button and the settings
    for row in ("Approved work", "Payments to you", "and 11 more"):
        assert row in mail.html
