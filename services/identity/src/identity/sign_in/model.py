"""A ticket: the first proof of a sign-in was right, the second is still to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from chassis.ids import new_id
from contracts.ids import PersonId
from identity.sessions.model import StartedBy
from identity.tokens import Token, hash_of

TICKET_LIFETIME = timedelta(minutes=10)
TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Of one person, and so of one portal of one agency. `earlier_hash`: see the migration."""

    id: UUID
    person_id: PersonId
    token_hash: bytes
    started_by: StartedBy
    remember: bool
    earlier_hash: bytes | None
    tries_left: int
    created_at: datetime
    expires_at: datetime

    @classmethod
    def issue(
        cls,
        *,
        person_id: PersonId,
        started_by: StartedBy,
        remember: bool,
        earlier_token: str | None,
        now: datetime,
    ) -> tuple[Self, Token]:
        """A new ticket and its token."""
        token = Token.new()
        ticket = cls(
            id=new_id(),
            person_id=person_id,
            token_hash=token.hash,
            started_by=started_by,
            remember=remember,
            earlier_hash=hash_of(earlier_token) if earlier_token else None,
            tries_left=TRIES,
            created_at=now,
            expires_at=now + TICKET_LIFETIME,
        )
        return ticket, token

    def is_open(self, now: datetime) -> bool:
        """Whether another try is looked at."""
        return self.tries_left > 0 and now < self.expires_at
