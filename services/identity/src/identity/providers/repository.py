"""Providers in the database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from chassis.vault import Vault
from contracts.ids import AgencyId
from identity.providers.model import Client, Provider, ProviderKind, UnknownProviderError

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = "agency_id, provider_id, kind, name, issuer, client_id, tenants, enabled"


async def enabled(uow: UnitOfWork) -> Sequence[Provider]:
    """The agency's providers that can be used, in the agency's order."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM sign_in_providers WHERE agency_id = $1 AND enabled"
        " ORDER BY position, provider_id",
        uow.agency_id,
    )
    return [_provider(row) for row in rows]


async def get_enabled(uow: UnitOfWork, provider_id: str) -> Provider:
    """A provider that can be used. Raises UnknownProviderError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM sign_in_providers"
        " WHERE agency_id = $1 AND provider_id = $2 AND enabled",
        uow.agency_id,
        provider_id,
    )
    if row is None:
        raise UnknownProviderError(provider_id)
    return _provider(row)


async def client_of(uow: UnitOfWork, provider_id: str) -> Client:
    """A provider that can be used, with the secret. Raises UnknownProviderError."""
    provider = await get_enabled(uow, provider_id)
    sealed: bytes | None = await uow.fetchval(
        "SELECT sealed_secret FROM sign_in_providers WHERE agency_id = $1 AND provider_id = $2",
        uow.agency_id,
        provider_id,
    )
    if sealed is None:
        return Client(provider=provider)
    opened = uow.resource(Vault).open(sealed, provider.secret_context)
    return Client(provider=provider, secret=opened.decode())


async def replace(uow: UnitOfWork, clients: Sequence[Client]) -> None:
    """These are the agency's providers from now on; others are switched off.

    None is deleted: people have linked accounts there, and see them in their profile.
    """
    await uow.execute(
        "UPDATE sign_in_providers SET enabled = false, changed_at = $3"
        " WHERE agency_id = $1 AND enabled AND provider_id <> ALL($2::text[])",
        uow.agency_id,
        [client.provider.id for client in clients],
        uow.now,
    )
    for position, client in enumerate(clients):
        await _save(uow, client, position)


async def _save(uow: UnitOfWork, client: Client, position: int) -> None:
    provider, secret = client.provider, client.secret
    sealed = (
        None
        if secret is None
        else uow.resource(Vault).seal(secret.encode(), provider.secret_context)
    )
    await uow.execute(
        "INSERT INTO sign_in_providers (agency_id, provider_id, kind, name, position, issuer,"
        " client_id, sealed_secret, tenants, enabled, created_at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)"
        " ON CONFLICT (agency_id, provider_id) DO UPDATE SET kind = excluded.kind,"
        " name = excluded.name, position = excluded.position, issuer = excluded.issuer,"
        " client_id = excluded.client_id, sealed_secret = excluded.sealed_secret,"
        " tenants = excluded.tenants, enabled = excluded.enabled,"
        " changed_at = excluded.changed_at",
        uow.agency_id,
        provider.id,
        provider.kind,
        provider.name,
        position,
        provider.issuer,
        provider.client_id,
        sealed,
        list(provider.tenants),
        provider.enabled,
        uow.now,
    )


def _provider(row: "asyncpg.Record") -> Provider:
    return Provider(
        agency_id=AgencyId(row["agency_id"]),
        id=row["provider_id"],
        kind=ProviderKind(row["kind"]),
        name=row["name"],
        issuer=row["issuer"],
        client_id=row["client_id"],
        tenants=tuple(row["tenants"]),
        enabled=row["enabled"],
    )
