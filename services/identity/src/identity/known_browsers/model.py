"""A browser that is known for an account: somebody has signed in there as this person before.

The browser keeps a token in a cookie; the database keeps its hash. A token opens nothing. It only
decides who else's wrong tries count against this one: nobody's. (OWASP calls it a device cookie.)
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from chassis.ids import new_id
from contracts.ids import PersonId
from identity.tokens import Token

KNOWN_FOR = timedelta(days=180)
"""From the last sign-in at this browser."""

MAX_BROWSERS = 20
"""Of one person; of more, those that were not used for longest are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBrowser:
    """One browser and one person. A browser where several people sign in is known to each."""

    id: UUID
    person_id: PersonId
    token_hash: bytes = field(repr=False)
    known_since: datetime
    last_used_at: datetime
    expires_at: datetime

    @classmethod
    def new(cls, person_id: PersonId, now: datetime) -> tuple[Self, Token]:
        """A browser where this person has signed in for the first time, and its token."""
        token = Token.new()
        browser = cls(
            id=new_id(),
            person_id=person_id,
            token_hash=token.hash,
            known_since=now,
            last_used_at=now,
            expires_at=now + KNOWN_FOR,
        )
        return browser, token

    def used(self, now: datetime) -> Self:
        """The person has signed in there again."""
        return replace(self, last_used_at=now, expires_at=now + KNOWN_FOR)
