"""HTTP shapes of pay runs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chassis.fields import Body, Day, LineOf, MoneyBody
from contracts.currencies import MINOR_DIGITS
from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import PayRunState, StaffGrantKind
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money
from payments.directory.model import Contractor, StaffGrant
from payments.payments.model import PaymentState
from payments.payments.repository import ListedPayment
from payments.payruns.actions import MAX_TRANSACTIONS, CurrentRun, Preview
from payments.payruns.model import (
    OPEN,
    ExcludedTransaction,
    LeftOutReason,
    PayRun,
    PlannedPayment,
    RunChangeName,
    totals_of,
)
from payments.payruns.reading import RunView
from payments.payruns.repository import RunStepName
from payments.payruns.standouts import StandoutName, Standouts
from payments.transactions.model import Transaction

_CARRIED = (
    "Added to the nets of the transactions: above zero is set off against later payments, below"
    " zero is set off here"
)

# Of ten thousand payments these are lists and no sequences: pydantic checks and writes a
# `Sequence` by functions in Python.

MAX_LEFT_OUT = 1_000
"""So many are listed one by one; the sums by reason cover all of them."""


class PreviewRequest(Body):
    """What would be paid on this day."""

    pay_on: Day


class ProposalRequest(Body):
    """Pay on this day, if exactly these totals (one per currency) would leave the bank."""

    pay_on: Day
    expected_totals: list[MoneyBody] = Field(min_length=1, max_length=len(MINOR_DIGITS))


class ApprovalRequest(Body):
    """Approve what was looked at: the run's `fingerprint` as it was shown then."""

    fingerprint: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]


class RefusedPayment(Body):
    """The bank refused a payment or sent it back. `reason_code` is by ISO 20022, such as AC04."""

    payment_id: PaymentId
    reason_code: Annotated[str, StringConstraints(strict=True, pattern=r"^([A-Z0-9]{4})?$")] = ""
    reason: Annotated[str, LineOf(max_length=140)] = ""

    @model_validator(mode="after")
    def _one_reason(self) -> Self:
        if not self.reason_code and not self.reason:
            raise PydanticCustomError("reason", "say why: a code, or in words")
        return self


class ConfirmationRequest(Body):
    """What became of payments at the bank, by hand.

    `taken`: these were taken on `paid_on`; without it all that are in transit and not `refused`.
    `paid_on` is the day of the run by itself.
    """

    paid_on: Day | None = None
    taken: list[PaymentId] | None = Field(default=None, max_length=MAX_TRANSACTIONS)
    refused: list[RefusedPayment] = Field(default=[], max_length=MAX_TRANSACTIONS)

    @field_validator("refused")
    @classmethod
    def _once(cls, refused: list[RefusedPayment]) -> list[RefusedPayment]:
        if len({one.payment_id for one in refused}) < len(refused):
            raise PydanticCustomError("refused", "names a payment twice")
        return refused


class PayRunReference(BaseModel):
    """A pay run, and who proposed it."""

    pay_run_id: PayRunId
    number: str
    proposed_by: PersonId
    proposed_by_name: str

    @classmethod
    def of(cls, pay_run: PayRun) -> Self:
        """From the run."""
        return cls.model_validate(pay_run, from_attributes=True)


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


class PaymentStandout(BaseModel):
    """What stands out of a payment: to be looked at twice.

    `usable_from`: a changed account cools off until then, and pay goes to the one of before.
    `others`: who else named the account. `usual`: the median of the last payments.
    """

    what: StandoutName
    usable_from: datetime | None
    others: Sequence[str]
    usual: Money | None

    @classmethod
    def of_payment(
        cls,
        payment: PlannedPayment,
        found: Standouts,
        contractors: Mapping[PersonId, Contractor],
    ) -> list[Self]:
        """All that stands out of a payment."""
        key = (payment.contractor_id, payment.amount.currency)
        return [
            cls(
                what=one.what,
                usable_from=one.usable_from,
                others=[contractors[person].name for person in one.others],
                usual=one.usual,
            )
            for one in found.get(key, ())
        ]


class PreviewedPayment(BaseModel):
    """Whom, how much, to which account (its last characters), and for what."""

    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    amount: Money
    carried: Money = Field(description=_CARRIED)
    account_ending: str
    stands_out: list[PaymentStandout]
    transactions: list[PreviewedTransaction]


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
    in_run: PayRunReference | None = Field(description="The run that has it, of `in_another_run`")


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
    payments: list[PreviewedPayment]
    left_out: list[LeftOutTransaction]
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
                    carried=one.carried,
                    account_ending=one.account.ending,
                    stands_out=PaymentStandout.of_payment(one, preview.standouts, contractors),
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
                    in_run=_run_of(one, preview),
                )
                for one in plan.left_out[:MAX_LEFT_OUT]
            ],
            left_out_totals=_totals(plan.left_out),
        )


