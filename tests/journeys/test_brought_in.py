"""Staff invite a colleague who approves their own pay run: it stands out, and another one hears."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from portico_local.demo.agency import DemoAgency, approver_of, newcomer, sign_up, staff_of
from portico_local.demo.client import PortalClient, until
from portico_local.demo.story import Story, pay_day
from portico_local.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),
    pytest.mark.requirement("A4"),
]

RUNS = "/api/agency/pay-runs"


async def test_a_run_approved_by_whom_its_proposer_invited_stands_out_and_a_colleague_is_told(
    stack: Stack, story: Story, demo_agency: DemoAgency
) -> None:
    for chapter in (story.review, story.correct, story.price, story.invoice, story.receive):
        await chapter()
    email = f"nils.hagen@{demo_agency.plan.slug}.example"
    addresses = {email, staff_of(demo_agency.plan).email, approver_of(demo_agency.plan).email}
    async with AsyncExitStack() as closing:
        nils = await _invited(stack, closing, story, demo_agency, email)
        by_nils = await _approved(demo_agency, nils)
        await demo_agency.staff.post(f"{RUNS}/{by_nils['pay_run_id']}/cancel")
        by_kim = await _approved(demo_agency, demo_agency.approver)

        shown = await until(
            lambda: nils.get(f"{RUNS}/{by_nils['pay_run_id']}"),
            lambda run: bool(run["steps"][1]["stands_out"]),
            what="the approval to stand out",
        )
        assert [one["what"] for one in shown["stands_out"]] == ["invited"]
        assert [len(one["stands_out"]) for one in shown["steps"]] == [0, 1, 0]
        assert (await nils.get(f"{RUNS}/{by_kim['pay_run_id']}"))["stands_out"] == []
    mails = await until(
        lambda: story.inbox.for_each(addresses, by_nils["number"]),
        bool,
        what="the e-mail about it",
    )
    assert {to: len(found) for to, found in mails.items()} == {
        approver_of(demo_agency.plan).email: 1
    }
    assert await story.inbox.for_each(addresses, by_kim["number"]) == {}
    news = (await demo_agency.approver.get("/api/agency/notifications"))["items"]
    assert "approval_stood_out" in {one["kind"] for one in news}


async def _invited(
    stack: Stack, closing: AsyncExitStack, story: Story, demo_agency: DemoAgency, email: str
) -> PortalClient:
    """A colleague who may do nothing but run pay runs."""
    await demo_agency.staff.post(
        "/api/agency/people",
        {
            "portal": "agency",
            "email": email,
            "name": "Nils Hagen",
            "language": demo_agency.plan.language,
            "permissions": ["pay_runs.run"],
        },
    )
    colleague = await newcomer(stack, closing, demo_agency.plan, "agency", "Nils Hagen")
    await sign_up(colleague, (await story.inbox.one_for_each({email}, "an invitation"))[email])
    return colleague


async def _approved(demo_agency: DemoAgency, approver: PortalClient) -> dict[str, Any]:
    """A run of all that is payable, proposed by staff and approved by somebody else."""
    pay_on = pay_day().isoformat()
    preview = await until(
        lambda: demo_agency.staff.post(f"{RUNS}/preview", {"pay_on": pay_on}),
        lambda found: bool(found["totals"]),
        what="something to pay",
    )
    run = await demo_agency.staff.post(
        RUNS, {"pay_on": pay_on, "expected_totals": preview["totals"]}, once=True
    )
    seen = {"fingerprint": run["fingerprint"]}
    approved: dict[str, Any] = await approver.post(f"{RUNS}/{run['pay_run_id']}/approval", seen)
    return approved
