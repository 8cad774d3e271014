"""E-mails to a company about its invoices: issued, due, overdue, credited, open again (X1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from contracts.events.payments import (
    InvoiceCredited,
    InvoiceDueSoon,
    InvoiceIssued,
    InvoiceOverdue,
    ReceiptReversed,
    ReminderName,
)
from contracts.money import Money
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Invoice, Person, Project, billing_mailbox
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Amount, Day, Period, Phrase, TemplateValue, text


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceContext:
    """What an event about an invoice refers to; `project` None is the whole company.

    `mailbox` is where the company has its invoices sent besides to contacts.
    """

    agency: Agency
    company_name: str
    project: Project | None
    readers: tuple[Person, ...]
    mailbox: Person | None = None

    @property
    def recipients(self) -> tuple[Person, ...]:
        """Every reader, and the company's own address unless a reader has the same."""
        if self.mailbox is None:
            return self.readers
        theirs = {person.email.casefold() for person in self.readers}
        return (
            self.readers
            if self.mailbox.email.casefold() in theirs
            else (
                *self.readers,
                self.mailbox,
            )
        )

    def as_issued(self, event: InvoiceIssued) -> "InvoiceContext":
        """The same, of an invoice that says whom it is to: that is what it was issued to."""
        if event.bill_to is None:
            return self
        mailbox = billing_mailbox(
            event.company_id,
            name=event.bill_to.name,
            email=event.bill_to.billing_email,
            language=event.bill_to.language,
        )
        return replace(self, company_name=event.bill_to.name, mailbox=mailbox)


def issued(
    because_of: UUID, event: InvoiceIssued, invoice: Invoice, context: InvoiceContext
) -> list[Draft]:
    """To every contact who sees it, and the billing e-mail: the total, when due, what for."""
    context = context.as_issued(event)
    taxes = (Fact(label="subtotal", value=Amount(money=event.subtotal)),) if event.taxes else ()
    facts = (
        Fact(label="due_on", value=Day(on=event.due_on)),
        Fact(label="issued_on", value=Day(on=event.issued_on)),
        *invoice_facts(invoice, event.number, context),
        *payment_reference(event.payment_reference),
        *_reference(event),
        *taxes,
        Fact(label="invoice_total", value=Amount(money=event.total)),
    )
    return [
        _draft(
            because_of,
            Kind.INVOICE_ISSUED,
            context,
            person,
            facts,
            invoice,
            _InvoiceFacts(event.number, event.total, event.due_on),
        )
        for person in context.recipients
    ]


def reminded(
    because_of: UUID,
    event: InvoiceDueSoon | InvoiceOverdue,
    invoice: Invoice,
    context: InvoiceContext,
) -> list[Draft]:
    """To every contact who sees it, and the billing e-mail: what is to pay, and by when.

    What is disputed is not to pay: it is named beside. What the reminder costs is, and is named.
    Nothing where nobody is reminded.
    """
    is_overdue = isinstance(event, InvoiceOverdue)
    name = event.reminder if is_overdue else ReminderName.FIRST
    if name is None:
        return []
    kind = Kind.INVOICE_OVERDUE if is_overdue else Kind.INVOICE_DUE_SOON
    fee = event.fee if is_overdue else None
    due, disputed = left_to_pay(event.open_amount, event.disputed_amount)
    if fee is not None:
        due += fee
    facts = (
        Fact(label="open_amount", value=Amount(money=due)),
        *((Fact(label="reminder_fee", value=Amount(money=fee)),) if fee else ()),
        *disputed,
        *payment_reference(event.payment_reference),
        Fact(label="due_on", value=Day(on=event.due_on)),
        *invoice_facts(invoice, event.number, context),
    )
    tone = _TONES.get(name, "again")
    variant = _WITH_DISPUTED[tone] if disputed else tone
    again = name if tone == "again" else None
    said = _InvoiceFacts(event.number, due, event.due_on, variant, again)
    return [
        _draft(because_of, kind, context, person, facts, invoice, said)
        for person in context.recipients
    ]


def credited(
    because_of: UUID, event: InvoiceCredited, invoice: Invoice, context: InvoiceContext
) -> list[Draft]:
    """To every contact who sees the invoice, and the billing e-mail: how much, why, what is left.

    The billing e-mail is the one of now: an invoice goes where it was issued to, what comes after
    it goes where the company has its invoices sent by then.
    """
    if event.bill_to is not None:
        context = replace(context, company_name=event.bill_to.name)
    return [
        Draft.to(
            because_of,
            _credit_note(event, invoice, context),
            person,
            paths.customer_invoice(invoice.invoice_id),
            about=invoice.parties,
        )
        for person in context.recipients
    ]


