"""Who is told that somebody stands in for an approver, and that it ended early (B3)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.events.identity import (
    PersonChanged,
    PersonStatus,
    StandIn,
    StandInEnded,
    StandInNamed,
)

pytestmark = [pytest.mark.requirement("B3"), pytest.mark.requirement("X1")]

States = Callable[[], Awaitable[list[dict[str, Any]]]]
FIRST = date(2026, 4, 20)


class Case:
    """Anna approves; Per stands in for her."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.approver, self.colleague = world.approver, world.other_contact
        self.stand_in = StandIn(
            stand_in_id=new_id(),
            person_id=self.colleague.person_id,
            from_on=FIRST,
            until_on=FIRST + timedelta(days=10),
        )

    def named(self, by: Any) -> StandInNamed:
        return StandInNamed(
            person=self.approver.model_copy(update={"stand_ins": (self.stand_in,)}),
            stand_in=self.stand_in,
            named_by=by.person_id,
        )

    def ended(self, by: Any) -> StandInEnded:
        return StandInEnded(person=self.approver, stand_in=self.stand_in, ended_by=by.person_id)


@pytest.fixture
def case(world: Any) -> Case:
    return Case(world)


async def told(states: States) -> set[tuple[str, Any]]:
    return {(row["kind"], row["recipient_id"]) for row in await states()}


async def test_what_an_approver_decides_is_told_to_the_stand_in(
    deliver: Deliver, states: States, case: Case
) -> None:
    world = case.world
    await deliver(*world.events, agency_id=world.agency_id)
    by = case.approver
    await deliver(case.named(by), case.ended(by), agency_id=world.agency_id, times=2)
    assert await told(states) == {
        ("stand_in_named", case.colleague.person_id),
        ("stand_in_ended", case.colleague.person_id),
    }
    assert len(await states()) == 2


async def test_what_staff_decide_is_told_to_both(
    deliver: Deliver, states: States, case: Case
) -> None:
    world = case.world
    await deliver(*world.events, agency_id=world.agency_id)
    by = world.manager
    await deliver(case.named(by), case.ended(by), agency_id=world.agency_id)
    assert await told(states) == {
        (kind, person.person_id)
        for kind in ("stand_in_named", "stand_in_ended")
        for person in (case.approver, case.colleague)
    }


async def test_a_stand_in_who_lost_the_login_is_told_nothing(
    deliver: Deliver, states: States, case: Case
) -> None:
    world = case.world
    gone = case.colleague.model_copy(update={"status": PersonStatus.DEACTIVATED})
    await deliver(*world.events, PersonChanged(person=gone), agency_id=world.agency_id)
    await deliver(case.ended(world.manager), agency_id=world.agency_id)
    assert await told(states) == {("stand_in_ended", case.approver.person_id)}
