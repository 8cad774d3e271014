"""Signing in over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Literal, Self

from fastapi import Response
from pydantic import BaseModel, Field, model_validator

from chassis.fields import Body, Flag
from contracts.access import Portal
from identity.factors.model import Method
from identity.fields import (
    Number,
    ShownToken,
    Slug,
    TypedCode,
    TypedEmail,
    TypedPassword,
    WebAuthnAnswer,
)
from identity.links.schemas import LinkBody
from identity.passkeys.schemas import OriginBody, ProofBody
from identity.passwords.rules import FLAW_TEXTS, MAX_LENGTH, MIN_LENGTH, Flaw
from identity.sessions.actions import NewSession
from identity.sessions.schemas import StartedSession
from identity.sign_in.admission import Admission, SecondFactorChallenge
from identity.sign_in.by_temporary_password import FirstLogin
from identity.sign_in.second_factor import SecondFactorProof


class LoginBody(Body):
    """Sign in. `session_token` is the session that this browser has now, if any: it ends."""

    agency: Slug
    portal: Portal
    email: TypedEmail
    password: TypedPassword
    remember: Flag = False
    session_token: ShownToken | None = None


class TicketDetails(BaseModel):
    """The first proof was right; one of `methods` is needed besides, within minutes."""

    ticket: str
    methods: Sequence[Method]
    expires_at: datetime
    portal: Portal

    @classmethod
    def of(cls, needed: SecondFactorChallenge) -> "TicketDetails":
        """What is needed."""
        return cls(
            ticket=needed.ticket,
            methods=needed.methods,
            expires_at=needed.expires_at,
            portal=needed.portal,
        )


class FirstLoginDetails(BaseModel):
    """A temporary password was right, and signs nobody in: `invitation_token` leads to sign-up.

    It is that of a link: `POST /links/inspect` and `POST /invitations/accept` take it.
    """

    invitation_token: str
    expires_at: datetime
    portal: Portal

    @classmethod
    def of(cls, found: FirstLogin) -> "FirstLoginDetails":
        """Where to go on."""
        return cls(
            invitation_token=found.invitation_token,
            expires_at=found.expires_at,
            portal=found.portal,
        )


def admitted(admission: Admission, response: Response) -> "StartedSession | TicketDetails":
    """The answer to who was admitted: 200 and a session, or 202 and what is needed besides."""
    if isinstance(admission, NewSession):
        return StartedSession.of(admission)
    response.status_code = HTTPStatus.ACCEPTED
    return TicketDetails.of(admission)


class TicketBody(Body):
    """The ticket of a sign-in that needs a second factor, and the page's origin."""

    agency: Slug
    ticket: ShownToken
    origin: str = Field(min_length=1, max_length=300)


class SecondFactorBody(Body):
    """A ticket, and just one of the three. `origin` goes with `passkey`."""

    agency: Slug
    ticket: ShownToken
    totp: TypedCode | None = None
    recovery_code: TypedCode | None = None
    passkey: WebAuthnAnswer | None = None
    origin: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if sum(x is not None for x in (self.totp, self.recovery_code, self.passkey)) != 1:
            raise ValueError("give just one of totp, recovery_code and passkey")
        return self

    @property
    def shown(self) -> SecondFactorProof:
        """What is shown."""
        if self.passkey is not None:
            return SecondFactorProof(
                method=Method.PASSKEY, passkey=self.passkey, origin=self.origin
            )
        if self.totp is not None:
            return SecondFactorProof(method=Method.TOTP, code=self.totp)
        return SecondFactorProof(method=Method.RECOVERY_CODE, code=self.recovery_code or "")


class SiteOriginBody(OriginBody):
    """An agency's site, and the origin of the page."""

    agency: Slug


class PasskeyLoginBody(ProofBody):
    """Sign in by a passkey. `session_token`: see LoginBody."""

    agency: Slug
    portal: Portal
    remember: Flag = False
    session_token: ShownToken | None = None


class AcceptInvitationBody(LinkBody):
    """Sign-up. The terms must be accepted, in the version that was shown."""

    password: TypedPassword
    accepted_terms: Literal[True]
    terms_version: Number


class ForgotBody(Body):
    """Who forgot the password, and where."""

    agency: Slug
    portal: Portal
    email: TypedEmail


class ResetBody(Body):
    """A new password, by a reset link."""

    agency: Slug
    token: ShownToken
    password: TypedPassword


class CheckBody(Body):
    """A password that somebody is typing, and whose: by address, or by the link that is open."""

    agency: Slug
    password: TypedPassword
    email: TypedEmail | None = None
    token: ShownToken | None = None


class PasswordFlaw(BaseModel):
    """A rule that the password breaks, and how it is said."""

    code: Flaw
    reason: str


class PasswordCheckResult(BaseModel):
    """Which rules the password breaks, none if it is good; and the rules that a page can check."""

    flaws: Sequence[PasswordFlaw]
    min_length: int = MIN_LENGTH
    max_length: int = MAX_LENGTH

    @classmethod
    def of(cls, found: Sequence[Flaw]) -> "PasswordCheckResult":
        """What was found."""
        return cls(flaws=[PasswordFlaw(code=flaw, reason=FLAW_TEXTS[flaw]) for flaw in found])
