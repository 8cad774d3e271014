"""Reads of documents by what is in somebody's hands: a file's hash, or a number and its code."""

from uuid import UUID

from chassis.uow import UnitOfWork
from documents.signing.model import State
from documents.verification.model import Kind, Signature, VerifiableOffer

_NOBODY = UUID(int=0)
_NOWHERE = -1

_OFFER = (
    "SELECT o.offer_id, o.number, o.title, o.state, o.sent_at, o.expires_at, o.closed_at,"
    " f.position, f.level,"
    " (SELECT max(n.position) FROM offer_files n"
    " WHERE n.agency_id = o.agency_id AND n.offer_id = o.offer_id) AS newest,"
    " (SELECT count(*) FROM offer_signers s"
    " WHERE s.agency_id = o.agency_id AND s.offer_id = o.offer_id) AS signers"
    " FROM offers o JOIN offer_files f ON f.agency_id = o.agency_id AND f.offer_id = o.offer_id"
)
_BY_FILE = f"{_OFFER} WHERE f.agency_id = $1 AND f.sha256 = $2 LIMIT 1"
_BY_CODE = (
    f"{_OFFER} WHERE o.agency_id = $1 AND o.number = $2 AND o.code_sha256 = $3"
    " ORDER BY f.position DESC LIMIT 1"
)


async def offer_by_file(uow: UnitOfWork, sha256: str) -> VerifiableOffer | None:
    """The offer that a file of this hash is of, as it was sent or with signatures."""
    return await _found(uow, _BY_FILE, sha256)


async def offer_by_code(uow: UnitOfWork, number: str, code_sha256: bytes) -> VerifiableOffer | None:
    """The offer of this number, for whoever knows the code that is printed on it."""
    return await _found(uow, _BY_CODE, number, code_sha256)


async def is_original(uow: UnitOfWork, sha256: str) -> bool:
    """Whether a file of this hash was sent to be signed, without the pages for signatures."""
    return await uow.fetchval(
        "SELECT EXISTS (SELECT FROM offers WHERE agency_id = $1 AND original_sha256 = $2)",
        uow.agency_id,
        sha256,
    )


async def document_by_file(uow: UnitOfWork, sha256: str) -> tuple[Kind, str] | None:
    """What the document that was rendered with this hash is called, and its number."""
    row = await uow.fetchrow(
        "SELECT coalesce(called, kind) AS kind, number FROM documents"
        " WHERE agency_id = $1 AND sha256 = $2 LIMIT 1",
        uow.agency_id,
        sha256,
    )
    return None if row is None else (Kind(row["kind"]), row["number"])


async def _found(uow: UnitOfWork, sql: str, *asked: object) -> VerifiableOffer | None:
    row = await uow.fetchrow(sql, uow.agency_id, *asked)
    # Also where there is none: what is not ours takes as long as what is.
    signatures = await uow.fetch(
        "SELECT body->>'name' AS name, signed_at FROM offer_signatures"
        " WHERE agency_id = $1 AND offer_id = $2 AND position <= $3 ORDER BY position",
        uow.agency_id,
        row["offer_id"] if row else _NOBODY,
        row["position"] if row else _NOWHERE,
    )
    if row is None:
        return None
    return VerifiableOffer(
        number=row["number"],
        title=row["title"],
        state=State(row["state"]),
        sent_at=row["sent_at"],
        expires_at=row["expires_at"],
        closed_at=row["closed_at"],
        signers=row["signers"],
        position=row["position"],
        newest=row["newest"],
        level=row["level"],
        signatures=tuple(Signature(name=s["name"], signed_at=s["signed_at"]) for s in signatures),
    )
