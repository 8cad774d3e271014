"""The e-invoice of an invoice: made with its PDF, kept, and handed out to who may see the PDF."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pikepdf
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal, Scope
from contracts.events.documents import DocumentFailed
from documents.einvoices import samples
from documents.einvoices.model import Syntax
from documents.einvoices.pool import EInvoicePool
from documents.einvoices.reading import figures_of
from documents.storage import Storage

pytestmark = pytest.mark.requirement("B10")

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]


def norwegian(known: Any, **changes: Any) -> Any:
    """An invoice with all that an e-invoice needs."""
    subject = samples.norwegian_invoice(lines=3).subject
    kept = ("seller", "bill_to", "payment_reference", "buyer_reference", "currency", "lines")
    sums = ("subtotal", "taxes", "total")
    told = {name: getattr(subject, name) for name in (*kept, *sums)}
    return known.issued(**told | changes)


@pytest.fixture
def staff(known: Any, a_pass: Pass) -> dict[str, str]:
    return a_pass(
        agency_id=known.agency_id,
        portal=Portal.AGENCY,
        permissions=[Permission.INVOICES_MANAGE],
    )


@pytest.fixture
def contact(known: Any, a_pass: Pass) -> dict[str, str]:
    return a_pass(
        agency_id=known.agency_id,
        portal=Portal.CUSTOMER,
        permissions=[Permission.INVOICES_VIEW],
        scope=Scope.COMPANY,
        company_id=known.company_id,
    )


async def test_an_invoice_gets_its_e_invoices_beside_the_pdf_and_inside(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    runtime: Runtime,
    client: httpx2.AsyncClient,
    contact: dict[str, str],
) -> None:
    invoice = norwegian(known)
    await deliver(invoice, agency_id=known.agency_id)
    (event,) = await press.rendered(1)
    address = f"/documents/{event.document_id}"

    ehf = await client.get(f"{address}/e-invoice", headers=contact)
    assert ehf.status_code == 200
    assert ehf.headers["content-type"] == "application/xml"
    assert ehf.headers["content-disposition"].endswith('-INV-2026-00093-peppol.xml"')
    figures = figures_of(ehf.content, Syntax.PEPPOL)
    assert figures.amounts["payable"] == invoice.total.decimal

    inside = await client.get(f"{address}/e-invoice?syntax=factur_x", headers=contact)
    stored = await runtime.resource(Storage).read(known.agency_id, event.sha256)
    with pikepdf.open(io.BytesIO(stored)) as pdf:
        assert pdf.attachments["factur-x.xml"].get_file().read_bytes() == inside.content

    known_already = {**contact, "If-None-Match": ehf.headers["etag"]}
    assert (await client.get(f"{address}/e-invoice", headers=known_already)).status_code == 304
    told = (await client.get(address, headers=contact)).json()["e_invoices"]
    assert {(x["syntax"], x["size_bytes"]) for x in told} == {
        ("peppol", len(ehf.content)),
        ("factur_x", len(inside.content)),
    }


async def test_who_may_not_see_the_invoice_may_not_see_its_e_invoice(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    client: httpx2.AsyncClient,
    a_pass: Pass,
) -> None:
    await deliver(norwegian(known), agency_id=known.agency_id)
    (event,) = await press.rendered(1)
    others = [
        a_pass(agency_id=known.agency_id, portal=Portal.CONTRACTOR, person_id=known.temp_id),
        a_pass(
            agency_id=known.agency_id,
            portal=Portal.CUSTOMER,
            permissions=[Permission.WORK_APPROVE],
            scope=Scope.COMPANY,
            company_id=known.company_id,
        ),
        a_pass(agency_id=new_id(), portal=Portal.AGENCY, permissions=[Permission.INVOICES_MANAGE]),
    ]
    for other in others:
        refused = await client.get(f"/documents/{event.document_id}/e-invoice", headers=other)
        assert refused.status_code == 404


async def test_what_is_missing_for_an_e_invoice_is_told_to_staff_and_the_pdf_is_printed(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    runtime: Runtime,
    client: httpx2.AsyncClient,
    staff: dict[str, str],
    contact: dict[str, str],
) -> None:
    bill_to = samples.NORWEGIAN_BUYER.model_copy(update={"registrations": ()})
    await deliver(norwegian(known, bill_to=bill_to), agency_id=known.agency_id)
    (event,) = await press.rendered(1)
    address = f"/documents/{event.document_id}"

    refused = await client.get(f"{address}/e-invoice", headers=contact)
    assert refused.status_code == 409
    assert refused.json()["missing"] == ["buyer_electronic_address"]
    told = (await client.get(address, headers=staff)).json()["e_invoices"]
    assert [(x["syntax"], x["missing"], x["sha256"] is None) for x in told] == [
        ("factur_x", [], False),
        ("peppol", ["buyer_electronic_address"], True),
    ]
    shown = (await client.get(address, headers=contact)).json()["e_invoices"]
    assert [x["syntax"] for x in shown] == ["factur_x"]
    assert (await client.get(f"{address}/content", headers=contact)).status_code == 200


async def test_an_invoice_from_before_sellers_were_told_has_none_and_starts_no_process(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    runtime: Runtime,
    client: httpx2.AsyncClient,
    staff: dict[str, str],
) -> None:
    await deliver(known.issued(), agency_id=known.agency_id)
    (event,) = await press.rendered(1)

    told = (await client.get(f"/documents/{event.document_id}", headers=staff)).json()
    assert [x["missing"] for x in told["e_invoices"]] == [["seller"], ["seller"]]
    assert runtime.resource(EInvoicePool).process_ids == []


async def test_a_text_that_xml_cannot_have_costs_the_e_invoice_and_not_the_pdf(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
    client: httpx2.AsyncClient,
    staff: dict[str, str],
) -> None:
    await deliver(norwegian(known, note="a bell\u0007"), agency_id=known.agency_id)
    (event,) = await press.rendered(1)

    told = (await client.get(f"/documents/{event.document_id}", headers=staff)).json()
    assert all(x["faults"] and x["sha256"] is None for x in told["e_invoices"])
    assert await recorded(DocumentFailed) == []


async def test_a_credit_note_gets_one_too(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    client: httpx2.AsyncClient,
    contact: dict[str, str],
) -> None:
    subject = samples.norwegian_credit_note().subject
    names = ("seller", "bill_to", "buyer_reference", "currency", "lines", "subtotal", "taxes")
    told = {name: getattr(subject, name) for name in (*names, "total", "open_amount")}
    zero = {"kept_balance": subject.kept_balance}
    await deliver(known.credited(**told, **zero), agency_id=known.agency_id)
    (event,) = await press.rendered(1)

    xml = await client.get(f"/documents/{event.document_id}/e-invoice", headers=contact)
    figures = figures_of(xml.content, Syntax.PEPPOL)
    assert (figures.texts["kind"], figures.texts["preceding"]) == ("381", "INV-2026-00093")
