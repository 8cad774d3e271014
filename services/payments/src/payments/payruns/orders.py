"""What an export writes: payments, their postings, and what becomes of their transactions. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.ids import new_id
from contracts.base import Event
from contracts.ids import PaymentId, TransactionId
from payments.banking_days.model import BankingCalendar
from payments.ledger.model import Posting, of_payment
from payments.payments.model import Payment, PaymentState
from payments.payruns.model import PayRun, Plan
from payments.transactions.history import HistoryKind, HistoryRecord, moved_facts
from payments.transactions.model import Transaction

METHOD = "bank_transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What is written once the payments of a run are there.

    `let_go`: what is not among them any more: a hold or a reversal took its reason.
    """

    ordered: Sequence[Transaction]
    let_go: Sequence[Transaction]
    paid_by: Mapping[TransactionId, PaymentId]
    postings: Sequence[Posting]
    history: Sequence[HistoryRecord]
    events: Sequence[Event]


def payments_of(pay_run: PayRun, plan: Plan, numbers: Sequence[str]) -> list[Payment]:
    """The payments of a plan, in its order, each with a number."""
    return [
        Payment(
            payment_id=PaymentId(new_id()),
            number=number,
            pay_run_id=pay_run.pay_run_id,
            contractor_id=planned.contractor_id,
            contractor_kind=planned.transactions[0].contractor_kind,
            paid_on=pay_run.pay_on,
            method=METHOD,
            amount=planned.amount,
            carried_minor=planned.carried_minor,
            bank_account_id=planned.account.bank_account_id,
            state=PaymentState.IN_TRANSIT,
        )
        for planned, number in zip(plan.payments, numbers, strict=True)
    ]


def orders_of(
    pay_run: PayRun, plan: Plan, made: Sequence[Payment], calendar: BankingCalendar
) -> Orders:
    """What ordering these payments means; they are those of the plan, in its order.

    Who was told another day than the run's hears both, and why.
    """
    both = [
        (one.order(payment.payment_id, pay_run.pay_on, calendar), payment)
        for payment, planned in zip(made, plan.payments, strict=True)
        for one in planned.transactions
    ]
    return Orders(
        ordered=[one for one, _ in both],
        let_go=[one.transaction.let_go() for one in plan.left_out],
        paid_by={one.transaction_id: payment.payment_id for one, payment in both},
        postings=[
            posting
            for one in made
            for posting in of_payment(one.payment_id, one.contractor_id, one.amount)
        ],
        history=[
            HistoryRecord(
                transaction=one,
                what=HistoryKind.ORDERED,
                facts={
                    "payment": payment.number,
                    "estimated_payment_on": pay_run.pay_on,
                    **moved_facts(one.ordered_moved),
                },
            )
            for one, payment in both
        ],
        events=[
            *(one.ordered() for one in made),
            *(said for one, _ in both for said in one.moved_by_order()),
        ],
    )
