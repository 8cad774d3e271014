"""What is told to a company's own address is sent there (K7)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal
from contracts.events.identity import BillingEmailChanged, PersonChanged

States = Callable[[], Awaitable[list[dict[str, Any]]]]

pytestmark = [pytest.mark.requirement("K7"), pytest.mark.timeout(60)]


async def test_the_address_until_now_gets_its_email(
    runtime: Runtime, deliver: Deliver, states: States, mail_server: Any, sending: Any, world: Any
) -> None:
    editor = world.other_contact.model_copy(update={"permissions": (Permission.COMPANY_EDIT,)})
    await deliver(*world.events, PersonChanged(person=editor), agency_id=world.agency_id)
    changed = BillingEmailChanged(
        company=world.company.model_copy(
            update={"name": "Quay & Sons", "billing_email": "new@quay.example"}
        ),
        before="old@quay.example",
        changed_by=editor.person_id,
        changed_by_portal=Portal.CUSTOMER,
        changed_at=datetime.now(UTC),
    )
    await deliver(changed, agency_id=world.agency_id)

    async def all_sent() -> bool:
        return [row["state"] for row in await states()] == ["sent", "sent"]

    async with sending(runtime):
        await eventually(all_sent)
    assert {mail["To"].addresses[0].addr_spec for mail in mail_server.mails} == {
        "old@quay.example",
        editor.email,
    }
