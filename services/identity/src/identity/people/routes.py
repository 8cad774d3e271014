"""People over HTTP: for staff who work with them."""

from chassis.fields import Search
from chassis.http import Uow, tenant_router
from chassis.paging import BY_NAME, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.access import Portal
from contracts.events.identity import PersonStatus
from contracts.ids import PersonId
from identity import keys
from identity.people import actions
from identity.people.schemas import PersonDetails

router = tenant_router(prefix="/people", tags=["people"])


@router.get("")
async def people(
    uow: Uow,
    portal: Portal | None = None,
    status: PersonStatus | None = None,
    q: Search | None = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[PersonDetails]:
    """People by name; `q` finds in names and addresses."""
    found = await actions.page(
        uow, portal=portal, status=status, q=q, after=BY_NAME.after(cursor), limit=limit + 1
    )
    return BY_NAME.page(
        found,
        limit,
        key=lambda person: (keys.folded(person.name), person.id),
        shown=PersonDetails.of,
    )


@router.get("/{person_id}")
async def person(person_id: PersonId, uow: Uow) -> PersonDetails:
    """One person."""
    return PersonDetails.of(await actions.get(uow, person_id))
