"""Sessions over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field, model_validator

from contracts.access import Portal
from contracts.events.identity import Agency
from identity.fields import ShownToken, Slug, TypedCode, TypedEmail, TypedPassword
from identity.people.schemas import PersonDetails
from identity.sessions.actions import Admitted, SignedIn
from identity.sessions.admission import Admission, SecondFactorNeeded
from identity.sessions.model import Method, Session, StartedBy
from identity.sessions.second_factor import Shown


class LoginBody(BaseModel):
    """Sign in. `session_token` is the session that this browser has now, if any: it ends."""

    agency: Slug
    portal: Portal
    email: TypedEmail
    password: TypedPassword
    remember: bool = False
    session_token: ShownToken | None = None


class SessionBody(BaseModel):
    """A session of an agency's site."""

    agency: Slug
    session_token: ShownToken


class SessionStarted(BaseModel):
    """A new session. The token is told here, and never again."""

    session_token: str
    expires_at: datetime
    person: PersonDetails

    @classmethod
    def of(cls, started: SignedIn) -> "SessionStarted":
        """The session that was started."""
        return cls(
            session_token=started.token,
            expires_at=started.expires_at,
            person=PersonDetails.of(started.person),
        )


class TicketDetails(BaseModel):
    """The first proof was right; one of `methods` is needed besides, within minutes."""

    ticket: str
    methods: Sequence[Method]
    expires_at: datetime
    portal: Portal

    @classmethod
    def of(cls, needed: SecondFactorNeeded) -> "TicketDetails":
        """What is needed."""
        return cls(
            ticket=needed.ticket,
            methods=needed.methods,
            expires_at=needed.expires_at,
            portal=needed.portal,
        )


def admitted(admission: Admission, response: Response) -> "SessionStarted | TicketDetails":
    """The answer to who was admitted: 200 and a session, or 202 and what is needed besides."""
    if isinstance(admission, SignedIn):
        return SessionStarted.of(admission)
    response.status_code = HTTPStatus.ACCEPTED
    return TicketDetails.of(admission)


class TicketBody(BaseModel):
    """The ticket of a sign-in that needs a second factor, and the page's origin."""

    agency: Slug
    ticket: ShownToken
    origin: str = Field(min_length=1, max_length=300)


class SecondFactorBody(BaseModel):
    """A ticket, and just one of the three. `origin` goes with `passkey`."""

    agency: Slug
    ticket: ShownToken
    totp: TypedCode | None = None
    recovery_code: TypedCode | None = None
    passkey: dict[str, Any] | None = None
    origin: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if sum(x is not None for x in (self.totp, self.recovery_code, self.passkey)) != 1:
            raise ValueError("give just one of totp, recovery_code and passkey")
        return self

    @property
    def shown(self) -> Shown:
        """What is shown."""
        if self.passkey is not None:
            return Shown(method=Method.PASSKEY, passkey=self.passkey, origin=self.origin)
        if self.totp is not None:
            return Shown(method=Method.TOTP, code=self.totp)
        return Shown(method=Method.RECOVERY_CODE, code=self.recovery_code or "")


class ConfirmBody(BaseModel):
    """Show once more that it is you: the password, or what a passkey signed at `origin`."""

    password: TypedPassword | None = None
    passkey: dict[str, Any] | None = None
    origin: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if (self.password is None) == (self.passkey is None):
            raise ValueError("give just one of password and passkey")
        return self


class PassDetails(BaseModel):
    """A pass, when it expires, and whom and where it is for."""

    pass_: str = Field(serialization_alias="pass")
    expires_at: datetime
    person: PersonDetails
    agency: Agency

    @classmethod
    def of(cls, admitted: Admitted, agency: Agency) -> "PassDetails":
        """The pass that was issued."""
        return cls(
            pass_=admitted.issued.token,
            expires_at=admitted.issued.expires_at,
            person=PersonDetails.of(admitted.person),
            agency=agency,
        )


class Me(BaseModel):
    """The person who asks, and the agency."""

    person: PersonDetails
    agency: Agency


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


class EndAllBody(BaseModel):
    """Sign out everywhere; `this_one` too, unless told otherwise."""

    this_one: bool = True


class OthersEnded(BaseModel):
    """How many sessions ended."""

    ended: int
