"""What payments says of reports: all payments that a contractor received in a period."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.base import Event, Value
from contracts.events.identity import Language
from contracts.ids import CompanyId, DocumentId, PaymentId, PersonId
from contracts.money import Currency, Money


class ReportedTotals(Value):
    """Sums of what was paid. net = gross - deductions + taxes."""

    transactions: int
    gross: Money
    deductions: Money
    taxes: Money
    net: Money


class ReportedMonth(ReportedTotals):
    """Of the month that begins on this day."""

    month: date


class ReportedClient(ReportedTotals):
    """Of the work at one company."""

    company_id: CompanyId
    company_name: str


class ReportedPayment(ReportedTotals):
    """Of one payment, with the companies whose work it was for."""

    payment_id: PaymentId
    number: str
    paid_on: date
    method: str
    company_names: tuple[str, ...]
    carried: Money | None = Field(
        default=None, description="What was added to the net to come to what was sent"
    )


class ReportedCurrency(Value):
    """The report in one currency; months, clients and payments each come to the total."""

    currency: Currency
    total: ReportedTotals
    months: tuple[ReportedMonth, ...]
    clients: tuple[ReportedClient, ...]
    payments: tuple[ReportedPayment, ...]


class PaymentReportRequested(Event):
    """A contractor wants all payments received in a period as a document.

    The id follows from contractor, period, language and figures: asked twice, it is one document.
    """

    topic: ClassVar[str] = "payments.payments.v1"
    key_field: ClassVar[str] = "document_id"
    document_id: DocumentId = Field(description="The id that the document gets")
    contractor_id: PersonId
    from_month: date = Field(description="First day of the first month")
    to_month: date = Field(description="First day of the last month")
    requested_on: date
    language: Language
    currencies: tuple[ReportedCurrency, ...]


REPORTS: tuple[type[Event], ...] = (PaymentReportRequested,)
