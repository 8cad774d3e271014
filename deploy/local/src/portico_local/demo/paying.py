"""Pay runs of the story: proposed, approved by a colleague, ordered, and answered by the bank."""

from typing import Any

from portico_local.demo.agency import DemoAgency
from portico_local.demo.bank import PlayedBank
from portico_local.demo.banking_days import is_known
from portico_local.demo.client import RefusedError

FORMAT = "pain.001.001.09"


async def pay(
    demo_agency: DemoAgency, bank: PlayedBank, pay_on: str, *, refuse: int = 0
) -> dict[str, Any] | None:
    """A run of what is due, once the bank has answered for all of it; None: nothing was due.

    The bank refuses so many payments.
    """
    staff = demo_agency.staff
    pay_on, preview = await _preview(demo_agency, pay_on)
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


async def _preview(demo_agency: DemoAgency, pay_on: str) -> tuple[str, dict[str, Any]]:
    """What a run pays on a day, or the next on which banks of a country unknown here are open."""
    path = "/api/agency/pay-runs/preview"
    try:
        return pay_on, await demo_agency.staff.post(path, {"pay_on": pay_on})
    except RefusedError as refused:
        if is_known(demo_agency.plan.country) or refused.problem.get("code") != "bank_closed":
            raise
        next_day = str(refused.problem["next_banking_day"])
        return next_day, await demo_agency.staff.post(path, {"pay_on": next_day})


async def _carry_to_the_bank(
    demo_agency: DemoAgency, bank: PlayedBank, path: str, currency: str, refuse: int
) -> None:
    staff = demo_agency.staff
    file = await staff.call("GET", f"{path}/file", params={"format": FORMAT, "currency": currency})
    if file.status_code != 200:
        raise RefusedError(f"{path}/file", file.status_code, file.json())
    for content in bank.answers(file.content, refuse):
        await send_to_payments(demo_agency, content)


async def send_to_payments(demo_agency: DemoAgency, content: bytes) -> None:
    """Staff upload a file of the bank."""
    path = "/api/agency/bank-files"
    headers = {"Content-Type": "application/xml"}
    answer = await demo_agency.staff.call("POST", path, content=content, headers=headers)
    if answer.status_code != 200:
        raise RefusedError(path, answer.status_code, answer.json())
