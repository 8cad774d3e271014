"""What everybody may know of an agency, before anybody is signed in."""

from chassis.http import Uow, open_router
from contracts.events.identity import Agency
from identity.agencies import repository
from identity.fields import Slug

router = open_router(tags=["agencies"])


@router.get("/agencies/by-slug/{slug}")
async def by_slug(slug: Slug, uow: Uow) -> Agency:
    """The agency of the site `SLUG.<domain>`: brand, languages, contact."""
    return (await repository.by_slug(uow, slug)).agency
