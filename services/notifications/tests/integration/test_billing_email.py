"""A company's billing e-mail gets its invoices, and the one before is told of a change (K7)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal
from contracts.events.identity import BillingEmailChanged, CompanyChanged, PersonChanged
from contracts.events.notifications import NotificationsChanged
from contracts.events.payments import InvoiceOverdue
from contracts.parties import BillTo

pytestmark = [pytest.mark.requirement("K7"), pytest.mark.timeout(60)]

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

OLD, NEW = "faktura@nordlys.example", "regnskap@nordlys.example"


async def emails(runtime: Runtime, world: Any) -> list[Any]:
    """Every e-mail of the agency."""
    async with runtime.unit_of_work(world.agency_id) as uow:
        return await uow.fetch(
            "SELECT kind, address, recipient_id, state, read_at, message FROM emails"
        )


async def told(runtime: Runtime, world: Any) -> dict[str, set[str]]:
    """Which kinds went to which address."""
    found: dict[str, set[str]] = {}
    for row in await emails(runtime, world):
        found.setdefault(row["address"], set()).add(row["kind"])
    return found


def billed(world: Any, email: str, reference: str = "") -> BillTo:
    return BillTo(
        name=world.company.name,
        address=world.company.address,
        language="nb",
        billing_email=email,
        purchase_order=reference,
    )


async def with_email(world: Any, deliver: Deliver, email: str) -> Any:
    company = world.company.model_copy(update={"billing_email": email, "version": 2})
    await deliver(CompanyChanged(company=company), agency_id=world.agency_id)
    return company


async def test_an_invoice_goes_to_the_billing_email_that_it_was_issued_to(
    deliver: Deliver, runtime: Runtime, recorded: RecordedEvents, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await with_email(world, deliver, NEW)
    issued = world.invoice().model_copy(update={"bill_to": billed(world, OLD, "PO 7")})
    await deliver(issued, agency_id=world.agency_id, times=2)
    found = await told(runtime, world)
    assert found[OLD] == {"invoice_issued"}
    assert NEW not in found
    (row,) = [one for one in await emails(runtime, world) if one["address"] == OLD]
    assert row["recipient_id"] == world.company.company_id
    assert (row["state"], row["read_at"] is None) == ("waiting", False)
    assert {"label": "purchase_order", "value": {"type": "text", "text": "PO 7"}} in row["message"][
        "facts"
    ]
    # An address without a login has no list, and no unread in it.
    listed = {event.recipient_id for event in await recorded(NotificationsChanged)}
    assert world.company.company_id not in listed


@pytest.mark.requirement("B17")
@pytest.mark.parametrize(
    ("reference", "shown"),
    [("RF94I2026000123", "RF94I2026000123"), ("1820260001235", "KID 1820260001235")],
)
async def test_an_invoice_says_what_to_quote_with_the_payment(
    deliver: Deliver, runtime: Runtime, world: Any, reference: str, shown: str
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice().model_copy(update={"payment_reference": reference})
    await deliver(issued, agency_id=world.agency_id)
    fact = {"label": "payment_reference", "value": {"type": "text", "text": shown}}
    found = await emails(runtime, world)
    assert found
    assert all(fact in row["message"]["facts"] for row in found)


async def test_reminders_go_where_invoices_go_now(
    deliver: Deliver, runtime: Runtime, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice().model_copy(update={"bill_to": billed(world, OLD)})
    await deliver(issued, agency_id=world.agency_id)
    await with_email(world, deliver, NEW)
    overdue = InvoiceOverdue(
        invoice_id=issued.invoice_id,
        company_id=issued.company_id,
        number=issued.number,
        due_on=issued.due_on,
        open_amount=issued.total,
    )
    await deliver(overdue, agency_id=world.agency_id)
    found = await told(runtime, world)
    assert (found[OLD], found[NEW]) == ({"invoice_issued"}, {"invoice_overdue"})


async def test_a_contact_with_the_same_address_gets_it_once(
    deliver: Deliver, runtime: Runtime, world: Any
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    reader = world.approver
    assert Permission.INVOICES_VIEW in reader.permissions
    issued = world.invoice().model_copy(update={"bill_to": billed(world, reader.email.upper())})
    await deliver(issued, agency_id=world.agency_id)
    addresses = [row["address"] for row in await emails(runtime, world)]
    assert addresses == [reader.email]


@pytest.mark.parametrize("after", [NEW, ""])
async def test_the_old_address_and_who_may_change_the_company_are_told_of_another(
    deliver: Deliver, runtime: Runtime, world: Any, after: str
) -> None:
    editor = world.other_contact.model_copy(
        update={"permissions": (Permission.COMPANY_EDIT,), "email": "ola@nordlys.example"}
    )
    await deliver(*world.events, PersonChanged(person=editor), agency_id=world.agency_id)
    company = await with_email(world, deliver, after)
    changed = BillingEmailChanged(
        company=company,
        before=OLD,
        changed_by=editor.person_id,
        changed_by_portal=Portal.CUSTOMER,
        changed_at=datetime.now(UTC),
    )
    await deliver(changed, agency_id=world.agency_id, times=2)
    assert await told(runtime, world) == {
        OLD: {"billing_email_changed"},
        "ola@nordlys.example": {"billing_email_changed"},
    }
