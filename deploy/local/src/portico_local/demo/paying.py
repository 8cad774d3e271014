"""A pay run of the story: proposed, approved by a colleague, ordered, and taken by the bank."""

from typing import Any

from portico_local.demo.agency import DemoAgency


async def order(demo_agency: DemoAgency, preview: dict[str, Any]) -> dict[str, Any]:
    """The run of a preview, once it is at the bank."""
    staff = demo_agency.staff
    proposed = await staff.post(
        "/api/agency/pay-runs",
        {"pay_on": preview["pay_on"], "expected_totals": preview["totals"]},
        once=True,
    )
    path = f"/api/agency/pay-runs/{proposed['pay_run_id']}"
    seen = {"fingerprint": proposed["fingerprint"]}
    await demo_agency.approver.post(f"{path}/approval", seen)
    ordered: dict[str, Any] = await staff.post(f"{path}/export", once=True)
    return ordered


async def confirm(demo_agency: DemoAgency, pay_run_id: str) -> dict[str, Any]:
    """Staff see on the bank's page that it has taken the payments, and say so."""
    path = f"/api/agency/pay-runs/{pay_run_id}/confirmation"
    taken: dict[str, Any] = await demo_agency.staff.post(path, {}, once=True)
    return taken
