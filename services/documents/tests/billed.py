"""Random invoices and credit notes, as payments tells of them: all that their e-invoices need.

The same seed gives the same document.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from contracts.bank_details import NorwegianDetails
from contracts.events.identity import Address
from contracts.events.payments import Charge, InvoiceCredited, InvoiceIssued, InvoiceLine
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, CreditNoteId, InvoiceId, PersonId, WorkOrderId
from contracts.money import Money
from contracts.parties import BillTo, Party, TaxInNationalCurrency
from contracts.quantities import hours_of
from contracts.registrations import ReceivingAccount, Registration, RegistrationKind
from documents.einvoices import samples
from documents.einvoices.content import BilledInput
from documents.rendering.inputs import Counterpart, CreditNoteInput, CustomerInvoiceInput
from documents.rendering.samples import CANADIAN_AGENCY, NORWEGIAN_AGENCY, charge, id_of

_NAMES = (
    "Amélie Tremblay", "Jonas Ødegård", "O'Brien & Sons <Ltd>", "Ana \"Nita\" Șerban",
    "Œuvres d'Îles-aux-Çygnes", "Priya Raghunathan", "田中 太郎", "Ærlig & Søn A/S",
)  # fmt: skip
_TITLES = ("Network technician", "", "Chef d'équipe – quai 9", "Elektriker, natt", "R&D <II>")
_NORWEGIAN_NUMBERS = ("974760673", "923609016", "987654325")
_EUROPEAN_NUMBERS = ("DE136695976", "FR40303265045", "NL004495445B01", "BE0428759497")
_SMALL = Party(
    legal_name="Liten & Co. ANS",
    address=NORWEGIAN_AGENCY.address,
    registrations=(Registration(kind=RegistrationKind.NORWEGIAN_ORGANISATION, number="923609016"),),
    is_vat_registered=False,
    pay_to=ReceivingAccount(currency="NOK", details=NorwegianDetails(account_number="86011117947")),
)
"""Too small to be registered for VAT."""


def random_document(seed: int) -> BilledInput:
    """An invoice, or one time in three a credit note."""
    rng = Random(seed)  # noqa: S311 - no secret
    seller = rng.choice((samples.NORWEGIAN_SELLER, samples.CANADIAN_SELLER, _SMALL))
    home = "CAD" if seller is samples.CANADIAN_SELLER else "NOK"
    currency = home if rng.random() < 0.8 else rng.choice(("EUR", "USD", "GBP"))
    language = rng.choice(("en", "fr", "nb"))
    is_credit = rng.random() < 1 / 3
    lines = _lines(rng, currency, with_negative=is_credit)
    if is_credit:
        # Differences of sums that were rounded once: a unit more or less than their own product.
        lines = tuple(_off_by_a_unit(rng, line) for line in lines)
    base = Money.total((line.amount for line in lines), currency)
    taxes = _taxes(rng, base, seller, language)
    total = Money.total((base, *(tax.amount for tax in taxes)), currency)
    bill_to = _buyer(rng, language)
    shared: dict[str, object] = {
        "invoice_id": InvoiceId(id_of("invoice")),
        "company_id": CompanyId(id_of("company")),
        "number": f"{rng.choice(('INV-', '', 'F '))}2026-{rng.randrange(100_000):05}",
        "currency": currency,
        "lines": lines,
        "subtotal": base,
        "taxes": taxes,
        "total": total,
        "bill_to": bill_to,
        "seller": seller,
        "national_tax": _national(taxes, home) if currency != home and taxes else None,
        "payment_reference": rng.choice(("", "202600093009", "RF18539007547034")),
        "buyer_reference": rng.choice(_NAMES),
    }
    agency = CANADIAN_AGENCY if home == "CAD" else NORWEGIAN_AGENCY
    counterpart = Counterpart.billed(bill_to)
    if is_credit:
        return CreditNoteInput(
            language=language,
            agency=agency,
            counterpart=counterpart,
            subject=_credited(rng, shared, base),
        )
    return CustomerInvoiceInput(
        language=language, agency=agency, counterpart=counterpart, subject=_issued(rng, shared)
    )


def _issued(rng: Random, shared: dict[str, object]) -> InvoiceIssued:
    issued_on = date(2026, 4, 1) + timedelta(days=rng.randrange(200))
    return InvoiceIssued.model_validate(
        {
            **shared,
            "issued_on": issued_on,
            "due_on": issued_on + timedelta(days=rng.choice((0, 14, 30))),
            "period_start": date(2026, 3, 1),
            "period_end": date(2026, 3, 31),
            "work": (),
            "note": rng.choice(("", "Merci.\nVoir l'annexe & la note <2>.", "Takk!")),
        }
    )


def _credited(rng: Random, shared: dict[str, object], base: Money) -> InvoiceCredited:
    return InvoiceCredited.model_validate(
        {
            **shared,
            "credit_note_id": CreditNoteId(id_of("credit note")),
            "credit_note_number": f"C-2026-{rng.randrange(100_000):05}",
            "invoiced_on": date(2026, 4, 1),
            "credited_on": date(2026, 5, 7),
            "reason": rng.choice(("", "Timer ført to ganger")),
            "open_amount": Money.zero(base.currency),
            "kept_balance": Money.zero(base.currency),
        }
    )


def _lines(rng: Random, currency: str, *, with_negative: bool) -> tuple[InvoiceLine, ...]:
    count = rng.choice((1, 2, 3, 7, 20))
    found = [_line(rng, currency) for _ in range(count)]
    if with_negative and count > 1:
        # What another rate took the place of: less than what is credited.
        first = found[0]
        found.append(
            first.model_copy(
                update={
                    "quantity": -first.quantity,
                    "minutes": None if first.minutes is None else -first.minutes,
                    "amount": -first.amount,
                }
            )
        )
    return tuple(found)


def _off_by_a_unit(rng: Random, line: InvoiceLine) -> InvoiceLine:
    unit = Money(amount_minor=rng.choice((-1, 0, 0, 1)), currency=line.amount.currency)
    return line.model_copy(update={"amount": line.amount + unit})


def _line(rng: Random, currency: str) -> InvoiceLine:
    article = rng.choice(tuple(ArticleKind))
    rate = Decimal(rng.randrange(1, 500_000)).scaleb(-2)
    if article.is_time:
        minutes = rng.randrange(1, 12_000)
        quantity, exact = hours_of(minutes), Fraction(minutes, 60)
    else:
        rate = Decimal(rng.choice(("1", "1.05", "1.1")))
        minutes, quantity = None, Decimal(rng.randrange(1, 900_000)).scaleb(-2)
        exact = Fraction(quantity)
    from_on = date(2026, 2, 20) + timedelta(days=rng.randrange(40))
    return InvoiceLine(
        work_order_id=WorkOrderId(id_of("work order")),
        work_order_title=rng.choice(_TITLES),
        project_name=rng.choice(_TITLES),
        contractor_id=PersonId(id_of("contractor")),
        contractor_name=rng.choice(_NAMES),
        article=article,
        from_on=from_on,
        to_on=from_on + timedelta(days=rng.randrange(10)),
        quantity=quantity,
        minutes=minutes,
        rate=rate,
        amount=Money.of(exact * Fraction(rate), currency),
    )


def _taxes(rng: Random, base: Money, seller: Party, language: str) -> tuple[Charge, ...]:
    if seller.is_vat_registered is False:
        return ()
    if seller is samples.NORWEGIAN_SELLER:
        percent = rng.choice(("25", "15", "12", "0"))
        return (charge("mva", {"nb": "Merverdiavgift", language: "MVA"}, base, percent),)
    return rng.choice(
        (
            (samples.ontario_tax(base),),
            samples.quebec_taxes(base),
            (charge("gst", {"en": "GST"}, base, "5"), charge("pst", {"en": "PST"}, base, "7")),
        )
    )


def _national(taxes: Sequence[Charge], home: str) -> TaxInNationalCurrency:
    rate = Decimal("11.4235")
    amounts = tuple(Money.of(tax.amount.decimal * rate, home) for tax in taxes)
    return TaxInNationalCurrency(
        rate=rate,
        rate_on=date(2026, 3, 31),
        source="Norges Bank",
        amounts=amounts,
        total=Money.total(amounts, home),
    )


def _buyer(rng: Random, language: str) -> BillTo:
    norwegian = rng.choice(_NORWEGIAN_NUMBERS)
    registrations = rng.choice(
        (
            (Registration(kind=RegistrationKind.NORWEGIAN_ORGANISATION, number=norwegian),),
            (
                Registration(kind=RegistrationKind.NORWEGIAN_ORGANISATION, number=norwegian),
                Registration(kind=RegistrationKind.NORWEGIAN_VAT, number=norwegian),
            ),
            (
                Registration(
                    kind=RegistrationKind.EUROPEAN_VAT, number=rng.choice(_EUROPEAN_NUMBERS)
                ),
            ),
            (
                Registration(kind=RegistrationKind.CANADIAN_BUSINESS, number="123026635"),
                Registration(kind=RegistrationKind.OTHER, number="0614141000005", name="GLN"),
            ),
        )
    )
    address = Address(
        street=rng.choice(("Storgata 12", "1 Quai <Nord> & Fils\nBât. 9\nEntrée C", "9 d'Arc")),
        postal_code=rng.choice(("", "0157", "H2X 3K3")),
        city=rng.choice(("Oslo", "Montréal", "Saint-Louis-du-Ha! Ha!")),
        region=rng.choice(("", "QC")),
        country=rng.choice(("NO", "CA", "DE", "US")),
    )
    return BillTo(
        name=rng.choice(_NAMES),
        address=address,
        language=language,
        purchase_order=rng.choice(("", "PO 4711/A")),
        registrations=registrations,
    )
