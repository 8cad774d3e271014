"""`python -m identity temporary-password AGENCY PORTAL EMAIL`: for who is invited.

Where no e-mail arrives yet, an agency's first staff come in by it. It is printed once.
"""

import sys

from chassis.actor import Actor
from chassis.errors import DomainError, NotFoundError
from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.access import Portal
from identity.agencies import repository as agencies
from identity.passwords.hashing import Passwords
from identity.people import repository as people
from identity.people.model import Person
from identity.sign_in import by_temporary_password
from identity.temporary_passwords.model import canonical, new_password

USAGE = "usage: python -m identity temporary-password AGENCY PORTAL EMAIL\n"


async def temporary_password_command(runtime: Runtime, argv: list[str]) -> int:
    """Print a new temporary password of who is invited there. 0: done, 2: it cannot be done."""
    match argv:
        case [slug, portal, email] if portal in set(Portal):
            pass
        case _:
            sys.stderr.write(USAGE)
            return 2
    try:
        sys.stdout.write(await _told(runtime, slug, Portal(portal), email) + "\n")
    except DomainError as error:
        sys.stderr.write(f"{email} at {slug}: {error}\n")
        return 2
    return 0


async def _told(runtime: Runtime, slug: str, portal: Portal, email: str) -> str:
    temporary = new_password()
    async with runtime.resource(Passwords).turn() as hasher:
        hashed = await hasher.hash(canonical(temporary))
    async with runtime.unit_of_work(None, Actor.system("identity")) as uow:
        agency_id = (await agencies.by_slug(uow, slug)).agency.agency_id
    async with runtime.unit_of_work(agency_id, Actor.system("identity")) as uow:
        person = await _invited(uow, portal, email)
        await by_temporary_password.keep(uow, person.id, hashed, created_by=None)
    return temporary


async def _invited(uow: UnitOfWork, portal: Portal, email: str) -> Person:
    """The person of this address, locked. Raises NotFoundError or what `require_invited` raises."""
    found = await people.find_by_email(uow, portal, email)
    if found is None:
        raise NotFoundError("person")
    person = await people.get_for_update(uow, found.id)
    person.require_invited()
    return person
