"""Who is told what became of an offer."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.access import Permission
from contracts.events.documents import OfferDeclined
from contracts.events.identity import Person, PersonChanged
from contracts.ids import OfferId, PersonId

States = Callable[[], Awaitable[list[dict[str, Any]]]]

pytestmark = [pytest.mark.timeout(60), pytest.mark.requirement("K16")]


@pytest.mark.requirement("B8")
async def test_a_refusal_is_told_to_nobody_who_may_see_no_offers_any_more(
    deliver: Deliver, states: States, world: Any
) -> None:
    """Staff who manage companies hear of it in the place of a sender who does not any more."""

    def somebody(like: Person, *permissions: Permission) -> Person:
        new = {"person_id": PersonId(new_id()), "permissions": permissions}
        return like.model_copy(update=new)

    sender = somebody(world.manager, Permission.WORK_MANAGE)
    manager = somebody(world.manager, Permission.COMPANIES_MANAGE)
    sees = (Permission.OFFERS_VIEW, Permission.OFFERS_SIGN)
    declines, earlier = (somebody(world.approver, *sees) for _ in range(2))
    barred = somebody(world.approver, Permission.WORK_APPROVE)
    people = (sender, manager, declines, earlier, barred)
    await deliver(
        *world.events, *(PersonChanged(person=one) for one in people), agency_id=world.agency_id
    )
    told = (earlier.person_id, barred.person_id)
    declined = OfferDeclined(
        offer_id=OfferId(new_id()),
        company_id=world.company.company_id,
        title="Terms",
        sent_by=sender.person_id,
        person_id=declines.person_id,
        reason="Too dear",
        told_ids=told,
        contact_ids=(declines.person_id, *told),
    )
    await deliver(declined, agency_id=world.agency_id)
    assert {row["recipient_id"] for row in await states()} == {
        manager.person_id,
        earlier.person_id,
    }
