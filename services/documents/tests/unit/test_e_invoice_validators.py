"""What is wrong with an e-invoice is seen: by the official rules, by our own look, mostly by both.

The files are right when they are written, and broken here behind the writer's back.
"""

import re
from functools import cache

import pytest

from documents.einvoices import samples
from documents.einvoices.audit import faults_of
from documents.einvoices.cii import cii_of
from documents.einvoices.content import BilledInput, content_of
from documents.einvoices.model import Syntax
from documents.einvoices.rules import OfficialRules
from documents.einvoices.ubl import ubl_of

pytestmark = pytest.mark.requirement("B10")

INVOICE = samples.norwegian_invoice(lines=3)
CREDIT_NOTE = samples.norwegian_credit_note(lines=2)
WRITERS = {Syntax.PEPPOL: ubl_of, Syntax.FACTUR_X: cii_of}


@cache
def rules() -> OfficialRules:
    return OfficialRules()


def broken(document: BilledInput, syntax: Syntax, pattern: str, replacement: str) -> bytes:
    """The file with the first place that fits changed."""
    text = WRITERS[syntax](content_of(document)).decode()
    changed, times = re.subn(pattern, replacement, text, count=1, flags=re.DOTALL)
    assert times == 1
    assert changed != text
    return changed.encode()


def seen_by_both(
    document: BilledInput, syntax: Syntax, pattern: str, replacement: str
) -> tuple[str, str]:
    xml = broken(document, syntax, pattern, replacement)
    official = " ".join(fault.split(":")[0] for fault in rules().faults(xml, syntax))
    return official, "; ".join(faults_of(xml, syntax, document))


@pytest.mark.parametrize(
    ("pattern", "replacement", "official", "ours"),
    [
        (r"(PayableAmount[^>]*>\d+)\.\d\d", r"\1.99", "BR-CO-16", "payable is"),
        (r"(TaxInclusiveAmount[^>]*>)\d+", r"\g<1>1", "BR-CO-15", "total is"),
        (r"(<cac:InvoiceLine>.*?LineExtensionAmount[^>]*>)\d+", r"\g<1>9", "BR-CO-10", "lines"),
        (r"(InvoicedQuantity[^>]*>)37.5<", r"\g<1>38<", "PEPPOL-EN16931-R120", "line 1: 38"),
        (r"(TaxSubtotal>.*?TaxAmount[^>]*>)\d+", r"\g<1>5", "BR-CO-14", "% of"),
        (r"(TaxSubtotal>.*?Percent>)25<", r"\g<1>15<", "BR-S-08", "its tax is none"),
        (r"<cbc:EndpointID[^\n]*\n", "", "PEPPOL-EN16931-R020", "no endpoint of the seller"),
        (
            r"<cbc:BuyerReference>[^\n]*(.*?)<cac:OrderReference>.*?</cac:OrderReference>",
            r"\1",
            "PEPPOL-EN16931-R003",
            "neither a buyer's reference",
        ),
        (r"<cbc:DueDate>.*?</cbc:DueDate>", "", "", "no due_on"),
        (r"(DocumentCurrencyCode>)NOK", r"\1NKR", "BR-CL-04", "NKR is no currency"),
        (r"NO987654325MVA", "NO987654326MVA", "NO-R-001", "no Norwegian VAT number"),
        (r">987654325</cbc:EndpointID", ">987654321</cbc:EndpointID", "COMMON-R041", "987654321"),
        (r"<cbc:CompanyID>NO987654325MVA</cbc:CompanyID>", "", "UBL-SR-53", ""),
        (r"(IdentificationCode>)NO<", r"\1Norge<", "BR-CL-14", "no country of the seller"),
        (r"(unitCode=)\"HUR\"", r'\1"TIME"', "BR-CL-23", "no unit"),
        (r"(<cbc:CompanyID)[^>]*>987654325<", r"\1>987654325<", "", ""),
        (r"<cac:PayeeFinancialAccount>.*?</cac:PayeeFinancialAccount>", "", "BR-61", "no account"),
        (r"(cbc:ID>)INV-2026-00093<", r"\1INV-2026-00094<", "", "number is 'INV-2026-00094'"),
        (r"NO9386011117947", "NO9386011117948", "", "no IBAN"),
        (r"202600093009", "202600093017", "", "payment_reference is"),
        (r"<cbc:IssueDate>2026-04-01", "<cbc:IssueDate>2026-04-02", "", "issued_on is"),
    ],
)
def test_a_peppol_invoice_that_is_wrong_is_refused(
    pattern: str, replacement: str, official: str, ours: str
) -> None:
    by_rules, by_us = seen_by_both(INVOICE, Syntax.PEPPOL, pattern, replacement)

    assert official in by_rules
    assert ours in by_us
    if not official and not ours:
        assert (by_rules, by_us) == ("", "")


