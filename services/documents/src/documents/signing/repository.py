"""All SQL that an offer is kept by, and what deciding about one needs. Lists are in `queries`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import OfferId
from documents.signing.model import Decision, Forwarding, Offer, Signer, State

if TYPE_CHECKING:
    import asyncpg

COLUMNS = (
    "offer_id, company_id, project_id, title, sent_by, sent_at, expires_at, sha256, state,"
    " closed_at"
)
_SIGNER_COLUMNS = (
    "offer_id, position, person_id, asked_at, reminded_at, viewed_at, signed_at, signed_sha256,"
    " sealed_sha256, declined_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMetadata:
    """What is kept of an offer beside what is decided about."""

    number: str
    code_sha256: bytes
    message: str
    language: str
    original_sha256: str
    pages: int
    size_bytes: int


async def next_number(uow: UnitOfWork) -> int:
    """A number that no other offer of the agency has; one that is not used leaves a gap."""
    return await uow.fetchval(
        "INSERT INTO offer_numbers (agency_id, last) VALUES ($1, 1)"
        " ON CONFLICT (agency_id) DO UPDATE SET last = offer_numbers.last + 1 RETURNING last",
        uow.agency_id,
    )


async def add(uow: UnitOfWork, decision: Decision, sending: OfferMetadata) -> None:
    """Keep a new offer: the offer, its signers, its file, its evidence and its deadline."""
    offer = decision.offer
    await uow.execute(
        "INSERT INTO offers (agency_id, offer_id, number, code_sha256, company_id, project_id,"
        " title, message, language, sent_by, sent_at, expires_at, state, original_sha256, sha256,"
        " pages, awaits_id, contact_ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
        " $13, $14, $15, $16, $17, $18)",
        uow.agency_id,
        offer.offer_id,
        sending.number,
        sending.code_sha256,
        offer.company_id,
        offer.project_id,
        offer.title,
        sending.message,
        sending.language,
        offer.sent_by,
        offer.sent_at,
        offer.expires_at,
        offer.state,
        sending.original_sha256,
        offer.sha256,
        sending.pages,
        offer.current.person_id if offer.current else None,
        sorted(offer.addressed_to),
    )
    await uow.executemany(
        f"INSERT INTO offer_signers (agency_id, {_SIGNER_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [(uow.agency_id, offer.offer_id, *_signer_values(signer)) for signer in offer.signers],
    )
    await add_file(uow, offer.offer_id, 0, offer.sha256, sending.size_bytes, None)
    await _add_evidence(uow, decision)
    await _set_deadline(uow, offer)


async def add_file(
    uow: UnitOfWork,
    offer_id: OfferId,
    position: int,
    sha256: str,
    size_bytes: int,
    level: str | None,
) -> None:
    """The file after the signature at this place; at 0 as it was sent."""
    await uow.execute(
        "INSERT INTO offer_files (agency_id, offer_id, position, sha256, size_bytes, level,"
        " kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        uow.agency_id,
        offer_id,
        position,
        sha256,
        size_bytes,
        level,
        uow.now,
    )


async def get(uow: UnitOfWork, offer_id: OfferId, *, for_update: bool = False) -> Offer:
    """An offer, locked until the unit ends if it will be changed. Raises NotFoundError."""
    lock = " FOR UPDATE" if for_update else ""
    row = await uow.fetchrow(
        f"SELECT {COLUMNS} FROM offers WHERE agency_id = $1 AND offer_id = $2{lock}",
        uow.agency_id,
        offer_id,
    )
    if row is None:
        raise NotFoundError("offer", offer_id)
    signers = await signers_of(uow, [offer_id])
    return offer_of(row, signers.get(offer_id, ()))


async def signers_of(
    uow: UnitOfWork, offer_ids: Iterable[UUID]
) -> Mapping[UUID, tuple[Signer, ...]]:
    """The signers of these offers, in order."""
    ids = list(offer_ids)
    forwarded = await uow.fetch(
        "SELECT offer_id, position, from_id, to_id, forwarded_by, forwarded_at, reason"
        " FROM offer_forwardings WHERE agency_id = $1 AND offer_id = ANY($2)"
        " ORDER BY offer_id, position, nth",
        uow.agency_id,
        ids,
    )
    forwardings: dict[tuple[UUID, int], tuple[Forwarding, ...]] = {}
    for row in forwarded:
        key = (row["offer_id"], row["position"])
        forwardings[key] = (*forwardings.get(key, ()), _forwarding(row))
    rows = await uow.fetch(
        f"SELECT {_SIGNER_COLUMNS} FROM offer_signers"
        " WHERE agency_id = $1 AND offer_id = ANY($2) ORDER BY offer_id, position",
        uow.agency_id,
        ids,
    )
    found: dict[UUID, tuple[Signer, ...]] = {}
    for row in rows:
        offer_id = row["offer_id"]
        signer = _signer(row, forwardings.get((offer_id, row["position"]), ()))
        found[offer_id] = (*found.get(offer_id, ()), signer)
    return found


async def save(uow: UnitOfWork, before: Offer, decision: Decision) -> None:
    """Keep what a command came to, of an offer that was read for update."""
    offer = decision.offer
    if offer != before:
        await uow.execute(
            "UPDATE offers SET expires_at = $3, state = $4, closed_at = $5, sha256 = $6,"
            " awaits_id = $7, contact_ids = $8, sealed = $9"
            " WHERE agency_id = $1 AND offer_id = $2",
            uow.agency_id,
            offer.offer_id,
            offer.expires_at,
            offer.state,
            offer.closed_at,
            offer.sha256,
            offer.current.person_id if offer.current else None,
            sorted(offer.addressed_to),
            offer.is_sealed,
        )
        await _set_deadline(uow, offer)
    for was, now in zip(before.signers, offer.signers, strict=True):
        if was != now:
            await _save_signer(uow, offer.offer_id, was, now)
    await _add_evidence(uow, decision)


async def add_signature(
    uow: UnitOfWork, offer_id: OfferId, signer: Signer, body: Mapping[str, Any]
) -> None:
    """Keep what a signer gave, and have it sealed. There is one for each place, for ever."""
    await uow.execute(
        "INSERT INTO offer_signatures (agency_id, offer_id, position, person_id, signed_at, sha256,"
        " body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        uow.agency_id,
        offer_id,
        signer.position,
        signer.person_id,
        signer.signed_at,
        signer.signed_sha256,
        dict(body),
    )
    await uow.execute(
        "INSERT INTO sealing_jobs (offer_id, position, agency_id, due_at) VALUES ($1, $2, $3, $4)",
        offer_id,
        signer.position,
        uow.agency_id,
        uow.now,
    )


async def signature_body(uow: UnitOfWork, offer_id: OfferId, position: int) -> dict[str, Any]:
    """What the signer at this place gave. Raises NotFoundError."""
    found = await uow.fetchval(
        "SELECT body FROM offer_signatures"
        " WHERE agency_id = $1 AND offer_id = $2 AND position = $3",
        uow.agency_id,
        offer_id,
        position,
    )
    if found is None:
        raise NotFoundError("signature", offer_id)
    return found


async def overdue(uow: UnitOfWork, limit: int) -> list[tuple[UUID, UUID]]:
    """Open offers whose time is over, of all agencies: agency and offer."""
    rows = await uow.fetch(
        "SELECT agency_id, offer_id FROM offer_deadlines WHERE due_at <= $1"
        " ORDER BY due_at LIMIT $2",
        uow.now,
        limit,
    )
    return [(row["agency_id"], row["offer_id"]) for row in rows]


async def postpone_deadline(uow: UnitOfWork, offer_id: OfferId, pause: timedelta) -> None:
    """Have an offer that could not be closed looked at again after the pause."""
    await uow.execute(
        "UPDATE offer_deadlines SET due_at = $3 WHERE agency_id = $1 AND offer_id = $2",
        uow.agency_id,
        offer_id,
        uow.now + pause,
    )


async def _set_deadline(uow: UnitOfWork, offer: Offer) -> None:
    if not offer.state.is_open:
        await uow.execute(
            "DELETE FROM offer_deadlines WHERE agency_id = $1 AND offer_id = $2",
            uow.agency_id,
            offer.offer_id,
        )
        return
    await uow.execute(
        "INSERT INTO offer_deadlines (offer_id, agency_id, due_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (offer_id) DO UPDATE SET due_at = excluded.due_at",
        offer.offer_id,
        uow.agency_id,
        offer.expires_at,
    )


async def _save_signer(uow: UnitOfWork, offer_id: OfferId, was: Signer, now: Signer) -> None:
    await uow.execute(
        "UPDATE offer_signers SET person_id = $4, asked_at = $5, reminded_at = $6, viewed_at = $7,"
        " signed_at = $8, signed_sha256 = $9, sealed_sha256 = $10, declined_at = $11"
        " WHERE agency_id = $1 AND offer_id = $2 AND position = $3",
        uow.agency_id,
        offer_id,
        *_signer_values(now),
    )
    for nth, forwarding in enumerate(now.forwardings, start=1):
        if nth > len(was.forwardings):
            await uow.execute(
                "INSERT INTO offer_forwardings (agency_id, offer_id, position, nth, from_id, to_id,"
                " forwarded_by, forwarded_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                uow.agency_id,
                offer_id,
                now.position,
                nth,
                forwarding.from_id,
                forwarding.to_id,
                forwarding.by,
                forwarding.at,
                forwarding.reason,
            )


async def _add_evidence(uow: UnitOfWork, decision: Decision) -> None:
    if not decision.evidence:
        return
    offer_id = decision.offer.offer_id
    # The offer is locked, so that nobody else counts at the same time.
    last: int = await uow.fetchval(
        "SELECT count(*) FROM offer_evidence WHERE agency_id = $1 AND offer_id = $2",
        uow.agency_id,
        offer_id,
    )
    await uow.executemany(
        "INSERT INTO offer_evidence (agency_id, offer_id, line, kind, happened_at, person_id,"
        " position, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (
                uow.agency_id,
                offer_id,
                line,
                entry.kind,
                entry.at,
                entry.by,
                entry.position,
                dict(entry.details),
            )
            for line, entry in enumerate(decision.evidence, start=last + 1)
        ],
    )


# Rows


def offer_of(row: "asyncpg.Record", signers: tuple[Signer, ...]) -> Offer:
    """An offer of its row, which has at least `COLUMNS`, and its signers."""
    return Offer(
        offer_id=row["offer_id"],
        company_id=row["company_id"],
        project_id=row["project_id"],
        title=row["title"],
        sent_by=row["sent_by"],
        sent_at=row["sent_at"],
        expires_at=row["expires_at"],
        sha256=row["sha256"],
        signers=signers,
        state=State(row["state"]),
        closed_at=row["closed_at"],
    )


def _signer(row: "asyncpg.Record", forwardings: tuple[Forwarding, ...]) -> Signer:
    return Signer(
        position=row["position"],
        person_id=row["person_id"],
        asked_at=row["asked_at"],
        reminded_at=row["reminded_at"],
        viewed_at=row["viewed_at"],
        signed_at=row["signed_at"],
        signed_sha256=row["signed_sha256"],
        sealed_sha256=row["sealed_sha256"],
        declined_at=row["declined_at"],
        forwardings=forwardings,
    )


def _signer_values(signer: Signer) -> tuple[object, ...]:
    return (
        signer.position,
        signer.person_id,
        signer.asked_at,
        signer.reminded_at,
        signer.viewed_at,
        signer.signed_at,
        signer.signed_sha256,
        signer.sealed_sha256,
        signer.declined_at,
    )


def _forwarding(row: "asyncpg.Record") -> Forwarding:
    return Forwarding(
        from_id=row["from_id"],
        to_id=row["to_id"],
        by=row["forwarded_by"],
        at=row["forwarded_at"],
        reason=row["reason"],
    )
