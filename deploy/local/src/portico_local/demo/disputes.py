"""A contact disputes a line of an invoice, and the agency agrees to correct it."""

from typing import Any

from portico_local.demo.agency import DemoAgency
from portico_local.demo.client import PortalClient
from portico_local.demo.story import Story
from portico_local.demo.timeline import CheckFailedError

_REASON = "One of the days on this line was a holiday: nobody was on site."


async def dispute(story: Story) -> None:
    """One line of each agency, to its end. Raises what goes wrong; the timeline has it too."""
    events = "InvoiceLinesDisputed, DisputeResolved"
    with story.timeline.step("A contact disputes a line, staff correct it", events) as step:
        for demo_agency in story.demo_agencies:
            demo_agency.held["dispute"] = await _dispute_a_line(demo_agency)
        step.tell(f"{len(story.demo_agencies)} lines, each with an agreed correction")


async def check_disputes(story: Story) -> None:
    """Note in the timeline whether they are as they were left, and nothing was booked for them."""
    for demo_agency in story.demo_agencies:
        if "dispute" in demo_agency.held:
            await _check(story, demo_agency)


async def _dispute_a_line(demo_agency: DemoAgency) -> dict[str, Any]:
    """The dispute as it ended."""
    contact, invoice = await _unpaid(demo_agency)
    staff, invoice_id = demo_agency.staff, invoice["invoice_id"]
    opened = await contact.post(
        f"/api/customer/invoices/{invoice_id}/disputes", {"lines": [1], "reason": _REASON}
    )
    path = f"invoices/{invoice_id}/disputes/{opened['items'][0]['dispute_id']}"
    held = (await _invoice(contact, invoice_id))["disputed_amount"]["amount_minor"]
    if held <= 0:
        raise CheckFailedError("a disputed line is still due")
    waiting = await staff.all("/api/agency/disputes", state="open")
    if [one["waiting_for"] for one in waiting] != ["agency"]:
        raise CheckFailedError("staff do not see the dispute that waits for them")
    await staff.post(f"/api/agency/{path}/messages", {"text": "Which day was it?"})
    told = await contact.post(f"/api/customer/{path}/messages", {"text": "It was the first one."})
    line = told["amount"]
    return await staff.post(
        f"/api/agency/{path}/resolve",
        {
            "outcome": "correction",
            "reason": "You are right: the day comes off.",
            "agreed": {**line, "amount_minor": (line["amount_minor"] + 3) // 4},
            "version": told["version"],
        },
    )


async def _check(story: Story, demo_agency: DemoAgency) -> None:
    left: dict[str, Any] = demo_agency.held["dispute"]
    (found,) = await demo_agency.staff.all("/api/agency/disputes")
    invoice = await _invoice(demo_agency.staff, left["invoice_id"], portal="agency")
    held, agreed = (one["amount_minor"] for one in (invoice["disputed_amount"], found["agreed"]))
    outstanding = invoice["total"]["amount_minor"] - invoice["received"]["amount_minor"]
    story.timeline.check(
        f"{demo_agency.plan.name}: a correction is agreed, not due and not booked",
        holds=(found["state"], found["messages"]) == ("correction_agreed", 3)
        and agreed <= held <= outstanding
        and invoice["open_amount"]["amount_minor"] == outstanding,
        found=f"{found['state']}; {held} of {outstanding} not due",
    )


async def _unpaid(demo_agency: DemoAgency) -> tuple[PortalClient, dict[str, Any]]:
    """An invoice that is not paid, and a contact who sees it."""
    for contact in demo_agency.contacts.values():
        for invoice in await contact.all("/api/customer/invoices", state="not_paid"):
            return contact, invoice
    raise CheckFailedError("there is no invoice left to dispute")


async def _invoice(
    client: PortalClient, invoice_id: str, portal: str = "customer"
) -> dict[str, Any]:
    return (await client.get(f"/api/{portal}/invoices/{invoice_id}"))["invoice"]
