"""HTTP shapes of verifying a document."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from chassis.fields import Body, LineOf
from documents.signing.model import State
from documents.signing.schemas import Sha256
from documents.verification.model import Kind, VerifiableOffer

Number = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=40)]


class VerifyRequest(Body):
    """What is in somebody's hands: the hash of a file, or the number and the code printed on it."""

    agency_id: UUID
    sha256: Sha256 | None = None
    number: Number | None = None
    code: Annotated[str, LineOf(max_length=40)] | None = None


class VerifiedSignature(BaseModel):
    """Who signed the file, by the name that they had then."""

    name: str
    signed_at: datetime


class Verification(BaseModel):
    """What is known of a document. Not `known`: it is not the agency's, or was changed.

    Of a file, `signatures` are those in this file; `superseded`: there is a newer one, with more.
    """

    known: bool
    kind: Kind | None = None
    number: str | None = None
    title: str | None = None
    state: State | None = None
    sent_at: datetime | None = None
    closed_at: datetime | None = None
    superseded: bool = False
    level: str | None = Field(default=None, description="PAdES level of the newest signature in it")
    signers: int = Field(default=0, description="How many are to sign it")
    signatures: list[VerifiedSignature] = Field(default_factory=list[VerifiedSignature])

    @classmethod
    def of(cls, found: VerifiableOffer, now: datetime) -> Self:
        """An offer."""
        return cls(
            known=True,
            kind=Kind.OFFER,
            number=found.number,
            title=found.title,
            state=found.state_at(now),
            sent_at=found.sent_at,
            closed_at=found.closed_at,
            superseded=found.position < found.newest,
            level=found.level,
            signers=found.signers,
            signatures=[
                VerifiedSignature(name=one.name, signed_at=one.signed_at)
                for one in found.signatures
            ],
        )
