"""What becomes of an offer, one command after the other (K14, B8)."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from chassis.errors import InvalidError
from contracts.events.documents import OfferAsked, OfferExpired, OfferSigned, SignatureRequestReason
from contracts.ids import CompanyId, OfferId, PersonId
from documents.signing import errors, transitions
from documents.signing.model import EvidenceKind, State

from ..offers import (
    FORWARDED_TO,
    STAFF,
    START,
    WEEK,
    extend,
    forward,
    people,
    remind,
    seal,
    sent_to,
    sign,
    signed,
    withdraw,
)


def test_the_next_signer_is_asked_when_the_signature_is_in_the_file() -> None:
    first, second = people(2)
    given_ = sign(first)(sent_to(2).offer, START)
    assert given_.events == ()
    assert given_.offer.current is None
    sealed = seal(1)(given_.offer, START)
    told_of, asked = sealed.events
    assert isinstance(told_of, OfferSigned)
    assert (told_of.complete, told_of.told_ids) == (False, ())
    assert isinstance(asked, OfferAsked)
    assert (asked.person_id, asked.because) == (second, SignatureRequestReason.TURN)


def test_all_signers_hear_when_the_last_signature_is_in_the_file() -> None:
    offer = sign(people(2)[1])(signed(sent_to(2), people(2)[0]), START).offer
    assert (offer.state, offer.is_sealed) == (State.COMPLETED, False)
    [event] = seal(2)(offer, START).events
    assert isinstance(event, OfferSigned)
    assert (event.complete, event.told_ids) == (True, people(2))


def test_sealing_twice_changes_nothing() -> None:
    offer = signed(sent_to(2), people(2)[0])
    again = seal(1)(offer, START)
    assert (again.offer, again.events, again.evidence) == (offer, (), ())


def test_what_was_seen_is_what_is_signed() -> None:
    offer = sent_to(1).offer
    with pytest.raises(errors.OfferChangedError):
        transitions.sign(offer, people(1)[0], START, sha256="f" * 64, details={})


def test_signing_again_says_when_it_was_signed() -> None:
    offer = signed(sent_to(2), people(2)[0])
    with pytest.raises(errors.AlreadySignedError) as refused:
        sign(people(2)[0])(offer, START)
    assert refused.value.data["signed_at"] == START


def test_signing_late_says_when_the_time_was_over_whether_or_not_anybody_noticed() -> None:
    offer = sent_to(1).offer
    late = offer.expires_at
    for noticed in (offer, transitions.expire(offer, late).offer):
        with pytest.raises(errors.OfferExpiredError) as refused:
            sign(people(1)[0])(noticed, late)
        assert refused.value.data["expires_at"] == offer.expires_at


def test_signing_what_was_withdrawn_says_so() -> None:
    offer = withdraw(sent_to(1).offer, START).offer
    with pytest.raises(errors.OfferClosedError) as refused:
        sign(people(1)[0])(offer, START)
    assert refused.value.data == {"state": State.WITHDRAWN, "closed_at": START}


def test_who_signs_later_is_told_that_others_are_first() -> None:
    with pytest.raises(errors.NotYourTurnError):
        sign(people(2)[1])(sent_to(2).offer, START)


def test_forwarding_keeps_who_when_and_why_and_asks_the_right_one() -> None:
    decision = forward(people(2)[0], FORWARDED_TO[0])(sent_to(2).offer, START)
    [asked] = decision.events
    assert isinstance(asked, OfferAsked)
    assert (asked.person_id, asked.because) == (FORWARDED_TO[0], SignatureRequestReason.FORWARDED)
    assert (asked.forwarded_by, asked.reason) == (people(2)[0], "on leave")
    [entry] = decision.evidence
    assert (entry.kind, entry.by, entry.at) == (EvidenceKind.FORWARDED, people(2)[0], START)
    assert entry.details["reason"] == "on leave"
    assert entry.details["to_id"] == str(FORWARDED_TO[0])
    with pytest.raises(errors.OfferForwardedError):
        sign(people(2)[0])(decision.offer, START)
    assert sign(FORWARDED_TO[0])(decision.offer, START).offer.signed_by == (FORWARDED_TO[0],)


def test_two_do_not_send_it_to_and_fro_without_end() -> None:
    """Each time it is an e-mail. Staff, who know who is to sign it, still can."""
    offer, now = sent_to(1).offer, START
    one, other = people(1)[0], FORWARDED_TO[0]
    for _ in range(transitions.MAX_FORWARDINGS):
        offer = forward(one, other)(offer, now).offer
        one, other = other, one
    with pytest.raises(errors.ForwardedTooOftenError):
        forward(one, other)(offer, now)
    by_staff = forward(STAFF, other, is_staff=True)(offer, now).offer
    assert [signer.person_id for signer in by_staff.signers] == [other]


def test_it_is_not_forwarded_to_somebody_who_signs_anyway() -> None:
    with pytest.raises(errors.AlreadyASignerError):
        forward(people(2)[0], people(2)[1])(sent_to(2).offer, START)


def test_more_time_after_the_end_asks_again() -> None:
    offer = sent_to(2).offer
    expired = transitions.expire(offer, offer.expires_at)
    [event] = expired.events
    assert isinstance(event, OfferExpired)
    assert event.told_ids == (people(2)[0],)
    reopened = extend(expired.offer, offer.expires_at + timedelta(days=1))
    assert reopened.offer.state is State.SENT
    asked = reopened.events[-1]
    assert isinstance(asked, OfferAsked)
    assert (asked.person_id, asked.because) == (people(2)[0], SignatureRequestReason.EXTENDED)


def test_a_signature_given_in_time_is_sealed_after_the_time_and_the_next_one_not_asked() -> None:
    offer = sign(people(2)[0])(sent_to(2).offer, START).offer
    expired = transitions.expire(offer, offer.expires_at).offer
    sealed = seal(1)(expired, expired.expires_at)
    assert sealed.offer.state is State.EXPIRED
    assert [type(event) for event in sealed.events] == [OfferSigned]
    reopened = extend(sealed.offer, sealed.offer.expires_at)
    assert reopened.offer.current is not None
    assert reopened.offer.current.person_id == people(2)[1]


def test_nobody_is_reminded_twice_within_an_hour() -> None:
    offer = sent_to(1).offer
    with pytest.raises(errors.RemindedLatelyError):
        remind(offer, START + timedelta(minutes=59))
    reminded = remind(offer, START + timedelta(minutes=60))
    [event] = reminded.events
    assert isinstance(event, OfferAsked)
    assert event.because is SignatureRequestReason.REMINDED
    with pytest.raises(errors.RemindedLatelyError):
        remind(reminded.offer, START + timedelta(minutes=61))


def test_a_signer_who_opens_it_is_noted_once() -> None:
    offer = sent_to(2).offer
    first, second = people(2)
    opened = transitions.view(offer, first, START)
    assert len(opened.events) == len(opened.evidence) == 1
    assert transitions.view(opened.offer, first, START).events == ()
    assert transitions.view(offer, second, START).events == ()


@pytest.mark.parametrize(
    ("signer_ids", "expires_at", "field"),
    [
        ((), START + WEEK, "signer_ids"),
        (people(11), START + WEEK, "signer_ids"),
        (people(1) * 2, START + WEEK, "signer_ids"),
        (people(1), START, "expires_on"),
        (people(1), START + timedelta(days=367), "expires_on"),
    ],
)
def test_what_cannot_be_sent(
    signer_ids: tuple[PersonId, ...], expires_at: datetime, field: str
) -> None:
    new = transitions.NewOffer(
        offer_id=OfferId(UUID(int=7)),
        company_id=CompanyId(UUID(int=8)),
        project_id=None,
        title="Terms",
        expires_at=expires_at,
        sha256="0" * 64,
        signer_ids=signer_ids,
    )
    with pytest.raises(InvalidError) as refused:
        transitions.send(new, STAFF, START, details={})
    assert [error.field for error in refused.value.errors] == [field]


def test_an_extension_gives_more_time() -> None:
    offer = sent_to(1).offer
    with pytest.raises(InvalidError):
        transitions.extend(offer, STAFF, START, expires_at=replace(offer).expires_at)
