"""Events of pay runs: what the bank was ordered to pay, and what it said."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from contracts.base import Event, Value
from contracts.events.identity import ContractorKind
from contracts.ids import PaymentId, PayRunId, PersonId, TransactionId
from contracts.money import Money


class PayRunState(StrEnum):
    """Where a pay run stands. An approval that something changed under is no approval."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    EXPORTED = "exported"
    SETTLED = "settled"
    PARTLY_FAILED = "partly_failed"
    CANCELLED = "cancelled"


REASONS_OF_THE_ACCOUNT = frozenset(
    {"AC01", "AC03", "AC04", "AC06", "AC07", "AG01", "BE01", "CURR", "RC01"}
)
"""Why a payment came back, by ISO 20022, where the contractor's own account explains it."""


class PaidTransaction(Value):
    """One transaction that a payment covers."""

    transaction_id: TransactionId
    number: str
    work_order_title: str
    company_name: str
    period_start: date
    period_end: date
    gross: Money
    deductions: Money
    taxes: Money
    net: Money


class PaymentOrdered(Event):
    """The agency's bank is ordered to pay it on this day: it is on its way until the bank says so.

    PaymentMade follows when the bank has taken it, PaymentFailed when it refuses it.
    """

    topic: ClassVar[str] = "payments.payments.v1"
    key_field: ClassVar[str] = "payment_id"
    payment_id: PaymentId
    number: str
    pay_run_id: PayRunId
    contractor_id: PersonId
    pay_on: date
    amount: Money


class PaymentMade(Event):
    """Money was sent to a contractor."""

    topic: ClassVar[str] = "payments.payments.v1"
    key_field: ClassVar[str] = "payment_id"
    payment_id: PaymentId
    number: str
    pay_run_id: PayRunId
    contractor_id: PersonId
    contractor_kind: ContractorKind
    paid_on: date
    method: str
    amount: Money
    transactions: tuple[PaidTransaction, ...]
    carried: Money | None = Field(
        default=None,
        description="What is added to the nets of the transactions to come to the amount: above"
        " zero is still to set off, with the payments after this one; below zero it was set off"
        " here",
    )


class PaymentFailed(Event):
    """A payment came back; its transactions can be paid again."""

    topic: ClassVar[str] = "payments.payments.v1"
    key_field: ClassVar[str] = "payment_id"
    payment_id: PaymentId
    number: str
    contractor_id: PersonId
    amount: Money
    reason: str = Field(description="The bank's own words; may be empty where there is a code")
    reason_code: str = Field(
        default="",
        description="Why, by ISO 20022's external codes such as AC04; empty: in words alone",
    )
    returned_on: date | None = Field(
        default=None, description="The agency's day on which the answer came"
    )


class PayRunChanged(Event):
    """A pay run was proposed, approved, exported, answered by the bank, or cancelled."""

    topic: ClassVar[str] = "payments.payments.v1"
    key_field: ClassVar[str] = "pay_run_id"
    pay_run_id: PayRunId
    number: str
    pay_on: date
    state: PayRunState


class StaffGrantKind(StrEnum):
    """How somebody brought a member of staff in: by an invitation, or by the right to approve."""

    INVITED = "invited"
    RIGHT_GIVEN = "right_given"


class PayRunApprovalStoodOut(Event):
    """A pay run was approved by somebody whom its proposer brought in not long before."""

    topic: ClassVar[str] = "payments.payments.v1"
    key_field: ClassVar[str] = "pay_run_id"
    pay_run_id: PayRunId
    number: str
    pay_on: date
    proposed_by: PersonId
    proposed_by_name: str
    approved_by: PersonId
    approved_by_name: str
    approved_at: datetime
    grant: StaffGrantKind = Field(description="The last thing by which they were brought in")
    granted_at: datetime


PAYMENTS: tuple[type[Event], ...] = (
    PaymentOrdered,
    PaymentMade,
    PaymentFailed,
    PayRunChanged,
    PayRunApprovalStoodOut,
)
