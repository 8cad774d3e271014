"""The number of an account, sealed for payments: identity keeps no other copy and shows none."""

from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chassis.vault import Vault
from contracts.bank_details import BankDetails, sealed_for
from contracts.ids import AgencyId, PersonId


@dataclass(frozen=True, slots=True)
class BankVault:
    """Seals numbers of accounts, with a key that payments has too. A resource of the service."""

    vault: Vault = field(repr=False)

    def seal(self, details: BankDetails, agency_id: AgencyId, person_id: PersonId) -> str:
        """The number, for payments to open: bound to the agency and the person."""
        plain = details.model_dump_json().encode()
        return b64encode(self.vault.seal(plain, sealed_for(agency_id, person_id))).decode()

    def fingerprint(self, canonical: str, agency_id: AgencyId) -> str:
        """What is the same for the same account within an agency."""
        return self.vault.fingerprint(canonical.encode(), f"bank account\n{agency_id}")


def open_bank_vault(path: Path) -> Callable[[], AbstractAsyncContextManager[BankVault]]:
    """The resource: the key is read when the service starts, so that a bad one stops it there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[BankVault]:
        yield BankVault(Vault.read(path))

    return opened
