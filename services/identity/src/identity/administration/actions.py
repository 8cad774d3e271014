"""What staff do with logins."""

from chassis.errors import ConflictError
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.identity import Address, Contact, PersonStatus, SecondFactorsReset
from contracts.ids import PersonId
from identity.factors import actions as factors
from identity.factors import repository as factor_rows
from identity.links import actions as links
from identity.links import repository as link_rows
from identity.links.model import Purpose
from identity.passkeys import repository as passkeys
from identity.passwords import repository as passwords
from identity.people import actions as people
from identity.people import repository as people_rows
from identity.people.access import Access, access_of
from identity.people.authority import require_successor
from identity.people.model import Person
from identity.sessions import actions as sessions
from identity.sessions.model import EndReason
from identity.sessions.recent import require_recent
from identity.sign_in import by_temporary_password
from identity.sign_in import repository as sign_in
from identity.sign_in_methods import repository as sign_in_methods
from identity.temporary_passwords import repository as temporary_passwords
from identity.temporary_passwords.model import TemporaryPassword


class NothingToResetError(ConflictError):
    """This person has no second factor"""


class NotAContractorError(ConflictError):
    """Only contractors have an address here; a company's is changed with the company"""


class AlreadyToldError(ConflictError):
    """This temporary password was told already; ask for a new one"""


async def invite(
    uow: UnitOfWork, *, portal: Portal, email: str, name: str, language: str, access: Access
) -> Person:
    """Create a login and mail the invitation. Raises EmailTakenError and what may not be given."""
    uow.actor.require(Permission.PEOPLE_MANAGE)
    person = await people.create(
        uow, portal=portal, email=email, name=name, language=language, access=access
    )
    await links.send(uow, person, Purpose.INVITATION, created_by=uow.actor.person_id)
    return person


async def invite_again(uow: UnitOfWork, person_id: PersonId) -> Person:
    """Mail a new invitation; what there was before leads nowhere. Raises AlreadyActiveError."""
    uow.actor.require(Permission.PEOPLE_MANAGE)
    authority, person = await people.get_to_touch(uow, person_id)
    authority.require_other(person)
    invited = person.invite_again(uow.now)
    if person.status is PersonStatus.DEACTIVATED:
        await passwords.forget(uow, person_id)
        await sign_in_methods.forget(uow, person_id)
        await _forget_factors(uow, person_id)
    await temporary_passwords.forget(uow, person_id)
    await people_rows.save(uow, invited)
    await links.send(uow, invited, Purpose.INVITATION, created_by=uow.actor.person_id)
    return invited


async def require_may_tell(uow: UnitOfWork, person_id: PersonId) -> None:
    """Raise before anything costly is done: what `tell_temporary_password` raises."""
    uow.actor.require(Permission.PEOPLE_MANAGE)
    authority, person = await people.get_to_touch(uow, person_id)
    authority.require_other(person)
    person.require_invited()


async def tell_temporary_password(
    uow: UnitOfWork, person_id: PersonId, hashed: str
) -> TemporaryPassword:
    """Let who is invited sign up by a password that staff tell them, too; one before is over.

    Raises AlreadyActiveError, NotInvitedError, OwnAccessError or GrantBeyondOwnError.
    """
    await require_may_tell(uow, person_id)
    return await by_temporary_password.keep(uow, person_id, hashed, created_by=uow.actor.person_id)


async def send_login_link(uow: UnitOfWork, person_id: PersonId) -> Person:
    """Mail a link that signs in once. Raises NotActiveError."""
    uow.actor.require(Permission.PEOPLE_MANAGE)
    authority, person = await people.get_to_touch(uow, person_id)
    authority.require_other(person)
    person.require_active()
    await links.send(uow, person, Purpose.LOGIN, created_by=uow.actor.person_id)
    return person


