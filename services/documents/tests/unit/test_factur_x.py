"""A PDF with its e-invoice in it: found by name, explained as PDF/A wants it, the same figures."""

import io
import re
from functools import cache

import pikepdf
import pypdfium2
import pytest

from documents.einvoices import samples
from documents.einvoices.cii import cii_of
from documents.einvoices.content import BilledInput, content_of
from documents.einvoices.model import Syntax
from documents.einvoices.reading import figures_of
from documents.rendering.formats import Formats
from documents.rendering.renderer import Renderer

pytestmark = pytest.mark.requirement("B10")

DOCUMENT = samples.norwegian_invoice()


@cache
def e_invoice() -> bytes:
    return cii_of(content_of(DOCUMENT))


@cache
def finished() -> bytes:
    return Renderer().render(DOCUMENT, e_invoice=e_invoice()).pdf


def test_the_e_invoice_lies_in_the_pdf_under_the_name_that_readers_look_for() -> None:
    with pikepdf.open(io.BytesIO(finished())) as pdf:
        (name,) = pdf.attachments
        assert name == "factur-x.xml"
        assert pdf.attachments[name].get_file().read_bytes() == e_invoice()
        (associated,) = pdf.Root.AF.as_list()
        assert associated.AFRelationship == "/Alternative"


def test_the_metadata_says_which_profile_it_is_and_explains_its_own_words() -> None:
    with pikepdf.open(io.BytesIO(finished())) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()

    assert metadata.count("<rdf:RDF") == metadata.count("</rdf:RDF>") == 1
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata
    told = set(re.findall(r"<fx:(\w+)>", metadata))
    assert told == set(re.findall(r"<pdfaProperty:name>(\w+)<", metadata))
    assert "pdfaid" in metadata


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert Renderer().render(DOCUMENT, e_invoice=e_invoice()).pdf == finished()


def test_a_document_without_one_says_nothing_of_it() -> None:
    with pikepdf.open(io.BytesIO(Renderer().render(DOCUMENT).pdf)) as pdf:
        assert list(pdf.attachments) == []
        assert b"factur-x" not in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    "document",
    [
        samples.norwegian_invoice(),
        samples.norwegian_credit_note(),
        samples.canadian_invoice(),
        samples.canadian_invoice(in_quebec=True),
    ],
    ids=["no", "no credit note", "ca", "qc"],
)
def test_the_page_shows_the_amounts_of_the_e_invoice(
    document: BilledInput,
) -> None:
    xml = cii_of(content_of(document))
    figures = figures_of(xml, Syntax.FACTUR_X)
    with pypdfium2.PdfDocument(Renderer().render(document, e_invoice=xml).pdf) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    shown = "".join(text.split())

    formats = Formats(document.language, document.agency.address.country)
    subject = document.subject
    amounts = [subject.total, subject.subtotal, *(line.amount for line in subject.lines)]
    assert figures.amounts["total"] == subject.total.decimal
    assert figures.amounts["line_total"] == subject.subtotal.decimal
    for amount in amounts:
        assert "".join(formats.amount(amount).split()) in shown
    assert figures.texts["number"] in shown
