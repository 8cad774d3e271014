"""A session: a person is signed in at one browser, until it ends."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.ids import new_id
from chassis.recent import RECENT
from contracts.ids import AgencyId, PersonId
from identity.client import RequestOrigin
from identity.factors.model import Method
from identity.tokens import Token

LIFETIME = timedelta(hours=12)
LIFETIME_REMEMBERED = timedelta(days=30)
IDLE_REMEMBERED = timedelta(days=14)
_NOWHERE = RequestOrigin()


class StartedBy(StrEnum):
    """How the person proved to be the person."""

    PASSWORD = "password"  # noqa: S105  # the name of a way, not a secret
    INVITATION = "invitation"
    LOGIN_LINK = "login_link"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    PASSKEY = "passkey"
    PROVIDER = "provider"


class EndReason(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed_out"
    SIGNED_IN_AGAIN = "signed_in_again"
    ENDED_BY_PERSON = "ended_by_person"
    ENDED_BY_STAFF = "ended_by_staff"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    DEACTIVATED = "deactivated"


class ShownEndReason(StrEnum):
    """Why a session is over, as the person who had it is told."""

    TIMED_OUT = "timed_out"
    SIGNED_OUT = "signed_out"
    ENDED_ELSEWHERE = "ended_elsewhere"
    ACCESS_REMOVED = "access_removed"


_OVER = {
    EndReason.SIGNED_OUT: ShownEndReason.SIGNED_OUT,
    EndReason.SIGNED_IN_AGAIN: ShownEndReason.SIGNED_OUT,
    EndReason.DEACTIVATED: ShownEndReason.ACCESS_REMOVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as the database knows it."""

    id: UUID
    agency_id: AgencyId
    person_id: PersonId
    token_hash: bytes
    started_at: datetime
    started_by: StartedBy
    expires_at: datetime
    last_used_at: datetime
    remembered: bool = False
    client: RequestOrigin = _NOWHERE
    ended_at: datetime | None = None
    ended_because: EndReason | None = None
    confirmed_at: datetime | None = None
    second_factor: Method | None = None
    browser_id: UUID | None = None

    @classmethod
    def start(
        cls,
        *,
        agency_id: AgencyId,
        person_id: PersonId,
        started_by: StartedBy,
        client: RequestOrigin,
        now: datetime,
        remember: bool = False,
        second_factor: Method | None = None,
        browser_id: UUID | None = None,
    ) -> tuple[Self, Token]:
        """A new session and its token. The token is always new: nobody can plant one before."""
        token = Token.new()
        session = cls(
            id=new_id(),
            agency_id=agency_id,
            person_id=person_id,
            token_hash=token.hash,
            started_at=now,
            started_by=started_by,
            expires_at=now + (LIFETIME_REMEMBERED if remember else LIFETIME),
            last_used_at=now,
            remembered=remember,
            client=client,
            second_factor=second_factor,
            browser_id=browser_id,
        )
        return session, token

    def is_open(self, now: datetime) -> bool:
        """Whether it can be exchanged for a pass at this moment."""
        return self.ended_at is None and now < self.expires_at

    def over_because(self) -> ShownEndReason:
        """Why it cannot be exchanged any more: its time was up, or somebody ended it."""
        if self.ended_because is None:
            return ShownEndReason.TIMED_OUT
        return _OVER.get(self.ended_because, ShownEndReason.ENDED_ELSEWHERE)

    def is_idle(self, now: datetime, after: timedelta) -> bool:
        """Whether nobody has used it for so long. One that is remembered has 14 days."""
        return now >= self.last_used_at + (IDLE_REMEMBERED if self.remembered else after)

    def is_recent(self, now: datetime) -> bool:
        """Whether the person has just shown to be the person, at the start or since."""
        return now < self.proved_at + RECENT

    @property
    def proved_at(self) -> datetime:
        """When the person last showed to be the person."""
        return self.confirmed_at or self.started_at

    def end(self, because: EndReason, now: datetime) -> Self:
        """Over, for good. Ending it again changes nothing: the first reason stands."""
        if not self.is_open(now):
            return self
        return replace(self, ended_at=now, ended_because=because)
