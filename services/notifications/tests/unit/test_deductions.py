"""Pay that is taken back is told: how much, of which work, why, and from what it is taken."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.ids import new_id
from contracts.events.payments import TransactionScheduled, TransactionState
from contracts.ids import EventId
from notifications.announcements import pay
from notifications.announcements.cast import AGENCY, CONTRACTOR, STAFF, TRANSACTION, cad
from notifications.announcements.samples_of_deductions import (
    REASON,
    held,
    line,
    released,
    taken_back,
)
from notifications.emails.message import Kind
from notifications.emails.rendering import put_into_words

EVENT = EventId(new_id())

pytestmark = pytest.mark.requirement("B5")


@pytest.mark.parametrize(
    ("language", "subject", "body", "hours"),
    [
        (
            "en",
            "CAD\u00a0656.00 for Harbour Bridge will be deducted from your next payment",
            "we’ll deduct it from your next payment, and from later ones if that isn’t enough.",
            "8 hours, 5:40\u00a0h",
        ),
        (
            "fr",
            "656,00\u00a0CAD pour Harbour Bridge\u00a0: à déduire de votre prochain paiement",
            "déduirons ce montant de votre prochain paiement et, s’il ne suffit pas, des suivants.",
            "8 heures, 5\u00a0h\u00a040",
        ),
        (
            "nb",
            "656,00\u00a0CAD for Harbour Bridge blir trukket fra din neste utbetaling",
            "fra senere utbetalinger hvis den ikke er stor nok.",
            "8 timer, 5:40\u00a0h",
        ),
    ],
)
def test_what_was_paid_and_is_taken_back_is_told_with_its_amount_its_work_and_the_reason(
    language: str, subject: str, body: str, hours: str
) -> None:
    event = taken_back(line(12, -480), line(13, -340))
    draft = pay.created(EVENT, event, AGENCY, CONTRACTOR)
    assert draft is not None
    assert (draft.recipient, draft.message.kind) == (CONTRACTOR, Kind.PAY_TAKEN_BACK)
    words = put_into_words(draft.message, language)
    assert words.subject == subject
    assert words.paragraphs[0].endswith(body)
    assert words.figure[:1] in {"-", "\u2212"}, "it is less"
    assert words.quote == (REASON,)
    assert ", ".join(one.value for one in words.lines) == hours


@pytest.mark.parametrize(
    "state", [TransactionState.PROCESSING, TransactionState.PENDING_CLIENT_PAYMENT]
)
def test_of_work_that_was_not_paid_the_payment_is_said_to_be_less(state: TransactionState) -> None:
    event = taken_back(line(12, -480), state=state, reason="")
    draft = pay.created(EVENT, event, AGENCY, CONTRACTOR)
    assert draft is not None
    words = put_into_words(draft.message, "en")
    assert words.subject == "Your payment for Harbour Bridge will be CAD\u00a0384.00 less"
    assert words.quote == ()


def test_of_corrected_work_the_difference_is_what_was_taken_back() -> None:
    lines = line(12, -480), line(12, 300), line(13, -60), line(13, 120)
    draft = pay.created(EVENT, taken_back(*lines), AGENCY, CONTRACTOR)
    assert draft is not None
    words = put_into_words(draft.message, "en")
    assert [(one.label, one.value) for one in words.lines] == [("March 12, 2026", "3 hours")]


def test_what_staff_let_be_deducted_or_keep_back_is_no_payment() -> None:
    told = pay.changed(EVENT, released(), AGENCY, CONTRACTOR, TRANSACTION)
    assert told is not None
    words = put_into_words(told.message, "en")
    assert words.subject == "The deduction of CAD\u00a0656.00 for Harbour Bridge was released"
    assert "deduct CAD\u00a0656.00 from your next payment" in words.paragraphs[0]
    kept = put_into_words(pay.held(EVENT, held(), AGENCY, CONTRACTOR, TRANSACTION).message, "en")
    assert kept.subject == "The deduction of CAD\u00a0656.00 for Harbour Bridge is on hold"
    assert kept.quote == ("We ask the client first.",)


def test_what_goes_with_what_it_corrects_is_told_of_that() -> None:
    assert pay.changed(EVENT, released("client_paid"), AGENCY, CONTRACTOR, TRANSACTION) is None
    moved = TransactionScheduled(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number="T-2026-0051",
        net=cad("-656.00"),
        state=TransactionState.SCHEDULED,
        estimated_payment_on=date(2026, 4, 22),
        previously_on=date(2026, 4, 20),
        cause="released",
    )
    known = replace(TRANSACTION, estimated_payment_on=date(2026, 4, 20))
    assert pay.changed(EVENT, moved, AGENCY, CONTRACTOR, known) is None


def test_it_is_none_of_pay_whose_deductions_nobody_knows() -> None:
    event = taken_back(line(12, -480), state=TransactionState.ON_HOLD)
    assert pay.unsettled(EVENT, event, AGENCY, CONTRACTOR, [STAFF]) == []