def test_elements_out_of_order_are_refused_by_the_schema_alone() -> None:
    swapped = r"\2\1"
    pattern = r"(<cbc:IssueDate>.*?</cbc:IssueDate>)\s*(<cbc:DueDate>.*?</cbc:DueDate>)"
    by_rules, by_us = seen_by_both(INVOICE, Syntax.PEPPOL, pattern, swapped)

    assert by_rules.startswith("XSD line")
    assert by_us == ""


@pytest.mark.parametrize(
    ("pattern", "replacement", "official", "ours"),
    [
        (r"(DuePayableAmount>\d+)\.\d\d", r"\1.99", "BR-CO-16", "payable is"),
        (r"(GrandTotalAmount>)\d+", r"\g<1>1", "BR-CO-15", "total is"),
        (r"(LineTotalAmount>)\d+", r"\g<1>9", "BR-CO-10", "lines"),
        (r"(CalculatedAmount>)\d+", r"\g<1>5", "BR-CO-14", "% of"),
        (r"(ChargeAmount>)71.25", r"\g<1>72", "", "line 1: 37.5 at 72"),
        (r"(InvoiceCurrencyCode>)NOK", r"\1NKR", "BR-CL-04", "NKR is no currency"),
        (r"<ram:DueDateDateTime>.*?</ram:DueDateDateTime>", "", "", "no due_on"),
        (r"(<ram:CountryID>)NO<", r"\1Norge<", "BR-CL-14", "no country of the seller"),
    ],
)
def test_a_factur_x_invoice_that_is_wrong_is_refused(
    pattern: str, replacement: str, official: str, ours: str
) -> None:
    by_rules, by_us = seen_by_both(INVOICE, Syntax.FACTUR_X, pattern, replacement)

    assert official in by_rules
    assert ours in by_us


@pytest.mark.parametrize(
    ("syntax", "pattern"),
    [
        (Syntax.PEPPOL, r"<cac:BillingReference>.*?</cac:BillingReference>"),
        (Syntax.FACTUR_X, r"<ram:InvoiceReferencedDocument>.*?</ram:InvoiceReferencedDocument>"),
    ],
)
def test_a_credit_note_that_names_no_invoice_is_refused(syntax: Syntax, pattern: str) -> None:
    _, by_us = seen_by_both(CREDIT_NOTE, syntax, pattern, "")

    assert "no preceding" in by_us


def test_what_another_document_was_booked_with_is_no_e_invoice_of_this_one() -> None:
    xml = ubl_of(content_of(INVOICE))

    assert faults_of(xml, Syntax.PEPPOL, samples.norwegian_invoice(lines=4))


def test_a_figure_that_is_none_or_stands_there_twice_is_refused() -> None:
    none = broken(INVOICE, Syntax.PEPPOL, r"(PayableAmount[^>]*>)[\d.]+", r"\1much")
    twice = broken(INVOICE, Syntax.PEPPOL, r"(<cbc:PayableAmount.*?</cbc:PayableAmount>)", r"\1\1")
    assert "'much'" in faults_of(none, Syntax.PEPPOL, INVOICE)[0]
    assert "2 times" in faults_of(twice, Syntax.PEPPOL, INVOICE)[0]
