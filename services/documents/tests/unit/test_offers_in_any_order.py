"""Offers in every order in which people can act on them (K14, B8).

For one to five signers every state that can be reached is visited, and in each of them every
command by everybody is tried. What must hold is said here in terms of who signed what and who was
told, not in those of the code.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import DomainError
from contracts.events.documents import (
    OfferAsked,
    OfferDeclined,
    OfferExpired,
    OfferSent,
    OfferSigned,
    OfferWithdrawn,
)
from contracts.ids import PersonId
from documents.signing import transitions
from documents.signing.model import Decision, EvidenceKind, Offer, State

from ..offers import (
    FORWARDED_TO,
    OUTSIDER,
    STAFF,
    START,
    WEEK,
    Command,
    decline,
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
