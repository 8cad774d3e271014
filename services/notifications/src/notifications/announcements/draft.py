"""A draft: an e-mail that an event asks for, before it is stored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.directory.model import Person
from notifications.emails.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One e-mail to one person because of one event.

    `secret_link` is the button's address as a JWE, still encrypted. After `expires_at` the e-mail
    is of no use to anybody and is not sent any more.
    """

    because_of: UUID
    recipient: Person
    message: Message
    secret_link: str | None = None
    expires_at: datetime | None = None
