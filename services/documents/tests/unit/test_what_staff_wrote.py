"""What staff had printed on an invoice while it was a draft, and the order that they chose."""

import re

import pytest

from contracts.events.payments import InvoiceLine
from documents.rendering.inputs import CustomerInvoiceInput
from documents.rendering.pages import html_of
from documents.rendering.samples import customer_invoice

LANGUAGES = [
    ("en", "Your reference", "Note"),
    ("fr", "Votre référence", "Remarque"),
    ("nb", "Deres referanse", "Merknad"),
]


def words_of(document: CustomerInvoiceInput) -> str:
    """What is read of its page, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(document)))


def written(language: str, **facts: object) -> CustomerInvoiceInput:
    document = customer_invoice(language)
    return document.model_copy(update={"subject": document.subject.model_copy(update=facts)})


@pytest.mark.parametrize(("language", "reference", "note"), LANGUAGES)
def test_note_and_reference_are_printed_where_there_are_some(
    language: str, reference: str, note: str
) -> None:
    said = {"note": "The crane is on us.\nSee <you> soon.", "buyer_reference": "Kari, dock 4"}
    html = html_of(written(language, **said))
    words = words_of(written(language, **said))
    assert f"{reference} Kari, dock 4" in words
    assert f"{note} The crane is on us. See &lt;you&gt; soon." in words
    assert "<p>The crane is on us.</p>" in html
    words = words_of(customer_invoice(language))
    assert reference not in words
    assert f" {note} " not in words


def order_of(lines: tuple[InvoiceLine, ...], *, is_chosen: bool) -> list[InvoiceLine]:
    """How these lines stand on paper, by their amounts."""
    words = words_of(written("en", lines=lines, has_chosen_order=is_chosen))
    return sorted(lines, key=lambda line: words.index(f"{line.amount.decimal:,.2f}"))


def test_lines_stand_as_somebody_chose_though_projects_take_turns() -> None:
    lines = customer_invoice("en").subject.lines
    turns = (lines[0], lines[-1], *lines[1:-1])
    assert lines[0].project_name == lines[1].project_name != lines[-1].project_name
    assert order_of(turns, is_chosen=True) == list(turns)
    assert order_of(turns, is_chosen=False)[0:2] == [lines[0], lines[1]]
    words = words_of(written("en", lines=turns, has_chosen_order=True))
    for line in turns:
        assert f"{line.work_order_title} · {line.project_name}" in words


def test_a_chosen_order_by_project_is_printed_under_their_names() -> None:
    lines = customer_invoice("en").subject.lines
    chosen = (lines[1], lines[0], *lines[2:])
    assert order_of(chosen, is_chosen=True) == list(chosen)
    words = words_of(written("en", lines=chosen, has_chosen_order=True))
    assert f"· {lines[0].project_name}" not in words
