"""E-mails to a company about interest that it is charged, and about what of that is waived."""

from uuid import UUID

from contracts.events.late_charges import InterestCharged, LateChargeKind, LateChargeWaived
from notifications.announcements.draft import Draft
from notifications.announcements.invoices import (
    InvoiceContext,
    invoice_facts,
    left_to_pay,
    payment_reference,
    variant_of,
)
from notifications.directory.model import Invoice
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Amount, Day, Percent, Period, Phrase, text


def interest_charged(
    because_of: UUID, event: InterestCharged, invoice: Invoice, context: InvoiceContext
) -> list[Draft]:
    """To every contact who sees the invoice, and the billing e-mail: how much, for which days, at
    what rate, and what is left to pay."""
    left, disputed = left_to_pay(event.open_amount, event.disputed_amount)
    message = Message(
        kind=Kind.INTEREST_CHARGED,
        brand=context.agency.brand,
        recipient_name="",
        values={
            "number": text(event.number),
            "amount": Amount(money=event.amount),
            "left": Amount(money=left),
            "date": Day(on=event.until_on),
            "company": text(context.company_name),
        },
        figure=Amount(money=event.amount),
        facts=(
            Fact(label="left_to_pay", value=Amount(money=left)),
            *disputed,
            *payment_reference(event.payment_reference),
            Fact(label="interest_days", value=Period(from_on=event.from_on, to_on=event.until_on)),
            Fact(label="yearly_rate", value=Percent(percent=event.percent)),
            *invoice_facts(invoice, event.number, context),
        ),
        path="",
    )
    return _to_all(because_of, message, invoice, context)


def waived(
    because_of: UUID, event: LateChargeWaived, invoice: Invoice, context: InvoiceContext
) -> list[Draft]:
    """To the same people: what the company no longer owes, why, and what is left to pay."""
    left, disputed = left_to_pay(event.open_amount, event.disputed_amount)
    kept = event.kept_balance
    balance = (Fact(label="kept_balance", value=Amount(money=kept)),) if kept.amount_minor else ()
    is_interest = event.kind is LateChargeKind.INTEREST
    message = Message(
        kind=Kind.CHARGE_WAIVED,
        brand=context.agency.brand,
        recipient_name="",
        variant=variant_of(left, disputed, kept),
        values={
            "number": text(event.number),
            "amount": Amount(money=event.amount),
            "left": Amount(money=left),
            "kept": Amount(money=kept),
            "what": Phrase(key="charge_interest" if is_interest else "charge_reminder_fee"),
            "company": text(context.company_name),
        },
        figure=Amount(money=event.amount),
        quote=event.reason,
        facts=(
            Fact(label="left_to_pay", value=Amount(money=left)),
            *disputed,
            *(payment_reference(event.payment_reference) if left.amount_minor else ()),
            *balance,
            *invoice_facts(invoice, event.number, context),
        ),
        path="",
    )
    return _to_all(because_of, message, invoice, context)


def _to_all(
    because_of: UUID, message: Message, invoice: Invoice, context: InvoiceContext
) -> list[Draft]:
    page = paths.customer_invoice(invoice.invoice_id)
    return [
        Draft.to(because_of, message, person, page, about=invoice.parties)
        for person in context.recipients
    ]
