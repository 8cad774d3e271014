"""HTTP shapes of payments."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import PaidTransaction
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.payments import repository
from payments.payments.model import PaymentState
from payments.payments.repository import ListedPayment


class PaymentSummary(BaseModel):
    """A payment in a list."""

    payment_id: PaymentId
    number: str
    pay_run_id: PayRunId
    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    paid_on: date
    method: str
    amount: Money
    carried: Money | None = Field(
        default=None,
        description="Added to the nets of its transactions: above zero is set off with later"
        " payments, below zero was set off here",
    )
    state: PaymentState
    reason_code: str = Field(description="Why it came back, by ISO 20022, such as AC04; may be ''")
    reason: str = Field(description="The bank's own words why it came back, if there are any")
    returned_on: date | None = Field(
        description="The agency's day on which the answer came that it failed; null: it did not"
    )

    @classmethod
    def of(cls, listed: ListedPayment) -> Self:
        """From what was read."""
        payment = listed.payment
        return cls(
            payment_id=payment.payment_id,
            number=payment.number,
            pay_run_id=payment.pay_run_id,
            contractor_id=payment.contractor_id,
            contractor_name=listed.contractor_name,
            contractor_kind=payment.contractor_kind,
            paid_on=payment.paid_on,
            method=payment.method,
            amount=payment.amount,
            carried=payment.carried,
            state=payment.state,
            reason_code=payment.refusal.code if payment.refusal else "",
            reason=payment.refusal.words if payment.refusal else "",
            returned_on=payment.returned_on,
        )


class ReturnedPayment(BaseModel):
    """A payment that the bank returned and of which something is not paid yet."""

    payment_id: PaymentId
    number: str
    amount: Money
    paid_on: date = Field(description="The day that it was ordered for, or was taken on")
    returned_on: date | None = Field(description="The agency's day on which the bank's answer came")
    reason_code: str = Field(description="Why, by ISO 20022, such as AC04; may be ''")
    reason: str = Field(description="The bank's own words why, if there are any")
    is_about_account: bool = Field(description="The contractor's own account explains it")
    bank_account_id: UUID | None = Field(description="The account that it went to")
    ending: str = Field(description="The last characters of that account; '' where none is known")
    ordered_again_for: date | None = Field(
        description="The first day for which the bank is ordered to pay of it again"
    )

    @classmethod
    def of(cls, returned: repository.ReturnedPayment) -> Self:
        """From what was read."""
        payment = returned.payment
        return cls(
            payment_id=payment.payment_id,
            number=payment.number,
            amount=payment.amount,
            paid_on=payment.paid_on,
            returned_on=payment.returned_on,
            reason_code=payment.refusal.code if payment.refusal else "",
            reason=payment.refusal.words if payment.refusal else "",
            is_about_account=returned.is_about_account,
            bank_account_id=payment.bank_account_id,
            ending=returned.ending,
            ordered_again_for=returned.ordered_again_for,
        )


class ReturnedPayments(BaseModel):
    """What came back and is not paid yet, the last first."""

    items: Sequence[ReturnedPayment]


class PaymentDetails(PaymentSummary):
    """All of a payment, with its breakdown by transaction."""

    transactions: Sequence[PaidTransaction]

    @classmethod
    def with_parts(cls, listed: ListedPayment, transactions: Sequence[PaidTransaction]) -> Self:
        """From what was read."""
        return cls.model_validate({**dict(PaymentSummary.of(listed)), "transactions": transactions})
