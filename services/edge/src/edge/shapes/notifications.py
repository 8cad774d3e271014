"""The list of what a person was told, and how the person hears of things by e-mail."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from edge.shapes.common import Body, Filter

MOST_AT_ONCE = 200


class NotificationsQuery(Filter):
    """A page of the list, the newest first; with `unread` only what is not read."""

    unread: bool = False


class Notification(BaseModel):
    """What a person was told. `path` is a page of the agency's site."""

    id: UUID
    kind: str
    title: str
    text: str
    quote: str | None = Field(default=None, description="What somebody wrote, in their own words")
    path: str | None
    created_at: datetime
    read_at: datetime | None = None


class Notifications(BaseModel):
    """Some of the list, where it goes on, and how many of the whole list are unread."""

    items: Sequence[Notification]
    next_cursor: str | None = None
    unread: int


class UnreadCount(BaseModel):
    """How many of the person's list are unread."""

    unread: int


class ReadThese(Body):
    """These entries were read."""

    ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ReadUpTo(Body):
    """This entry and all that are older were read."""

    up_to: UUID


class EmailChoice(StrEnum):
    """How a kind comes by e-mail. In the list it stands in any case."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class KindPreference(BaseModel):
    """A kind that the person can get, what it is about, and how it comes."""

    kind: str
    subject: str
    choice: EmailChoice
    can_be_changed: bool = Field(description="False: it always comes, at once")


class NotificationPreferences(BaseModel):
    """How the person hears of things by e-mail."""

    digest_hour: int
    time_zone: str = Field(description="Of the digest's hour: the agency's")
    kinds: Sequence[KindPreference]


class NotificationChoices(Body):
    """All that the person chooses, at once: a kind that is left out comes at once."""

    digest_hour: int = Field(ge=0, le=23, description="Of the day, in the agency's time zone")
    choices: dict[str, EmailChoice] = Field(max_length=100)
