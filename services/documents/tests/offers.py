"""Offers for tests of what becomes of them: a small cast, and the commands that they can give."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from contracts.ids import CompanyId, OfferId, PersonId
from documents.signing import transitions
from documents.signing.model import Decision, Offer

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
