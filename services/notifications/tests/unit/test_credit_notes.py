"""What is said of a credit note: how much, of which invoice, why, and what is left or kept (A5)."""

import pytest

from chassis.ids import new_id
from notifications.announcements import invoices, samples_of_company
from notifications.announcements.cast import CONTACT, cad
from notifications.announcements.draft import Draft
from notifications.announcements.samples_of_credits import CONTEXT, INVOICE, credit_note
from notifications.emails.message import Kind
from notifications.emails.rendering import Content, put_into_words

pytestmark = [pytest.mark.requirement("A5"), pytest.mark.requirement("X1")]

EVENT = new_id()


def told(left: str, kept: str = "0.00", reason: str = "") -> list[Draft]:
    event = credit_note(cad(left), cad(kept), reason=reason)
    return invoices.credited(EVENT, event, INVOICE, CONTEXT)


def words(left: str, kept: str = "0.00", reason: str = "", language: str = "en") -> Content:
    return put_into_words(told(left, kept, reason)[0].message, language)


def facts(content: Content) -> dict[str, str]:
    return {fact.label: fact.value.replace("\u00a0", " ") for fact in content.facts}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Credit note C-2026-000004 for invoice I-2026-000077: CAD 57.18"),
        ("fr", "Note de crédit C-2026-000004 pour la facture I-2026-000077 : 57,18 CAD"),
        ("nb", "Kreditnota C-2026-000004 for faktura I-2026-000077: 57,18 CAD"),
    ],
)
def test_its_subject_names_both_numbers_and_the_amount(language: str, subject: str) -> None:
    assert plain(words("1649.24", language=language).subject) == subject


def test_it_goes_to_the_readers_of_the_invoice_and_to_its_mailbox_and_leads_to_the_invoice() -> (
    None
):
    drafts = told("1649.24")
    assert [draft.recipient for draft in drafts] == [CONTACT, samples_of_company.MAILBOX]
    assert {draft.message.kind for draft in drafts} == {Kind.INVOICE_CREDITED}
    assert {draft.about for draft in drafts} == {INVOICE.parties}
    assert {draft.message.path for draft in drafts} == {f"/customer/invoices/{INVOICE.invoice_id}"}


def test_it_says_what_is_left_to_pay() -> None:
    said = words("1649.24")
    assert plain(said.paragraphs[0]).endswith("You have CAD 1,649.24 left to pay.")
    assert facts(said)["Left to pay"] == "CAD 1,649.24"
    assert "Kept as your balance" not in facts(said)


def test_it_says_that_nothing_is_left() -> None:
    assert words("0.00").paragraphs[0].endswith("You have nothing left to pay.")


def test_it_says_what_was_paid_already_and_is_kept() -> None:
    said = words("0.00", kept="57.18")
    assert "You had already paid CAD 57.18 of it." in plain(said.paragraphs[0])
    assert facts(said)["Kept as your balance"] == "CAD 57.18"


def test_it_says_the_reason_or_that_work_was_corrected() -> None:
    with_reason, without = words("0.00", reason="Logged twice"), words("0.00")
    assert with_reason.quote == ("Logged twice",)
    assert "Reason" not in facts(with_reason)
    assert without.quote == ()
    assert facts(without)["Reason"] == "Approved work was corrected"
