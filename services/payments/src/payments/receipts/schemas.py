"""HTTP shapes of receipts."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field

from chassis.fields import Day, LineOf, MoneyBody
from contracts.ids import CompanyId, InvoiceId, TransactionId
from contracts.money import Money
from payments.invoices.schemas import ReceiptDetails
from payments.receipts.actions import ReceiptOutcome


class ReceiptRequest(MoneyBody):
    """Money that came in against an invoice, in minor units of its currency."""

    received_on: Day
    reference: Annotated[str, LineOf(max_length=200)] = ""
    keep_excess: bool = Field(
        default=False, description="What is more than the open amount is kept as their balance"
    )


class RefundRequest(MoneyBody):
    """What was paid back to a company of its balance, in minor units of its currency."""

    paid_on: Day
    reference: Annotated[str, LineOf(max_length=200)] = ""


class CompanyBalance(BaseModel):
    """What a company has paid too much, in each currency in which it has: theirs."""

    company_id: CompanyId
    balances: Sequence[Money]


class ReceiptResult(BaseModel):
    """What was recorded, what is left, and the transactions that it let go."""

    receipt: ReceiptDetails
    invoice_id: InvoiceId
    open_amount: Money
    paid_on: date | None
    released_transaction_ids: Sequence[TransactionId]

    @classmethod
    def of(cls, recorded: ReceiptOutcome) -> Self:
        """From what was done."""
        return cls(
            receipt=ReceiptDetails.of(recorded.receipt),
            invoice_id=recorded.invoice.invoice_id,
            open_amount=recorded.invoice.open_amount,
            paid_on=recorded.invoice.paid_on,
            released_transaction_ids=[one.transaction_id for one in recorded.released],
        )
