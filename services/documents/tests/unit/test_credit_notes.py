"""A credit note says of which invoice it takes back what, why, and what is left to pay (A5)."""

import re
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from contracts.events.timesheets import ArticleKind
from contracts.money import Money
from documents.rendering.credit_samples import credit_note
from documents.rendering.inputs import CreditNoteInput
from documents.rendering.labels import LANGUAGES
from documents.rendering.labels.credits import ENGLISH, CreditLabels, credit_labels
from documents.rendering.pages import html_of

pytestmark = pytest.mark.requirement("A5")


def words_of(document: CreditNoteInput) -> str:
    """What is read of its page, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(document)))


def changed(document: CreditNoteInput, **changes: Any) -> CreditNoteInput:
    return document.model_copy(update={"subject": document.subject.model_copy(update=changes)})


def cad(minor: int) -> Money:
    return Money(amount_minor=minor, currency="CAD")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Credits invoice INV-2026-00093 of Apr 1, 2026"),
        ("fr", "Facture créditée INV-2026-00093 du 1er avr. 2026"),
        ("nb", "Krediterer faktura INV-2026-00093 av 1. apr. 2026"),
    ],
)
def test_it_names_the_invoice_by_number_and_day(language: str, said: str) -> None:
    assert said in words_of(credit_note(language))


@pytest.mark.parametrize(
    ("language", "corrected"),
    [
        ("en", "Approved work was corrected."),
        ("fr", "Le travail approuvé a été corrigé."),
        ("nb", "Godkjent arbeid er rettet."),
    ],
)
def test_it_says_why_or_that_work_was_corrected(language: str, corrected: str) -> None:
    document = credit_note(language)
    assert document.subject.reason in words_of(document)
    assert corrected not in words_of(document)
    assert corrected in words_of(changed(document, reason=""))


@pytest.mark.parametrize(
    ("reference", "name"),
    [("RF9518I2026000093", "Payment reference"), ("1820260000938", "KID")],
)
def test_what_is_left_is_asked_for_by_the_reference_of_the_invoice(
    reference: str, name: str
) -> None:
    left = changed(credit_note("en"), open_amount=cad(1_00), payment_reference=reference)
    assert f"{name} {reference}" in words_of(left)
    nothing = changed(credit_note("en"), open_amount=cad(0), payment_reference=reference)
    assert reference not in words_of(nothing)


def test_it_says_what_is_left_to_pay_and_asks_for_it_by_the_invoices_number() -> None:
    words = words_of(credit_note())
    assert words.count("Left to pay on the invoice CAD 1,649.24") == 2
    assert "Include INV-2026-00093 with your payment." in words
    assert "balance" not in words
    assert "already paid" not in words


def test_what_is_disputed_is_not_asked_for() -> None:
    """As on the page and in the e-mail: it is not due for now."""
    words = words_of(changed(credit_note("en"), disputed_amount=cad(600_00)))
    assert words.count("Left to pay on the invoice CAD 1,049.24") == 2
    assert "Disputed, not due CAD 600.00" in words
    all_of_it = changed(credit_note("en"), disputed_amount=cad(1_649_24))
    assert "with your payment" not in words_of(all_of_it)


def test_what_had_been_paid_is_kept_as_a_balance_and_nothing_is_asked_for() -> None:
    words = words_of(credit_note(paid=True))
    total = credit_note(paid=True).subject.total
    assert words.count("Left to pay on the invoice CAD 0.00") == 2
    assert f"Kept as your balance CAD {total.decimal:,}" in words
    assert f"You had already paid CAD {total.decimal:,} of what is credited." in words
    assert "with your payment" not in words


def test_a_line_with_a_minus_is_explained() -> None:
    """Overtime was logged as regular hours: what it is now is billed instead."""
    document = credit_note(lines=1)
    (line,) = document.subject.lines
    instead = line.model_copy(
        update={
            "article": ArticleKind.OVERTIME,
            "quantity": Decimal(-2),
            "minutes": -120,
            "rate": Decimal(100),
            "amount": cad(-20_000),
        }
    )
    subtotal = line.amount + instead.amount
    note = changed(document, lines=(line, instead), subtotal=subtotal, taxes=(), total=subtotal)
    said = "Lines with a minus are billed in place of what is credited."
    assert said in words_of(note)
    assert "Overtime" in words_of(note)
    assert "-200.00" in words_of(note)
    assert said not in words_of(document)


def test_each_line_is_its_quantity_times_its_rate() -> None:
    (line,) = credit_note().subject.lines
    assert "37.50 71.25 2,671.88" in words_of(credit_note())
    assert line.amount == cad(267_188)


@pytest.mark.requirement("X4")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_or_left_in_english(language: str) -> None:
    def texts(labels: CreditLabels) -> dict[str, str]:
        return {field.name: getattr(labels, field.name) for field in fields(labels)}

    found = texts(credit_labels(language))
    filled: Callable[[str], list[str]] = re.compile(r"{(\w+)}").findall
    assert all(text.strip() for text in found.values())
    assert {name: sorted(filled(text)) for name, text in found.items()} == {
        name: sorted(filled(text)) for name, text in texts(ENGLISH).items()
    }
    if language != "en":
        assert not [name for name, text in found.items() if text == texts(ENGLISH)[name]]
