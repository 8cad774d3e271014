"""What becomes of an offer: (state, command, who, when) to state, events and evidence.

Every command answers with a `Decision`: the offer as it is now, what is said on the bus, and what
is added to the evidence. A command that is not possible raises one of `errors`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chassis.errors import InvalidError
from contracts.events.documents import (
    OfferAsked,
    OfferDeclined,
    OfferExpired,
    OfferExtended,
    OfferSent,
    OfferSigned,
    OfferViewed,
    OfferWithdrawn,
    SignatureRequestReason,
)
from contracts.ids import CompanyId, OfferId, PersonId, ProjectId
from documents.signing import errors
from documents.signing.model import Decision, Entry, EvidenceKind, Forwarding, Offer, Signer, State

MAX_SIGNERS = 10
MAX_FORWARDINGS = 10
"""Of one place, by its signers: each is an e-mail, and two could send it to and fro without end."""
REMIND_AFTER = timedelta(hours=1)
"""So long after somebody was asked, they can be asked again."""
LONGEST = timedelta(days=366)
"""So far ahead an offer may expire."""

Details = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """What staff send: a file of this hash, to be signed by these people in this order."""

    offer_id: OfferId
    company_id: CompanyId
    project_id: ProjectId | None
    title: str
    expires_at: datetime
    sha256: str
    signer_ids: tuple[PersonId, ...]


def with_file(new: NewOffer, sha256: str) -> NewOffer:
    """The same, of the file of this hash."""
    return replace(new, sha256=sha256)


# Commands of staff


def send(new: NewOffer, by: PersonId, now: datetime, *, details: Details) -> Decision:
    """Send it: the first of the signers is asked. Raises InvalidError that names the field."""
    require_signers(new.signer_ids)
    require_expiry(new.expires_at, now, after=now)
    signers = [Signer(position=n, person_id=p) for n, p in enumerate(new.signer_ids, start=1)]
    signers[0] = replace(signers[0], asked_at=now)
    offer = Offer(
        offer_id=new.offer_id,
        company_id=new.company_id,
        project_id=new.project_id,
        title=new.title,
        sent_by=by,
        sent_at=now,
        expires_at=new.expires_at,
        sha256=new.sha256,
        signers=tuple(signers),
    )
    return Decision(
        offer=offer,
        events=(
            OfferSent(
                **offer.said,
                signer_ids=(signers[0].person_id,),
                expires_at=new.expires_at,
                sent_by=by,
            ),
        ),
        evidence=(
            _entry(EvidenceKind.SENT, now, by, None, sha256=new.sha256, **details),
            _entry(EvidenceKind.ASKED, now, None, signers[0]),
        ),
    )


def remind(offer: Offer, by: PersonId, now: datetime) -> Decision:
    """Ask the signer whose turn it is once more.

    Raises OfferClosedError, OfferExpiredError, SignatureInProgressError, RemindedLatelyError.
    """
    current = _awaited(offer, now)
    asked_at = max(at for at in (current.asked_at, current.reminded_at) if at is not None)
    if now < asked_at + REMIND_AFTER:
        raise errors.RemindedLatelyError(asked_at=asked_at)
    reminded = replace(current, reminded_at=now)
    changed = offer.changed(reminded)
    return Decision(
        offer=changed,
        events=(_asked(changed, reminded, SignatureRequestReason.REMINDED),),
        evidence=(_entry(EvidenceKind.REMINDED, now, by, current),),
    )


def extend(offer: Offer, by: PersonId, now: datetime, *, expires_at: datetime) -> Decision:
    """Give more time; an offer that has expired is open again, and its signer asked again.

    Raises OfferClosedError, InvalidError for a moment that gives no more time.
    """
    if not offer.state.is_open and offer.state is not State.EXPIRED:
        raise _closed(offer)
    require_expiry(expires_at, now, after=offer.expires_at)
    reopened = offer.state is State.EXPIRED
    state = offer.state
    if reopened:
        state = State.SIGNED_IN_PART if offer.signed_by else State.SENT
    extended = replace(offer, expires_at=expires_at, state=state, closed_at=None)
    decision = Decision(
        offer=extended,
        events=(OfferExtended(**extended.said, expires_at=expires_at),),
        evidence=(
            _entry(
                EvidenceKind.EXTENDED,
                now,
                by,
                None,
                expires_at=expires_at.isoformat(),
                before=offer.expires_at.isoformat(),
            ),
        ),
    )
    return decision.then(_ask_again(extended, now)) if reopened else decision


def withdraw(offer: Offer, by: PersonId, now: datetime, *, reason: str) -> Decision:
    """Take it back; who signed and who was asked hear of it. Raises OfferClosedError.

    A signature that is given stays, and is sealed into the file all the same.
    """
    if not offer.state.is_open:
        raise _closed(offer)
    withdrawn = replace(offer, state=State.WITHDRAWN, closed_at=now)
    event = OfferWithdrawn(
        **withdrawn.said, told_ids=offer.concerned, sent_by=offer.sent_by, reason=reason
    )
    return Decision(
        offer=withdrawn,
        events=(event,),
        evidence=(_entry(EvidenceKind.WITHDRAWN, now, by, None, reason=reason),),
    )


# Commands of signers


def view(offer: Offer, person_id: PersonId, now: datetime) -> Decision:
    """A signer opens it. Only the first time of the one who is asked is kept."""
    current = offer.current
    if current is None or current.person_id != person_id or current.viewed_at is not None:
        return Decision(offer=offer)
    viewed = offer.changed(replace(current, viewed_at=now))
    return Decision(
        offer=viewed,
        events=(OfferViewed(**viewed.said, person_id=person_id),),
        evidence=(_entry(EvidenceKind.VIEWED, now, person_id, current),),
    )


def sign(
    offer: Offer, person_id: PersonId, now: datetime, *, sha256: str, details: Details
) -> Decision:
    """The signer whose turn it is signs the file of this hash.

    `details` says how: consent, what was drawn or typed, from where, how signed in.
    Raises OfferClosedError, OfferExpiredError, AlreadySignedError, NotYourTurnError,
    OfferForwardedError, NotASignerError, OfferChangedError.
    """
    current = turn_of(offer, person_id, now)
    if sha256 != offer.sha256:
        raise errors.OfferChangedError(sha256=offer.sha256)
    signed = offer.changed(replace(current, signed_at=now, signed_sha256=sha256))
    complete = all(signer.signed_at is not None for signer in signed.signers)
    return Decision(
        offer=replace(
            signed,
            state=State.COMPLETED if complete else State.SIGNED_IN_PART,
            closed_at=now if complete else None,
        ),
        evidence=(_entry(EvidenceKind.SIGNED, now, person_id, current, sha256=sha256, **details),),
    )


def decline(
    offer: Offer, person_id: PersonId, now: datetime, *, reason: str, details: Details
) -> Decision:
    """The signer whose turn it is declines; who signed before and the sender hear of it.

    Raises as `sign` does.
    """
    current = turn_of(offer, person_id, now)
    declined = offer.changed(replace(current, declined_at=now))
    declined = replace(declined, state=State.DECLINED, closed_at=now)
    event = OfferDeclined(
        **declined.said,
        person_id=person_id,
        reason=reason,
        told_ids=offer.signed_by,
        sent_by=offer.sent_by,
    )
    return Decision(
        offer=declined,
        events=(event,),
        evidence=(
            _entry(EvidenceKind.DECLINED, now, person_id, current, reason=reason, **details),
        ),
    )


def forward(
    offer: Offer,
    by: PersonId,
    now: datetime,
    *,
    to: PersonId,
    reason: str,
    details: Details,
    is_staff: bool = False,
) -> Decision:
    """The signer whose turn it is, or staff, names the right one (B8).

    Raises as `sign` does, AlreadyASignerError, and ForwardedTooOftenError for all but staff. Of
    staff, where nobody is asked at the moment, SignatureInProgressError.
    """
    current = _awaited(offer, now) if is_staff else turn_of(offer, by, now)
    if not is_staff and len(current.forwardings) >= MAX_FORWARDINGS:
        raise errors.ForwardedTooOftenError
    if to in {signer.person_id for signer in offer.signers}:
        raise errors.AlreadyASignerError(person_id=to)
    forwarding = Forwarding(from_id=current.person_id, to_id=to, by=by, at=now, reason=reason)
    taken_over = replace(
        current,
        person_id=to,
        asked_at=now,
        reminded_at=None,
        viewed_at=None,
        forwardings=(*current.forwardings, forwarding),
    )
    forwarded = offer.changed(taken_over)
    event = _asked(
        forwarded,
        taken_over,
        SignatureRequestReason.FORWARDED,
        forwarded_by=None if is_staff else by,
        reason=reason,
    )
    named = {"from_id": str(current.person_id), "to_id": str(to), "reason": reason}
    return Decision(
        offer=forwarded,
        events=(event,),
        evidence=(_entry(EvidenceKind.FORWARDED, now, by, current, **named, **details),),
    )


# What happens by itself


def expire(offer: Offer, now: datetime) -> Decision:
    """Close it once its time is over; before that, and of what is closed, nothing happens."""
    if not offer.state.is_open or now < offer.expires_at:
        return Decision(offer=offer)
    expired = replace(offer, state=State.EXPIRED, closed_at=now)
    until = offer.expires_at.isoformat()
    return Decision(
        offer=expired,
        events=(OfferExpired(**expired.said, told_ids=offer.concerned, sent_by=offer.sent_by),),
        evidence=(_entry(EvidenceKind.EXPIRED, now, None, None, expires_at=until),),
    )


def seal(offer: Offer, position: int, now: datetime, *, sha256: str, level: str) -> Decision:
    """The signature at this place is in the file, which has this hash now.

    The next signer is asked, if the offer is still open. Sealing what is sealed changes nothing: no
    file with a signature is ever replaced.
    """
    signer = offer.being_sealed
    if signer is None or signer.position != position:
        return Decision(offer=offer)
    sealed = replace(offer.changed(replace(signer, sealed_sha256=sha256)), sha256=sha256)
    event = OfferSigned(
        **sealed.said,
        person_id=signer.person_id,
        complete=sealed.is_sealed,
        told_ids=sealed.signed_by if sealed.is_sealed else (),
        sent_by=offer.sent_by,
    )
    hashes = {"sha256_before": signer.signed_sha256, "sha256_after": sha256, "level": level}
    decision = Decision(
        offer=sealed,
        events=(event,),
        evidence=(_entry(EvidenceKind.SEALED, now, None, signer, **hashes),),
    )
    return decision.then(_ask_next(sealed, now))


# Parts of the above


def require_signers(people: tuple[PersonId, ...]) -> None:
    """Raises InvalidError for none, too many, or somebody twice."""
    if not 1 <= len(people) <= MAX_SIGNERS:
        raise InvalidError(f"must be 1 to {MAX_SIGNERS} people", field="signer_ids")
    if len(set(people)) < len(people):
        raise InvalidError("names somebody twice", field="signer_ids")


def require_expiry(expires_at: datetime, now: datetime, *, after: datetime) -> None:
    """Raises InvalidError for a moment that is not later than both, or too far ahead."""
    if expires_at <= max(now, after):
        raise InvalidError("must be later than now, and than before", field="expires_on")
    if expires_at > now + LONGEST:
        raise InvalidError(f"must be within {LONGEST.days} days", field="expires_on")


def turn_of(offer: Offer, person_id: PersonId, now: datetime) -> Signer:
    """The signer who may answer, who is this person. Raises what happened otherwise."""
    mine = next((s for s in offer.signers if s.person_id == person_id), None)
    if mine is None:
        if any(f.from_id == person_id for s in offer.signers for f in s.forwardings):
            raise errors.OfferForwardedError
        raise errors.NotASignerError
    if mine.signed_at is not None:
        raise errors.AlreadySignedError(signed_at=mine.signed_at)
    _require_open(offer, now)
    if not mine.is_asked:
        raise errors.NotYourTurnError
    return mine


def _awaited(offer: Offer, now: datetime) -> Signer:
    """The signer whose turn it is. Raises SignatureInProgressError where it is nobody's."""
    _require_open(offer, now)
    current = offer.current
    if current is None:
        raise errors.SignatureInProgressError
    return current


