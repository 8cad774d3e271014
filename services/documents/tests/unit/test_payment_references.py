"""An invoice on paper says what to quote with the payment (B17)."""

import re

import pytest

from documents.rendering.inputs import CustomerInvoiceInput
from documents.rendering.pages import html_of
from documents.rendering.samples import customer_invoice

pytestmark = pytest.mark.requirement("B17")


def words_of(document: CustomerInvoiceInput) -> str:
    """What is read of its page, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(document)))


def referred(language: str, reference: str) -> CustomerInvoiceInput:
    document = customer_invoice(language)
    subject = document.subject.model_copy(update={"payment_reference": reference})
    return document.model_copy(update={"subject": subject})


@pytest.mark.parametrize(
    ("language", "named", "note"),
    [
        ("en", "Payment reference", "Include {} with your payment."),
        ("fr", "Référence de paiement", "Veuillez indiquer {} avec votre paiement."),
        ("nb", "Betalingsreferanse", "Oppgi {} ved betaling."),
    ],
)
def test_the_reference_stands_where_it_says_how_to_pay(
    language: str, named: str, note: str
) -> None:
    creditor, kid = "RF94I2026000123", "1820260001235"
    words = words_of(referred(language, creditor))
    assert f"{named} {creditor}" in words
    assert note.format(creditor) in words
    words = words_of(referred(language, kid))
    assert f"KID {kid}" in words
    assert note.format(kid) in words


@pytest.mark.parametrize("language", ["en", "fr", "nb"])
def test_what_was_issued_before_is_paid_by_its_number(language: str) -> None:
    document = customer_invoice(language)
    assert document.subject.payment_reference == ""
    assert document.subject.number in words_of(document)
