"""People over HTTP: for staff who work with them."""

from typing import Annotated

from fastapi import Query

from chassis.fields import Search
from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, encode_cursor
from contracts.access import Portal
from contracts.events.identity import PersonStatus
from contracts.ids import PersonId
from identity import keys
from identity.fields import Cursor
from identity.people import actions
from identity.people.schemas import PersonDetails

router = tenant_router(prefix="/people", tags=["people"])


@router.get("")
async def people(
    uow: Uow,
    portal: Portal | None = None,
    status: PersonStatus | None = None,
    q: Search | None = None,
    cursor: Cursor | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> Page[PersonDetails]:
    """People by name; `q` finds in names and addresses."""
    found = await actions.page(
        uow, portal=portal, status=status, q=q, cursor=cursor, limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[PersonDetails.of(person) for person in found[:limit]],
        next_cursor=encode_cursor(keys.folded(last.name), last.id) if last else None,
    )


@router.get("/{person_id}")
async def person(person_id: PersonId, uow: Uow) -> PersonDetails:
    """One person."""
    return PersonDetails.of(await actions.get(uow, person_id))
