"""HTTP shapes of offers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import UploadFile
from pydantic import BaseModel, Field, StringConstraints

from chassis.fields import Body, Day, LanguageCode, Name, Reason, TextOf
from contracts.access import Portal
from contracts.ids import PersonId
from documents.signing import consent, drawing
from documents.signing.model import Signer, State
from documents.signing.queries import Line, StoredOffer
from documents.signing.transitions import MAX_SIGNERS

Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]
Coordinate = Annotated[int, Field(ge=0, le=drawing.WIDTH, strict=True)]
Point = Annotated[
    list[Coordinate], Field(min_length=2, max_length=2, description="From the left, from the top")
]
Stroke = Annotated[list[Point], Field(min_length=1, max_length=drawing.MAX_POINTS)]


class OfferForm(Body):
    """An offer to send: what it is, who signs in which order, until when, and the PDF."""

    title: Name
    message: Annotated[str, TextOf(max_length=2_000, max_lines=100)] = ""
    company_id: UUID
    project_id: UUID | None = None
    signer_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_SIGNERS)]
    expires_on: Day
    language: LanguageCode | None = None
    file: UploadFile


class SignRequest(Body):
    """A signature: drawn in a square of 1000 to 400, or the name typed.

    `sha256` is of the file that was shown; `consent_version` of the text that was agreed to.
    """

    sha256: Sha256
    consent_version: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{4}-[0-9]{2}$")]
    language: LanguageCode
    drawn: Annotated[list[Stroke], Field(min_length=1, max_length=drawing.MAX_STROKES)] | None = (
        None
    )
    typed: Name | None = None


class ReasonRequest(Body):
    """Why something is done, for those whom it concerns."""

    reason: Reason


class ForwardRequest(Body):
    """Who is the right one to sign, and why."""

    person_id: UUID
    reason: Reason


class ExtendRequest(Body):
    """The last day on which it can be signed, in the agency's time zone."""

    expires_on: Day


class Contact(BaseModel):
    """Somebody at the company who may sign."""

    person_id: UUID
    name: str


class Contacts(BaseModel):
    """All at the company who may sign, by name."""

    items: list[Contact]


class ForwardingDetails(BaseModel):
    """A signer named somebody else."""

    from_name: str
    to_name: str
    at: datetime
    reason: str


class SignerDetails(BaseModel):
    """A place in the order of signers."""

    position: int
    person_id: UUID
    name: str
    asked_at: datetime | None
    viewed_at: datetime | None
    signed_at: datetime | None
    declined_at: datetime | None
    sealed: bool
    forwardings: list[ForwardingDetails]

    @classmethod
    def of(cls, signer: Signer, names: Mapping[UUID, str]) -> Self:
        """A signer by name."""
        return cls(
            position=signer.position,
            person_id=signer.person_id,
            name=names.get(signer.person_id, ""),
            asked_at=signer.asked_at,
            viewed_at=signer.viewed_at,
            signed_at=signer.signed_at,
            declined_at=signer.declined_at,
            sealed=signer.sealed_sha256 is not None,
            forwardings=[
                ForwardingDetails(
                    from_name=names.get(one.from_id, ""),
                    to_name=names.get(one.to_id, ""),
                    at=one.at,
                    reason=one.reason,
                )
                for one in signer.forwardings
            ],
        )


class OfferSummary(BaseModel):
    """An offer or agreement, as a list shows it."""

    offer_id: UUID
    number: str
    title: str
    company_id: UUID
    company_name: str
    project_id: UUID | None
    project_name: str | None
    state: State
    sent_at: datetime
    sent_by_name: str
    expires_at: datetime
    closed_at: datetime | None
    awaits_me: bool
    awaits_name: str | None = Field(description="Whose signature is awaited")
    signed: int
    signers: int
    sealed: bool = Field(description="Whether the file has every signature")

    @classmethod
    def of(cls, kept: StoredOffer, names: Mapping[UUID, str], person_id: PersonId | None) -> Self:
        """What this person is shown."""
        return cls(**_summary(kept, names, person_id))


class Consent(BaseModel):
    """What a signer agrees to."""

    version: str
    language: str
    text: str


