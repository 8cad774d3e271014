"""What a person does with passkeys."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import SecurityChange
from contracts.ids import PersonId
from identity.agencies import repository as agencies
from identity.factors import actions as factors
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
from identity.people import repository as people
from identity.sessions import actions as sessions
from identity.sessions.model import Client, EndedBecause, StartedBy
from identity.sessions.recent import confirm, require_recent


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new passkey, and recovery codes if the person had none."""

    passkey: Passkey
    recovery_codes: Sequence[str]


async def begin_registration(uow: UnitOfWork, origin: str) -> Options:
    """What the browser is asked to create.

    Raises RecentSignInNeededError or TooManyPasskeysError.
    """
    await require_recent(uow)
    tenant = await agencies.get(uow, uow.agency_id)
    site = relying_party(origin, site_url=tenant.agency.site_url)
    person = await people.get(uow, uow.actor.person)
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


async def register(uow: UnitOfWork, *, name: str, answer: Answer, origin: str) -> Added:
    """Keep what the browser created: from now on it signs in, and is a second factor.

    Raises RecentSignInNeededError, PasskeyRefusedError, PasskeyKnownError, TooManyPasskeysError.
    """
    await require_recent(uow)
    site = await _site(uow, origin)
    person = await people.get_for_update(uow, uow.actor.person)
    credential, challenge = ceremony.claimed_challenge(answer)
    if not await repository.use_challenge(uow, challenge, Purpose.REGISTRATION, person.id):
        raise PasskeyRefusedError("took too long, or was used before; try again", field="passkey")
    made = ceremony.registered(site, credential, challenge=challenge)
    if len(await repository.of_person(uow, person.id)) >= MAX_PASSKEYS:
        raise TooManyPasskeysError(most=MAX_PASSKEYS)
    passkey = Passkey(
        id=new_id(),
        person_id=person.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        synced=made.synced,
        name=name,
        created_at=uow.now,
    )
    if not await repository.add(uow, passkey):
        raise PasskeyKnownError
    factors.told(uow, person, SecurityChange.PASSKEY_ADDED, name)
    return Added(passkey=passkey, recovery_codes=await factors.first_codes(uow, person.id))


async def rename(uow: UnitOfWork, passkey_id: UUID, name: str) -> Passkey:
    """Give an own passkey another name. Raises NotFoundError."""
    renamed = await repository.rename(uow, uow.actor.person, passkey_id, name)
    if renamed is None:
        raise NotFoundError("passkey", passkey_id)
    return renamed


async def remove(uow: UnitOfWork, passkey_id: UUID) -> None:
    """An own passkey signs in no more. Raises RecentSignInNeededError or NotFoundError."""
    await require_recent(uow)
    person = await people.get_for_update(uow, uow.actor.person)
    removed = await repository.remove(uow, person.id, passkey_id)
    if removed is None:
        raise NotFoundError("passkey", passkey_id)
    await factors.after_removal(uow, person.id)
    factors.told(uow, person, SecurityChange.PASSKEY_REMOVED, removed.name)


async def begin_sign_in(uow: UnitOfWork, origin: str) -> Options:
    """What the browser of somebody whom nobody knows yet is asked to sign."""
    site = await _site(uow, origin)
    return ceremony.sign_in_options(
        site, challenge=await repository.challenge(uow, Purpose.SIGN_IN, None)
    )


async def sign_in(
    uow: UnitOfWork,
    *,
    portal: Portal,
    answer: Answer,
    origin: str,
    client: Client,
    remember: bool,
    earlier_token: str | None,
) -> sessions.SignedIn:
    """Start a session for whom the passkey is of. Raises PasskeyNotAcceptedError."""
    site = await _site(uow, origin)
    claimed = ceremony.claimed(answer)
    owner = await repository.find_for_update(uow, claimed.credential_id)
    if owner is None or claimed.user_handle != owner.person_id.bytes:
        raise PasskeyNotAcceptedError
    person = await people.get(uow, owner.person_id)
    if person.portal is not portal or not person.is_active:
        raise PasskeyNotAcceptedError
    if not await repository.use_challenge(uow, claimed.challenge, Purpose.SIGN_IN, None):
        raise PasskeyNotAcceptedError
    await repository.used(uow, owner, ceremony.signed_count(site, claimed, owner))
    if earlier_token is not None:
        await sessions.end(uow, earlier_token, EndedBecause.SIGNED_IN_AGAIN)
    return await sessions.start(uow, person, StartedBy.PASSKEY, client=client, remember=remember)


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


async def begin_confirmation(uow: UnitOfWork, origin: str) -> Options:
    """What the browser is asked to sign, to show that it is still the person."""
    return await begin_proof(uow, uow.actor.person, Purpose.CONFIRMATION, origin)


async def confirm_by_passkey(uow: UnitOfWork, answer: Answer, origin: str) -> None:
    """The person is there: good for the next minutes. Raises PasskeyRefusedError."""
    try:
        await check_proof(uow, uow.actor.person, Purpose.CONFIRMATION, answer, origin)
    except PasskeyNotAcceptedError as error:
        # The session is a good one: 401 would say that it is over.
        raise PasskeyRefusedError("was not accepted", field="passkey") from error
    await confirm(uow)


async def _site(uow: UnitOfWork, origin: str) -> RelyingParty:
    tenant = await agencies.get(uow, uow.agency_id)
    return relying_party(origin, site_url=tenant.agency.site_url)
