"""Setting the agency's own accounts, and opening their sealed numbers."""

from base64 import b64decode, b64encode
from collections.abc import Collection

from chassis.ids import new_id
from chassis.recent import require_recent
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.bank_details import BANK_DETAILS
from contracts.ids import AgencyId
from payments.bank.model import Debtor, Details
from payments.bank_accounts.sealing import BankVault
from payments.bank_files import repository
from payments.bank_files.matching import OwnAccount
from payments.bank_files.model import AgencyAccount, BankAgreement, number_of, ways_to_write


async def set_account(
    uow: UnitOfWork,
    currency: str,
    *,
    name: str,
    country: str,
    details: Details,
    agreement: BankAgreement,
) -> AgencyAccount:
    """Staff say which account pay runs in a currency are paid from, from the next one on.

    Raises ForbiddenError, RecentSignInNeededError.
    """
    uow.actor.require(Permission.SETTINGS_MANAGE)
    require_recent(uow.actor, uow.now)
    vault = uow.resource(BankVault).vault
    plain = details.model_dump_json().encode()
    account = AgencyAccount(
        agency_account_id=new_id(),
        currency=currency,
        kind=details.kind,
        name=name,
        country=country,
        ending=number_of(details)[-4:],
        fingerprint=vault.fingerprint(plain, str(uow.agency_id)),
        agreement=agreement,
        sealed=b64encode(vault.seal(plain, _sealed_for(uow.agency_id))).decode(),
        changed_by=uow.actor.person,
        changed_by_name=uow.actor.name,
        changed_at=uow.now,
    )
    await repository.add_account(uow, account)
    return account


def debtor_of(uow: UnitOfWork, account: AgencyAccount) -> Debtor:
    """As a file names it."""
    return Debtor(
        name=account.name,
        country=account.country,
        details=_open(uow, account),
        originator_id=account.agreement.originator_id,
        short_name=account.agreement.short_name,
        data_centre=account.agreement.data_centre,
    )


def own_accounts(uow: UnitOfWork, accounts: Collection[AgencyAccount]) -> list[OwnAccount]:
    """As a bank may write them, those of before too: its answers can be about them."""
    return [
        OwnAccount(
            account_id=one.agency_account_id,
            currency=one.currency,
            numbers=ways_to_write(_open(uow, one)),
        )
        for one in accounts
    ]


def _open(uow: UnitOfWork, account: AgencyAccount) -> Details:
    vault = uow.resource(BankVault).vault
    sealed = b64decode(account.sealed, validate=True)
    return BANK_DETAILS.validate_json(vault.open(sealed, _sealed_for(uow.agency_id)))


def _sealed_for(agency_id: AgencyId) -> str:
    return f"account of an agency\n{agency_id}"
