"""Who is told of an approval that stands out."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.access import Permission
from contracts.events.identity import PersonChanged
from contracts.events.pay_runs import StaffGrantKind
from contracts.ids import PersonId
from notifications.announcements.samples_of_pay_runs import stood_out

pytestmark = [pytest.mark.requirement("A4"), pytest.mark.requirement("X1")]

States = Callable[[], Awaitable[list[dict[str, Any]]]]


async def test_colleagues_who_run_pay_runs_are_told_once(
    deliver: Deliver, states: States, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    proposer, approver, colleague = (
        world.manager.model_copy(
            update={
                "person_id": PersonId(new_id()),
                "email": f"{name}@nordlys.example",
                "permissions": (Permission.PAY_RUNS_RUN,),
            }
        )
        for name in ("ada", "nils", "liv")
    )
    people = [PersonChanged(person=one) for one in (proposer, approver, colleague)]
    event = stood_out(StaffGrantKind.INVITED).model_copy(
        update={"proposed_by": proposer.person_id, "approved_by": approver.person_id}
    )
    await deliver(*people, event, agency_id=world.agency_id, times=2)
    told = [(row["kind"], row["recipient_id"]) for row in await states()]
    assert told == [("approval_stood_out", colleague.person_id)]
