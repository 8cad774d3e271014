"""No document is without end: what is too long is refused, what was written too long is cut."""

import pytest

from contracts.events.identity import Address
from documents.rendering import SHORT_PAGES, pages_of, samples
from documents.rendering.extent import MAX_PAGES, TooLongError
from documents.rendering.inputs import PaystubInput
from documents.rendering.pages import html_of
from documents.rendering.renderer import Renderer
from documents.rendering.text import MAX_CHARACTERS, printable


def with_street(street: str) -> PaystubInput:
    document = samples.paystub(lines=2)
    address = Address(street=street, city="Toronto", country="CA")
    counterpart = document.counterpart.model_copy(update={"address": address})
    return document.model_copy(update={"counterpart": counterpart})


def test_the_estimate_is_near_what_is_printed() -> None:
    renderer = Renderer()
    for document in (samples.paystub(lines=3), samples.customer_invoice(lines=120)):
        pages = renderer.render(document).pages
        assert pages / 2 <= pages_of(document) <= pages * 2


def test_an_everyday_document_is_a_short_one() -> None:
    assert pages_of(samples.paystub(lines=31)) <= SHORT_PAGES
    assert pages_of(samples.customer_invoice(lines=200)) > SHORT_PAGES


def test_a_document_without_end_is_refused_before_it_is_laid_out() -> None:
    with pytest.raises(TooLongError):
        html_of(samples.paystub(lines=20 * MAX_PAGES + 20))


@pytest.mark.parametrize("street", ["x" * 60_000, "x\n" * 15_000, "x\u2028" * 15_000])
def test_an_address_without_end_is_cut(street: str) -> None:
    """It came in by an event of a time that knew no bound."""
    html = html_of(with_street(street))

    assert len(html) < len(html_of(with_street("Bay Street"))) + 2_000
    assert Renderer().render_html(html).pages <= 2


def test_a_text_without_end_is_cut_and_shows_it() -> None:
    cut = printable("word " * 10_000)

    assert isinstance(cut, str)
    assert len(cut) <= MAX_CHARACTERS
    assert cut.endswith("\u2026")
