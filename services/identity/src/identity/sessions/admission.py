"""The one way in: who has shown a first proof gets a session, or is asked for a second factor.

Password, login link, password reset and a provider's sign-in come through here. Two ways do not,
and start their session at once: an invitation, as who signs up has no second factor yet, and a
passkey without password, which is two factors by itself (the device, and the finger or PIN that
unlocked it: user verification is required).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chassis.uow import UnitOfWork
from contracts.access import Portal
from identity.factors import repository as factors
from identity.passwords import repository as passwords
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import actions, tickets
from identity.sessions.actions import Asked, SignedIn, WrongCredentialsError
from identity.sessions.model import Client, EndedBecause, Method, StartedBy
from identity.sessions.tickets import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorNeeded:
    """Nobody is signed in yet; `ticket` is told once, here, and is good for one of `methods`."""

    ticket: str = field(repr=False)
    methods: Sequence[Method]
    expires_at: datetime
    portal: Portal


Admission = SignedIn | SecondFactorNeeded


async def admit(
    uow: UnitOfWork,
    person: Person,
    started_by: StartedBy,
    *,
    client: Client,
    remember: bool = False,
    earlier_token: str | None = None,
) -> Admission:
    """Start a session for who has just shown a first proof, or say what is needed besides.

    `earlier_token` is of the session that this browser had: it ends when the new one starts.
    """
    methods = await factors.methods_of(uow, person.id)
    if not methods:
        if earlier_token is not None:
            await actions.end(uow, earlier_token, EndedBecause.SIGNED_IN_AGAIN)
        return await actions.start(uow, person, started_by, client=client, remember=remember)
    ticket, token = Ticket.issue(
        person_id=person.id,
        started_by=started_by,
        remember=remember,
        earlier_token=earlier_token,
        now=uow.now,
    )
    await tickets.add(uow, ticket)
    return SecondFactorNeeded(
        ticket=token.secret, methods=methods, expires_at=ticket.expires_at, portal=person.portal
    )


async def let_in(
    uow: UnitOfWork,
    asked: Asked,
    *,
    client: Client,
    remember: bool,
    earlier_token: str | None,
    renewed_hash: str | None,
) -> Admission:
    """Admit who showed the right password.

    `renewed_hash` is of the same password, where the one known was made in an older way. Raises
    WrongCredentialsError if the person or the password changed since.
    """
    if asked.person is None:
        raise WrongCredentialsError
    person = await people.get_for_update(uow, asked.person.id)
    unchanged = await passwords.find_hash(uow, person.id) == asked.hash
    if not person.is_active or not unchanged:
        raise WrongCredentialsError
    await passwords.take_back(uow, asked.counters)
    if asked.hash is not None and renewed_hash is not None:
        await passwords.rehash(uow, person.id, asked.hash, renewed_hash)
    return await admit(
        uow,
        person,
        StartedBy.PASSWORD,
        client=client,
        remember=remember,
        earlier_token=earlier_token,
    )
