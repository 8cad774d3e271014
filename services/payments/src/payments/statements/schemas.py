"""HTTP shapes of statements."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.fields import Body, Day, LanguageCode
from contracts.ids import CompanyId, DocumentId, InvoiceId
from contracts.money import Money
from payments.statements.model import Account, Age, Days, Movement, MovementKind, OpenInvoice

MAX_OPEN_SHOWN = 1_000
"""Open invoices in each currency, by due date; `open_count` says how many there are."""


class MovementDetails(BaseModel):
    """What was booked on a day: a positive amount is owed more. `balance` is what was owed then.

    `cause_id` is the invoice, credit note, receipt, refund, write-off or late charge; of a waiver,
    the charge.
    `received_on` is the day on which money came in, which may be before it was booked.
    """

    booked_on: date
    cause: MovementKind
    cause_id: UUID
    invoice_id: InvoiceId | None
    number: str | None
    due_on: date | None
    received_on: date | None
    reference: str
    amount: Money
    balance: Money

    @classmethod
    def of(cls, movement: Movement) -> Self:
        """From a movement."""
        entry = movement.entry
        return cls(
            booked_on=entry.booked_on,
            cause=entry.cause,
            cause_id=entry.cause_id,
            invoice_id=entry.invoice_id,
            number=entry.number,
            due_on=entry.due_on,
            received_on=entry.received_on,
            reference=entry.reference,
            amount=entry.amount,
            balance=movement.balance,
        )


class OpenInvoiceDetails(BaseModel):
    """An invoice of which something was not paid; `days_overdue` is 0 until after its due date.

    `charged`: interest and fees beside the total. `disputed_amount`: what of the open amount was
    not due on the day of the statement, since its lines were disputed or a correction of them was
    agreed.
    """

    invoice_id: InvoiceId
    number: str
    issued_on: date
    due_on: date
    total: Money
    credited: Money
    charged: Money
    received: Money
    open_amount: Money
    disputed_amount: Money
    days_overdue: int
    age: Age

    @classmethod
    def of(cls, one: OpenInvoice) -> Self:
        """From an open invoice."""
        return cls.model_validate(one, from_attributes=True)


class AgeDetails(BaseModel):
    """What was open at an age."""

    age: Age
    amount: Money


class AccountDetails(BaseModel):
    """What a company owes in one currency. closing = opening + charged - credited.

    It is `open_total` less `kept_balance`, what the company has paid too much. `difference` is what
    the ledger has more than that: zero, unless something is wrong. `disputed`: what of the open
    invoices was not due; it is open all the same, at its age.
    """

    currency: str
    opening: Money
    charged: Money
    credited: Money
    closing: Money
    movements: list[MovementDetails]
    ages: list[AgeDetails]
    open_count: int
    open_total: Money
    disputed: Money
    open_invoices: list[OpenInvoiceDetails]
    kept_balance: Money
    difference: Money

    @classmethod
    def of(cls, account: Account, movements: Sequence[Movement]) -> Self:
        """From an account and what moved in it."""
        return cls(
            currency=account.currency,
            opening=account.opening,
            charged=account.charged,
            credited=account.credited,
            closing=account.closing,
            movements=[MovementDetails.of(one) for one in movements],
            ages=[AgeDetails(age=age, amount=amount) for age, amount in account.ages.items()],
            open_count=len(account.open_invoices),
            open_total=account.open_total,
            disputed=account.disputed,
            open_invoices=[
                OpenInvoiceDetails.of(one) for one in account.open_invoices[:MAX_OPEN_SHOWN]
            ],
            kept_balance=account.kept_balance,
            difference=account.difference,
        )


class Statement(BaseModel):
    """What a company owed at the end of a day, and how it came to that since the start of another.

    `first_on` is the day of the account's first movement; null: there is none yet.
    """

    company_id: CompanyId
    company_name: str
    first_on: date | None
    from_on: date
    as_of: date
    currencies: list[AccountDetails]

    @classmethod
    def of(
        cls,
        company_id: CompanyId,
        company_name: str,
        days: Days,
        *,
        first_on: date | None,
        accounts: Sequence[Account],
        movements: Sequence[Movement],
    ) -> Self:
        """From what was read."""
        return cls(
            company_id=company_id,
            company_name=company_name,
            first_on=first_on,
            from_on=days.from_on,
            as_of=days.as_of,
            currencies=[
                AccountDetails.of(
                    account,
                    [one for one in movements if one.balance.currency == account.currency],
                )
                for account in accounts
            ],
        )


class StatementDocumentRequest(Body):
    """The statement as a document: as of today by itself, of three calendar months."""

    model_config = ConfigDict(populate_by_name=True)

    from_on: Day | None = Field(default=None, alias="from")
    as_of: Day | None = None
    language: LanguageCode = "en"


class StatementDocument(BaseModel):
    """The document that the statement becomes; the documents service has it a moment later."""

    document_id: DocumentId
