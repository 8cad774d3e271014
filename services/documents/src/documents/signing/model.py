"""An offer that contacts sign one after the other, as it is; `transitions` says what it becomes.

A signature counts from the moment at which it is given. The file with it is sealed afterwards, and
only then is the next signer asked: everybody signs the bytes that have the signatures before. So an
offer is `completed` when all have signed, and its file when it is sealed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from contracts.base import Event
from contracts.ids import CompanyId, OfferId, PersonId, ProjectId
from contracts.reach import Parties


class State(StrEnum):
    """How far an offer is."""

    SENT = "sent"
    SIGNED_IN_PART = "signed_in_part"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether somebody can still sign."""
        return self in {State.SENT, State.SIGNED_IN_PART}


class EvidenceKind(StrEnum):
    """What happened to an offer."""

    SENT = "sent"
    ASKED = "asked"
    VIEWED = "viewed"
    SIGNED = "signed"
    SEALED = "sealed"
    DECLINED = "declined"
    FORWARDED = "forwarded"
    REMINDED = "reminded"
    EXTENDED = "extended"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the evidence, which is only ever added to. `by`: who did it; None: the clock."""

    kind: EvidenceKind
    at: datetime
    by: PersonId | None = None
    position: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """A signer named somebody else (B8)."""

    from_id: PersonId
    to_id: PersonId
    by: PersonId
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A place in the order of signers, from 1, and who has it.

    `signed_sha256` is of the file that was signed, `sealed_sha256` of the file with the signature.
    """

    position: int
    person_id: PersonId
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    viewed_at: datetime | None = None
    signed_at: datetime | None = None
    signed_sha256: str | None = None
    sealed_sha256: str | None = None
    declined_at: datetime | None = None
    forwardings: tuple[Forwarding, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether the answer is awaited."""
        return self.asked_at is not None and self.signed_at is None and self.declined_at is None

    @property
    def is_being_sealed(self) -> bool:
        """Whether the signature is given and not in the file yet."""
        return self.signed_at is not None and self.sealed_sha256 is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer or agreement. `sha256` is of the file as it is now, with all sealed signatures."""

    offer_id: OfferId
    company_id: CompanyId
    project_id: ProjectId | None
    title: str
    sent_by: PersonId
    sent_at: datetime
    expires_at: datetime
    sha256: str
    signers: tuple[Signer, ...]
    state: State = State.SENT
    closed_at: datetime | None = None

    # What it is

    @property
    def current(self) -> Signer | None:
        """Whose answer is awaited; nobody's while a signature is sealed, or of a closed offer."""
        if not self.state.is_open:
            return None
        return next((signer for signer in self.signers if signer.is_asked), None)

    @property
    def being_sealed(self) -> Signer | None:
        """Whose signature is on its way into the file."""
        return next((signer for signer in self.signers if signer.is_being_sealed), None)

    @property
    def is_sealed(self) -> bool:
        """Whether the file has every signature."""
        return self.state is State.COMPLETED and self.being_sealed is None

    @property
    def addressed_to(self) -> frozenset[PersonId]:
        """Contacts who were asked so far, and who forwarded it: no one whose turn comes."""
        asked = {signer.person_id for signer in self.signers if signer.asked_at is not None}
        return frozenset(asked | {f.from_id for s in self.signers for f in s.forwardings})

    @property
    def parties(self) -> Parties:
        """Whom it concerns: what decides who sees it (K16)."""
        return Parties(
            company_id=self.company_id,
            project_ids=frozenset({self.project_id} if self.project_id else ()),
            contact_ids=self.addressed_to,
        )

    @property
    def signed_by(self) -> tuple[PersonId, ...]:
        """Who has signed, in order."""
        return tuple(signer.person_id for signer in self.signers if signer.signed_at is not None)

    # How it changes

    def changed(self, signer: Signer) -> Self:
        """The same with another state of one place."""
        signers = tuple(signer if s.position == signer.position else s for s in self.signers)
        return replace(self, signers=signers)

    @property
    def concerned(self) -> tuple[PersonId, ...]:
        """Who hears of an end that is not theirs: who signed, and whose answer was awaited."""
        current = self.current
        return (*self.signed_by, *((current.person_id,) if current else ()))

    @property
    def said(self) -> dict[str, Any]:
        """What every event about it says."""
        return {
            "offer_id": self.offer_id,
            "company_id": self.company_id,
            "project_id": self.project_id,
            "title": self.title,
            "contact_ids": tuple(sorted(self.addressed_to)),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a command comes to."""

    offer: Offer
    events: tuple[Event, ...] = ()
    evidence: tuple[Entry, ...] = ()

    def then(self, later: "Decision") -> "Decision":
        """Both, the other one decided on what this one left."""
        return Decision(
            offer=later.offer,
            events=(*self.events, *later.events),
            evidence=(*self.evidence, *later.evidence),
        )
