"""Passwords over HTTP."""

from collections.abc import Sequence

from pydantic import BaseModel

from contracts.access import Portal
from identity.fields import ShownToken, Slug, TypedEmail, TypedPassword
from identity.passwords.rules import FLAW_TEXTS, MAX_LENGTH, MIN_LENGTH, Flaw


class ForgotBody(BaseModel):
    """Who forgot the password, and where."""

    agency: Slug
    portal: Portal
    email: TypedEmail


class ResetBody(BaseModel):
    """A new password, by a reset link."""

    agency: Slug
    token: ShownToken
    password: TypedPassword


class CheckBody(BaseModel):
    """A password that somebody is typing, and whose: by address, or by the link that is open."""

    agency: Slug
    password: TypedPassword
    email: TypedEmail | None = None
    token: ShownToken | None = None


class PasswordFlaw(BaseModel):
    """A rule that the password breaks, and how it is said."""

    code: Flaw
    reason: str


class PasswordChecked(BaseModel):
    """Which rules the password breaks, none if it is good; and the rules that a page can check."""

    flaws: Sequence[PasswordFlaw]
    min_length: int = MIN_LENGTH
    max_length: int = MAX_LENGTH

    @classmethod
    def of(cls, found: Sequence[Flaw]) -> "PasswordChecked":
        """What was found."""
        return cls(flaws=[PasswordFlaw(code=flaw, reason=FLAW_TEXTS[flaw]) for flaw in found])


class ChangeBody(BaseModel):
    """A new password, by the current one; without one where the person has none yet."""

    current_password: TypedPassword | None = None
    password: TypedPassword
