"""HTTP: the person's own preferences. Whose they are, the pass says."""

from chassis.http import Uow, tenant_router
from notifications.choices import actions
from notifications.choices.schemas import PreferencesDetails, PreferencesRequest
from notifications.preferences import repository
from notifications.preferences.model import chosen

router = tenant_router(tags=["preferences"])


@router.get("/my/preferences")
async def my_preferences(uow: Uow) -> PreferencesDetails:
    """Every kind of e-mail that people of the portal can get, and how it comes to this person."""
    portal = actions.portal_of(uow)
    agency = await actions.agency_here(uow)
    kept = await repository.of_person(uow, uow.actor.person)
    return PreferencesDetails.of(kept, portal, agency.time_zone)


@router.put("/my/preferences")
async def choose(body: PreferencesRequest, uow: Uow) -> PreferencesDetails:
    """Choose per kind: at once, in the daily digest, or not by e-mail.

    422 names each kind that cannot be chosen: e-mail about the login always comes.
    """
    portal = actions.portal_of(uow)
    wanted = chosen(portal, body.choices, digest_hour=body.digest_hour)
    agency = await actions.choose(uow, wanted)
    return PreferencesDetails.of(wanted, portal, agency.time_zone)
