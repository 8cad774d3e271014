"""A draft: an e-mail that an event asks for, before it is stored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.reach import Parties
from notifications.directory.model import Person
from notifications.emails.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One e-mail to one person because of one event.

    `secret_link` is the button's address as a JWE, still encrypted. After `expires_at` the e-mail
    is of no use to anybody and is not sent any more. `about`: whom it concerns, where that decides
    whether the recipient may read it.
    """

    because_of: UUID
    recipient: Person
    message: Message
    about: Parties | None = None
    secret_link: str | None = None
    expires_at: datetime | None = None

    @classmethod
    def to(
        cls,
        because_of: UUID,
        message: Message,
        recipient: Person,
        path: str,
        about: Parties | None = None,
    ) -> "Draft":
        """What several are told alike, to one of them and with the page that they go to."""
        named = message.model_copy(update={"recipient_name": recipient.name, "path": path})
        return cls(because_of=because_of, recipient=recipient, message=named, about=about)
