"""Anybody asks whether a document is the agency's, unchanged, and who signed it (B7)."""

from typing import Annotated

from fastapi import Depends, Request

from chassis.errors import InvalidError
from chassis.http import Uow, open_router
from chassis.http.throttle import Throttle, network_of
from chassis.uow import UnitOfWork
from contracts.ids import AgencyId
from documents.signing.sending import code_hash
from documents.verification import queries
from documents.verification.model import Kind
from documents.verification.schemas import Verification, VerifyRequest

router = open_router(tags=["verification"])


async def _network(request: Request) -> str:
    return network_of(request.headers.get("x-forwarded-for", ""))


@router.post("/verify")
async def verify_document(
    body: VerifyRequest, uow: Uow, network: Annotated[str, Depends(_network)]
) -> Verification:
    """Whether it is the agency's, what became of it, and who signed it.

    Asked by the hash of a file, or by the number and the code that are printed on it. Whatever is
    not known is answered alike, and as fast. 429 for a network that asks too often.
    """
    uow.resource(Throttle).admit(f"{body.agency_id} {network}", uow.now)
    await uow.enter_agency(AgencyId(body.agency_id))
    if body.sha256 is not None and body.number is None and body.code is None:
        return await _by_file(uow, body.sha256)
    if body.sha256 is not None or body.number is None or body.code is None:
        reason = "give the hash of a file, or the number and the code"
        raise InvalidError(reason, field="sha256" if body.sha256 is not None else "code")
    found = await queries.offer_by_code(uow, body.number.upper(), code_hash(body.code))
    return Verification(known=False) if found is None else Verification.of(found, uow.now)


async def _by_file(uow: UnitOfWork, sha256: str) -> Verification:
    offer = await queries.offer_by_file(uow, sha256)
    original = await queries.is_original(uow, sha256)
    document = await queries.document_by_file(uow, sha256)
    if offer is not None:
        return Verification.of(offer, uow.now)
    if document is not None:
        kind, number = document
        return Verification(known=True, kind=kind, number=number)
    return Verification(known=original, kind=Kind.OFFER_ORIGINAL if original else None)
