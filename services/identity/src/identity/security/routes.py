"""The own ways in over HTTP.

What answers with a secret is no tenant route: an answer under an Idempotency-Key is kept in the
database, and these must not be.
"""

from uuid import UUID

from fastapi import APIRouter, Response

from chassis.http import Uow, tenant_router
from identity.passkeys.schemas import OriginBody, PasskeyOptions
from identity.passwords.hashing import Hasher, Passwords
from identity.security import own_accounts, own_factors, own_passkeys, own_password
from identity.security.schemas import (
    ChangeBody,
    CodeBody,
    ConfirmBody,
    FactorsDetails,
    NewPasskeyDetails,
    OwnMethods,
    PasskeyBody,
    PasskeyDetails,
    RecoveryCodes,
    RenameBody,
    TotpSetupDetails,
)
from identity.sign_in.by_passkey import owner_warned
from identity.units import ActorOfPass, UnitsOfRequest

factors_router = tenant_router(prefix="/me/factors", tags=["factors"])
passkeys_router = tenant_router(prefix="/me/passkeys", tags=["passkeys"])
accounts_router = tenant_router(prefix="/me/sign-in-methods", tags=["me"])
secrets_router = APIRouter(prefix="/me")
me_router = APIRouter(prefix="/me", tags=["me"])


@factors_router.get("")
async def own_second_factors(uow: Uow) -> FactorsDetails:
    """My second factors."""
    return FactorsDetails.of(await own_factors.own(uow))


@secrets_router.post("/factors/totp", status_code=201, tags=["factors"])
async def begin_totp(units: UnitsOfRequest, actor: ActorOfPass) -> TotpSetupDetails:
    """Begin to set up an authenticator app. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        setup = await own_factors.begin_app(uow)
    return TotpSetupDetails.of(setup)


@secrets_router.post("/factors/totp/confirm", tags=["factors"])
async def confirm_totp(body: CodeBody, units: UnitsOfRequest, actor: ActorOfPass) -> RecoveryCodes:
    """Type the app's first code: from now on it is asked for. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        shown = await own_factors.confirm_app(uow, body.code)
    return RecoveryCodes(recovery_codes=shown)


@factors_router.delete("/totp", status_code=204)
async def remove_totp(uow: Uow) -> Response:
    """Remove the authenticator app. Needs a recent sign-in."""
    await own_factors.remove_app(uow)
    return Response(status_code=204)


@secrets_router.post("/factors/recovery-codes", tags=["factors"])
async def renew_codes(units: UnitsOfRequest, actor: ActorOfPass) -> RecoveryCodes:
    """New recovery codes in the place of all before. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        shown = await own_factors.renew_codes(uow)
    return RecoveryCodes(recovery_codes=shown)


@passkeys_router.post("/options")
async def begin_passkey(body: OriginBody, uow: Uow) -> PasskeyOptions:
    """What the browser is asked to create. Needs a recent sign-in."""
    return PasskeyOptions(options=dict(await own_passkeys.begin_registration(uow, body.origin)))


@secrets_router.post("/passkeys", status_code=201, tags=["passkeys"])
async def register_passkey(
    body: PasskeyBody, units: UnitsOfRequest, actor: ActorOfPass
) -> NewPasskeyDetails:
    """Keep what the browser created. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        added = await own_passkeys.register(
            uow, name=body.name, answer=body.passkey, origin=body.origin
        )
    return NewPasskeyDetails.of(added)


@passkeys_router.put("/{passkey_id}")
async def rename_passkey(passkey_id: UUID, body: RenameBody, uow: Uow) -> PasskeyDetails:
    """Give a passkey another name."""
    return PasskeyDetails.of(await own_passkeys.rename(uow, passkey_id, body.name))


@passkeys_router.delete("/{passkey_id}", status_code=204)
async def remove_passkey(passkey_id: UUID, uow: Uow) -> Response:
    """Remove a passkey. Needs a recent sign-in."""
    await own_passkeys.remove(uow, passkey_id)
    return Response(status_code=204)


@me_router.post("/password", status_code=204)
async def change_password(body: ChangeBody, units: UnitsOfRequest, actor: ActorOfPass) -> Response:
    """Change the own password; sessions other than this one end."""
    async with units.resource(Passwords).turn() as hasher:
        async with units.by(actor) as uow:
            attempt = await own_password.ask_to_change(
                uow, body.password, current=body.current_password
            )
        if attempt.hash is not None:
            current = body.current_password or ""
            await _require_right(hasher, attempt, current, field="current_password")
        hashed = await hasher.hash(body.password)
        async with units.by(actor) as uow:
            await own_password.change(uow, attempt, hashed)
    return Response(status_code=204)


@me_router.post("/confirm", status_code=204)
async def confirm(body: ConfirmBody, units: UnitsOfRequest, actor: ActorOfPass) -> Response:
    """Show once more that it is me: sensitive changes can be made for ten minutes."""
    if body.passkey is not None:
        with own_passkeys.refused_by_field():
            async with owner_warned(lambda: units.by(actor)), units.by(actor) as uow:
                await own_passkeys.confirm_by_passkey(uow, body.passkey, body.origin)
        return Response(status_code=204)
    async with units.resource(Passwords).turn() as hasher:
        async with units.by(actor) as uow:
            attempt = await own_password.ask_to_confirm(uow)
        await _require_right(hasher, attempt, body.password or "", field="password")
        async with units.by(actor) as uow:
            await own_password.confirmed(uow, attempt)
    return Response(status_code=204)


@me_router.post("/confirm/passkey-options")
async def begin_confirmation(
    body: OriginBody, units: UnitsOfRequest, actor: ActorOfPass
) -> PasskeyOptions:
    """What the browser is asked to sign, to show once more that it is me."""
    async with units.by(actor) as uow:
        options = await own_passkeys.begin_confirmation(uow, body.origin)
    return PasskeyOptions(options=dict(options))


@accounts_router.get("")
async def own_sign_in_methods(uow: Uow) -> OwnMethods:
    """Whether I have a password, and which accounts I have linked."""
    return OwnMethods.of(await own_accounts.own(uow))


@accounts_router.delete("/{method_id}", status_code=204)
async def unlink(method_id: UUID, uow: Uow) -> Response:
    """Unlink an account; never the last way in. Needs a recent proof."""
    await own_accounts.unlink(uow, method_id)
    return Response(status_code=204)


async def _require_right(
    hasher: Hasher, attempt: own_password.PasswordChangeAttempt, password: str, *, field: str
) -> None:
    if not await hasher.verify(attempt.hash, password):
        raise own_password.WrongPasswordError("is not the current password", field=field)