def _require_open(offer: Offer, now: datetime) -> None:
    if offer.state is State.EXPIRED or (offer.state.is_open and now >= offer.expires_at):
        raise errors.OfferExpiredError(expires_at=offer.expires_at)
    if not offer.state.is_open:
        raise _closed(offer)


def _closed(offer: Offer) -> errors.OfferClosedError:
    return errors.OfferClosedError(
        f"the offer is {offer.state}", state=offer.state, closed_at=offer.closed_at
    )


def _ask_next(offer: Offer, now: datetime) -> Decision:
    """Ask the next signer, unless somebody is asked or nobody can be."""
    waiting = next((s for s in offer.signers if s.asked_at is None), None)
    if not offer.state.is_open or offer.current or offer.being_sealed or waiting is None:
        return Decision(offer=offer)
    asked = replace(waiting, asked_at=now)
    changed = offer.changed(asked)
    return Decision(
        offer=changed,
        events=(_asked(changed, asked, SignatureRequestReason.TURN),),
        evidence=(_entry(EvidenceKind.ASKED, now, None, asked),),
    )


def _ask_again(offer: Offer, now: datetime) -> Decision:
    """Of an offer that is open again: ask who was asked, or whose turn came meanwhile."""
    current = offer.current
    if current is None:
        return _ask_next(offer, now)
    again = replace(current, reminded_at=now)
    changed = offer.changed(again)
    return Decision(
        offer=changed,
        events=(_asked(changed, again, SignatureRequestReason.EXTENDED),),
        evidence=(_entry(EvidenceKind.ASKED, now, None, current),),
    )


def _asked(
    offer: Offer,
    signer: Signer,
    because: SignatureRequestReason,
    *,
    forwarded_by: PersonId | None = None,
    reason: str | None = None,
) -> OfferAsked:
    return OfferAsked(
        **offer.said,
        person_id=signer.person_id,
        because=because,
        expires_at=offer.expires_at,
        forwarded_by=forwarded_by,
        reason=reason,
    )


def _entry(
    kind: EvidenceKind, at: datetime, by: PersonId | None, signer: Signer | None, **details: Any
) -> Entry:
    """`details` names whom it is about, too: a place can change hands."""
    about = {"person_id": str(signer.person_id)} if signer is not None else {}
    return Entry(
        kind=kind,
        at=at,
        by=by,
        position=signer.position if signer else None,
        details={**about, **details},
    )
