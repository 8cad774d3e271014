"""Feeds of jobs are iCalendar that other programs read as it was meant."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar

from chassis.ids import new_id
from contracts.events.timesheets import Job
from contracts.ids import CompanyId, JobId, PersonId, ProjectId, WorkOrderId
from timesheets.feeds.calendar import render, version_of
from timesheets.feeds.model import hash_of, new_secret
from timesheets.jobs.queries import FeedJob

CHANGED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ODD = "Gate 4; pier 12, \\north\nBEGIN:VALARM\r\n" + "é" * 90


def a_job(**changes: object) -> FeedJob:
    job = Job(
        job_id=JobId(UUID(int=7)),
        work_order_id=WorkOrderId(new_id()),
        project_id=ProjectId(new_id()),
        company_id=CompanyId(new_id()),
        contractor_id=PersonId(new_id()),
        starts_on=date(2026, 3, 7),
        starts_at=datetime(2026, 3, 8, 3, tzinfo=UTC),
        ends_at=datetime(2026, 3, 8, 10, tzinfo=UTC),
        time_zone="America/Toronto",
    ).model_copy(update=changes)
    return FeedJob(
        job=job,
        changed_at=CHANGED_AT,
        work_order_title="Night guard",
        project_name="Harbour",
        contractor_name="Ada Nwosu",
    )


def rendered(*jobs: FeedJob, language: str = "en") -> Calendar:
    return Calendar.from_ical(render(jobs, "Maple", language))


@pytest.mark.requirement("K12")
def test_a_shift_stands_in_the_feed_with_its_instants() -> None:
    (event,) = rendered(a_job(version=3)).walk("VEVENT")
    assert event["UID"] == f"{UUID(int=7)}@portico"
    assert event["SEQUENCE"] == 2
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Ada Nwosu · Harbour"
    assert event.decoded("DTSTART") == datetime(2026, 3, 8, 3, tzinfo=UTC)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=7)
    text = render([a_job()], "Maple", "en").decode()
    assert "DTSTART:20260308T030000Z\r\n" in text
    assert "LOCATION" not in text


@pytest.mark.requirement("K12")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Cancelled"), ("fr", "Annulé"), ("nb", "Avlyst")]
)
def test_a_cancelled_shift_says_so(language: str, said: str) -> None:
    (event,) = rendered(a_job(cancelled=True, version=2), language=language).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 1
    assert str(event["SUMMARY"]).startswith(said)


@pytest.mark.requirement("X8")
def test_what_people_wrote_stays_text() -> None:
    feed = render([a_job(place=ODD, note=ODD)], "Maple; the agency, \nBEGIN:VEVENT", "en")
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    assert not any(line.startswith(b"BEGIN:VALARM") for line in feed.split(b"\r\n"))
    calendar = Calendar.from_ical(feed)
    (event,) = calendar.walk("VEVENT")
    assert len(calendar.walk()) == 2
    assert str(event["LOCATION"]).replace("\r\n", "\n") == ODD.replace("\r\n", "\n")


def test_the_version_of_a_feed_is_another_with_anything_in_it() -> None:
    same = a_job()
    assert version_of([same], "Maple", "en") == version_of([same], "Maple", "en")
    others = [
        version_of([], "Maple", "en"),
        version_of([replace(same, project_name="Terminal")], "Maple", "en"),
        version_of([replace(same, changed_at=CHANGED_AT + timedelta(seconds=1))], "Maple", "en"),
        version_of([same], "Fjord", "en"),
        version_of([same], "Maple", "nb"),
    ]
    assert len({version_of([same], "Maple", "en"), *others}) == len(others) + 1


def test_a_secret_is_not_what_is_kept_of_it() -> None:
    secret = new_secret()
    assert len(secret) == 64
    assert secret != new_secret()
    assert hash_of(secret) == hash_of(secret)
    assert secret.encode() not in hash_of(secret)
