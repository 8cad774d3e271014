"""Signing in by address and password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from chassis.errors import UnauthenticatedError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import AgencyId, PersonId
from identity import keys
from identity.client import RequestOrigin
from identity.known_browsers import actions as known_browsers
from identity.passwords import repository as passwords
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import repository as sessions
from identity.sessions.model import StartedBy
from identity.sign_in.admission import Admission, admit
from identity.temporary_passwords import repository as temporary_passwords
from identity.temporary_passwords.model import TemporaryPassword, canonical
from identity.throttling import repository as throttling
from identity.throttling.actions import TooManyAttemptsError, count
from identity.throttling.model import Attempt, Counter

_LOG = structlog.get_logger(__name__)

# Looked up in place of a person whom nobody knows, so that both take the same time.
NOBODY = PersonId(UUID(int=0))


class WrongCredentialsError(UnauthenticatedError):
    """The e-mail address or the password is wrong

    Also the answer for an address that is not known, or not active: which of them is not told.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAttempt:
    """Somebody asks to be let in: what the check of the password needs.

    `counters` are those that count this attempt; `hash` is None if nobody with this address has a
    password, `temporary` what staff told who is invited.
    """

    person: Person | None
    hash: str | None = field(repr=False)
    temporary: TemporaryPassword | None = None
    counters: Mapping[bytes, Counter]

    @property
    def is_temporary(self) -> bool:
        """Whether it is looked at by a temporary password: the person has not signed up yet."""
        return self.hash is None and self.temporary is not None

    @property
    def hash_to_check(self) -> str | None:
        """What the typed password is checked against, once, whichever it is."""
        return self.temporary.hash if self.hash is None and self.temporary else self.hash

    def checked(self, typed: str) -> str:
        """What is checked of what was typed."""
        return canonical(typed) if self.is_temporary else typed

    def why_not(self, *, right: bool) -> str:
        """Why this was refused: for the log, never for who attempt."""
        if self.person is None:
            return "unknown_address"
        if not self.person.is_active:
            return f"person_{self.person.status}"
        return "changed_meanwhile" if right else "wrong_password"


async def ask(
    uow: UnitOfWork, *, portal: Portal, email: str, client: RequestOrigin
) -> LoginAttempt:
    """Count the attempt before it is looked at. Raises TooManyAttemptsError.

    The unit must be committed before the password is checked: so a burst is counted in full. An
    unknown address takes the same statements as a known one.
    """
    person = await people.find_by_email(uow, portal, email)
    person_id = person.id if person else NOBODY
    known_network = client.network is not None and await sessions.knows_network(
        uow, person_id, client.network
    )
    attempt = Attempt(account=f"{portal}\n{keys.folded(email)}", network=client.network)
    counters = await known_browsers.counters_of(
        uow, person_id, attempt, client, from_known_network=known_network
    )
    try:
        await count(uow, counters)
    except TooManyAttemptsError:
        refused(uow.agency_id, "throttled", portal=portal, email=email, client=client)
        raise
    hashed = await passwords.find_hash(uow, person_id)
    temporary = await temporary_passwords.find(uow, person_id)
    return LoginAttempt(person=person, hash=hashed, temporary=temporary, counters=counters)


async def let_in(
    uow: UnitOfWork,
    attempt: LoginAttempt,
    *,
    client: RequestOrigin,
    remember: bool,
    earlier_token: str | None,
    renewed_hash: str | None,
) -> Admission:
    """Admit who showed the right password.

    `renewed_hash` is of the same password, where the one known was made in an older way. Raises
    WrongCredentialsError if the person or the password changed since.
    """
    if attempt.person is None:
        raise WrongCredentialsError
    person = await people.get_for_update(uow, attempt.person.id)
    unchanged = await passwords.find_hash(uow, person.id) == attempt.hash
    if not person.is_active or not unchanged:
        raise WrongCredentialsError
    await throttling.take_back(uow, attempt.counters)
    if attempt.hash is not None and renewed_hash is not None:
        await passwords.rehash(uow, person.id, attempt.hash, renewed_hash)
    return await admit(
        uow,
        person,
        StartedBy.PASSWORD,
        client=client,
        remember=remember,
        earlier_token=earlier_token,
    )


def refused(
    agency_id: AgencyId,
    reason: str,
    *,
    portal: Portal,
    email: str,
    client: RequestOrigin,
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
