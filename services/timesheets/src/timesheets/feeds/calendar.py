"""Jobs as iCalendar (RFC 5545). Pure.

Times are in UTC, which no change of a clock and no table of time zones can shift; calendar programs
show them on the clocks of whoever looks. A shift keeps its UID and counts up its SEQUENCE, and one
that is cancelled says so, as programs would otherwise keep it.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from icalendar import Calendar, Event, vDuration, vText

from timesheets.feeds.words import words_of
from timesheets.jobs.queries import FeedJob

REFRESH_EVERY = timedelta(hours=1)


def version_of(jobs: Sequence[FeedJob], agency: str, language: str) -> str:
    """Another one whenever anything in the feed is another: the ETag, without making the feed."""
    said = repr((agency, language, [(each, each.changed_at) for each in jobs]))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def render(jobs: Sequence[FeedJob], agency: str, language: str) -> bytes:
    """The feed. To be called in a thread where there are many."""
    words = words_of(language)
    calendar = Calendar()
    calendar.add("prodid", "-//Portico//Jobs//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # As text: the library escapes only properties that the first version of the standard has.
    name = vText(words.name.format(agency=agency))
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH_EVERY))
    for each in jobs:
        calendar.add_component(_event(each, language))
    return calendar.to_ical()


def _event(each: FeedJob, language: str) -> Event:
    words, job = words_of(language), each.job
    event = Event()
    event.add("uid", f"{job.job_id}@portico")
    event.add("dtstamp", each.changed_at)
    event.add("last-modified", each.changed_at)
    event.add("sequence", job.version - 1)
    event.add("dtstart", job.starts_at)
    event.add("dtend", job.ends_at)
    event.add("status", "CANCELLED" if job.cancelled else "CONFIRMED")
    title = f"{each.contractor_name} · {each.project_name}"
    event.add("summary", f"{words.cancelled}: {title}" if job.cancelled else title)
    if job.place:
        event.add("location", job.place)
    lines = [f"{words.work_order}: {each.work_order_title}", job.note]
    event.add("description", "\n".join(line for line in lines if line))
    event.add("transp", "TRANSPARENT")
    return event
