"""Bank accounts over HTTP: the own one, and that of a person for staff who manage people.

The number comes in and never goes out. A PUT keeps no answer under an Idempotency-Key, so that
nothing of its body is kept; what is sent again changes nothing.
"""

from chassis.http import Uow, tenant_router
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.agencies import repository as agencies
from identity.bank_accounts import actions
from identity.bank_accounts.model import BankAccounts
from identity.bank_accounts.schemas import BankAccountBody, BankAccountOfPerson, OwnBankAccount

me_router = tenant_router(prefix="/me/bank-account", tags=["bank-accounts"])
router = tenant_router(prefix="/people/{person_id}/bank-account", tags=["bank-accounts"])


@me_router.get("")
async def own(uow: Uow) -> OwnBankAccount:
    """Where my pay goes: the account by its last characters, and a change that cools off."""
    return await _shown(uow, await actions.own(uow))


@me_router.put("")
async def change(body: BankAccountBody, uow: Uow) -> OwnBankAccount:
    """Name the account that my pay goes to. Needs a recent sign-in; a change cools off."""
    return await _shown(uow, await actions.change(uow, body.typed, holder=body.holder))


@router.get("")
async def of_person(person_id: PersonId, uow: Uow) -> BankAccountOfPerson:
    """Whether a person named an account, since when, and its last characters."""
    return BankAccountOfPerson.of(await actions.of_person(uow, person_id))


async def _shown(uow: UnitOfWork, accounts: BankAccounts) -> OwnBankAccount:
    tenant = await agencies.get(uow, uow.agency_id)
    return OwnBankAccount.of(accounts, tenant.agency)
