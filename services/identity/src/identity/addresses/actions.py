"""Reading old addresses again: those that can mean one place only get its codes."""

from chassis.uow import UnitOfWork
from contracts.events.identity import AgencyChanged, CompanyChanged
from contracts.ids import CompanyId, PersonId
from identity.addresses import repository
from identity.addresses.model import AddressOwner, OldAddress, UnclearAddress, codes_of
from identity.agencies import repository as agencies
from identity.companies import repository as companies
from identity.people import repository as people

MAX_AT_ONCE = 200
"""Read in one transaction: their owners are locked for so long."""

_MAX_UNCLEAR = 1_000
"""Looked at again in one run; the others come when some of these are done."""


async def read_some(uow: UnitOfWork) -> bool:
    """Read some addresses that nobody has read yet; whether there were any.

    Whoever keeps an address of it is told. What is not clear becomes a task (identity/stuck.py).
    """
    addresses = await repository.unread(uow, MAX_AT_ONCE)
    clear: list[OldAddress] = []
    unclear: list[OldAddress] = []
    for address in addresses:
        codes = codes_of(address.country, address.region)
        if isinstance(codes, UnclearAddress):
            unclear.append(address)
            continue
        clear.append(address)
        if (codes.country, codes.region) != (address.country, address.region):
            await repository.save_codes(uow, address, codes)
            await _tell(uow, address)
    await repository.forget(uow, clear)
    await repository.mark_unclear(uow, unclear)
    return bool(addresses)


async def forget_corrected(uow: UnitOfWork) -> None:
    """What somebody has corrected since is no task any more."""
    unclear = await repository.unclear(uow, _MAX_UNCLEAR)
    corrected = [
        address
        for address, _ in unclear
        if not isinstance(codes_of(address.country, address.region), UnclearAddress)
    ]
    await repository.forget(uow, corrected)


async def _tell(uow: UnitOfWork, address: OldAddress) -> None:
    match address.owner:
        case AddressOwner.AGENCY:
            uow.record(AgencyChanged(agency=(await agencies.get(uow, uow.agency_id)).agency))
        case AddressOwner.COMPANY:
            company = await companies.get(uow, CompanyId(address.owner_id))
            uow.record(CompanyChanged(company=company))
        case AddressOwner.PERSON:
            uow.record((await people.get(uow, PersonId(address.owner_id))).changed())
