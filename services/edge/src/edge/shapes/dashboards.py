"""The first page of each portal: what waits for this person, with counts and sums."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from contracts.money import Money
from edge.shapes.common import Composed
from edge.shapes.pay import PaymentSummary, TransactionSummary
from edge.shapes.work import WorkRow, WorkSummary


class Sums(BaseModel):
    """How many, and how much in each currency: all of them."""

    count: int
    totals: Sequence[Money]


class NextPayment(BaseModel):
    """The payment that comes first. `on` is None when it is being processed: with the next run.

    `ordered`: a pay run has ordered it for that day, which has not come yet.
    """

    on: date | None
    ordered: bool
    amounts: Sequence[Money]
    transactions: int


class ContractorDashboard(Composed):
    """When the money comes, and what work is still to be handed in."""

    next_payment: NextPayment | None = Field(description="None: nothing is planned, or missing")
    pending: Sums | None
    recent_payments: list[PaymentSummary] | None
    recent_transactions: list[TransactionSummary] | None
    work: WorkSummary | None
    returned: list[WorkRow] | None


class ToApproval(BaseModel):
    """Work that waits for this contact. `amounts` is None where the person may not see money."""

    count: int
    hours: Decimal
    amounts: list[Money] | None


class CustomerHome(Composed):
    """What waits for this contact; None for what the person may not see, or what is missing."""

    to_approval: ToApproval | None
    unpaid_invoices: Sums | None
    overdue_invoices: Sums | None


class AgencyDashboard(Composed):
    """What waits, and on whom; None for what the person may not see, or what is missing."""

    work: WorkSummary | None
    on_hold: Sums | None
    ready_to_pay: Sums | None
    waiting_for_clients: Sums | None
    overdue_invoices: Sums | None
    invited: int | None = Field(description="People who have not signed up yet, 200 at most")
