"""What is said of interest, of fees and of what is waived, and what is asked for (A5, B21)."""

import pytest

from chassis.ids import new_id
from contracts.events.late_charges import LateChargeKind
from contracts.events.payments import InvoiceOverdue, ReminderName
from contracts.money import Money
from notifications.announcements import invoices, late_charges, samples_of_company
from notifications.announcements.cast import CONTACT, cad
from notifications.announcements.draft import Draft
from notifications.announcements.samples_of_credits import CONTEXT, INVOICE, credit_note
from notifications.announcements.samples_of_late_charges import REFERENCE, interest, waiver
from notifications.announcements.samples_of_reminders import overdue
from notifications.emails.message import Kind
from notifications.emails.rendering import Content, put_into_words

pytestmark = [pytest.mark.requirement("A5"), pytest.mark.requirement("X1")]

EVENT = new_id()
INTEREST, FEE = LateChargeKind.INTEREST, LateChargeKind.REMINDER_FEE


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def facts(content: Content) -> dict[str, str]:
    return {fact.label: plain(fact.value) for fact in content.facts}


def charged(disputed: Money | None = None) -> list[Draft]:
    return late_charges.interest_charged(EVENT, interest(disputed), INVOICE, CONTEXT)


def words(drafts: list[Draft], language: str = "en") -> Content:
    return put_into_words(drafts[0].message, language)


def reminded(event: InvoiceOverdue, language: str = "en") -> Content:
    return words(invoices.reminded(EVENT, event, INVOICE, CONTEXT), language)


@pytest.mark.parametrize(
    ("language", "subject", "rate"),
    [
        ("en", "Interest on invoice I-2026-000077: CAD 10.84", "8.5%"),
        ("fr", "Intérêts de retard sur la facture I-2026-000077 : 10,84 CAD", "8,5 %"),
        ("nb", "Forsinkelsesrente på faktura I-2026-000077: 10,84 CAD", "8,5 %"),
    ],
)
def test_interest_is_told_with_its_amount_its_days_and_its_rate(
    language: str, subject: str, rate: str
) -> None:
    said = words(charged(), language)
    assert plain(said.subject) == subject
    assert rate in facts(said).values()
    assert any("2026" in one and "31" in one for one in facts(said).values())


def test_it_goes_to_the_readers_of_the_invoice_and_to_its_mailbox() -> None:
    drafts = charged()
    assert [draft.recipient for draft in drafts] == [CONTACT, samples_of_company.MAILBOX]
    assert {draft.message.kind for draft in drafts} == {Kind.INTEREST_CHARGED}
    assert {draft.about for draft in drafts} == {INVOICE.parties}
    assert {draft.message.path for draft in drafts} == {f"/customer/invoices/{INVOICE.invoice_id}"}


def test_what_is_left_to_pay_leaves_out_what_is_disputed_and_names_the_reference() -> None:
    for said in (facts(words(charged())), facts(words(charged(cad("1356.00"))))):
        assert said["Payment reference"] == REFERENCE
    assert facts(words(charged()))["Left to pay"] == "CAD 1,660.08"
    said = words(charged(cad("1356.00")))
    assert facts(said)["Left to pay"] == "CAD 304.08"
    assert facts(said)["Disputed, not due"] == "CAD 1,356.00"
    assert "You have CAD 304.08 left to pay" in plain(said.paragraphs[0])


@pytest.mark.parametrize(
    ("kind", "left", "kept", "disputed", "ends"),
    [
        (INTEREST, "1649.24", None, None, "You have CAD 1,649.24 left to pay."),
        (FEE, "0.00", None, None, "You have nothing left to pay."),
        (FEE, "0.00", "10.84", None, "next invoice or refund it."),
        (INTEREST, "1649.24", None, "1356.00", "You have CAD 293.24 left to pay."),
        (INTEREST, "1649.24", None, "1649.24", "The rest is disputed and isn’t due."),
    ],
)
def test_what_is_waived_is_told_with_the_reason_and_what_is_left(
    kind: LateChargeKind, left: str, kept: str | None, disputed: str | None, ends: str
) -> None:
    event = waiver(
        kind,
        cad(left),
        kept=None if kept is None else cad(kept),
        disputed=None if disputed is None else cad(disputed),
    )
    said = words(late_charges.waived(EVENT, event, INVOICE, CONTEXT))
    assert plain(said.subject) == "Invoice I-2026-000077: CAD 10.84 waived"
    assert plain(said.paragraphs[0]).endswith(ends)
    what = "the interest" if kind is INTEREST else "the reminder fee"
    assert f"has waived {what} of CAD 10.84" in plain(said.paragraphs[0])
    assert said.quote == ("The invoice reached you late",)


@pytest.mark.requirement("B21")
def test_a_reminder_asks_for_its_fee_too_and_names_the_reference() -> None:
    without, with_fee = (
        reminded(overdue(ReminderName.SECOND, cad("814.60"), fee)) for fee in (None, cad("40.00"))
    )
    assert facts(without)["Amount due"] == "CAD 20,000.00"
    assert facts(with_fee)["Amount due"] == "CAD 20,040.00"
    assert facts(with_fee)["Including the fee for this reminder"] == "CAD 40.00"
    assert "Including the fee for this reminder" not in facts(without)
    assert facts(without)["Payment reference"] == "RF41I2026000077"


def test_a_reference_of_digits_is_named_as_norwegians_know_it() -> None:
    event = overdue(ReminderName.FIRST).model_copy(update={"payment_reference": "1820260000770"})
    assert facts(reminded(event, "nb"))["Betalingsreferanse"] == "KID 1820260000770"
    unknown = event.model_copy(update={"payment_reference": ""})
    assert "Betalingsreferanse" not in facts(reminded(unknown, "nb"))


def test_a_credit_note_leaves_what_is_disputed_out_of_what_is_left_to_pay() -> None:
    def told(disputed: Money) -> Content:
        event = credit_note(cad("1649.24"), cad("0.00"), disputed=disputed)
        return words(invoices.credited(EVENT, event, INVOICE, CONTEXT))

    part, whole = told(cad("1356.00")), told(cad("1649.24"))
    assert facts(part)["Left to pay"] == "CAD 293.24"
    assert facts(part)["Disputed, not due"] == "CAD 1,356.00"
    assert facts(part)["Payment reference"] == "RF41I2026000077"
    assert plain(part.paragraphs[0]).endswith("You have CAD 293.24 left to pay.")
    assert plain(whole.paragraphs[0]).endswith("The rest is disputed and isn’t due.")
    assert "Payment reference" not in facts(whole)
