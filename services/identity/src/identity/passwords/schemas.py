"""Passwords over HTTP."""

from pydantic import BaseModel

from contracts.access import Portal
from identity.fields import ShownToken, Slug, TypedEmail, TypedPassword


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


class ChangeBody(BaseModel):
    """A new password, by the current one."""

    current_password: TypedPassword
    password: TypedPassword
