"""More of all that is listed: a list is more than one row, and some rows are equal."""

from typing import Any
from uuid import uuid4

from portico_local.demo.agency import PASSWORD
from portico_local.demo.client import PortalClient, until

from .contacts import an_offer
from .world import World


async def fill(world: World) -> None:
    """Two of each at least, for the owner, the owner's contact and staff."""
    staff, contact = world.home.staff, world.contact
    for _ in range(2):
        twin = {
            "name": "Twin Works",
            "address": {"city": "Toronto", "region": "ON", "country": "CA"},
        }
        await staff.post("/api/agency/companies", twin, once=True)
        asked = {"kind": "new_business", "subject": "More people", "text": "How soon?"}
        await contact.post("/api/customer/inquiries", asked)
        await an_offer(world.home, world.ids["company_id"], contact)
    await _change_company(staff, world.ids["company_id"])
    await _dispute_two_lines(contact)
    await _work_on_another_order(world)


async def _change_company(staff: PortalClient, company_id: str) -> None:
    await staff.post("/api/session/confirm", {"password": PASSWORD}, portal=staff.portal)
    path = f"/api/agency/companies/{company_id}"
    for reference in ("PO 1", "PO 2"):
        company = await staff.get(path)
        body = {"version": company["version"], "purchase_order": reference}
        answer = await staff.call("PUT", path, json=body)
        assert answer.status_code == 200, answer.text


async def _dispute_two_lines(contact: PortalClient) -> None:
    """Of an invoice that nobody disputed yet: both begin in one moment."""
    disputed = {row["invoice_id"] for row in await contact.all("/api/customer/disputes")}
    for row in await contact.all("/api/customer/invoices", state="not_paid"):
        path = f"/api/customer/invoices/{row['invoice_id']}"
        lines = (await contact.get(path))["invoice"]["lines"]
        if row["invoice_id"] not in disputed and len(lines) > 1:
            await contact.post(f"{path}/disputes", {"lines": [1, 2], "reason": "Not these two"})
            return
    raise AssertionError("no invoice has two lines that nobody disputes")


async def _work_on_another_order(world: World) -> None:
    """Of another project: on a day on which the owner worked on the first one, and a shift."""
    staff, owner = world.home.staff, world.owner
    project = await staff.post(
        "/api/agency/projects",
        {"company_id": world.ids["company_id"], "code": f"F-{uuid4().hex[:6]}", "name": "Yard"},
    )
    rates = {"article": "regular", "pay_rate": "40", "bill_rate": "60"}
    order = await staff.post(
        "/api/agency/work-orders",
        {
            "code": f"F-{uuid4().hex[:6]}",
            "title": "Yard work",
            "project_id": project["project_id"],
            "contractor_id": world.ids["contractor_id"],
            "starts_on": "2025-01-01",
            "pay_terms": "scheduled",
            "pay_period": "weekly",
            "articles": [rates],
        },
        once=True,
    )
    order_id: str = order["work_order_id"]
    days = [row["work_on"] for row in await owner.all("/api/contractor/work")]
    logged = await until(
        lambda: owner.post("/api/contractor/work", _an_hour(order_id, min(days))),
        bool,
        what="the new work order",
    )
    await owner.post("/api/contractor/work/submit", {"entry_ids": [logged["entry_id"]]})
    first = min(job["starts_on"] for job in await world.contact.all("/api/customer/jobs"))
    shift = {"work_order_id": order_id, "starts_on": first, "start": "18:00", "end": "20:00"}
    await staff.post("/api/agency/jobs", shift, once=True)
    await until(
        lambda: owner.all("/api/contractor/trail"),
        lambda rows: any(row["work_order_id"] == order_id for row in rows),
        what="its work on the trail",
    )


def _an_hour(work_order_id: str, on: str) -> dict[str, Any]:
    return {
        "work_order_id": work_order_id,
        "work_on": on,
        "article": "regular",
        "quantity": "1",
        "note": "",
    }
