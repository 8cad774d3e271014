"""Offers in every order in which people can act on them (K14, B8).

For one to five signers every state that can be reached is visited, and in each of them every
command by everybody is tried. What must hold is said here in terms of who signed what and who was
told, not in those of the code.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import DomainError, InvalidError
from contracts.events.documents import (
    AskedBecause,
    OfferAsked,
    OfferDeclined,
    OfferExpired,
    OfferSent,
    OfferSigned,
    OfferWithdrawn,
)
from contracts.ids import CompanyId, OfferId, PersonId
from documents.signing import errors, transitions
from documents.signing.model import Decision, EvidenceKind, Offer, State

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
STAFF = PersonId(UUID(int=1))
OUTSIDER = PersonId(UUID(int=2))
FORWARDED_TO = [PersonId(UUID(int=500 + n)) for n in range(3)]

Command = Callable[[Offer, datetime], Decision]


def people(count: int) -> tuple[PersonId, ...]:
    return tuple(PersonId(UUID(int=100 + n)) for n in range(count))


def sent_to(count: int, expires_at: datetime = START + WEEK) -> Decision:
    new = transitions.NewOffer(
        offer_id=OfferId(UUID(int=7)),
        company_id=CompanyId(UUID(int=8)),
        project_id=None,
        title="Terms of 2026",
        expires_at=expires_at,
        sha256="0" * 64,
        signer_ids=people(count),
    )
    return transitions.send(new, STAFF, START, details={})


def sign(person: PersonId) -> Command:
    return lambda o, now: transitions.sign(o, person, now, sha256=o.sha256, details={})


def decline(person: PersonId) -> Command:
    return lambda o, now: transitions.decline(o, person, now, reason="too dear", details={})


def forward(person: PersonId, to: PersonId, *, is_staff: bool = False) -> Command:
    return lambda o, now: transitions.forward(
        o, person, now, to=to, reason="on leave", details={}, is_staff=is_staff
    )


def seal(position: int) -> Command:
    return lambda o, now: transitions.seal(o, position, now, sha256=f"{position}" * 64, level="B-B")


def extend(o: Offer, now: datetime) -> Decision:
    return transitions.extend(o, STAFF, now, expires_at=max(now, o.expires_at) + WEEK)


def remind(o: Offer, now: datetime) -> Decision:
    return transitions.remind(o, STAFF, now)


def withdraw(o: Offer, now: datetime) -> Decision:
    return transitions.withdraw(o, STAFF, now, reason="sent by mistake")


def signed(decision: Decision, *names: PersonId) -> Offer:
    """After these have signed, one after the other, each sealed."""
    offer = decision.offer
    for position, name in enumerate(names, start=1):
        offer = sign(name)(offer, START).offer
        offer = seal(position)(offer, START).offer
    return offer


# What must hold after whatever is done


def told(decision: Decision) -> set[PersonId]:
    """All contacts who learn of the offer by what is said."""
    found: set[PersonId] = set()
    for event in decision.events:
        match event:
            case OfferSent():
                found |= set(event.signer_ids)
            case OfferAsked():
                found.add(event.person_id)
            case OfferSigned() | OfferDeclined() | OfferWithdrawn() | OfferExpired():
                found |= set(event.told_ids)
            case _:
                pass
        found |= set(getattr(event, "contact_ids", ()))
    return found


def signatures(offer: Offer) -> set[tuple[Any, ...]]:
    return {
        (s.position, s.person_id, s.signed_at, s.signed_sha256)
        for s in offer.signers
        if s.signed_at is not None
    }


def seals(offer: Offer) -> set[tuple[int, str]]:
    return {(s.position, s.sealed_sha256) for s in offer.signers if s.sealed_sha256 is not None}


def require_sound(before: Offer, decision: Decision) -> None:
    after = decision.offer
    # No signature is lost or overwritten, and at most one is added, with its evidence.
    added = signatures(after) - signatures(before)
    assert signatures(before) <= signatures(after)
    assert seals(before) <= seals(after)
    assert all(sha256 == f"{position}" * 64 for position, sha256 in seals(after))
    assert [e.kind for e in decision.evidence].count(EvidenceKind.SIGNED) == len(added) <= 1
    # Signed in order, and each of them what the one before had sealed.
    signed_places = [s.signed_at is not None for s in after.signers]
    assert signed_places == sorted(signed_places, reverse=True)
    file = "0" * 64
    for signer in after.signers:
        if signer.signed_sha256 is not None:
            assert signer.signed_sha256 == file
            file = signer.sealed_sha256 or "not sealed"
    assert after.sha256 == (max(seals(after))[1] if seals(after) else "0" * 64)
    # Complete if, and only if, everybody has signed.
    assert (after.state is State.COMPLETED) == all(signed_places)
    # At most one is asked; nobody was told of it, or sees it, who was not asked.
    assert sum(s.is_asked for s in after.signers) <= 1
    asked = {s.person_id for s in after.signers if s.asked_at is not None}
    forwarders = {f.from_id for s in after.signers for f in s.forwardings}
    assert told(decision) <= asked | forwarders == after.parties.contact_ids
    # Whoever hears of an end hears of it once.
    for event in decision.events:
        ids = getattr(event, "told_ids", ())
        assert len(set(ids)) == len(ids)
    # What is closed stays as it is, but for more time and signatures on their way.
    if not before.state.is_open and after.state is not before.state:
        assert before.state is State.EXPIRED
        assert after.state.is_open


def commands_of(count: int) -> Iterator[tuple[str, Command]]:
    names = [*people(count), *FORWARDED_TO[:1], OUTSIDER]
    for name in names:
        yield f"sign {name.int}", sign(name)
        yield f"decline {name.int}", decline(name)
        yield f"forward {name.int}", forward(name, FORWARDED_TO[0])
    yield "forward by staff", forward(STAFF, FORWARDED_TO[0], is_staff=True)
    for position in range(1, count + 1):
        yield f"seal {position}", seal(position)
    yield "remind", remind
    yield "extend", extend
    yield "withdraw", withdraw
    yield "expire", transitions.expire


def key_of(offer: Offer, *, late: bool) -> tuple[Any, ...]:
    """What tells states apart, whatever the time is."""
    return (
        offer.state,
        late,
        tuple(
            (s.person_id, s.asked_at is None, s.is_asked, s.is_being_sealed, bool(s.sealed_sha256))
            for s in offer.signers
        ),
    )


def every_state(count: int) -> Iterator[tuple[Offer, datetime]]:
    """All states that can be reached, each in time and after its time, with every step checked."""
    start = sent_to(count).offer
    seen: set[tuple[Any, ...]] = set()
    waiting = [(start, START + timedelta(hours=2))]
    while waiting:
        offer, at = waiting.pop()
        for late in (False, True):
            now = max(at, offer.expires_at) if late else at
            late_now = now >= offer.expires_at
            if (key := key_of(offer, late=late_now)) in seen:
                continue
            seen.add(key)
            yield offer, now
            for _, command in commands_of(count):
                try:
                    decision = command(offer, now)
                except DomainError:
                    continue
                require_sound(offer, decision)
                waiting.append((decision.offer, now + timedelta(hours=2)))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_no_signature_is_lost_and_nobody_hears_early_in_any_order(count: int) -> None:
    states = list(every_state(count))
    assert {offer.state for offer, _ in states} >= set(State) - (
        {State.SIGNED_IN_PART} if count == 1 else set()
    )
    assert len(states) > count * 10


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_signer_acts_in_turn_in_time_or_not_at_all(count: int) -> None:
    for offer, now in every_state(count):
        turn = next((s for s in offer.signers if s.is_asked), None)
        may = (
            turn.person_id
            if turn is not None and offer.state.is_open and now < offer.expires_at
            else None
        )
        for person in (*people(count), FORWARDED_TO[0], OUTSIDER, STAFF):
            for command in (sign(person), decline(person), forward(person, FORWARDED_TO[1])):
                if person == may:
                    assert command(offer, now).evidence
                else:
                    with pytest.raises(DomainError):
                        command(offer, now)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_a_refusal_is_told_once_to_who_signed_before_and_to_the_sender(count: int) -> None:
    for earlier in range(count):
        names = people(count)
        offer = signed(sent_to(count), *names[:earlier])
        decision = decline(names[earlier])(offer, START)
        [event] = decision.events
        assert isinstance(event, OfferDeclined)
        assert (event.told_ids, event.sent_by) == (names[:earlier], STAFF)
        assert event.reason == "too dear"
        for _, command in commands_of(count):
            try:
                later = command(decision.offer, START + WEEK * 2)
            except DomainError:
                continue
            assert later.events == ()


class Run:
    """A course of events, with its own account of who signed what."""

    def __init__(self, count: int) -> None:
        self.decision = sent_to(count)
        self.now = START
        self.signed: list[tuple[PersonId, str]] = []
        self.told = told(self.decision)

    def do(self, command: Command, pause: timedelta) -> None:
        self.now += pause
        before = self.decision.offer
        try:
            decision = command(before, self.now)
        except DomainError:
            return
        require_sound(before, decision)
        for entry in decision.evidence:
            if entry.kind is EvidenceKind.SIGNED and entry.by is not None:
                self.signed.append((entry.by, entry.details["sha256"]))
        self.told |= told(decision)
        self.decision = decision


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_course_of_events_keeps_every_signature(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 5))
    run = Run(count)
    menu: Sequence[Command] = [
        *(c for name, c in commands_of(count) if not name.startswith("forward")),
        *(
            forward(a, b)
            for a in (*people(count), *FORWARDED_TO)
            for b in (*people(count), *FORWARDED_TO)
        ),
    ]
    pauses = st.integers(0, 24 * 9).map(lambda hours: timedelta(hours=hours))
    for _ in range(data.draw(st.integers(1, 40))):
        run.do(data.draw(st.sampled_from(menu)), data.draw(pauses))
    offer = run.decision.offer
    kept = [(s.person_id, s.signed_sha256) for s in offer.signers if s.signed_sha256 is not None]
    assert kept == run.signed
    assert run.told == set(offer.parties.contact_ids)


# One at a time


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
    assert (asked.person_id, asked.because) == (second, AskedBecause.TURN)


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
    assert (asked.person_id, asked.because) == (FORWARDED_TO[0], AskedBecause.FORWARDED)
    assert (asked.forwarded_by, asked.reason) == (people(2)[0], "on leave")
    [entry] = decision.evidence
    assert (entry.kind, entry.by, entry.at) == (EvidenceKind.FORWARDED, people(2)[0], START)
    assert entry.details["reason"] == "on leave"
    assert entry.details["to_id"] == str(FORWARDED_TO[0])
    with pytest.raises(errors.OfferForwardedError):
        sign(people(2)[0])(decision.offer, START)
    assert sign(FORWARDED_TO[0])(decision.offer, START).offer.signed_by == (FORWARDED_TO[0],)


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
    assert (asked.person_id, asked.because) == (people(2)[0], AskedBecause.EXTENDED)


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
    assert event.because is AskedBecause.REMINDED
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
        (people(1), START, "expires_at"),
        (people(1), START + timedelta(days=367), "expires_at"),
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
