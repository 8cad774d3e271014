"""Samples of what a contractor is told of pay that is taken back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from contracts.events.payments import (
    TransactionCreated,
    TransactionHeld,
    TransactionReleased,
    TransactionState,
    WorkLine,
)
from contracts.events.timesheets import ArticleKind, PayTerms
from contracts.ids import EntryId
from contracts.money import Money
from notifications.announcements import pay
from notifications.announcements.cast import (
    AGENCY,
    CAUSE,
    CONTRACTOR,
    STAFF,
    TRANSACTION,
    an_id,
    cad,
)
from notifications.announcements.draft import Draft
from notifications.announcements.samples_of_pay import without_rules

REASON = "The client moved your hours of March 12 to another project."
NUMBER = "T-2026-0051"


def line(day: int, minutes: int) -> WorkLine:
    """Work at 60.00 an hour; below zero it is taken back."""
    return WorkLine(
        entry_id=EntryId(an_id(300 + day)),
        work_on=date(2026, 3, day),
        article=ArticleKind.REGULAR,
        quantity=round(Decimal(minutes) / 60, 6),
        minutes=minutes,
        rate=Decimal("60.00"),
        amount=Money(amount_minor=minutes * 100, currency="CAD"),
    )


def taken_back(
    *lines: WorkLine,
    state: TransactionState = TransactionState.PENDING_RELEASE,
    reason: str = REASON,
) -> TransactionCreated:
    """A transaction that takes back pay, net of a fifth that was withheld."""
    gross = Money.total((one.amount for one in lines), "CAD")
    of = without_rules().transaction.model_copy(
        update={
            "number": NUMBER,
            "lines": lines,
            "gross": gross,
            "net": Money(amount_minor=gross.amount_minor * 4 // 5, currency="CAD"),
            "pay_terms": PayTerms.IMMEDIATE,
            "state": state,
            "created_on": date(2026, 4, 20),
        }
    )
    return TransactionCreated(transaction=of, reason=reason)


def released(cause: str = "staff") -> TransactionReleased:
    """It will be deducted."""
    return TransactionReleased(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number=NUMBER,
        net=cad("-656.00"),
        state=TransactionState.PROCESSING,
        cause=cause,
    )


def held() -> TransactionHeld:
    """It will not, for now."""
    return TransactionHeld(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number=NUMBER,
        net=cad("-656.00"),
        reason="We ask the client first.",
        held_by=STAFF.person_id,
    )


def samples() -> Sequence[Draft]:
    """Of work that was paid, with why; of work that was not; and what became of it."""
    lines = line(12, -480), line(13, -340)
    drafts = (
        pay.created(CAUSE, taken_back(*lines), AGENCY, CONTRACTOR),
        pay.created(
            CAUSE,
            taken_back(*lines, state=TransactionState.PROCESSING, reason=""),
            AGENCY,
            CONTRACTOR,
        ),
        pay.changed(CAUSE, released(), AGENCY, CONTRACTOR, TRANSACTION),
        pay.held(CAUSE, held(), AGENCY, CONTRACTOR, TRANSACTION),
    )
    return [draft for draft in drafts if draft]
