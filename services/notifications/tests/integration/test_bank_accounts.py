"""Who is told that pay goes to another account (B6)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chassis.testing.plugin import Deliver
from notifications.announcements.samples_of_bank_accounts import changed

pytestmark = [pytest.mark.requirement("B6"), pytest.mark.requirement("X1")]

States = Callable[[], Awaitable[list[dict[str, Any]]]]


async def test_the_person_is_told_once_and_nobody_else(
    deliver: Deliver, states: States, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    event = changed().model_copy(update={"person": world.contractor})
    await deliver(event, agency_id=world.agency_id, times=2)
    told = [(row["kind"], row["recipient_id"]) for row in await states()]
    assert told == [("bank_account_changed", world.contractor.person_id)]
