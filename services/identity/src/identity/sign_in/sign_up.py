"""Sign-up: an invited person accepts the terms, sets a password, and is signed in."""

from chassis.errors import ConflictError
from chassis.uow import UnitOfWork
from identity.agencies import repository as agencies
from identity.client import RequestOrigin
from identity.links import actions as links
from identity.links import repository as link_rows
from identity.links.model import Purpose
from identity.passwords import repository as passwords
from identity.passwords.rules import require_good
from identity.people import repository as people
from identity.people.model import Person
from identity.sessions import actions as sessions
from identity.sessions.model import StartedBy
from identity.sign_in.by_temporary_password import flaws_by_link
from identity.temporary_passwords import repository as temporary_passwords


class TermsChangedError(ConflictError):
    """The terms have changed meanwhile; read them again"""


async def check(uow: UnitOfWork, token: str, *, password: str, terms_version: str) -> None:
    """Raise before anything costly is done.

    Raises LinkNotValidError, WeakPasswordError or TermsChangedError.
    """
    link, person = await links.open_link(uow, token, Purpose.INVITATION)
    require_good(password, person.email, besides=flaws_by_link(link, token, password))
    await require_in_force(uow, terms_version)


async def finish(
    uow: UnitOfWork, token: str, *, hashed: str, terms_version: str, client: RequestOrigin
) -> sessions.NewSession:
    """Use the invitation up: the person is active from here on, and signed in."""
    invited = await links.use_up(uow, token, Purpose.INVITATION)
    person = await activate(uow, invited, terms_version)
    await passwords.save_hash(uow, person.id, hashed)
    return await sessions.start(uow, person, StartedBy.INVITATION, client=client)


async def activate(uow: UnitOfWork, invited: Person, terms_version: str) -> Person:
    """The person accepts the terms and can sign in from here on, however they will.

    Raises TermsChangedError.
    """
    await require_in_force(uow, terms_version)
    person, event = invited.activate(uow.now)
    await people.save(uow, person)
    await people.accept_terms(uow, person.id, terms_version)
    await link_rows.revoke(uow, person.id)
    await temporary_passwords.forget(uow, person.id)
    uow.record(event)
    return person


async def require_in_force(uow: UnitOfWork, terms_version: str) -> None:
    """Raise TermsChangedError unless this is the version that people accept today."""
    terms = await agencies.terms_in_force(uow)
    if terms.version != terms_version:
        raise TermsChangedError(terms_version=terms.version)
