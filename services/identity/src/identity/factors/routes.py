"""The own second factors over HTTP.

What answers with a secret is no tenant route: an answer under an Idempotency-Key is kept in the
database, and these must not be.
"""

from fastapi import APIRouter, Response

from chassis.http import Uow, tenant_router
from identity.factors import actions
from identity.factors.schemas import CodeBody, FactorsDetails, RecoveryCodes, TotpBegun
from identity.units import ActorOfPass, UnitsOfRequest

router = tenant_router(prefix="/me/factors", tags=["factors"])
secrets_router = APIRouter(prefix="/me/factors", tags=["factors"])


@router.get("")
async def own(uow: Uow) -> FactorsDetails:
    """My second factors."""
    return FactorsDetails.of(await actions.own(uow))


@secrets_router.post("/totp", status_code=201)
async def begin_totp(units: UnitsOfRequest, actor: ActorOfPass) -> TotpBegun:
    """Begin to set up an authenticator app. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        begun = await actions.begin_app(uow)
    return TotpBegun.of(begun)


@secrets_router.post("/totp/confirm")
async def confirm_totp(body: CodeBody, units: UnitsOfRequest, actor: ActorOfPass) -> RecoveryCodes:
    """Type the app's first code: from now on it is asked for. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        shown = await actions.confirm_app(uow, body.code)
    return RecoveryCodes(recovery_codes=shown)


@router.delete("/totp", status_code=204)
async def remove_totp(uow: Uow) -> Response:
    """Remove the authenticator app. Needs a recent sign-in."""
    await actions.remove_app(uow)
    return Response(status_code=204)


@secrets_router.post("/recovery-codes")
async def renew_codes(units: UnitsOfRequest, actor: ActorOfPass) -> RecoveryCodes:
    """New recovery codes in the place of all before. Needs a recent sign-in."""
    async with units.by(actor) as uow:
        shown = await actions.renew_codes(uow)
    return RecoveryCodes(recovery_codes=shown)
