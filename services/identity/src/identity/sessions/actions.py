"""Signing in and out, and exchanging a session for a pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog

from chassis.errors import NotFoundError, UnauthenticatedError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import AgencyId, PersonId
from identity import keys
from identity.passwords import repository as passwords
from identity.passwords.attempts import TooManyAttemptsError, count
from identity.passwords.throttle import Attempt, Counter
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import repository
from identity.sessions.model import Client, EndedBecause, Method, Session, StartedBy
from identity.sessions.passes import Pass, PassIssuer

_LOG = structlog.get_logger(__name__)

# Looked up in place of a person whom nobody knows, so that both take the same time.
NOBODY = PersonId(UUID(int=0))


class WrongCredentialsError(UnauthenticatedError):
    """The e-mail address or the password is wrong

    Also the answer for an address that is not known, or not active: which of them is not told.
    """


class SessionOverError(UnauthenticatedError):
    """This session has ended, or there never was one; sign in"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody asks to be let in: what the check of the password needs.

    `counters` are those that count this attempt; `hash` is None if nobody has this address.
    """

    person: Person | None
    hash: str | None = field(repr=False)
    counters: Mapping[bytes, Counter]

    def why_not(self, *, right: bool) -> str:
        """Why this was refused: for the log, never for who asked."""
        if self.person is None:
            return "unknown_address"
        if not self.person.is_active:
            return f"person_{self.person.status}"
        return "changed_meanwhile" if right else "wrong_password"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session; `token` is told once, here."""

    token: str = field(repr=False)
    expires_at: datetime
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A session that was exchanged for a pass."""

    issued: Pass
    person: Person


async def ask(uow: UnitOfWork, *, portal: Portal, email: str, client: Client) -> Asked:
    """Count the attempt before it is looked at. Raises TooManyAttemptsError.

    The unit must be committed before the password is checked: so a burst is counted in full. An
    unknown address takes the same statements as a known one.
    """
    person = await people.find_by_email(uow, portal, email)
    person_id = person.id if person else NOBODY
    known_network = client.network is not None and await repository.knows_network(
        uow, person_id, client.network
    )
    attempt = Attempt(account=f"{portal}\n{keys.folded(email)}", network=client.network)
    counters = attempt.keys(from_known_network=known_network)
    try:
        await count(uow, counters)
    except TooManyAttemptsError:
        refused(uow.agency_id, "throttled", portal=portal, email=email, client=client)
        raise
    hashed = await passwords.find_hash(uow, person_id)
    return Asked(person=person, hash=hashed, counters=counters)


async def start(
    uow: UnitOfWork,
    person: Person,
    started_by: StartedBy,
    *,
    client: Client,
    remember: bool = False,
    second_factor: Method | None = None,
) -> SignedIn:
    """Start a session for a person who has shown all that is needed: see `admission.admit`."""
    session, token = Session.start(
        agency_id=uow.agency_id,
        person_id=person.id,
        started_by=started_by,
        client=client,
        now=uow.now,
        remember=remember,
        second_factor=second_factor,
    )
    await repository.add(uow, session)
    return SignedIn(token=token.secret, expires_at=session.expires_at, person=person)


async def exchange(uow: UnitOfWork, token: str) -> Admitted:
    """A pass for an open session of an active person. Raises SessionOverError."""
    session = await repository.find(uow, token)
    if session is None or not session.is_open(uow.now):
        raise _over(uow, session, "ended" if session else "unknown_session")
    person = await people.get(uow, session.person_id)
    if not person.is_active:
        raise _over(uow, session, "person_not_active")
    await repository.touch(uow, session)
    return Admitted(
        issued=uow.resource(PassIssuer).issue(person, session, uow.now),
        person=person,
    )


async def end(uow: UnitOfWork, token: str, because: EndedBecause) -> None:
    """End the session of this token, if it is an open one."""
    session = await repository.find(uow, token)
    if session is not None:
        await repository.end(uow, session.person_id, session.id, because)


async def own(uow: UnitOfWork) -> Sequence[Session]:
    """The actor's open sessions."""
    return await repository.open_of(uow, uow.actor.person)


async def end_own(uow: UnitOfWork, session_id: UUID) -> None:
    """End one of the actor's sessions. Raises NotFoundError."""
    if not await repository.end(uow, uow.actor.person, session_id, EndedBecause.ENDED_BY_PERSON):
        raise NotFoundError("session", session_id)


async def end_others(uow: UnitOfWork) -> int:
    """End the actor's sessions but this one; returns how many."""
    return await repository.end_all(
        uow, uow.actor.person, EndedBecause.ENDED_BY_PERSON, but=uow.actor.session_id
    )


async def end_everywhere(uow: UnitOfWork) -> int:
    """End the actor's sessions, this one too; returns how many."""
    return await repository.end_all(uow, uow.actor.person, EndedBecause.ENDED_BY_PERSON)


def refused(
    agency_id: AgencyId,
    reason: str,
    *,
    portal: Portal,
    email: str,
    client: Client,
    person: Person | None = None,
) -> None:
    """Log a refused sign-in: enough to see an attack, no address and no secret."""
    _LOG.warning(
        "sign_in_refused",
        reason=reason,
        agency_id=str(agency_id),
        portal=portal.value,
        account=keys.fingerprint(f"{agency_id}\n{portal}\n{keys.folded(email)}"),
        person_id=str(person.id) if person else None,
        network=client.network,
    )


def _over(uow: UnitOfWork, session: Session | None, reason: str) -> SessionOverError:
    _LOG.warning(
        "session_refused",
        reason=reason,
        agency_id=str(uow.agency_id),
        session_id=str(session.id) if session else None,
        person_id=str(session.person_id) if session else None,
    )
    return SessionOverError()