async def deactivate(uow: UnitOfWork, person_id: PersonId) -> Person:
    """Nobody signs in as this person any more; sessions and links end here and now.

    Raises AlreadyDeactivatedError or OwnAccessError.
    """
    uow.actor.require(Permission.PEOPLE_MANAGE)
    authority, person = await people.get_to_touch(uow, person_id)
    authority.require_other(person)
    gone, event = person.deactivate(uow.now)
    await _require_successor(uow, person, person.access.permissions)
    await people_rows.save(uow, gone)
    await sessions.end_all(uow, person_id, EndReason.DEACTIVATED)
    await link_rows.revoke(uow, person_id)
    await temporary_passwords.forget(uow, person_id)
    # For whoever stands in for the person: there is nothing to lend any more.
    await people_rows.outdate_passes(uow, person_id)
    uow.record(event)
    return gone


async def end_sessions(uow: UnitOfWork, person_id: PersonId) -> int:
    """Sign the person out everywhere; returns how many sessions ended."""
    uow.actor.require(Permission.PEOPLE_MANAGE)
    _, person = await people.get_to_touch(uow, person_id)
    return await sessions.end_all(uow, person.id, EndReason.ENDED_BY_STAFF)


async def reset_factors(uow: UnitOfWork, person_id: PersonId) -> int:
    """Take all second factors away, for who has lost them; returns how many sessions ended.

    Nobody's login is made weaker by staff who may less than it. Raises RecentSignInNeededError,
    OwnAccessError, GrantBeyondOwnError or NothingToResetError.
    """
    uow.actor.require(Permission.PEOPLE_MANAGE)
    await require_recent(uow)
    authority, person = await people.get_to_touch(uow, person_id)
    authority.require_other(person)
    if not await factor_rows.methods_of(uow, person_id):
        raise NothingToResetError
    await _forget_factors(uow, person_id)
    ended = await sessions.end_all(uow, person_id, EndReason.ENDED_BY_STAFF)
    uow.record(SecondFactorsReset(person=person.value, reset_by=uow.actor.person, reset_at=uow.now))
    return ended


async def change_access(
    uow: UnitOfWork,
    person_id: PersonId,
    *,
    permissions: frozenset[Permission],
    contact: Contact | None,
) -> Person:
    """Give other permissions or another scope; felt at once: passes from before are over.

    Without `contact` a contact keeps the company and scope. Raises InvalidError, OwnAccessError or
    GrantBeyondOwnError.
    """
    uow.actor.require(Permission.PEOPLE_MANAGE)
    authority, person = await people.get_to_touch(uow, person_id)
    authority.require_other(person)
    access = access_of(
        person.portal,
        permissions,
        contractor=person.access.contractor,
        contact=contact or person.access.contact,
    )
    authority.require_may_give(access.permissions)
    await _require_successor(uow, person, person.access.permissions - access.permissions)
    await people.require_company(uow, access.contact)
    await people.require_projects(uow, access.contact, before=person.access.contact)
    changed, event = person.change_access(access, by=uow.actor.person)
    if event is not None:
        await people_rows.save(uow, changed)
        await people_rows.outdate_passes(uow, person_id)
        uow.record(event)
    return changed


async def change_address(uow: UnitOfWork, person_id: PersonId, address: Address) -> Person:
    """A contractor lives or is seated elsewhere: country and region decide taxes from now on.

    Raises NotAContractorError, NotFoundError or GrantBeyondOwnError.
    """
    uow.actor.require(Permission.PEOPLE_MANAGE)
    _, person = await people.get_to_touch(uow, person_id)
    contractor = person.access.contractor
    if contractor is None:
        raise NotAContractorError
    moved, event = person.change_details(
        name=person.name,
        language=person.language,
        contractor=contractor.model_copy(update={"address": address}),
    )
    if event is not None:
        await people_rows.save(uow, moved)
        uow.record(event)
    return moved


async def _require_successor(uow: UnitOfWork, person: Person, lost: frozenset[Permission]) -> None:
    """Raise LastOwnerError where staff lose what nobody else could give again."""
    if person.portal is Portal.AGENCY and person.is_active:
        require_successor(lost, await people_rows.permissions_of_other_staff(uow, person.id))


async def _forget_factors(uow: UnitOfWork, person_id: PersonId) -> None:
    """The person starts afresh: no second factor that was set up before counts."""
    await factors.forget(uow, person_id)
    await passkeys.forget(uow, person_id)
    await sign_in.forget_tickets(uow, person_id)
