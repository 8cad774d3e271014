"""Starting and ending sessions, and exchanging one for a pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from chassis.errors import NotFoundError, UnauthenticatedError
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.client import RequestOrigin
from identity.factors.model import Method
from identity.known_browsers import actions as known_browsers
from identity.known_browsers import repository as browsers
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import repository
from identity.sessions.model import EndReason, Session, ShownEndReason, StartedBy
from identity.sessions.passes import LIFETIME as PASS_LIFETIME
from identity.sessions.passes import Pass, PassIssuer

# What services tolerate of clocks, and the time that a transaction takes.
_CLOCKS_DIFFER = timedelta(seconds=15)

_LOG = structlog.get_logger(__name__)


class SessionOverError(UnauthenticatedError):
    """This session has ended, or there never was one; sign in

    `because` is an `ShownEndReason` where there was one.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A new session; `token` is told once, here. `browser_token`: by it the browser is known."""

    token: str = field(repr=False)
    expires_at: datetime
    person: Person
    browser_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPass:
    """A session that was exchanged for a pass."""

    issued: Pass
    person: Person


async def start(
    uow: UnitOfWork,
    person: Person,
    started_by: StartedBy,
    *,
    client: RequestOrigin,
    remember: bool = False,
    second_factor: Method | None = None,
) -> NewSession:
    """Start a session for a person who has shown all that is needed: see `admission.admit`."""
    browser = await known_browsers.remember(uow, person.id, client)
    session, token = Session.start(
        agency_id=uow.agency_id,
        person_id=person.id,
        started_by=started_by,
        client=client,
        now=uow.now,
        remember=remember,
        second_factor=second_factor,
        browser_id=browser.browser_id,
    )
    await repository.add(uow, session)
    return NewSession(
        token=token.secret,
        expires_at=session.expires_at,
        person=person,
        browser_token=browser.token,
    )


async def exchange(
    uow: UnitOfWork, token: str, *, idle_after: timedelta, in_use: bool = True
) -> IssuedPass:
    """A pass for an open session of an active person, used within `idle_after`.

    `in_use`: the person does something; not so where a page only listens for news. Raises
    SessionOverError.
    """
    session = await repository.find(uow, token)
    if session is None:
        raise _over(uow, None, "unknown_session")
    if not session.is_open(uow.now):
        raise _over(uow, session, "ended", session.over_because())
    if session.is_idle(uow.now, idle_after):
        raise _over(uow, session, "idle", ShownEndReason.TIMED_OUT)
    person = await people.get(uow, session.person_id)
    if not person.is_active:
        raise _over(uow, session, "person_not_active", ShownEndReason.ACCESS_REMOVED)
    if in_use:
        await repository.touch(uow, session)
    return IssuedPass(
        issued=uow.resource(PassIssuer).issue(
            person, session, uow.now, await people.stands_in_for(uow, person)
        ),
        person=person,
    )


async def end(uow: UnitOfWork, token: str, because: EndReason) -> None:
    """End the session of this token, if it is an open one."""
    session = await repository.find(uow, token)
    if session is not None:
        await repository.end(uow, session.person_id, session.id, because)


async def ended_lately(uow: UnitOfWork) -> Sequence[UUID]:
    """Sessions of any agency of whose passes some may not have expired yet."""
    return await repository.ended_since(uow, uow.now - PASS_LIFETIME - _CLOCKS_DIFFER)


async def access_changed_lately(uow: UnitOfWork) -> Mapping[PersonId, int]:
    """People of any agency of whom passes from before a change of their access may be left."""
    return await people.access_changed_since(uow, uow.now - PASS_LIFETIME - _CLOCKS_DIFFER)


async def own(uow: UnitOfWork, *, idle_after: timedelta) -> Sequence[Session]:
    """The actor's open sessions: one that nobody has used for `idle_after` is over, and none."""
    found = await repository.open_of(uow, uow.actor.person)
    return [session for session in found if not session.is_idle(uow.now, idle_after)]


async def end_own(uow: UnitOfWork, session_id: UUID) -> None:
    """End one of the actor's sessions. Raises NotFoundError."""
    if not await repository.end(uow, uow.actor.person, session_id, EndReason.ENDED_BY_PERSON):
        raise NotFoundError("session", session_id)
    session = await repository.find_by_id(uow, session_id)
    if session is not None and session.browser_id is not None:
        await browsers.forget(uow, session.browser_id)


async def end_others(uow: UnitOfWork) -> int:
    """End the actor's sessions but this one; returns how many."""
    return await end_all(uow, uow.actor.person, EndReason.ENDED_BY_PERSON, but=uow.actor.session_id)


async def end_everywhere(uow: UnitOfWork) -> int:
    """End the actor's sessions, this one too; returns how many."""
    return await end_all(uow, uow.actor.person, EndReason.ENDED_BY_PERSON)


async def end_all(
    uow: UnitOfWork, person_id: PersonId, because: EndReason, *, but: UUID | None = None
) -> int:
    """End the person's open sessions, all but one if it is given. Returns how many.

    Their browsers are known no more: whoever had one of them counts as a stranger again.
    """
    kept = await repository.find_by_id(uow, but) if but is not None else None
    await browsers.forget_all(uow, person_id, but=kept.browser_id if kept else None)
    return await repository.end_all(uow, person_id, because, but=but)


def _over(
    uow: UnitOfWork, session: Session | None, reason: str, because: ShownEndReason | None = None
) -> SessionOverError:
    _LOG.warning(
        "session_refused",
        reason=reason,
        agency_id=str(uow.agency_id),
        session_id=str(session.id) if session else None,
        person_id=str(session.person_id) if session else None,
    )
    return SessionOverError(because=because) if because else SessionOverError()
