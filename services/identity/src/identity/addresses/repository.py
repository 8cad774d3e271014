"""SQL of addresses from before they had codes. What stands in them is read as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from chassis.uow import UnitOfWork
from identity.addresses.model import AddressOwner, OldAddress, PlaceCodes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an owner's address is: table, id, and the path within the column of JSON."""

    table: str
    key: str
    column: str
    path: tuple[str, ...] = ()


_PLACES: Mapping[AddressOwner, _Place] = MappingProxyType(
    {
        AddressOwner.AGENCY: _Place(table="agencies", key="agency_id", column="address"),
        AddressOwner.COMPANY: _Place(table="companies", key="company_id", column="address"),
        AddressOwner.PERSON: _Place(
            table="people", key="person_id", column="contractor", path=("address",)
        ),
    }
)


async def unread(uow: UnitOfWork, limit: int) -> list[OldAddress]:
    """Some that nobody has read again yet, locked, with their owners, until the unit ends."""
    rows = await uow.fetch(
        "SELECT owner, owner_id FROM old_addresses WHERE agency_id = $1 AND unclear_since IS NULL"
        " ORDER BY owner, owner_id LIMIT $2 FOR UPDATE",
        uow.agency_id,
        limit,
    )
    return await _addresses(uow, [(row["owner"], row["owner_id"]) for row in rows], lock=True)


async def unclear(uow: UnitOfWork, limit: int) -> list[tuple[OldAddress, datetime]]:
    """Those that staff have to look at and since when, the oldest first, as they are now."""
    rows = await uow.fetch(
        "SELECT owner, owner_id, unclear_since FROM old_addresses"
        " WHERE agency_id = $1 AND unclear_since IS NOT NULL"
        " ORDER BY unclear_since, owner, owner_id LIMIT $2",
        uow.agency_id,
        limit,
    )
    since = {(row["owner"], row["owner_id"]): row["unclear_since"] for row in rows}
    found = await _addresses(uow, list(since), lock=False)
    return [(one, since[one.owner, one.owner_id]) for one in found]


async def save_codes(uow: UnitOfWork, address: OldAddress, codes: PlaceCodes) -> None:
    """Write country and region into the address; a company's version rises."""
    place = _PLACES[address.owner]
    versioned = ", version = version + 1" if address.owner is AddressOwner.COMPANY else ""
    changed = ", changed_at = $6" if address.owner is not AddressOwner.PERSON else ""
    arguments = [] if address.owner is AddressOwner.PERSON else [uow.now]
    await uow.execute(
        f"UPDATE {place.table} SET {place.column} = jsonb_set(jsonb_set({place.column},"
        " $3::text[] || ARRAY['country'], to_jsonb($4::text)),"
        f" $3::text[] || ARRAY['region'], to_jsonb($5::text)){versioned}{changed}"
        f" WHERE agency_id = $1 AND {place.key} = $2",
        uow.agency_id,
        address.owner_id,
        list(place.path),
        codes.country,
        codes.region,
        *arguments,
    )


async def forget(uow: UnitOfWork, addresses: Sequence[OldAddress]) -> None:
    """These have their codes."""
    await uow.executemany(
        "DELETE FROM old_addresses WHERE agency_id = $1 AND owner = $2 AND owner_id = $3",
        [(uow.agency_id, one.owner, one.owner_id) for one in addresses],
    )


async def mark_unclear(uow: UnitOfWork, addresses: Sequence[OldAddress]) -> None:
    """These are for staff to look at, from now on."""
    await uow.executemany(
        "UPDATE old_addresses SET unclear_since = $4"
        " WHERE agency_id = $1 AND owner = $2 AND owner_id = $3",
        [(uow.agency_id, one.owner, one.owner_id, uow.now) for one in addresses],
    )


async def _addresses(
    uow: UnitOfWork, wanted: Sequence[tuple[str, UUID]], *, lock: bool
) -> list[OldAddress]:
    found: list[OldAddress] = []
    for owner, place in _PLACES.items():
        ids = [owner_id for named, owner_id in wanted if named == owner]
        if not ids:
            continue
        rows = await uow.fetch(
            f"SELECT {place.key} AS owner_id, {place.column} #> $3::text[] AS address"
            f" FROM {place.table} WHERE agency_id = $1 AND {place.key} = ANY($2::uuid[])"
            f" ORDER BY {place.key}{' FOR UPDATE' if lock else ''}",
            uow.agency_id,
            ids,
            list(place.path),
        )
        found += [
            OldAddress(
                owner=owner,
                owner_id=row["owner_id"],
                country=str(row["address"].get("country") or ""),
                region=str(row["address"].get("region") or ""),
            )
            for row in rows
        ]
    return found