def _credit_note(event: InvoiceCredited, invoice: Invoice, context: InvoiceContext) -> Message:
    left, disputed = left_to_pay(event.open_amount, event.disputed_amount)
    kept = event.kept_balance
    taxes = (Fact(label="subtotal", value=Amount(money=event.subtotal)),) if event.taxes else ()
    balance = (Fact(label="kept_balance", value=Amount(money=kept)),) if kept.amount_minor else ()
    why = () if event.reason else (Fact(label="cause", value=Phrase(key="cause_work_corrected")),)
    return Message(
        kind=Kind.INVOICE_CREDITED,
        brand=context.agency.brand,
        recipient_name="",
        variant=variant_of(left, disputed, kept),
        values={
            "credit_note": text(event.credit_note_number),
            "number": text(event.number),
            "amount": Amount(money=event.total),
            "left": Amount(money=left),
            "kept": Amount(money=kept),
            "company": text(context.company_name),
        },
        figure=Amount(money=event.total),
        quote=event.reason or None,
        facts=(
            Fact(label="left_to_pay", value=Amount(money=left)),
            *disputed,
            *(payment_reference(event.payment_reference) if left.amount_minor else ()),
            *balance,
            *why,
            Fact(label="credited_on", value=Day(on=event.credited_on)),
            *invoice_facts(invoice, event.number, context),
            *_reference(event),
            *taxes,
            Fact(label="credited_total", value=Amount(money=event.total)),
        ),
        path="",
    )


def receipt_reversed(
    because_of: UUID, event: ReceiptReversed, invoice: Invoice, context: InvoiceContext
) -> list[Draft]:
    """To every contact who sees the invoice, and the billing e-mail: what the bank took back, what
    is left to pay, and until when.

    Of what was said before its due date was told, nothing is told: it was long ago.
    """
    if event.due_on is None:
        return []
    left, disputed = left_to_pay(event.open_amount, event.disputed_amount)
    if left.amount_minor:
        variant = "overdue" if event.reversed_on > event.due_on else "left"
    else:
        variant = "disputed" if disputed else ""
    due = Fact(label="due_on", value=Day(on=event.due_on))
    message = Message(
        kind=Kind.RECEIPT_REVERSED,
        brand=context.agency.brand,
        recipient_name="",
        variant=variant,
        values={
            "number": text(event.number),
            "amount": Amount(money=event.amount),
            "left": Amount(money=left),
            "date": Day(on=event.due_on),
            "company": text(context.company_name),
        },
        figure=Amount(money=event.amount),
        facts=(
            Fact(label="left_to_pay", value=Amount(money=left)),
            *disputed,
            *((*payment_reference(event.payment_reference), due) if left.amount_minor else ()),
            *invoice_facts(invoice, event.number, context),
        ),
        path="",
    )
    page = paths.customer_invoice(invoice.invoice_id)
    return [
        Draft.to(because_of, message, person, page, about=invoice.parties)
        for person in context.recipients
    ]


@dataclass(frozen=True, slots=True)
class _InvoiceFacts:
    number: str
    amount: Money
    due_on: date
    variant: str = ""
    reminder: ReminderName | None = None


_TONES: Mapping[ReminderName, str] = {ReminderName.FIRST: "", ReminderName.FINAL: "final"}
_WITH_DISPUTED = {"": "disputed", "again": "again_disputed", "final": "final_disputed"}


def _draft(
    because_of: UUID,
    kind: Kind,
    context: InvoiceContext,
    person: Person,
    facts: tuple[Fact, ...],
    invoice: Invoice,
    said: _InvoiceFacts,
) -> Draft:
    message = Message(
        kind=kind,
        brand=context.agency.brand,
        recipient_name=person.name,
        variant=said.variant,
        values={
            "number": text(said.number),
            "amount": Amount(money=said.amount),
            "date": Day(on=said.due_on),
            "company": text(context.company_name),
            **({"reminder": Phrase(key=f"reminder_{said.reminder}")} if said.reminder else {}),
        },
        figure=Amount(money=said.amount),
        facts=facts,
        path=paths.customer_invoice(invoice.invoice_id),
    )
    return Draft(because_of=because_of, recipient=person, message=message, about=invoice.parties)


def left_to_pay(open_amount: Money, disputed: Money | None) -> tuple[Money, tuple[Fact, ...]]:
    """What a company is asked to pay: not what is disputed, which is named beside."""
    if disputed is None:
        return open_amount, ()
    return open_amount - disputed, (Fact(label="disputed_amount", value=Amount(money=disputed)),)


def variant_of(left: Money, disputed: tuple[Fact, ...], kept: Money) -> str:
    """Which words tell what is left to pay where something is not owed any more."""
    if left.amount_minor:
        return "left"
    if disputed:
        return "disputed"
    return "kept" if kept.amount_minor else ""


def payment_reference(reference: str) -> tuple[Fact, ...]:
    """What to quote with the payment; what was issued before that was told has none."""
    if not reference:
        return ()
    # Norwegians know theirs by name: it is typed into a field of its own.
    shown = f"KID {reference}" if reference.isdigit() else reference
    return (Fact(label="payment_reference", value=text(shown)),)


def _reference(event: InvoiceIssued | InvoiceCredited) -> tuple[Fact, ...]:
    """The company's own reference: by it, its accountants find what the invoice is for."""
    if event.bill_to is None or not event.bill_to.purchase_order:
        return ()
    return (Fact(label="purchase_order", value=text(event.bill_to.purchase_order)),)


def invoice_facts(invoice: Invoice, number: str, context: InvoiceContext) -> tuple[Fact, ...]:
    """Which invoice it is: its number, company, project and period."""
    project: TemplateValue = (
        text(context.project.name) if context.project else Phrase(key="all_projects")
    )
    return (
        Fact(label="invoice", value=text(number)),
        Fact(label="company", value=text(context.company_name)),
        Fact(label="project", value=project),
        Fact(label="period", value=Period(from_on=invoice.period_start, to_on=invoice.period_end)),
    )
