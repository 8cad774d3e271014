"""A payment: money sent to one contractor in one currency.

It is ordered at the bank and in transit until the bank says what became of it: taken, and only then
is anybody told that they were paid; or refused, and what it covers can be paid again. What was
taken can still come back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import ConflictError
from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import PaidTransaction, PaymentFailed, PaymentMade, PaymentOrdered
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money


class PaymentAnsweredError(ConflictError):
    """What became of this payment is known already"""


class PaymentState(StrEnum):
    """Where the money is."""

    IN_TRANSIT = "in_transit"
    SETTLED = "settled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the bank sent it back: a code of ISO 20022, such as AC04, and its own words if any.

    `has_moved`: an entry of the account says that its money came back, so that it had left.
    """

    code: str = ""
    words: str = ""
    has_moved: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What was sent, when and how. `paid_on` is the day it is ordered for until it is settled.

    `returned_on` is the agency's day on which the answer came by which it failed.

    `carried_minor` is added to the nets of its transactions to come to the amount (decision 45).
    """

    payment_id: PaymentId
    number: str
    pay_run_id: PayRunId
    contractor_id: PersonId
    contractor_kind: ContractorKind
    paid_on: date
    method: str
    amount: Money
    carried_minor: int = 0
    bank_account_id: UUID | None = None
    state: PaymentState = PaymentState.SETTLED
    refusal: Refusal | None = None
    returned_on: date | None = None

    @property
    def carried(self) -> Money | None:
        """What later payments set off (above zero), or was set off here (below); None: nothing."""
        if not self.carried_minor:
            return None
        return Money(amount_minor=self.carried_minor, currency=self.amount.currency)

    def ordered(self) -> PaymentOrdered:
        """What is said of it when the bank is ordered to pay it."""
        return PaymentOrdered(
            payment_id=self.payment_id,
            number=self.number,
            pay_run_id=self.pay_run_id,
            contractor_id=self.contractor_id,
            pay_on=self.paid_on,
            amount=self.amount,
        )

    def settle(
        self, paid_on: date, transactions: Iterable[PaidTransaction]
    ) -> tuple[Self, PaymentMade]:
        """The bank has taken it. Raises PaymentAnsweredError unless it is in transit."""
        if self.state is not PaymentState.IN_TRANSIT:
            raise PaymentAnsweredError(payment=self.number, state=self.state)
        settled = replace(self, state=PaymentState.SETTLED, paid_on=paid_on)
        return settled, PaymentMade(
            payment_id=self.payment_id,
            number=self.number,
            pay_run_id=self.pay_run_id,
            contractor_id=self.contractor_id,
            contractor_kind=self.contractor_kind,
            paid_on=paid_on,
            method=self.method,
            amount=self.amount,
            transactions=tuple(transactions),
            carried=self.carried,
        )

    def fail(self, why: Refusal, today: date) -> tuple[Self, PaymentFailed]:
        """The bank refused it, or sent it back after it had taken it.

        Raises PaymentAnsweredError where it has failed before.
        """
        if self.state is PaymentState.FAILED:
            raise PaymentAnsweredError(payment=self.number, state=self.state)
        failed = replace(self, state=PaymentState.FAILED, refusal=why, returned_on=today)
        return failed, PaymentFailed(
            payment_id=self.payment_id,
            number=self.number,
            contractor_id=self.contractor_id,
            amount=self.amount,
            reason=why.words,
            reason_code=why.code,
            returned_on=today,
        )
