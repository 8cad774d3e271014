"""The first login by a temporary password: it is exchanged for an invitation that is open at once.

So sign-up is one page and one set of rules, however somebody came to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chassis.errors import UnauthenticatedError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import PersonStatus
from contracts.ids import PersonId
from identity.client import RequestOrigin
from identity.links import repository as link_rows
from identity.links.model import Link, Purpose
from identity.passwords.rules import Flaw
from identity.people import repository as people
from identity.sign_in.by_password import LoginAttempt, WrongCredentialsError, refused
from identity.temporary_passwords import repository as temporary_passwords
from identity.temporary_passwords.model import (
    SIGN_UP_WITHIN,
    TemporaryPassword,
    contains_part,
    marks_of_parts,
)
from identity.throttling import repository as throttling


class TemporaryPasswordExpiredError(UnauthenticatedError):
    """This temporary password has expired; ask for a new one"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLogin:
    """Nobody is signed in yet; `invitation_token` is told once, here, and leads to sign-up."""

    invitation_token: str = field(repr=False)
    expires_at: datetime
    portal: Portal


async def keep(
    uow: UnitOfWork, person_id: PersonId, hashed: str, *, created_by: PersonId | None
) -> TemporaryPassword:
    """Keep its hash; what an earlier one was exchanged for leads nowhere from now on."""
    temporary = TemporaryPassword.of(person_id, hashed, created_by=created_by, now=uow.now)
    await temporary_passwords.save(uow, temporary)
    await link_rows.revoke_exchanged(uow, person_id)
    return temporary


async def exchange(
    uow: UnitOfWork, attempt: LoginAttempt, typed: str, *, client: RequestOrigin
) -> FirstLogin:
    """An invitation for who typed the right temporary password. It can be typed again until then.

    Raises TemporaryPasswordExpiredError: only who knows it is told. Raises WrongCredentialsError if
    the person or the password changed since it was looked at.
    """
    if attempt.person is None or attempt.temporary is None:
        raise WrongCredentialsError
    person = await people.get_for_update(uow, attempt.person.id)
    known = await temporary_passwords.find(uow, person.id)
    unchanged = known is not None and known.hash == attempt.temporary.hash
    if person.status is not PersonStatus.INVITED or not unchanged:
        raise WrongCredentialsError
    if attempt.temporary.is_over(uow.now):
        refused(
            uow.agency_id,
            "temporary_password_expired",
            portal=person.portal,
            email=person.email,
            client=client,
            person=person,
        )
        raise TemporaryPasswordExpiredError
    await throttling.take_back(uow, attempt.counters)
    issued, token = Link.issue(
        agency_id=uow.agency_id,
        person_id=person.id,
        purpose=Purpose.INVITATION,
        created_by=None,
        now=uow.now,
    )
    link = replace(
        issued,
        expires_at=uow.now + SIGN_UP_WITHIN,
        refused_parts=marks_of_parts(token.secret, typed),
    )
    # Those from before stay open: two tabs, or a second click, lead to the same page.
    await link_rows.add(uow, link)
    return FirstLogin(
        invitation_token=token.secret, expires_at=link.expires_at, portal=person.portal
    )


def flaws_by_link(link: Link, token: str, password: str) -> Sequence[Flaw]:
    """What is wrong with a new password because of the way that led here."""
    if contains_part(password, token, link.refused_parts or ()):
        return [Flaw.CONTAINS_TEMPORARY]
    return []
