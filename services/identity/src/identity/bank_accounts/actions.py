"""Naming the own bank account, and what staff see of somebody's."""

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.ids import PersonId
from identity.account_numbers import TypedAccount, read
from identity.agencies import repository as agencies
from identity.bank_accounts import repository
from identity.bank_accounts.model import BankAccount, BankAccounts, NotAContractorError
from identity.bank_accounts.sealing import BankVault
from identity.people import repository as people
from identity.sessions.recent import require_recent


async def own(uow: UnitOfWork) -> BankAccounts:
    """The actor's accounts. Raises ForbiddenError."""
    _require_contractor(uow)
    return await repository.of_person(uow, uow.actor.person)


async def of_person(uow: UnitOfWork, person_id: PersonId) -> BankAccounts:
    """Somebody's accounts, for staff who manage people. Raises ForbiddenError, NotFoundError."""
    uow.actor.require(Permission.PEOPLE_MANAGE)
    await people.get(uow, person_id)
    return await repository.of_person(uow, person_id)


async def change(uow: UnitOfWork, typed: TypedAccount, *, holder: str) -> BankAccounts:
    """Name the account that the actor's pay goes to.

    The one that was named last, named again, changes nothing: a request whose answer was lost can
    be sent again. Raises ForbiddenError, BankAccountRefusedError, RecentSignInNeededError or
    TooManyBankChangesError.
    """
    _require_contractor(uow)
    number = read(typed)
    await require_recent(uow)
    # Locked: of two who change it at once the second sees the first.
    person = await people.get_for_update(uow, uow.actor.person)
    known = await repository.of_person(uow, person.id)
    vault = uow.resource(BankVault)
    account = BankAccount(
        bank_account_id=new_id(),
        person_id=person.id,
        kind=typed.kind,
        country=number.country,
        holder=holder,
        ending=number.ending,
        bank_code=number.bank_code,
        bic=number.bic,
        fingerprint=vault.fingerprint(number.canonical, uow.agency_id),
        sealed=vault.seal(number.details, uow.agency_id, person.id),
        usable_from=known.now,
        changed_at=known.now,
    )
    tenant = await agencies.get(uow, uow.agency_id)
    days = tenant.agency.bank_cooling_off_days
    changed = known.add(person, account, cooling_off_days=days)
    if changed is not None:
        added, event = changed
        await repository.add(uow, added)
        uow.record(event)
    return await repository.of_person(uow, person.id)


def _require_contractor(uow: UnitOfWork) -> None:
    if uow.actor.portal is not Portal.CONTRACTOR:
        raise NotAContractorError
    uow.actor.require(Permission.OWN_PAYMENTS)
