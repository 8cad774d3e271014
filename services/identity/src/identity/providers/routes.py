"""Which providers there are, before anybody is signed in."""

from collections.abc import Sequence

from pydantic import BaseModel

from chassis.http import Uow, open_router
from identity.fields import Slug
from identity.providers import repository
from identity.providers.model import Provider, ProviderKind
from identity.units import enter

router = open_router(tags=["agencies"])


class ProviderDetails(BaseModel):
    """A provider as everybody may know it."""

    id: str
    kind: ProviderKind
    name: str

    @classmethod
    def of(cls, provider: Provider) -> "ProviderDetails":
        """The provider."""
        return cls(id=provider.id, kind=provider.kind, name=provider.name)


class Providers(BaseModel):
    """The providers of an agency; the list is short and has one page."""

    items: Sequence[ProviderDetails]
    next_cursor: None = None


@router.get("/agencies/by-slug/{slug}/sign-in-providers")
async def providers(slug: Slug, uow: Uow) -> Providers:
    """With whose accounts people can sign in at this site, in the agency's order."""
    await enter(uow, slug)
    found = await repository.enabled(uow)
    return Providers(items=[ProviderDetails.of(provider) for provider in found])
