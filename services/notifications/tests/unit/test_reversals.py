"""What is said of a client's payment that the bank took back (A5, X1)."""

from datetime import date

import pytest

from chassis.ids import new_id
from contracts.money import Money
from notifications.announcements import invoices, samples_of_company
from notifications.announcements.cast import CONTACT, cad
from notifications.announcements.samples_of_credits import CONTEXT, INVOICE
from notifications.announcements.samples_of_reversals import reversal
from notifications.emails.message import Kind
from notifications.emails.rendering import Content, put_into_words

pytestmark = [pytest.mark.requirement("A5"), pytest.mark.requirement("X1")]

WHOLE, NOTHING = cad("1649.24"), cad("0.00")
LATE = date(2026, 5, 2)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def words(
    left: Money, language: str = "en", on: date = date(2026, 5, 1), disputed: Money | None = None
) -> Content:
    event = reversal(left, on=on, disputed=disputed)
    (draft, _) = invoices.receipt_reversed(new_id(), event, INVOICE, CONTEXT)
    return put_into_words(draft.message, language)


def test_it_goes_to_the_readers_of_the_invoice_and_to_its_mailbox() -> None:
    drafts = invoices.receipt_reversed(new_id(), reversal(WHOLE), INVOICE, CONTEXT)
    assert [draft.recipient for draft in drafts] == [CONTACT, samples_of_company.MAILBOX]
    assert {draft.message.kind for draft in drafts} == {Kind.RECEIPT_REVERSED}
    assert {draft.message.path for draft in drafts} == {f"/customer/invoices/{INVOICE.invoice_id}"}


@pytest.mark.parametrize(
    ("language", "subject", "ends", "ends_late"),
    [
        (
            "en",
            "Your payment of CAD 1,649.24 for invoice I-2026-000077 was returned",
            "You have CAD 1,649.24 left to pay by May 1, 2026.",
            "You have CAD 1,649.24 left to pay, which was due on May 1, 2026.",
        ),
        (
            "fr",
            "Votre paiement de 1 649,24 CAD pour la facture I-2026-000077 a été retourné",
            "Il vous reste 1 649,24 CAD à payer au plus tard le 1er mai 2026.",
            "Il vous reste 1 649,24 CAD à payer, exigibles depuis le 1er mai 2026.",
        ),
        (
            "nb",
            "Betalingen på 1 649,24 CAD for faktura I-2026-000077 er tilbakeført",
            "Dere har 1 649,24 CAD igjen å betale innen 1. mai 2026.",
            "Dere har 1 649,24 CAD igjen å betale, med forfall 1. mai 2026.",
        ),
    ],
)
def test_it_tells_what_came_back_what_is_left_and_until_when(
    language: str, subject: str, ends: str, ends_late: str
) -> None:
    said = words(WHOLE, language)
    assert plain(said.subject) == subject
    assert plain(said.paragraphs[0]).endswith(ends)
    assert plain(words(WHOLE, language, LATE).paragraphs[0]).endswith(ends_late)
    assert "RF41I2026000077" in [fact.value for fact in said.facts]


@pytest.mark.parametrize(
    ("left", "disputed", "ends"),
    [
        (WHOLE, "49.24", "You have CAD 1,600.00 left to pay by May 1, 2026."),
        (WHOLE, "1649.24", "The rest of the invoice is disputed and isn’t due."),
        (NOTHING, None, "You have nothing left to pay on this invoice."),
    ],
)
def test_it_asks_for_nothing_that_is_not_due(left: Money, disputed: str | None, ends: str) -> None:
    said = words(left, disputed=None if disputed is None else cad(disputed))
    assert plain(said.paragraphs[0]).endswith(ends)


def test_what_was_said_before_its_due_date_was_told_is_not_told() -> None:
    event = reversal(WHOLE).model_copy(update={"due_on": None})
    assert invoices.receipt_reversed(new_id(), event, INVOICE, CONTEXT) == []
