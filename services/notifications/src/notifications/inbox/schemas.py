"""What HTTP shows of the list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from chassis.fields import Body
from contracts.base import Value
from contracts.reach import Viewer
from notifications.emails.access import is_still_theirs
from notifications.emails.catalogue import catalogue
from notifications.emails.message import WITH_SECRET_LINK
from notifications.emails.model import Email
from notifications.emails.rendering import put_into_words, shortened

MOST_AT_ONCE = 200
QUOTE_MAX_LENGTH = 240


class Notification(Value):
    """What a person was told, in the person's language. `path` is a page of the agency's site.

    `quote` is what somebody wrote, such as a comment or a reason, in that person's own words: its
    first 240 characters. `quote_title` says which of them it is, and ends in a colon.

    Where the person may not see any more what it was about, it says so, and leads nowhere.
    """

    id: UUID
    kind: str
    title: str
    text: str
    quote_title: str | None
    quote: str | None
    path: str | None
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, email: Email, language: str, viewer: Viewer) -> Self:
        """Of what was told, in a language. One-time links are in the e-mail alone."""
        if not is_still_theirs(viewer, email.kind, email.about):
            return cls._of_what_is_not_theirs(email, language)
        content = put_into_words(email.message, language)
        return cls(
            id=email.email_id,
            kind=email.kind,
            title=content.subject,
            text=content.paragraphs[0],
            quote_title=content.quote_title or None,
            quote=shortened("\n".join(content.quote), QUOTE_MAX_LENGTH) or None,
            path=None if email.kind in WITH_SECRET_LINK else email.message.path,
            created_at=email.created_at,
            read_at=email.read_at,
        )

    @classmethod
    def _of_what_is_not_theirs(cls, email: Email, language: str) -> Self:
        words = catalogue(language)
        return cls(
            id=email.email_id,
            kind=email.kind,
            title=words.text("not_theirs", "title"),
            text=words.text("not_theirs", "text"),
            quote_title=None,
            quote=None,
            path=None,
            created_at=email.created_at,
            read_at=email.read_at,
        )


class NotificationPage(Value):
    """Some of the list, where it goes on, and how many of the whole list are unread."""

    items: Sequence[Notification]
    next_cursor: str | None
    unread: int


class UnreadCount(Value):
    """How many of a person's list are unread."""

    unread: int


class ReadRequest(Body):
    """What was read: these entries, or one and all that are older. Exactly one of both."""

    ids: tuple[UUID, ...] | None = Field(default=None, min_length=1, max_length=MOST_AT_ONCE)
    up_to: UUID | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.ids is None) == (self.up_to is None):
            raise ValueError("give either ids or up_to")
        return self
