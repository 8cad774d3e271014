"""Use cases of preferences."""

from chassis.errors import ForbiddenError, UnavailableError
from chassis.uow import UnitOfWork
from contracts.access import Portal
from notifications.digest import actions as digest
from notifications.directory import repository as directory
from notifications.directory.model import Agency
from notifications.preferences import repository
from notifications.preferences.model import Preferences


def portal_of(uow: UnitOfWork) -> Portal:
    """Where the acting person is at home. Raises ForbiddenError when nobody's portal is known."""
    if uow.actor.portal is None:
        raise ForbiddenError("only a person of a portal has preferences")
    return uow.actor.portal


async def agency_here(uow: UnitOfWork) -> Agency:
    """The agency of the unit. Raises UnavailableError when its topic has not brought it yet."""
    found = await directory.find_agency(uow)
    if found is None:
        raise UnavailableError("this agency is not known here yet")
    return found


async def choose(uow: UnitOfWork, preferences: Preferences) -> Agency:
    """Keep what the acting person chose. A digest that waits is made at the new hour.

    What was collected before still comes in that digest, whatever is chosen now.
    """
    agency = await agency_here(uow)
    await repository.save(uow, uow.actor.person, preferences)
    await digest.move(uow, agency, [uow.actor.person])
    return agency
