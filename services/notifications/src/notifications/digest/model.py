"""When a digest is due, and what it says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.ids import derived_id
from contracts.ids import EventId, PersonId
from notifications.directory.model import Agency, Person
from notifications.emails import paths
from notifications.emails.message import Group, Kind, Line, Message
from notifications.emails.model import Email
from notifications.emails.rendering import put_into_words
from notifications.emails.values import Count, Day, text
from notifications.preferences.model import kinds_of

LINES_SHOWN = 8
"""How many of a kind are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The digest of a local day, and when it is due. A day has one, however long the day is."""

    on: date
    at: datetime


def slot_on(day: date, hour: int, zone: str) -> Slot:
    """The slot of this local day.

    An hour that the clocks skip is due when they have skipped it; one that comes twice is due the
    first time.
    """
    local = datetime.combine(day, time(hour), ZoneInfo(zone))  # fold 0: the first of two
    return Slot(day, local.astimezone(UTC))


def next_slot(now: datetime, hour: int, zone: str, *, last_on: date | None) -> Slot:
    """The first slot after now of a day that has had no digest."""
    day = now.astimezone(ZoneInfo(zone)).date()
    if last_on is not None:
        day = max(day, last_on + timedelta(days=1))
    slot = slot_on(day, hour, zone)
    return slot if slot.at > now else slot_on(day + timedelta(days=1), hour, zone)


def because_of(person_id: PersonId, on: date) -> EventId:
    """What stands for the event of a digest: the same person and day are the same e-mail."""
    return EventId(derived_id("digest", person_id, on))


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestContents:
    """What was collected for a person: the newest few of each kind, and how many there are."""

    shown: Sequence[Email]
    counts: dict[Kind, int]

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.counts.values())


def message(
    agency: Agency, person: Person, language: str, on: date, what: DigestContents
) -> Message:
    """The digest: what happened, by kind, in the order in which the person's settings have them."""
    empty = Message(
        kind=Kind.DAILY_DIGEST,
        brand=agency.brand,
        recipient_name=person.name,
        values={"date": Day(on=on)},
        path=paths.home(person.portal),
        settings_path=paths.settings(person.portal),
    )
    return with_contents(empty, agency, person, language, what)


def with_contents(
    digest: Message, agency: Agency, person: Person, language: str, what: DigestContents
) -> Message:
    """The same digest with other contents."""
    groups = tuple(
        Group(
            title=kind.value,
            lines=tuple(_line(email, agency, language) for email in found),
            more_lines=what.counts[kind] - len(found),
        )
        for kind in kinds_of(person.portal)
        if (found := [email for email in what.shown if email.kind is kind])
    )
    total = Count(number=what.total, key="news")
    return digest.model_copy(update={"values": {**digest.values, "total": total}, "groups": groups})


def total_of(digest: Message) -> int:
    """How many things a digest says that it tells of."""
    total = digest.values["total"]
    return total.number if isinstance(total, Count) else 0


def _line(email: Email, agency: Agency, language: str) -> Line:
    return Line(
        label=text(put_into_words(email.message, language).subject),
        detail=Day(on=agency.day_of(email.created_at)),
        value=text(""),
    )


def correlation_of(person_id: PersonId, on: date) -> UUID:
    """The correlation of a digest's e-mail: it belongs to no single chain of events."""
    return derived_id("digest correlation", person_id, on)
