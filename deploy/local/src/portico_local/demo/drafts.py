"""A company whose invoices are looked at first: one gets a text and a reference, and is issued."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2

from contracts.events.identity import InvoiceCadence
from portico_local.demo.agency import DemoAgency
from portico_local.demo.expected import AcceptedRow, company_of, is_invoiced
from portico_local.demo.timeline import CheckFailedError, Timeline

_DRAFTS = "/api/agency/invoices/drafts"
_NOTE = "Thank you for a good month.\nThe lift on the second day is on us."
_REFERENCE = "Gate 4, ask for Robin"


async def run_invoices(demo_agency: DemoAgency, rows: Sequence[AcceptedRow], up_to: str) -> None:
    """Staff run invoices. Those of one company wait: one of them is changed and issued by hand,
    then nobody looks any more, and the next run issues the rest."""
    company_id = _looked_at(demo_agency, rows)
    if company_id is None:
        await _run(demo_agency, up_to)
        return
    rule = f"/api/agency/companies/{company_id}/invoicing"
    await demo_agency.staff.put(rule, {"drafts_first": True})
    ran = await _run(demo_agency, up_to)
    if any(one["company_id"] == company_id for one in ran["invoices"]):
        raise CheckFailedError("an invoice was issued that nobody had looked at")
    demo_agency.held["from_draft"] = await _issue_one(demo_agency)
    await demo_agency.staff.put(rule, {"drafts_first": False})
    await _run(demo_agency, up_to)


def _looked_at(demo_agency: DemoAgency, rows: Sequence[AcceptedRow]) -> str | None:
    """A company that is invoiced by period, and has one that was over at its agency by now."""
    plan = demo_agency.plan
    # The agency's own date can be a day behind ours, and a period is over the day after it.
    over = datetime.now(UTC).date() - timedelta(days=2)
    for row in rows:
        company = company_of(plan, row)
        if company.cadence != InvoiceCadence.IMMEDIATE and is_invoiced(plan, row, over):
            return demo_agency.company_ids[company.name]
    return None


async def _run(demo_agency: DemoAgency, up_to: str) -> dict[str, Any]:
    return await demo_agency.staff.post("/api/agency/invoice-runs", {"up_to": up_to})


async def _issue_one(demo_agency: DemoAgency) -> dict[str, Any]:
    """The invoice that the first draft became."""
    staff = demo_agency.staff
    (first, *_) = await staff.all(_DRAFTS)
    path = f"{_DRAFTS}/{first['draft_id']}"
    said = {"note": _NOTE, "buyer_reference": _REFERENCE, "order": "day"}
    seen = await staff.put(path, {**said, "version": first["version"]})
    asked = {"version": seen["version"], "fingerprint": seen["fingerprint"]}
    (issued, *_) = (await staff.post(f"{path}/issue", asked, once=True))["invoices"]
    if issued["total"] != seen["drafted"][0]["total"]:
        raise CheckFailedError("what was issued is not what was looked at")
    return issued


async def check_draft(timeline: Timeline, demo_agency: DemoAgency) -> None:
    """The invoice says what was written on its draft, on the page and on paper; no number is
    missing."""
    if "from_draft" not in demo_agency.held:
        return
    staff, issued = demo_agency.staff, demo_agency.held["from_draft"]
    shown = (await staff.get(f"/api/agency/invoices/{issued['invoice_id']}"))["invoice"]
    days = [line["from_on"] for line in shown["lines"]]
    paper = " ".join((await _text_of(demo_agency, issued["invoice_id"])).split())
    numbers = [one["number"] for one in await staff.all("/api/agency/invoices")]
    values = sorted(int(number.rpartition("-")[2]) for number in numbers)
    timeline.check(
        f"{demo_agency.plan.name}: an invoice says what was written on its draft",
        holds=(shown["note"], shown["buyer_reference"]) == (_NOTE, _REFERENCE)
        and days == sorted(days)
        and all(line in paper for line in (_REFERENCE, *_NOTE.splitlines())),
        found=f"{issued['number']}: {shown['buyer_reference']}",
    )
    timeline.check(
        f"{demo_agency.plan.name}: no number of an invoice is missing",
        holds=values == list(range(1, len(values) + 1)),
        found=f"{len(values)} invoices",
    )


async def _text_of(demo_agency: DemoAgency, invoice_id: str) -> str:
    documents = await demo_agency.staff.all("/api/agency/documents")
    (found,) = (one for one in documents if one["subject_id"] == invoice_id)
    answer = await demo_agency.staff.call(
        "GET", f"/api/agency/documents/{found['document_id']}/content"
    )
    # Not in a thread: pdfium crashes the process when two of them use it.
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
