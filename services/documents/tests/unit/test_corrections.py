"""The paper of a transaction that takes back what was paid: what it says, and its lines."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.events.documents import DocumentKind
from contracts.events.payments import TransactionState, WorkLine
from contracts.events.timesheets import ArticleKind, PayTerms
from contracts.ids import EntryId
from contracts.money import Money
from documents.rendering import samples
from documents.rendering.inputs import PaystubInput, called
from documents.rendering.labels import LANGUAGES, labels_of
from documents.rendering.pages import html_of
from documents.rendering.samples import id_of

from .test_documents import words_of

CREATED_ON = date(2026, 4, 1)


def taken_back(minutes: int, amount_minor: int, *, on: int = 2) -> WorkLine:
    """Work at 50.00 an hour, and what was given for it."""
    return WorkLine(
        entry_id=EntryId(id_of(f"entry {on}")),
        work_on=date(2026, 3, on),
        article=ArticleKind.REGULAR,
        quantity=round(Decimal(-minutes) / 60, 6),
        minutes=-minutes,
        rate=Decimal("50.00"),
        amount=Money(amount_minor=-amount_minor, currency="CAD"),
    )


def correction(language: str, *lines: WorkLine) -> PaystubInput:
    document = samples.paystub(language, lines=1, scheduled=False)
    gross = Money.total((line.amount for line in lines), "CAD")
    subject = document.subject.model_copy(
        update={
            "lines": lines,
            "gross": gross,
            "deductions": (),
            "net": gross,
            "pay_terms": PayTerms.IMMEDIATE,
            "state": TransactionState.PENDING_RELEASE,
            "created_on": CREATED_ON,
        }
    )
    return document.model_copy(update={"subject": subject})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_taken_back_is_deducted_and_no_statement_of_it_is_promised(language: str) -> None:
    labels = labels_of(language)
    html = html_of(correction(language, taken_back(480, 400_00)))
    assert labels.to_deduct in html
    assert labels.deduction_follows in html
    for said in (labels.pay_follows, labels.pending_release, labels.terms[PayTerms.IMMEDIATE]):
        assert said not in html
    paid = html_of(samples.paystub(language))
    assert labels.pay_follows in paid
    assert labels.to_deduct not in paid


@pytest.mark.parametrize(
    ("language", "title", "to"),
    [
        ("en", "Credit note", "Credit to"),
        ("fr", "Note de crédit", "Au crédit de"),
        ("nb", "Kreditnota", "Krediteres"),
    ],
)
def test_what_takes_back_an_invoice_of_a_contractor_is_a_credit_note(
    language: str, title: str, to: str
) -> None:
    labels = labels_of(language)
    invoice = samples.contractor_invoice(language, lines=1)
    line = taken_back(480, 400_00)
    update = {"lines": (line,), "gross": line.amount, "taxes": (), "net": line.amount}
    subject = invoice.subject.model_copy(update=update)
    credit = invoice.model_copy(update={"subject": subject})
    html = html_of(credit)
    assert f"<h1>{title}</h1>" in html
    assert f">{to}</p>" in html
    for said in (labels.bill_to, labels.invoice_total):
        assert said not in html
        assert said in html_of(invoice)
    assert called(credit) is DocumentKind.CREDIT_NOTE
    assert called(invoice) is DocumentKind.CONTRACTOR_INVOICE


def test_a_part_of_what_was_shared_out_is_time_times_rate_and_the_rest_is_told() -> None:
    """An hour at 50.00 in three parts was 16.67, 16.66 and 16.67."""
    html = words_of(html_of(correction("en", taken_back(20, 16_66))))
    assert "Regular hours -0:20 50.00 -16.67 Rounding 0.01" in html
    assert "Mar 2, 2026 Regular hours -0:20 50.00 -16.67" in html
    assert "Gross pay -16.66" in html


def test_all_of_what_was_shared_out_is_priced_once() -> None:
    parts = [taken_back(20, minor, on=day) for day, minor in ((2, 16_67), (3, 16_66), (4, 16_67))]
    html = words_of(html_of(correction("en", *parts)))
    assert "Regular hours -1.00 50.00 -50.00" in html
    assert "16.6" not in html
