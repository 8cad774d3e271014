"""Samples of e-mails about money."""

from collections.abc import Sequence
from datetime import date

from contracts.date_moves import DateMove, MoveReason
from contracts.events.identity import (
    ContractorKind,
)
from contracts.events.pay_runs import PaidTransaction, PaymentFailed, PaymentMade
from contracts.events.payments import (
    Transaction,
    TransactionCreated,
    TransactionHeld,
    TransactionReleased,
    TransactionScheduled,
    TransactionState,
)
from contracts.events.timesheets import PayTerms
from contracts.ids import (
    PaymentId,
    PayRunId,
    TransactionId,
    WorkOrderId,
)
from notifications.announcements import pay
from notifications.announcements.cast import (
    AGENCY,
    CAUSE,
    COMPANY_NAME,
    CONTRACTOR,
    PROJECT,
    STAFF,
    TRANSACTION,
    an_id,
    cad,
)
from notifications.announcements.draft import Draft

EASTER_MONDAY = DateMove(
    planned_on=date(2026, 4, 6),
    because=MoveReason.HOLIDAY,
    names={"en": "Easter Monday", "fr": "lundi de Pâques", "nb": "andre påskedag"},
)


_HELD = TransactionHeld(
    transaction_id=TRANSACTION.transaction_id,
    contractor_id=CONTRACTOR.person_id,
    number="T-2026-0042",
    net=cad("2412.35"),
    reason="Your new bank details are not confirmed yet. We call you tomorrow.",
    held_by=STAFF.person_id,
)


def samples() -> Sequence[Draft]:
    """An e-mail of every kind about money."""

    def scheduled(
        on: date | None, before: date | None, cause: str, moved: DateMove | None = None
    ) -> TransactionScheduled:
        return TransactionScheduled(
            transaction_id=TRANSACTION.transaction_id,
            contractor_id=CONTRACTOR.person_id,
            number="T-2026-0042",
            net=cad("2412.35"),
            state=TransactionState.SCHEDULED if on else TransactionState.PENDING_CLIENT_PAYMENT,
            estimated_payment_on=on,
            previously_on=before,
            cause=cause,
            moved=moved,
        )

    def released(state: TransactionState, on: date | None, cause: str) -> TransactionReleased:
        return TransactionReleased(
            transaction_id=TRANSACTION.transaction_id,
            contractor_id=CONTRACTOR.person_id,
            number="T-2026-0042",
            net=cad("2412.35"),
            state=state,
            estimated_payment_on=on,
            cause=cause,
        )

    changes = (
        scheduled(date(2026, 4, 10), None, "staff"),
        released(TransactionState.PROCESSING, None, "client_paid"),
        scheduled(date(2026, 4, 17), date(2026, 4, 10), "client_paid"),
        scheduled(None, date(2026, 4, 10), "terms_changed"),
        scheduled(date(2026, 4, 17), date(2026, 4, 10), "pay_run"),
        scheduled(date(2026, 4, 17), date(2026, 4, 10), "returned"),
        scheduled(date(2026, 4, 7), date(2026, 4, 3), "released", EASTER_MONDAY),
        scheduled(date(2026, 4, 7), date(2026, 4, 6), "bank_closed", EASTER_MONDAY),
        released(TransactionState.SCHEDULED, date(2026, 4, 10), "staff"),
        released(TransactionState.PROCESSING, None, "staff"),
        released(TransactionState.PENDING_CLIENT_PAYMENT, None, "staff"),
    )
    drafts = [pay.changed(CAUSE, event, AGENCY, CONTRACTOR, TRANSACTION) for event in changes]
    return (
        *(draft for draft in drafts if draft),
        pay.held(CAUSE, _HELD, AGENCY, CONTRACTOR, TRANSACTION),
        *pay.unsettled(CAUSE, without_rules(), AGENCY, CONTRACTOR, [STAFF]),
        pay.paid(CAUSE, a_payment(), date(2026, 4, 10), AGENCY, CONTRACTOR),
        pay.paid(CAUSE, a_payment(), date(2026, 4, 7), AGENCY, CONTRACTOR),
        *(
            pay.failed(CAUSE, a_failed_payment(code, words), AGENCY, CONTRACTOR)
            for code, words in (("AC04", ""), ("AM04", "Limit of the day reached"), ("XY99", ""))
        ),
    )


def without_rules() -> TransactionCreated:
    """Of pay in a currency whose deductions no rule knows."""
    gross = cad("3015.44")
    return TransactionCreated(
        transaction=Transaction(
            transaction_id=TRANSACTION.transaction_id,
            number="T-2026-0042",
            work_order_id=WorkOrderId(an_id(7)),
            work_order_code="WO-7",
            work_order_title=TRANSACTION.work_order_title,
            project_id=PROJECT.project_id,
            project_name=TRANSACTION.project_name,
            company_id=PROJECT.company_id,
            company_name=COMPANY_NAME,
            contractor_id=CONTRACTOR.person_id,
            contractor_kind=ContractorKind.TEMP,
            period_start=TRANSACTION.period_start,
            period_end=TRANSACTION.period_end,
            lines=(),
            gross=gross,
            net=gross,
            pay_terms=PayTerms.SCHEDULED,
            state=TransactionState.ON_HOLD,
            created_on=date(2026, 4, 1),
        )
    )


def a_failed_payment(reason_code: str, reason: str = "") -> PaymentFailed:
    """The bank sent it back on 10 April 2026."""
    return PaymentFailed(
        payment_id=PaymentId(an_id(12)),
        number="P-2026-0007",
        contractor_id=CONTRACTOR.person_id,
        amount=cad("3090.20"),
        reason=reason,
        reason_code=reason_code,
        returned_on=date(2026, 4, 10),
    )


def a_payment() -> PaymentMade:
    """Of two transactions, paid on 10 April 2026."""

    def covered(number: int, title: str, net: str) -> PaidTransaction:
        return PaidTransaction(
            transaction_id=TransactionId(an_id(200 + number)),
            number=f"T-2026-{number:04d}",
            work_order_title=title,
            company_name=COMPANY_NAME,
            period_start=date(2026, 3, 1),
            period_end=date(2026, 3, 31),
            gross=cad("3015.44"),
            deductions=cad("603.09"),
            taxes=cad("0"),
            net=cad(net),
        )

    return PaymentMade(
        payment_id=PaymentId(an_id(12)),
        number="P-2026-0007",
        pay_run_id=PayRunId(an_id(13)),
        contractor_id=CONTRACTOR.person_id,
        contractor_kind=ContractorKind.TEMP,
        paid_on=date(2026, 4, 10),
        method="bank_transfer",
        amount=cad("3090.20"),
        transactions=(
            covered(42, "Site surveyor", "2412.35"),
            covered(43, "Drone operator", "677.85"),
        ),
    )
