"""A client of the story pays a part; the rest is written off, comes in after all, and bounces.

All of it is on the day on which its invoice was issued, so nobody is late: what the agency's rates
for being late come to is nothing yet, and nothing can be charged. That a day passes is for the
tests of payments.
"""

from dataclasses import replace
from typing import Any

from portico_local.demo.agency import DemoAgency
from portico_local.demo.client import RefusedError
from portico_local.demo.collecting import credit_for, tell_of
from portico_local.demo.story import Story
from portico_local.demo.timeline import CheckFailedError

_PERCENT = "8.5"
_FEE_MINOR = 15_00
_REASON = "The client is insolvent."


async def write_off(story: Story) -> None:
    """What a client did not pay is written off. It comes in as two payments; the bank takes the
    second one back, and that is written off again."""
    name = "What does not come in is written off"
    with story.timeline.step(name, "InvoiceWrittenOff, ReceiptReversed") as step:
        for demo_agency in story.demo_agencies:
            found = await _paid_in_part(demo_agency)
            if found is None:
                step.tell(f"{demo_agency.plan.name} has no invoice that was paid in part")
                continue
            demo_agency.held["lost"] = found["invoice_id"]
            await _charge_nothing(demo_agency, found)
            path = f"/api/agency/invoices/{found['invoice_id']}/write-off"
            await demo_agency.staff.post(path, {"reason": _REASON}, once=True)
            first, second = _recovered(found["total"]["amount_minor"])
            after_all = credit_for(found, first, "LATE"), credit_for(found, second, "BACK")
            await tell_of(demo_agency, after_all)
            await tell_of(demo_agency, [replace(after_all[1], is_taken_back=True)])
            # Refused where the invoice is not open again.
            await demo_agency.staff.post(path, {"reason": _REASON}, once=True)
            step.tell(f"{found['number']} of {found['company_name']}")


async def check_losses(story: Story, demo_agency: DemoAgency) -> None:
    """The invoice, its receipts and the ledger say what was lost of it, worked out here by hand."""
    if "lost" not in demo_agency.held:
        return
    staff = demo_agency.staff
    path = f"/api/agency/invoices/{demo_agency.held['lost']}"
    invoice = (await staff.get(path))["invoice"]
    total = invoice["total"]["amount_minor"]
    paid, (first, second) = total // 2, _recovered(total)
    stands = {
        "received": paid + first,
        "written_off": second,
        "open_amount": 0,
        "charged": 0,
        "credited": 0,
    }
    found = {name: invoice[name]["amount_minor"] for name in stands}
    received = _amounts(invoice["receipts"])
    written_off = _amounts(invoice["write_offs"])
    accounts = (await staff.get("/api/agency/ledger/balances"))["items"]
    lost = [row["balance"]["amount_minor"] for row in accounts if row["account"] == "bad_debt"]
    story.timeline.check(
        f"{demo_agency.plan.name}: what was written off came in, bounced, and is lost",
        holds=found == stands
        and received == sorted((paid, first, second, -second))
        and written_off == sorted((first + second, -first, -second, second))
        and lost == [-second],
        found=f"{invoice['number']}: {found['received']} of {total} came in,"
        f" {found['written_off']} is lost; ledger {lost}",
    )


def _recovered(total: int) -> tuple[int, int]:
    """What comes in of the other half after all: a third of it, and the rest. In minor units."""
    other_half = total - total // 2
    return other_half // 3, other_half - other_half // 3


async def _paid_in_part(demo_agency: DemoAgency) -> dict[str, Any] | None:
    """The first one of which so much is open that there is a third of it."""
    for one in await demo_agency.staff.all("/api/agency/invoices"):
        open_minor, received = one["open_amount"]["amount_minor"], one["received"]["amount_minor"]
        if open_minor >= 3 and received and not one["disputed_amount"]["amount_minor"]:
            return one
    return None


async def _charge_nothing(demo_agency: DemoAgency, invoice: dict[str, Any]) -> None:
    """The agency has a rate and a fee; who is not late is charged neither. Raises what is wrong."""
    staff, currency = demo_agency.staff, demo_agency.plan.currency
    rates = [{"currency": currency, "percent": _PERCENT}]
    await staff.put("/api/agency/settings/interest", {"rates": rates})
    fee = {"reminder": "second", "currency": currency, "amount_minor": _FEE_MINOR}
    await staff.put("/api/agency/settings/reminder-fees", {"fees": [fee]})
    path = f"/api/agency/invoices/{invoice['invoice_id']}/interest"
    try:
        await staff.post(path, {"until_on": invoice["issued_on"]}, once=True)
    except RefusedError as refused:
        if refused.problem.get("code") != "nothing_to_charge":
            raise
    else:
        raise CheckFailedError(f"{invoice['number']} was charged interest on the day it was issued")


def _amounts(rows: list[dict[str, Any]]) -> list[int]:
    return sorted(row["amount"]["amount_minor"] for row in rows)
