"""The second step of signing in: a ticket and a second factor become a session.

Guessing is bounded three times: a ticket has five tries; the account's failures from one network
and from everywhere are counted as with passwords, under keys of their own; and who guesses here has
the password already, so the person's other ways in are not slowed down by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.errors import UnauthenticatedError
from chassis.uow import UnitOfWork
from contracts.events.identity import SecurityChange
from identity.client import RequestOrigin
from identity.factors import actions as factors
from identity.factors import repository as factor_rows
from identity.factors.model import Method
from identity.known_browsers import actions as known_browsers
from identity.passkeys import actions as passkeys
from identity.passkeys.ceremony import Options
from identity.passkeys.model import PasskeyNotAcceptedError, Purpose
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import actions as sessions
from identity.sessions import repository as session_rows
from identity.sessions.actions import NewSession
from identity.sessions.model import EndReason
from identity.sign_in import repository
from identity.sign_in.by_password import refused
from identity.sign_in.model import Ticket
from identity.throttling import repository as throttling
from identity.throttling.actions import count
from identity.throttling.model import Attempt, Counter


class WrongSecondFactorError(UnauthenticatedError):
    """This code or passkey is not right"""


class SignInTicketOverError(UnauthenticatedError):
    """This sign-in took too long, or too many tries; start again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorProof:
    """What is shown as the second factor: the typed code, or what a passkey signed at `origin`."""

    method: Method
    code: str = ""
    passkey: Mapping[str, Any] | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorAttempt:
    """One try at a ticket, counted already."""

    ticket: Ticket
    counters: Mapping[bytes, Counter]


async def ask(uow: UnitOfWork, token: str, *, client: RequestOrigin) -> SecondFactorAttempt:
    """Count a try before it is looked at. Raises SignInTicketOverError or TooManyAttemptsError.

    The unit must be committed before anything is checked: so a burst is counted in full.
    """
    ticket = await _open_ticket(uow, token)
    known_network = client.network is not None and await session_rows.knows_network(
        uow, ticket.person_id, client.network
    )
    attempt = Attempt(account=f"second_factor\n{ticket.person_id}", network=client.network)
    counters = await known_browsers.counters_of(
        uow, ticket.person_id, attempt, client, from_known_network=known_network
    )
    await count(uow, counters)
    if not await repository.take_try(uow, ticket):
        raise SignInTicketOverError
    return SecondFactorAttempt(ticket=ticket, counters=counters)


async def let_in(
    uow: UnitOfWork,
    attempt: SecondFactorAttempt,
    shown: SecondFactorProof,
    *,
    client: RequestOrigin,
) -> NewSession:
    """Start the session that the ticket was for. The ticket is used up.

    Raises WrongSecondFactorError with the tries that are left, or SignInTicketOverError.
    """
    ticket = attempt.ticket
    person = await people.get_for_update(uow, ticket.person_id)
    if not person.is_active:
        raise SignInTicketOverError
    if not await _is_right(uow, person, shown):
        refused(
            uow.agency_id,
            f"wrong_{shown.method}",
            portal=person.portal,
            email=person.email,
            client=client,
            person=person,
        )
        raise WrongSecondFactorError(tries_left=ticket.tries_left - 1)
    if not await repository.use_up(uow, ticket):
        raise SignInTicketOverError
    await throttling.take_back(uow, attempt.counters)
    if ticket.earlier_hash is not None:
        await session_rows.end_by_hash(uow, ticket.earlier_hash, EndReason.SIGNED_IN_AGAIN)
    return await sessions.start(
        uow,
        person,
        ticket.started_by,
        client=client,
        remember=ticket.remember,
        second_factor=shown.method,
    )


async def passkey_options(uow: UnitOfWork, token: str, origin: str) -> Options:
    """What the browser is asked to sign. Raises SignInTicketOverError, or NotFoundError."""
    ticket = await _open_ticket(uow, token)
    return await passkeys.begin_proof(uow, ticket.person_id, Purpose.SECOND_FACTOR, origin)


async def _is_right(uow: UnitOfWork, person: Person, shown: SecondFactorProof) -> bool:
    match shown.method:
        case Method.TOTP:
            return await factors.check_code(uow, person.id, shown.code)
        case Method.RECOVERY_CODE:
            if not await factor_rows.use_code(uow, person.id, shown.code):
                return False
            left = await factor_rows.codes_left(uow, person.id)
            factors.told(uow, person, SecurityChange.RECOVERY_CODE_USED, str(left))
            return True
        case Method.PASSKEY:
            try:
                await passkeys.check_proof(
                    uow, person.id, Purpose.SECOND_FACTOR, shown.passkey or {}, shown.origin
                )
            except PasskeyNotAcceptedError:
                return False
            return True


async def _open_ticket(uow: UnitOfWork, token: str) -> Ticket:
    ticket = await repository.find_ticket(uow, token)
    if ticket is None or not ticket.is_open(uow.now):
        raise SignInTicketOverError
    return ticket
