"""The e-invoices of the story: which must have come, and what they say."""

from typing import Any
from xml.etree import ElementTree as ET

from portico_local.demo.agency import DemoAgency
from portico_local.demo.story import Story

_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_MOST_FILES = 20
_DUE = {"NO": {"factur_x", "peppol"}, "CA": {"factur_x"}}


async def check_e_invoices(story: Story, demo_agency: DemoAgency) -> None:
    """Every invoice and credit note has its e-invoice in the PDF, and in Norway an EHF beside it,
    which says the ledger's amount. Of other countries than these the sellers' numbers are not told.
    """
    documents = [
        row
        for row in await demo_agency.staff.all("/api/agency/documents")
        if row["kind"] in {"customer_invoice", "credit_note"}
    ]
    due = _DUE.get(demo_agency.plan.country, set())
    without = [row["number"] for row in documents if not due <= _syntaxes(row)]
    why = sorted({gap for row in documents for one in row["e_invoices"] for gap in _why(one, due)})
    story.timeline.check(
        f"{demo_agency.plan.name}: an e-invoice in every invoice"
        + (", and an EHF beside it" if "peppol" in due else ""),
        holds=bool(documents) and not without,
        found=f"{len(documents)} documents" + (f", lacking {', '.join(why)}" if without else ""),
    )
    if "peppol" in due:
        await _check_amounts(story, demo_agency, documents[:_MOST_FILES])


async def _check_amounts(
    story: Story, demo_agency: DemoAgency, documents: list[dict[str, Any]]
) -> None:
    invoices = await demo_agency.staff.all("/api/agency/invoices")
    totals = {row["invoice_id"]: row["total"]["amount_minor"] for row in invoices}
    looked_at = [row for row in documents if row["subject_id"] in totals]
    wrong: list[str] = []
    for row in looked_at:
        answer = await demo_agency.staff.call(
            "GET", f"/api/agency/documents/{row['document_id']}/e-invoice"
        )
        told = ET.fromstring(answer.content).iter(f"{_CBC}PayableAmount")  # noqa: S314 - our own
        if [f"{totals[row['subject_id']] / 100:.2f}"] != [one.text for one in told]:
            wrong.append(row["number"])
    story.timeline.check(
        f"{demo_agency.plan.name}: e-invoices say the ledger's amounts",
        holds=bool(looked_at) and not wrong,
        found=f"{len(looked_at)} files read" + (f", wrong are {wrong[:5]}" if wrong else ""),
    )


def _syntaxes(row: dict[str, Any]) -> set[str]:
    return {one["syntax"] for one in row["e_invoices"] if one["sha256"] is not None}


def _why(one: dict[str, Any], due: set[str]) -> list[str]:
    return [*one["missing"], *one["faults"]] if one["syntax"] in due else []
