"""What a credit note takes back. Pure.

An invoice is what its lines come to, each rounded once. What is credited is the difference of two
such sums: of the work that stood on the invoice, and of the work that stands on it afterwards. So
an invoice less its credit notes is always what the invoice of the remaining work would be, to the
minor unit, into however many notes it was split.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contracts.events.payments import Charge, InvoiceCredited, InvoiceLine
from contracts.ids import CompanyId, CreditNoteId, InvoiceId, PersonId
from contracts.money import Money, minor_digits
from contracts.parties import BillTo, Party, TaxInNationalCurrency
from payments.invoices.exchange_rates.model import converted
from payments.invoices.model import BillableLine, Invoice, Rate, rated, sum_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedParts:
    """What is taken back of an invoice: lines, and the taxes on them. Above zero is credited."""

    lines: tuple[InvoiceLine, ...]
    taxes: tuple[Charge, ...]
    subtotal: Money

    @property
    def total(self) -> Money:
        """What the company owes less."""
        return (
            Money.total((tax.amount for tax in self.taxes), self.subtotal.currency) + self.subtotal
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalInvoice:
    """What an invoice said when it was issued: what credit notes reckon with and repeat."""

    issued_on: date
    lines: Sequence[InvoiceLine]
    subtotal: Money
    taxes: Sequence[Charge]
    bill_to: BillTo | None
    seller: Party | None = None
    national_tax: TaxInNationalCurrency | None = None
    buyer_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """A credit note as it was issued. `kept`: what had been paid of it, now the company's balance.

    `credited_by` None: the system, for work that was corrected.
    """

    credit_note_id: CreditNoteId
    number: str
    invoice_id: InvoiceId
    company_id: CompanyId
    credited_on: date
    reason: str
    parts: CreditedParts
    kept: Money
    credited_by: PersonId | None
    credited_by_name: str
    credited_at: datetime

    def said(self, invoice: Invoice, billed: OriginalInvoice) -> InvoiceCredited:
        """What is said of it; the invoice is as it stands afterwards."""
        disputed = invoice.disputed_amount
        return InvoiceCredited(
            invoice_id=self.invoice_id,
            company_id=self.company_id,
            number=invoice.number,
            project_ids=invoice.project_ids,
            credit_note_id=self.credit_note_id,
            credit_note_number=self.number,
            invoiced_on=billed.issued_on,
            credited_on=self.credited_on,
            reason=self.reason,
            currency=self.parts.subtotal.currency,
            lines=self.parts.lines,
            subtotal=self.parts.subtotal,
            taxes=self.parts.taxes,
            total=self.parts.total,
            open_amount=invoice.open_amount,
            kept_balance=self.kept,
            bill_to=billed.bill_to,
            seller=billed.seller,
            national_tax=_in_national_currency(self.parts.taxes, billed.national_tax),
            buyer_reference=billed.buyer_reference,
            disputed_amount=disputed if disputed.amount_minor else None,
            payment_reference=invoice.payment_reference,
        )


def _in_national_currency(
    taxes: Sequence[Charge], of_invoice: TaxInNationalCurrency | None
) -> TaxInNationalCurrency | None:
    """At the rate of the invoice: what is taken back is the tax that was charged then."""
    if of_invoice is None or not taxes:
        return None
    return converted(
        taxes,
        of_invoice.total.currency,
        rate=of_invoice.rate,
        rate_on=of_invoice.rate_on,
        source=of_invoice.source,
    )


def take_off(
    standing: Sequence[BillableLine],
    taken: Sequence[BillableLine],
    billed: OriginalInvoice,
    earlier: Sequence[CreditedParts],
) -> CreditedParts:
    """What an invoice is less by `taken` lines, with the opposite sign, beside those that stand.

    `earlier` is what was credited of it by now. Where nothing is left of a line or a tax, it is
    credited as it was printed, whatever it was reckoned by then.
    """
    currency = billed.subtotal.currency
    stood = rated(standing)
    lines = tuple(
        line
        for rate, same in rated(taken).items()
        if (line := _credited(rate, same, stood.get(rate, ()), billed, earlier)).quantity
        or line.amount.amount_minor
    )
    credited = Money.total((line.amount for line in lines), currency)
    left = billed.subtotal - credited
    left -= Money.total((one.subtotal for one in earlier), currency)
    taxes = tuple(_credited_tax(tax, credited, left, billed, earlier) for tax in billed.taxes)
    return CreditedParts(
        lines=lines,
        taxes=tuple(tax for tax in taxes if tax.amount.amount_minor),
        subtotal=credited,
    )


def _credited(
    rate: Rate,
    taken: Sequence[BillableLine],
    stood: Sequence[BillableLine],
    billed: OriginalInvoice,
    earlier: Sequence[CreditedParts],
) -> InvoiceLine:
    change, currency = sum_of(taken), billed.subtotal.currency
    before = Money.total((x.amount for x in billed.lines if _rate(x) == rate), currency)
    before -= Money.total(
        (line.amount for one in earlier for line in one.lines if _rate(line) == rate), currency
    )
    left = sum((line.exact for line in (*stood, *taken)), Fraction(0))
    return change.model_copy(
        update={
            "quantity": -change.quantity,
            "minutes": None if change.minutes is None else -change.minutes,
            "amount": before - Money.of(left * Fraction(change.rate), currency),
        }
    )


def _rate(line: InvoiceLine) -> Rate:
    return line.work_order_id, line.article, line.rate


def _credited_tax(
    tax: Charge,
    credited: Money,
    left: Money,
    billed: OriginalInvoice,
    earlier: Sequence[CreditedParts],
) -> Charge:
    before = tax.amount - Money.total(
        (x.amount for one in earlier for x in one.taxes if x.code == tax.code), left.currency
    )
    amount = before - _tax_on(tax, billed.subtotal, left)
    return tax.model_copy(update={"base": credited, "amount": amount})


def _tax_on(tax: Charge, subtotal: Money, left: Money) -> Money:
    """What the tax of an invoice comes to where this is left of its subtotal: by the rate of then.

    A tax without a rate, or on another base than the subtotal, is shared out.
    """
    if tax.percent is not None and tax.base == subtotal:
        return Money.of(Fraction(left.decimal) * Fraction(tax.percent) / 100, left.currency)
    shared = Fraction(tax.amount.amount_minor * left.amount_minor, subtotal.amount_minor)
    return Money.of(shared / 10 ** minor_digits(left.currency), left.currency)
