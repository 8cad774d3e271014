"""What one person was told because of one event, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.ids import derived_id
from contracts.ids import AgencyId, EmailId, EventId, PersonId
from contracts.reach import Parties
from notifications.emails.message import Kind, Message


class State(StrEnum):
    """Where an e-mail stands. `sending`: the mail server may have it, and we may not know.

    `failed`: given up. The mail server refused it, or never said whether it took it.

    The last three never are e-mails of their own: `collected` waits for the person's digest,
    `digested` went into one, `listed` stands in the person's list alone.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    COLLECTED = "collected"
    DIGESTED = "digested"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What an e-mail tells of, as far as it decides who may read it."""

    kind: Kind
    about: Parties | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailHead:
    """Whose an e-mail is, why it is sent and where it stands, without what it says.

    It can be read whatever is wrong with the message.
    """

    agency_id: AgencyId
    email_id: EmailId
    because_of: EventId
    correlation_id: UUID
    recipient_id: PersonId
    kind: str
    language: str
    state: State = State.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Email(EmailHead):
    """An e-mail, frozen when its event was handled.

    `secret_link` is a JWE; it is gone once the e-mail is sent or given up. `about`: whom it
    concerns, where that decides who may read it. `withdrawn_because`: what it says is not so any
    more, though the mail server may have it.
    """

    kind: Kind
    address: str
    message: Message
    secret_link: str | None
    expires_at: datetime | None
    created_at: datetime
    read_at: datetime | None = None
    about: Parties | None = None
    digest_id: EmailId | None = None
    refusals: int = 0
    interruptions: int = 0
    withdrawn_because: str | None = None

    @property
    def topic(self) -> Topic:
        """What it tells of."""
        return Topic(kind=self.kind, about=self.about)

    @property
    def lost_answers(self) -> int:
        """How often the mail server may have taken it without our hearing of it.

        `interruptions` counts what was sent again after that; the last time is the state itself.
        """
        return self.interruptions + (self.state is State.SENDING)


def email_id_of(because_of: UUID, recipient_id: UUID, kind: Kind) -> EmailId:
    """The id that always follows from event, recipient and kind: twice the same is one e-mail."""
    return EmailId(derived_id("email", because_of, recipient_id, kind.value))
