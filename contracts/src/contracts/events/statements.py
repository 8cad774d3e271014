"""What payments says of statements of account: beside the invoices that stand on them."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.base import Event, Value
from contracts.events.identity import Language
from contracts.ids import CompanyId, DocumentId
from contracts.money import Currency, Money
from contracts.parties import BillTo


class StatedMovement(Value):
    """What was booked on a day: a positive amount is owed more. `balance` is what was owed then.

    `cause` is invoice, credit_note, receipt, refund, write_off, interest or reminder_fee, or what
    was taken back: receipt_returned, write_off_reversed, interest_waived, reminder_fee_waived,
    reversal. `number` is the invoice's; that of a credit note is its `reference`.
    """

    booked_on: date
    cause: str
    number: str | None = None
    due_on: date | None = None
    received_on: date | None = None
    reference: str = ""
    amount: Money
    balance: Money


class StatedInvoice(Value):
    """An invoice of which something was not paid; `days_overdue` is 0 until after its due date.

    `disputed_amount`: what of the open amount was not due, since lines were disputed or a
    correction was agreed; null: nothing.
    """

    number: str
    issued_on: date
    due_on: date
    days_overdue: int
    total: Money
    received: Money
    open_amount: Money
    disputed_amount: Money | None = None
    credited: Money | None = Field(
        default=None, description="What credit notes took back; null: nothing"
    )
    charged: Money | None = Field(
        default=None, description="Interest and fees beside the total; null: nothing"
    )


class StatedAge(Value):
    """What was open at an age, such as not_due or days_1_to_30."""

    age: str
    amount: Money


class StatedAccount(Value):
    """What a company owed in one currency. closing = opening + charged - credited; ages and open
    invoices each come to closing and `kept_balance`, what the company had paid too much.
    """

    currency: Currency
    opening: Money
    charged: Money
    credited: Money
    closing: Money
    ages: tuple[StatedAge, ...]
    open_invoices: tuple[StatedInvoice, ...]
    movements: tuple[StatedMovement, ...]
    kept_balance: Money | None = Field(default=None, description="Null: nothing")


class StatementRequested(Event):
    """Somebody wants a company's statement of account as a document.

    The id follows from company, days, language and figures: asked twice, it is one document.
    """

    topic: ClassVar[str] = "payments.invoices.v1"
    key_field: ClassVar[str] = "document_id"
    document_id: DocumentId = Field(description="The id that the document gets")
    company_id: CompanyId
    bill_to: BillTo | None = Field(default=None, description="The company as it is now, if known")
    from_on: date
    as_of: date
    language: Language
    currencies: tuple[StatedAccount, ...]


STATEMENTS: tuple[type[Event], ...] = (StatementRequested,)
