"""Registering passkeys, and checking what they signed."""

from chassis.errors import NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.agencies import repository as agencies
from identity.passkeys import ceremony, repository
from identity.passkeys.ceremony import Answer, Options
from identity.passkeys.model import (
    MAX_PASSKEYS,
    Passkey,
    PasskeyKnownError,
    PasskeyNotAcceptedError,
    PasskeyRefusedError,
    Purpose,
    RelyingParty,
    TooManyPasskeysError,
    relying_party,
)
from identity.people.model import Person


async def begin_registration(uow: UnitOfWork, person: Person, origin: str) -> Options:
    """What the person's browser is asked to create. Raises TooManyPasskeysError."""
    tenant = await agencies.get(uow, uow.agency_id)
    site = relying_party(origin, site_url=tenant.agency.site_url)
    known = await repository.of_person(uow, person.id)
    if len(known) >= MAX_PASSKEYS:
        raise TooManyPasskeysError(most=MAX_PASSKEYS)
    return ceremony.registration_options(
        site,
        challenge=await repository.challenge(uow, Purpose.REGISTRATION, person.id),
        person_id=person.id,
        account=person.email,
        person_name=person.name,
        agency_name=tenant.agency.name,
        known=known,
    )


async def register(
    uow: UnitOfWork, person: Person, *, name: str, answer: Answer, origin: str
) -> Passkey:
    """Keep what the person's browser created. The person is locked.

    Raises PasskeyRefusedError, PasskeyKnownError or TooManyPasskeysError.
    """
    site = await _site(uow, origin)
    credential, challenge = ceremony.claimed_challenge(answer)
    if not await repository.use_challenge(uow, challenge, Purpose.REGISTRATION, person.id):
        raise PasskeyRefusedError("took too long, or was used before; try again", field="passkey")
    registered = ceremony.registered(site, credential, challenge=challenge)
    if len(await repository.of_person(uow, person.id)) >= MAX_PASSKEYS:
        raise TooManyPasskeysError(most=MAX_PASSKEYS)
    passkey = Passkey(
        id=new_id(),
        person_id=person.id,
        credential_id=registered.credential_id,
        public_key=registered.public_key,
        sign_count=registered.sign_count,
        transports=registered.transports,
        synced=registered.synced,
        name=name,
        created_at=uow.now,
    )
    if not await repository.add(uow, passkey):
        raise PasskeyKnownError
    return passkey


async def begin_sign_in(uow: UnitOfWork, origin: str) -> Options:
    """What the browser of somebody whom nobody knows yet is asked to sign."""
    site = await _site(uow, origin)
    return ceremony.sign_in_options(
        site, challenge=await repository.challenge(uow, Purpose.SIGN_IN, None)
    )


async def owner_of(uow: UnitOfWork, answer: Answer, origin: str) -> PersonId:
    """Whose passkey signed a challenge for signing in. Raises PasskeyNotAcceptedError."""
    site = await _site(uow, origin)
    claimed = ceremony.claimed(answer)
    passkey = await repository.find_for_update(uow, claimed.credential_id)
    if passkey is None or claimed.user_handle != passkey.person_id.bytes:
        raise PasskeyNotAcceptedError
    if not await repository.use_challenge(uow, claimed.challenge, Purpose.SIGN_IN, None):
        raise PasskeyNotAcceptedError
    await repository.used(uow, passkey, ceremony.signed_count(site, claimed, passkey))
    return passkey.person_id


async def begin_proof(
    uow: UnitOfWork, person_id: PersonId, purpose: Purpose, origin: str
) -> Options:
    """What the browser of a known person is asked to sign, with one of the person's passkeys.

    Raises NotFoundError if the person has none.
    """
    site = await _site(uow, origin)
    allowed = await repository.of_person(uow, person_id)
    if not allowed:
        raise NotFoundError("passkey")
    challenge = await repository.challenge(uow, purpose, person_id)
    return ceremony.sign_in_options(site, challenge=challenge, allowed=allowed)


async def check_proof(
    uow: UnitOfWork, person_id: PersonId, purpose: Purpose, answer: Answer, origin: str
) -> None:
    """One of the person's passkeys signed a challenge of this purpose.

    Raises PasskeyNotAcceptedError.
    """
    site = await _site(uow, origin)
    claimed = ceremony.claimed(answer)
    passkey = await repository.find_for_update(uow, claimed.credential_id)
    if passkey is None or passkey.person_id != person_id:
        raise PasskeyNotAcceptedError
    if not await repository.use_challenge(uow, claimed.challenge, purpose, person_id):
        raise PasskeyNotAcceptedError
    await repository.used(uow, passkey, ceremony.signed_count(site, claimed, passkey))


async def _site(uow: UnitOfWork, origin: str) -> RelyingParty:
    tenant = await agencies.get(uow, uow.agency_id)
    return relying_party(origin, site_url=tenant.agency.site_url)
