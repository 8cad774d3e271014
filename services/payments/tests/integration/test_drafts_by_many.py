"""Drafts that many people issue while runs and approvals issue invoices beside them."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued
from contracts.money import Money
from payments import daily

from ..builders import an_entry, approved, cad
from ..conftest import AgencyAtWork
from ..drafts import Drafts

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
COMPANIES, PEOPLE = 6, 3


@pytest.mark.requirement("A5")
async def test_many_issue_drafts_while_runs_issue_the_rest_without_a_gap_or_a_double(
    agency: AgencyAtWork,
) -> None:
    looked_at = [await agency.work_order() for _ in range(COMPANIES)]
    others = [await agency.work_order() for _ in range(COMPANIES)]
    at_once = await agency.work_order(preferences=AT_ONCE)
    for order in looked_at:
        await Drafts(agency, order.company_id).come_first()
    work = (*looked_at, *others)
    await agency.hears(*(approved(order, an_entry("1"), an_entry("2")) for order in work))
    seen = [await Drafts(agency, order.company_id).only() for order in looked_at]

    async def issue(draft: Any, who: dict[str, str]) -> tuple[int, Any]:
        answer = await agency.client.post(
            f"/invoices/drafts/{draft['draft_id']}/issue",
            json={"version": draft["version"], "fingerprint": draft["fingerprint"]},
            headers={**who, "Idempotency-Key": str(new_id())},
        )
        return answer.status_code, answer.json()

    people = [agency.staff(), agency.other_staff(), agency.staff()][:PEOPLE]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    issuing = [issue(draft, who) for who in people for draft in seen]
    answers, *_ = await asyncio.gather(
        asyncio.gather(*issuing),
        agency.post("/invoice-runs", {"up_to": "2026-02-28"}),
        agency.post("/invoice-runs", {"up_to": "2026-02-28"}),
        daily.run(agency.runtime, tomorrow),
        agency.hears(*(approved(at_once, an_entry("1")) for _ in range(3))),
    )
    assert [status for status, _ in answers].count(201) == COMPANIES
    refused = [body for status, body in answers if status != 201]
    assert {(body["code"], body["because"]) for body in refused} == {("draft_gone", "issued")}

    issued = await agency.said(InvoiceIssued)
    assert sorted(int(one.number[-6:]) for one in issued) == list(range(1, len(issued) + 1))
    assert len(issued) == 2 * COMPANIES + 3
    billed = Money.total((one.subtotal for one in issued), "CAD")
    assert billed == cad(str(60 * (3 * 2 * COMPANIES + 3)))
    (row,) = await agency.rows(
        """SELECT count(*) FILTER (WHERE invoice_id IS NULL) AS waiting,
                  count(*) AS lines FROM work_lines"""
    )
    assert (row["waiting"], row["lines"]) == (0, 4 * COMPANIES + 3)
    assert await agency.balances()


async def test_a_draft_is_changed_by_one_of_two_people_at_a_time(agency: AgencyAtWork) -> None:
    order = await agency.work_order()
    drafts = Drafts(agency, order.company_id)
    await drafts.come_first()
    await agency.approves(order, an_entry("1"))
    seen = await drafts.only()
    body = {name: seen[name] for name in ("buyer_reference", "order", "version")}
    answers = await asyncio.gather(
        *(
            agency.client.put(
                f"/invoices/drafts/{seen['draft_id']}",
                json={**body, "note": f"Person {number}"},
                headers=who,
            )
            for number, who in enumerate([agency.staff(), agency.other_staff()])
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (winner,) = [one.json() for one in answers if one.status_code == 200]
    assert (await drafts.only())["note"] == winner["note"]


async def test_the_run_issues_what_waits_while_somebody_issues_it_once(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order()
    drafts = Drafts(agency, order.company_id)
    await drafts.come_first()
    await agency.approves(order, an_entry("1"))
    seen = await drafts.only()
    body = {"version": seen["version"], "fingerprint": seen["fingerprint"]}
    answer, *_ = await asyncio.gather(
        agency.client.post(
            f"/invoices/drafts/{seen['draft_id']}/issue",
            json=body,
            headers={**agency.other_staff(), "Idempotency-Key": "once"},
        ),
        drafts.come_first(first=False),
        agency.post("/invoice-runs", {"up_to": "2026-02-28"}),
    )
    assert answer.status_code in {201, 409}, answer.text
    if answer.status_code == 409:
        assert answer.json()["code"] == "draft_gone"
    await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    (said,) = await agency.said(InvoiceIssued)
    assert said.subtotal == cad("60")
