"""The own second factors: set up, removed, and recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chassis.errors import ConflictError, InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from chassis.vault import Vault
from contracts.events.identity import SecurityChange
from contracts.ids import PersonId
from identity.agencies import repository as agencies
from identity.factors import actions as factors
from identity.factors import codes, totp
from identity.factors import repository as factor_rows
from identity.passkeys import repository as passkeys
from identity.passkeys.model import Passkey
from identity.people import repository as people
from identity.sessions.recent import require_recent
from identity.sign_in import repository as sign_in


class AppAlreadySetUpError(ConflictError):
    """There is an authenticator app already; remove it before setting up another"""


class NoSetUpBegunError(ConflictError):
    """No authenticator app is being set up, or it took too long; begin again"""


class WrongCodeError(InvalidError):
    """This is not the code of this moment"""


class NoSecondFactorError(ConflictError):
    """Recovery codes are for who has a second factor"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactors:
    """What the person has set up. `app` is None before its first code was typed."""

    app: factor_rows.AuthenticatorApp | None
    passkeys: Sequence[Passkey]
    codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpSetup:
    """An authenticator app to be set up; the secret is told once, here."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


async def own(uow: UnitOfWork) -> SecondFactors:
    """The actor's second factors."""
    person_id = uow.actor.person
    app = await factor_rows.app_of(uow, person_id)
    return SecondFactors(
        app=app if app is not None and app.confirmed_at is not None else None,
        passkeys=await passkeys.of_person(uow, person_id),
        codes_left=await factor_rows.codes_left(uow, person_id),
    )


async def begin_app(uow: UnitOfWork) -> TotpSetup:
    """Begin to set up an authenticator app; it is a factor once a code of it was typed.

    Raises RecentSignInNeededError or AppAlreadySetUpError.
    """
    await require_recent(uow)
    person = await people.get_for_update(uow, uow.actor.person)
    app = await factor_rows.app_of(uow, person.id, for_update=True)
    if app is not None and app.confirmed_at is not None:
        raise AppAlreadySetUpError
    tenant = await agencies.get(uow, uow.agency_id)
    secret = totp.new_secret()
    sealed = uow.resource(Vault).seal(secret.encode(), factors.sealed_for(uow, person.id))
    await factor_rows.begin_app(uow, person.id, sealed)
    uri = totp.address(secret, account=person.email, issuer=tenant.agency.name)
    return TotpSetup(secret=secret, address=uri)


async def confirm_app(uow: UnitOfWork, code: str) -> Sequence[str]:
    """The app shows the right code: it is a factor now. Returns recovery codes if these are new.

    Raises RecentSignInNeededError, NoSetUpBegunError, AppAlreadySetUpError or WrongCodeError.
    """
    await require_recent(uow)
    person = await people.get_for_update(uow, uow.actor.person)
    app = await factor_rows.app_of(uow, person.id, for_update=True)
    if app is None or app.begun_at + totp.SET_UP_WITHIN <= uow.now:
        raise NoSetUpBegunError
    if app.confirmed_at is not None:
        raise AppAlreadySetUpError
    if not await factors.take_code(uow, person.id, app, code):
        raise WrongCodeError("is not the code that the app shows now", field="code")
    factors.told(uow, person, SecurityChange.TOTP_ADDED)
    return await factors.first_codes(uow, person.id)


async def remove_app(uow: UnitOfWork) -> None:
    """The app is no factor any more. Raises RecentSignInNeededError or NotFoundError."""
    await require_recent(uow)
    person = await people.get_for_update(uow, uow.actor.person)
    if not await factor_rows.remove_app(uow, person.id):
        raise NotFoundError("authenticator app")
    await after_removal(uow, person.id)
    factors.told(uow, person, SecurityChange.TOTP_REMOVED)


async def renew_codes(uow: UnitOfWork) -> Sequence[str]:
    """New recovery codes; those before are worth nothing from now on.

    Raises RecentSignInNeededError or NoSecondFactorError.
    """
    await require_recent(uow)
    person = await people.get_for_update(uow, uow.actor.person)
    if not await factor_rows.methods_of(uow, person.id):
        raise NoSecondFactorError
    shown = codes.new_codes()
    await factor_rows.replace_codes(uow, person.id, shown)
    factors.told(uow, person, SecurityChange.RECOVERY_CODES_RENEWED)
    return shown


async def after_removal(uow: UnitOfWork, person_id: PersonId) -> None:
    """A factor was taken away: with the last one the recovery codes go, and open tickets."""
    if not await factor_rows.methods_of(uow, person_id):
        await factor_rows.forget_codes(uow, person_id)
        await sign_in.forget_tickets(uow, person_id)