class PayRunPayment(BaseModel):
    """A payment of a run: without id and number until the run is exported.

    `paid_on` is the day on which the bank took it; `state` and what follows are what it said.
    """

    payment_id: PaymentId | None
    number: str | None
    contractor_id: PersonId
    contractor_name: str
    amount: Money
    carried: Money = Field(description=_CARRIED)
    account_ending: str = Field(description="Until the run is exported")
    stands_out: list[PaymentStandout] = Field(description="Until the run is exported")
    transactions: list[PreviewedTransaction] = Field(description="Until the run is exported")
    state: PaymentState | None
    paid_on: date | None
    reason_code: str
    reason: str

    @classmethod
    def planned(cls, one: PlannedPayment, shown: RunView) -> Self:
        """Before it is ordered."""
        return cls(
            payment_id=None,
            number=None,
            contractor_id=one.contractor_id,
            contractor_name=shown.contractors[one.contractor_id].name,
            amount=one.amount,
            carried=one.carried,
            account_ending=one.account.ending,
            stands_out=PaymentStandout.of_payment(one, shown.standouts, shown.contractors),
            transactions=[PreviewedTransaction.of(of_it) for of_it in one.transactions],
            state=None,
            paid_on=None,
            reason_code="",
            reason="",
        )

    @classmethod
    def of(cls, listed: ListedPayment) -> Self:
        """Once it was ordered."""
        payment = listed.payment
        settled = payment.state is PaymentState.SETTLED
        return cls(
            payment_id=payment.payment_id,
            number=payment.number,
            contractor_id=payment.contractor_id,
            contractor_name=listed.contractor_name,
            amount=payment.amount,
            carried=payment.carried or Money.zero(payment.amount.currency),
            account_ending="",
            stands_out=[],
            transactions=[],
            state=payment.state,
            paid_on=payment.paid_on if settled else None,
            reason_code=payment.refusal.code if payment.refusal else "",
            reason=payment.refusal.words if payment.refusal else "",
        )


class PayRunSummary(BaseModel):
    """A pay run in a list."""

    pay_run_id: PayRunId
    number: str
    pay_on: date
    state: PayRunState
    totals: Sequence[Money]
    payment_count: int
    proposed_by: PersonId
    proposed_by_name: str
    proposed_at: datetime

    @classmethod
    def of(cls, now: CurrentRun) -> Self:
        """As it stands now."""
        pay_run = now.pay_run
        is_open = pay_run.state in OPEN
        return cls(
            pay_run_id=pay_run.pay_run_id,
            number=pay_run.number,
            pay_on=pay_run.pay_on,
            state=now.state,
            totals=now.plan.totals if is_open else pay_run.totals,
            payment_count=len(now.plan.payments) if is_open else pay_run.payments,
            proposed_by=pay_run.proposed_by,
            proposed_by_name=pay_run.proposed_by_name,
            proposed_at=pay_run.proposed_at,
        )


class PayRunChange(BaseModel):
    """What of a run is not as it was when somebody last looked at it: it needs a new approval."""

    what: RunChangeName
    contractor_id: PersonId
    contractor_name: str
    transaction_id: TransactionId | None


class ApprovalStandout(BaseModel):
    """What stands out of an approval: who proposed the run had brought the approver in.

    They invited them, or gave them the right to approve, not long before.
    """

    what: StaffGrantKind
    granted_at: datetime

    @classmethod
    def of(cls, grants: Sequence[StaffGrant]) -> list[Self]:
        """All that stands out of it, the oldest first."""
        return [cls(what=one.kind, granted_at=one.granted_at) for one in grants]


class PayRunStep(BaseModel):
    """What somebody, or the bank, did with a run."""

    what: RunStepName
    by: PersonId | None
    by_name: str
    at: datetime
    stands_out: Sequence[ApprovalStandout] = Field(description="Of an approval")


class PayRunDetails(PayRunSummary):
    """A run with its payments. `fingerprint` is what an approval of it is of, while it is open.

    `stands_out`: what does of its approval, as long as that stands.
    """

    stands_out: Sequence[ApprovalStandout]
    fingerprint: str | None
    changes: Sequence[PayRunChange]
    payments: list[PayRunPayment]
    steps: Sequence[PayRunStep]

    @classmethod
    def with_parts(cls, shown: RunView) -> Self:
        """From what was read."""
        now, contractors = shown.now, shown.contractors
        return cls.model_validate(
            {
                **dict(PayRunSummary.of(now)),
                "stands_out": ApprovalStandout.of(shown.stands_out),
                "fingerprint": now.plan.fingerprint if now.pay_run.state in OPEN else None,
                "changes": [
                    PayRunChange(
                        what=one.what,
                        contractor_id=one.contractor_id,
                        contractor_name=contractors[one.contractor_id].name,
                        transaction_id=one.transaction_id,
                    )
                    for one in now.changes
                ],
                "payments": [
                    *(PayRunPayment.planned(one, shown) for one in now.plan.payments),
                    *(PayRunPayment.of(one) for one in shown.payments),
                ],
                "steps": [
                    PayRunStep(
                        what=one.what,
                        by=one.by,
                        by_name=one.by_name,
                        at=one.at,
                        stands_out=ApprovalStandout.of(one.stands_out),
                    )
                    for one in shown.steps
                ],
            }
        )


def _run_of(one: ExcludedTransaction, preview: Preview) -> PayRunReference | None:
    pay_run_id = one.transaction.pay_run_id
    if one.reason is not LeftOutReason.IN_ANOTHER_RUN or pay_run_id is None:
        return None
    return PayRunReference.of(preview.runs[pay_run_id])


def _totals(left_out: Sequence[ExcludedTransaction]) -> list[LeftOutTotal]:
    by_reason: dict[LeftOutReason, list[Money]] = defaultdict(list)
    for one in left_out:
        by_reason[one.reason].append(one.transaction.net)
    return [
        LeftOutTotal(reason=reason, count=len(nets), totals=totals_of(nets))
        for reason, nets in sorted(by_reason.items())
    ]
