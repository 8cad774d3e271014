"""Sessions over HTTP."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.fields import Body, Flag
from contracts.events.identity import Agency
from contracts.ids import PersonId
from identity.factors.model import Method
from identity.fields import ShownToken, Slug
from identity.people.model import Substitution
from identity.people.schemas import PersonDetails
from identity.sessions.actions import IssuedPass, NewSession
from identity.sessions.model import Session, StartedBy


class SessionBody(Body):
    """A session of an agency's site."""

    agency: Slug
    session_token: ShownToken


class PassBody(SessionBody):
    """A session to be exchanged. `in_use`: not where a page only listens for news."""

    in_use: Flag = True


class StartedSession(BaseModel):
    """A new session. The token is told here, and never again.

    `browser_token`: by it this browser is known for this person at the next sign-in.
    """

    session_token: str
    browser_token: str
    expires_at: datetime
    person: PersonDetails

    @classmethod
    def of(cls, started: NewSession) -> "StartedSession":
        """The session that was started."""
        return cls(
            session_token=started.token,
            browser_token=started.browser_token,
            expires_at=started.expires_at,
            person=PersonDetails.of(started.person),
        )


class PassDetails(BaseModel):
    """A pass, when it expires, and whom and where it is for."""

    pass_: str = Field(serialization_alias="pass")
    expires_at: datetime
    person: PersonDetails
    agency: Agency

    @classmethod
    def of(cls, admitted: IssuedPass, agency: Agency) -> "PassDetails":
        """The pass that was issued."""
        return cls(
            pass_=admitted.issued.token,
            expires_at=admitted.issued.expires_at,
            person=PersonDetails.of(admitted.person),
            agency=agency,
        )


class PrincipalDetails(BaseModel):
    """Somebody in whose place the person approves work today, and the last day of it."""

    person_id: PersonId
    name: str
    until_on: date

    @classmethod
    def of(cls, standing_in: Substitution) -> "PrincipalDetails":
        """Who it is, without what is lent."""
        return cls(
            person_id=standing_in.principal.person_id,
            name=standing_in.name,
            until_on=standing_in.until_on,
        )


class Me(BaseModel):
    """The person who asks, and the agency."""

    person: PersonDetails
    agency: Agency
    stands_in_for: Sequence[PrincipalDetails]


class SessionDetails(BaseModel):
    """One of the own sessions. `current`: the one that asks."""

    session_id: UUID
    started_at: datetime
    started_by: StartedBy
    last_used_at: datetime
    expires_at: datetime
    remembered: bool
    network: str | None
    user_agent: str | None
    second_factor: Method | None
    current: bool

    @classmethod
    def of(cls, session: Session, *, current: UUID | None) -> "SessionDetails":
        """The session."""
        return cls(
            session_id=session.id,
            started_at=session.started_at,
            started_by=session.started_by,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            remembered=session.remembered,
            network=session.client.network,
            user_agent=session.client.user_agent,
            second_factor=session.second_factor,
            current=session.id == current,
        )


class OwnSessions(BaseModel):
    """The own open sessions; the list is short and has one page."""

    items: Sequence[SessionDetails]
    next_cursor: None = None


class EndAllBody(Body):
    """Sign out everywhere; `this_one` too, unless told otherwise."""

    this_one: Flag = True


class EndOtherSessionsResult(BaseModel):
    """How many sessions ended."""

    ended: int


class EndedSessions(BaseModel):
    """Sessions that have ended lately, and people whose access has changed.

    Of these, passes with a lower `ver` than this are over; the session goes on.
    """

    sessions: Sequence[UUID]
    people: Mapping[PersonId, int]
