"""HTTP shapes of pay runs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field

from chassis.fields import Body, Day, MoneyBody
from contracts.currencies import MINOR_DIGITS
from contracts.events.identity import ContractorKind
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.payments.model import Payment
from payments.payruns.actions import Preview
from payments.payruns.model import ExcludedTransaction, LeftOutReason, PayRun, totals_of
from payments.transactions.model import Transaction

MAX_LEFT_OUT = 1_000
"""So many are listed one by one; the sums by reason cover all of them."""


class PreviewRequest(Body):
    """What would be paid on this day."""

    pay_on: Day


class RunRequest(Body):
    """Pay on this day, if exactly these totals (one per currency) would leave the bank."""

    pay_on: Day
    expected_totals: list[MoneyBody] = Field(min_length=1, max_length=len(MINOR_DIGITS))


class PreviewedTransaction(BaseModel):
    """A transaction in a payment to be."""

    transaction_id: TransactionId
    number: str
    work_order_title: str
    company_name: str
    period_start: date
    period_end: date
    net: Money

    @classmethod
    def of(cls, transaction: Transaction) -> Self:
        """From the transaction."""
        return cls.model_validate(transaction, from_attributes=True)


class PreviewedPayment(BaseModel):
    """Whom, how much, and for what."""

    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    amount: Money
    transactions: Sequence[PreviewedTransaction]


class LeftOutTransaction(BaseModel):
    """A transaction that would stay, and why."""

    transaction_id: TransactionId
    number: str
    contractor_id: PersonId
    contractor_name: str
    net: Money
    reason: LeftOutReason
    held_because: str | None
    estimated_payment_on: date | None


class LeftOutTotal(BaseModel):
    """How much stays for one reason."""

    reason: LeftOutReason
    count: int
    totals: Sequence[Money]


class PayRunPreview(BaseModel):
    """Who would be paid, how much, and what would be left out and why.

    `totals` is what POST /pay-runs wants as `expected_totals`. `left_out` lists at most 1,000.
    """

    pay_on: date
    totals: Sequence[Money]
    payments: Sequence[PreviewedPayment]
    left_out: Sequence[LeftOutTransaction]
    left_out_totals: Sequence[LeftOutTotal]

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """From the plan."""
        plan, contractors = preview.plan, preview.contractors
        return cls(
            pay_on=plan.pay_on,
            totals=plan.totals,
            payments=[
                PreviewedPayment(
                    contractor_id=one.contractor_id,
                    contractor_name=contractors[one.contractor_id].name,
                    contractor_kind=one.transactions[0].contractor_kind,
                    amount=one.amount,
                    transactions=[PreviewedTransaction.of(of_it) for of_it in one.transactions],
                )
                for one in plan.payments
            ],
            left_out=[
                LeftOutTransaction(
                    transaction_id=one.transaction.transaction_id,
                    number=one.transaction.number,
                    contractor_id=one.transaction.contractor_id,
                    contractor_name=contractors[one.transaction.contractor_id].name,
                    net=one.transaction.net,
                    reason=one.reason,
                    held_because=one.transaction.held_because,
                    estimated_payment_on=one.transaction.estimated_payment_on,
                )
                for one in plan.left_out[:MAX_LEFT_OUT]
            ],
            left_out_totals=_totals(plan.left_out),
        )


class PayRunPayment(BaseModel):
    """A payment of a run."""

    payment_id: PaymentId
    number: str
    contractor_id: PersonId
    amount: Money


class PayRunResult(BaseModel):
    """A run that paid."""

    pay_run_id: PayRunId
    pay_on: date
    run_by: PersonId
    run_by_name: str
    run_at: datetime
    totals: Sequence[Money]
    payments: Sequence[PayRunPayment]

    @classmethod
    def of(cls, pay_run: PayRun, payments: Sequence[Payment]) -> Self:
        """From what was done."""
        return cls(
            pay_run_id=pay_run.pay_run_id,
            pay_on=pay_run.pay_on,
            run_by=pay_run.run_by,
            run_by_name=pay_run.run_by_name,
            run_at=pay_run.run_at,
            totals=pay_run.totals,
            payments=[
                PayRunPayment(
                    payment_id=one.payment_id,
                    number=one.number,
                    contractor_id=one.contractor_id,
                    amount=one.amount,
                )
                for one in payments
            ],
        )


def _totals(left_out: Sequence[ExcludedTransaction]) -> list[LeftOutTotal]:
    by_reason: dict[LeftOutReason, list[Money]] = defaultdict(list)
    for one in left_out:
        by_reason[one.reason].append(one.transaction.net)
    return [
        LeftOutTotal(reason=reason, count=len(nets), totals=totals_of(nets))
        for reason, nets in sorted(by_reason.items())
    ]
