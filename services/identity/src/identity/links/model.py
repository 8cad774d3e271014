"""A one-time link: its token proves that its holder reads the mailbox of a person.

Or, of an invitation, that they typed the temporary password that staff told this person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import ConflictError
from chassis.ids import new_id
from contracts.access import Portal
from contracts.ids import AgencyId, PersonId
from identity.tokens import Token


class Purpose(StrEnum):
    """What a link leads to."""

    INVITATION = "invitation"
    LOGIN = "login"
    RESET = "reset"


class LinkState(StrEnum):
    """Where a link stands. Unknown: never issued by this agency, or tidied away long since."""

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class RenewalOutcome(StrEnum):
    """Whether another link would lead in. Told to nobody but the holder of a link's token."""

    LINK = "link"
    HAS_ACCESS = "has_access"
    ACCESS_ENDED = "access_ended"


LIFETIMES = {
    Purpose.INVITATION: timedelta(days=7),
    # Staff send it, and it is read when the person has time.
    Purpose.LOGIN: timedelta(hours=24),
    Purpose.RESET: timedelta(hours=1),
}

PATHS = {
    Purpose.INVITATION: "welcome",
    Purpose.LOGIN: "login-link",
    Purpose.RESET: "reset",
}

# Nobody can fill somebody's mailbox by asking again and again.
MAX_LINKS_BY_REQUEST = 3
REQUEST_WINDOW = timedelta(minutes=15)


class LinkNotValidError(ConflictError):
    """This link does not work any more; `state` says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(f"the link is {state}", state=state.value)
        self.state = state


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as the database knows it. `created_by` is None when nobody was signed in.

    `refused_parts`: of an invitation that a temporary password was exchanged for, see
    `temporary_passwords.model`; None of a link that was mailed.
    """

    id: UUID
    agency_id: AgencyId
    person_id: PersonId
    purpose: Purpose
    token_hash: bytes
    created_at: datetime
    expires_at: datetime
    created_by: PersonId | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    refused_parts: Sequence[bytes] | None = None

    @property
    def by_temporary_password(self) -> bool:
        """Whether its holder typed a temporary password, and has read no mailbox."""
        return self.refused_parts is not None

    @classmethod
    def issue(
        cls,
        *,
        agency_id: AgencyId,
        person_id: PersonId,
        purpose: Purpose,
        created_by: PersonId | None,
        now: datetime,
    ) -> tuple[Self, Token]:
        """A new link and the token that opens it, which is kept nowhere."""
        token = Token.new()
        link = cls(
            id=new_id(),
            agency_id=agency_id,
            person_id=person_id,
            purpose=purpose,
            token_hash=token.hash,
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
            created_by=created_by,
        )
        return link, token

    def state(self, now: datetime) -> LinkState:
        """Whether it can be used at this moment, and otherwise why not."""
        if self.used_at is not None:
            return LinkState.USED
        if self.revoked_at is not None or self.expires_at <= now:
            return LinkState.EXPIRED
        return LinkState.VALID


def address(*, site_url: str, portal: Portal, purpose: Purpose, token: Token) -> str:
    """The address that is mailed: a page of the agency's site. Opening it uses nothing up."""
    return f"{site_url.rstrip('/')}/{portal}/{PATHS[purpose]}?token={token.secret}"
