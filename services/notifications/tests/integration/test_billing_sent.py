"""What is told to a company's own address is sent there (K7)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal
from contracts.events.identity import BillingEmailChanged, CompanyChanged, PersonChanged
from contracts.events.payments import InvoiceOverdue
from contracts.parties import BillTo

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


OLD, NEW = "faktura@nordlys.example", "regnskap@nordlys.example"


@pytest.mark.requirement("B21")
@pytest.mark.parametrize("now", [OLD, NEW, ""])
async def test_a_reminder_that_waits_goes_where_the_company_has_them_sent_by_now(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    now: str,
) -> None:
    """And an invoice where it was issued to."""

    def company(email: str, version: int) -> CompanyChanged:
        update = {"billing_email": email, "version": version}
        return CompanyChanged(company=world.company.model_copy(update=update))

    issued = world.invoice()
    bill_to = BillTo(
        name=world.company.name, address=world.company.address, language="nb", billing_email=OLD
    )
    overdue = InvoiceOverdue(
        invoice_id=issued.invoice_id,
        company_id=issued.company_id,
        number=issued.number,
        due_on=issued.due_on,
        open_amount=issued.total,
    )
    await deliver(*world.events, company(OLD, 2), agency_id=world.agency_id)
    await deliver(
        issued.model_copy(update={"bill_to": bill_to}), overdue, agency_id=world.agency_id
    )
    await deliver(company(now, 3), agency_id=world.agency_id)
    expected = {("invoice_issued", OLD), *([("invoice_overdue", now)] if now else [])}

    async def nothing_waits() -> bool:
        return not {row["state"] for row in await states()} & {"waiting", "sending"}

    async with sending(runtime):
        await eventually(nothing_waits)
    sent = {
        (mail["X-Portico-Kind"], mail["To"].addresses[0].addr_spec) for mail in mail_server.mails
    }
    assert {one for one in sent if one[1] != world.approver.email} == expected
    mine = [row for row in await states() if row["recipient_id"] == world.company.company_id]
    assert {(row["kind"], row["state"]) for row in mine} == {
        ("invoice_issued", "sent"),
        ("invoice_overdue", "sent" if now else "listed"),
    }
