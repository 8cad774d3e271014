"""Pay that is taken back reaches its contractor once: in the list, and by e-mail (B5)."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from chassis.testing.plugin import Deliver
from contracts.events.payments import TransactionReleased, TransactionState
from notifications.announcements.samples_of_deductions import REASON, line, taken_back

from .test_inbox import listed

States = Callable[[], Awaitable[list[dict[str, Any]]]]

pytestmark = [pytest.mark.timeout(60), pytest.mark.requirement("B5")]


async def test_the_contractor_hears_what_was_taken_back_and_why_and_that_it_is_deducted(
    client: httpx2.AsyncClient, deliver: Deliver, states: States, world: Any, own: dict[str, str]
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    event = taken_back(line(12, -480))
    transaction = event.transaction.model_copy(update={"contractor_id": world.contractor.person_id})
    event = event.model_copy(update={"transaction": transaction})
    released = TransactionReleased(
        transaction_id=transaction.transaction_id,
        contractor_id=transaction.contractor_id,
        number=transaction.number,
        net=transaction.net,
        state=TransactionState.PROCESSING,
        cause="staff",
    )
    await deliver(event, agency_id=world.agency_id, times=2)
    await deliver(released, agency_id=world.agency_id, times=2)
    told = [(row["kind"], row["recipient_id"]) for row in await states()]
    assert told == [
        ("pay_taken_back", world.contractor.person_id),
        ("payment_released", world.contractor.person_id),
    ]
    later, first = (await listed(client, own))["items"]
    assert first["quote"] == REASON
    assert "fra din neste utbetaling" in first["text"]
    assert "frigitt" in later["title"]