class HistoryLine(BaseModel):
    """Something that happened to an offer."""

    kind: str
    at: datetime
    by_name: str | None
    person_name: str | None
    reason: str | None


class OfferDetails(OfferSummary):
    """An offer with its signers, its file and its history. `consents` is for who can sign now."""

    message: str
    file_name: str
    sha256: str
    original_sha256: str
    pages: int
    size_bytes: int
    level: str | None = Field(description="PAdES level of the newest signature: B-B or B-LTA")
    can_sign: bool
    consents: list[Consent]
    places: list[SignerDetails]
    history: list[HistoryLine]

    @classmethod
    def detailed(
        cls,
        kept: StoredOffer,
        names: Mapping[UUID, str],
        person_id: PersonId | None,
        *,
        can_sign: bool,
        history: Sequence[Line],
    ) -> Self:
        """What this person is shown."""
        company = names.get(kept.offer.company_id, "")
        return cls(
            **_summary(kept, names, person_id),
            message=kept.message,
            file_name=f"{kept.number}.pdf",
            sha256=kept.offer.sha256,
            original_sha256=kept.original_sha256,
            pages=kept.pages,
            size_bytes=kept.size_bytes,
            level=kept.level,
            can_sign=can_sign,
            consents=_consents(company) if can_sign else [],
            places=[SignerDetails.of(signer, names) for signer in kept.offer.signers],
            history=[_history(line, names) for line in history],
        )


class PendingSignatureSummary(BaseModel):
    """What awaits one's signature."""

    count: int
    oldest_sent_at: datetime | None
    next_expires_at: datetime | None


class EvidenceLine(BaseModel):
    """A line of the evidence, with all that is kept of it."""

    line: int
    kind: str
    at: datetime
    by: UUID | None
    by_name: str | None
    position: int | None
    details: dict[str, Any]


class Evidence(BaseModel):
    """All that happened, in order."""

    items: list[EvidenceLine]

    @classmethod
    def of(cls, lines: Sequence[Line], names: Mapping[UUID, str]) -> Self:
        """By name."""
        return cls(
            items=[
                EvidenceLine(
                    line=line.line,
                    kind=line.kind,
                    at=line.happened_at,
                    by=line.person_id,
                    by_name=names.get(line.person_id) if line.person_id else None,
                    position=line.position,
                    details=dict(line.details),
                )
                for line in lines
            ]
        )


def shown_to(portal: Portal | None, person_id: PersonId | None) -> PersonId | None:
    """Who is meant by `me`: contacts sign, staff do not."""
    return person_id if portal is Portal.CUSTOMER else None


def _summary(
    kept: StoredOffer, names: Mapping[UUID, str], person_id: PersonId | None
) -> dict[str, Any]:
    offer = kept.offer
    current = offer.current
    return {
        "offer_id": offer.offer_id,
        "number": kept.number,
        "title": offer.title,
        "company_id": offer.company_id,
        "company_name": names.get(offer.company_id, ""),
        "project_id": offer.project_id,
        "project_name": names.get(offer.project_id) if offer.project_id else None,
        "state": offer.state,
        "sent_at": offer.sent_at,
        "sent_by_name": names.get(offer.sent_by, ""),
        "expires_at": offer.expires_at,
        "closed_at": offer.closed_at,
        "awaits_me": current is not None and current.person_id == person_id,
        "awaits_name": names.get(current.person_id) if current else None,
        "signed": len(offer.signed_by),
        "signers": len(offer.signers),
        "sealed": offer.is_sealed,
    }


def _consents(company: str) -> list[Consent]:
    found = [(x, consent.text(consent.VERSION, x, company)) for x in ("en", "fr", "nb")]
    return [Consent(version=consent.VERSION, language=x, text=text) for x, text in found if text]


def _history(line: Line, names: Mapping[UUID, str]) -> HistoryLine:
    about = line.details.get("to_id") or line.details.get("person_id")
    return HistoryLine(
        kind=line.kind,
        at=line.happened_at,
        by_name=names.get(line.person_id) if line.person_id else None,
        person_name=names.get(UUID(about)) if about else None,
        reason=line.details.get("reason"),
    )
