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
from identity.client import RequestOrigin
from identity.factors import repository as factors
from identity.factors.model import Method
from identity.people.model import Person
from identity.sessions import actions as sessions
from identity.sessions.actions import NewSession
from identity.sessions.model import EndReason, StartedBy
from identity.sign_in import repository
from identity.sign_in.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorChallenge:
    """Nobody is signed in yet; `ticket` is told once, here, and is good for one of `methods`."""

    ticket: str = field(repr=False)
    methods: Sequence[Method]
    expires_at: datetime
    portal: Portal


Admission = NewSession | SecondFactorChallenge


async def admit(
    uow: UnitOfWork,
    person: Person,
    started_by: StartedBy,
    *,
    client: RequestOrigin,
    remember: bool = False,
    earlier_token: str | None = None,
) -> Admission:
    """Start a session for who has just shown a first proof, or say what is needed besides.

    `earlier_token` is of the session that this browser had: it ends when the new one starts.
    """
    methods = await factors.methods_of(uow, person.id)
    if not methods:
        if earlier_token is not None:
            await sessions.end(uow, earlier_token, EndReason.SIGNED_IN_AGAIN)
        return await sessions.start(uow, person, started_by, client=client, remember=remember)
    ticket, token = Ticket.issue(
        person_id=person.id,
        started_by=started_by,
        remember=remember,
        earlier_token=earlier_token,
        now=uow.now,
    )
    await repository.add_ticket(uow, ticket)
    return SecondFactorChallenge(
        ticket=token.secret, methods=methods, expires_at=ticket.expires_at, portal=person.portal
    )
