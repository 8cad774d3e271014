"""`/api/session/factors`, `…/passkeys`, `…/confirm`: how a person signs in.

Changes need a recent sign-in: after ten minutes 403 `recent_sign_in_needed`, and `…/confirm` makes
the session good for ten more.
"""

from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, Field, SecretStr, field_serializer

from edge.accounts import PasskeyOptions
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.common import Body, Credential
from edge.shapes.security import (
    Factors,
    NewPasskey,
    Passkey,
    PasskeyAdded,
    PasskeyName,
    RecoveryCodes,
    TotpBegun,
    TotpCode,
)
from edge.visit import CallerHere, VisitHere, origin_of

router = view_router("session", "/api/session")

_IDENTITY = ServiceName.IDENTITY


class ConfirmRequest(Body):
    """Show once more that it is you: the password, or what a passkey signed."""

    password: SecretStr | None = Field(default=None, max_length=1_024)
    passkey: Credential | None = None

    @field_serializer("password")
    def _open(self, secret: SecretStr | None) -> str | None:
        return None if secret is None else secret.get_secret_value()


class _Confirm(ConfirmRequest):
    origin: str


class _Origin(BaseModel):
    origin: str


class _NewPasskey(NewPasskey):
    origin: str


@router.get("/factors")
async def show_factors(caller: CallerHere) -> Factors:
    """The person's second factors."""
    return await caller.services.get(_IDENTITY, "/me/factors", Factors)


@router.post("/factors/totp", status_code=201)
async def begin_totp(caller: CallerHere) -> TotpBegun:
    """Begin to set up an authenticator app. Nothing changes before its first code is typed."""
    return await caller.services.send(_IDENTITY, "POST", "/me/factors/totp", TotpBegun)


@router.post("/factors/totp/confirm")
async def confirm_totp(body: TotpCode, caller: CallerHere) -> RecoveryCodes:
    """Type the app's first code: from now on it is asked for."""
    path = "/me/factors/totp/confirm"
    return await caller.services.send(_IDENTITY, "POST", path, RecoveryCodes, body=body)


@router.delete("/factors/totp", status_code=204)
async def remove_totp(caller: CallerHere) -> None:
    """Remove the authenticator app."""
    await caller.services.send(_IDENTITY, "DELETE", "/me/factors/totp", type(None))


@router.post("/factors/recovery-codes")
async def renew_recovery_codes(caller: CallerHere) -> RecoveryCodes:
    """New recovery codes in the place of all before."""
    path = "/me/factors/recovery-codes"
    return await caller.services.send(_IDENTITY, "POST", path, RecoveryCodes)


@router.post("/passkeys/options")
async def begin_passkey(request: Request, caller: CallerHere, visit: VisitHere) -> PasskeyOptions:
    """What the browser is asked to create: for `parseCreationOptionsFromJSON`."""
    body = _Origin(origin=origin_of(request, visit))
    path = "/me/passkeys/options"
    return await caller.services.send(_IDENTITY, "POST", path, PasskeyOptions, body=body)


@router.post("/passkeys", status_code=201)
async def add_passkey(
    body: NewPasskey, request: Request, caller: CallerHere, visit: VisitHere
) -> PasskeyAdded:
    """Keep what the browser created: it signs in, and is a second factor."""
    sent = _NewPasskey(name=body.name, passkey=body.passkey, origin=origin_of(request, visit))
    return await caller.services.send(_IDENTITY, "POST", "/me/passkeys", PasskeyAdded, body=sent)


@router.put("/passkeys/{passkey_id}")
async def rename_passkey(passkey_id: UUID, body: PasskeyName, caller: CallerHere) -> Passkey:
    """Give a passkey another name."""
    path = f"/me/passkeys/{passkey_id}"
    return await caller.services.send(_IDENTITY, "PUT", path, Passkey, body=body)


@router.delete("/passkeys/{passkey_id}", status_code=204)
async def remove_passkey(passkey_id: UUID, caller: CallerHere) -> None:
    """Remove a passkey."""
    await caller.services.send(_IDENTITY, "DELETE", f"/me/passkeys/{passkey_id}", type(None))


@router.post("/confirm", status_code=204)
async def confirm(
    body: ConfirmRequest, request: Request, caller: CallerHere, visit: VisitHere
) -> None:
    """Show once more that it is you: changes can be made for ten minutes."""
    given = body.model_dump(exclude_unset=True)
    sent = _Confirm.model_validate(given | {"origin": origin_of(request, visit)})
    await caller.services.send(_IDENTITY, "POST", "/me/confirm", type(None), body=sent)


@router.post("/confirm/passkey-options")
async def begin_confirmation(
    request: Request, caller: CallerHere, visit: VisitHere
) -> PasskeyOptions:
    """What the browser is asked to sign, to show once more that it is you."""
    body = _Origin(origin=origin_of(request, visit))
    path = "/me/confirm/passkey-options"
    return await caller.services.send(_IDENTITY, "POST", path, PasskeyOptions, body=body)
