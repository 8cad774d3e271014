"""Pay runs of the story: proposed, approved by a colleague, ordered, and answered by the bank."""

from typing import Any

from portico_local.demo.agency import DemoAgency
from portico_local.demo.bank import PlayedBank
from portico_local.demo.client import RefusedError

FORMAT = "pain.001.001.09"


async def pay(
    demo_agency: DemoAgency, bank: PlayedBank, pay_on: str, *, refuse: int = 0
) -> dict[str, Any] | None:
    """A run of what is due, once the bank has answered for all of it; None: nothing was due.

    The bank refuses so many payments.
    """
    staff = demo_agency.staff
    preview = await staff.post("/api/agency/pay-runs/preview", {"pay_on": pay_on})
    if not preview["totals"]:
        return None
    proposed = await staff.post(
        "/api/agency/pay-runs",
        {"pay_on": pay_on, "expected_totals": preview["totals"]},
        once=True,
    )
    path = f"/api/agency/pay-runs/{proposed['pay_run_id']}"
    seen = {"fingerprint": proposed["fingerprint"]}
    await demo_agency.approver.post(f"{path}/approval", seen)
    await staff.post(f"{path}/export", once=True)
    for total in proposed["totals"]:
        await _carry_to_the_bank(demo_agency, bank, path, total["currency"], refuse)
    answered: dict[str, Any] = await staff.get(path)
    return answered


async def _carry_to_the_bank(
    demo_agency: DemoAgency, bank: PlayedBank, path: str, currency: str, refuse: int
) -> None:
    staff = demo_agency.staff
    file = await staff.call("GET", f"{path}/file", params={"format": FORMAT, "currency": currency})
    if file.status_code != 200:
        raise RefusedError(f"{path}/file", file.status_code, file.json())
    for content in bank.answers(file.content, refuse):
        answer = await staff.call(
            "POST",
            "/api/agency/bank-files",
            content=content,
            headers={"Content-Type": "application/xml"},
        )
        if answer.status_code != 200:
            raise RefusedError("/api/agency/bank-files", answer.status_code, answer.json())
