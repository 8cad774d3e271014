"""Flows in the database: found by their state and their browser, both of them hashed."""

from datetime import datetime
from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import PersonId
from identity.provider_flows.model import Flow, FlowPurpose
from identity.providers.client import AuthorizationRequest
from identity.tokens import hash_of

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "state_hash, browser_hash, provider_id, portal, purpose, nonce, code_verifier, redirect_uri,"
    " return_to, remember, network, link_hash, terms_version, person_id, session_id, created_at,"
    " expires_at"
)


async def add(uow: UnitOfWork, flow: Flow) -> None:
    """Insert a new flow."""
    await uow.execute(
        f"INSERT INTO sign_in_flows (agency_id, {_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7,"
        " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        uow.agency_id,
        flow.state_hash,
        flow.browser_hash,
        flow.provider_id,
        flow.portal,
        flow.purpose,
        flow.authorization.nonce,
        flow.authorization.code_verifier,
        flow.authorization.redirect_uri,
        flow.return_to,
        flow.remember,
        flow.network,
        flow.link_hash,
        flow.terms_version,
        flow.person_id,
        flow.session_id,
        flow.created_at,
        flow.expires_at,
    )


async def take(uow: UnitOfWork, *, state: str, browser_token: str) -> Flow | None:
    """The flow that this browser began, if it is not over. It is, from here on."""
    row = await uow.fetchrow(
        "DELETE FROM sign_in_flows WHERE agency_id = $1 AND state_hash = $2"
        f" AND browser_hash = $3 AND expires_at > $4 RETURNING {_COLUMNS}",
        uow.agency_id,
        hash_of(state),
        hash_of(browser_token),
        uow.now,
    )
    return _flow(row) if row else None


async def count_of_network(uow: UnitOfWork, network: str, since: datetime) -> int:
    """How many flows that are still open were begun from there."""
    return await uow.fetchval(
        "SELECT count(*) FROM sign_in_flows"
        " WHERE agency_id = $1 AND network = $2 AND created_at > $3",
        uow.agency_id,
        network,
        since,
    )


async def tidy(uow: UnitOfWork) -> str:
    """Delete flows of which nobody came back. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM sign_in_flows WHERE agency_id = $1 AND expires_at < $2",
        uow.agency_id,
        uow.now,
    )


def _flow(row: "asyncpg.Record") -> Flow:
    return Flow(
        state_hash=row["state_hash"],
        browser_hash=row["browser_hash"],
        provider_id=row["provider_id"],
        portal=Portal(row["portal"]),
        purpose=FlowPurpose(row["purpose"]),
        authorization=AuthorizationRequest(
            redirect_uri=row["redirect_uri"],
            nonce=row["nonce"],
            code_verifier=row["code_verifier"],
        ),
        return_to=row["return_to"],
        remember=row["remember"],
        network=row["network"],
        link_hash=row["link_hash"],
        terms_version=row["terms_version"],
        person_id=PersonId(row["person_id"]) if row["person_id"] else None,
        session_id=row["session_id"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )
