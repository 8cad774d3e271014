"""Opening the number of a bank account, for the bank's file and for nothing else."""

from base64 import b64decode
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chassis.vault import Vault
from contracts.bank_details import BANK_DETAILS, BankDetails, sealed_for
from contracts.ids import AgencyId
from payments.bank_accounts.model import SealedAccount


@dataclass(frozen=True, slots=True)
class BankVault:
    """Opens what identity sealed. A resource of the service."""

    vault: Vault = field(repr=False)


def open_account(sealing: BankVault, agency_id: AgencyId, named: SealedAccount) -> BankDetails:
    """The number of a contractor's account.

    Raises VaultError if it was sealed for another contractor or agency, or its key is gone.
    """
    opened = sealing.vault.open(
        b64decode(named.sealed, validate=True), sealed_for(agency_id, named.account.contractor_id)
    )
    return BANK_DETAILS.validate_json(opened)


def open_bank_vault(path: Path) -> Callable[[], AbstractAsyncContextManager[BankVault]]:
    """The resource: the key is read when the service starts, so that a bad one stops it there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[BankVault]:
        yield BankVault(Vault.read(path))

    return opened
