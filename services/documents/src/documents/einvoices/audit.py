"""Our own look at an e-invoice, apart from what wrote it and from the official rules.

It reads the file back and asks: is it what was booked and printed, to the unit; do its own figures
add up; is everything there that a buyer needs; are codes and numbers such as exist. Sources: EN
16931-1, 6.4 (business rules); check digits by ISO 13616 (IBAN) and Brønnøysundregistrene (modulus
11 with the weights 3 2 7 6 5 4 3 2).
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from contracts.currencies import MINOR_DIGITS
from contracts.events.payments import InvoiceCredited
from contracts.money import Money
from documents.einvoices.content import BilledInput
from documents.einvoices.model import Syntax
from documents.einvoices.reading import Figures, UnreadableError, figures_of
from documents.rendering.totals import product

_UNITS = {"HUR", "C62"}
_HALF_A_UNIT = Decimal("0.005")
_TINY = Decimal("0.00001")
"""Hours that no decimal has exactly are written with ten places."""
_SLACK = Decimal("0.02")
"""Of a tax: it can be two that were rounded each, and of a credit note a difference of such."""
_NORWEGIAN_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_NORWEGIAN_SCHEME = "0192"
_ENDPOINT_SCHEME = re.compile(r"[0-9]{4}")


def faults_of(xml: bytes, syntax: Syntax, document: BilledInput) -> list[str]:
    """What is wrong with the e-invoice of a document, in words; nothing: it may be handed out."""
    try:
        figures = figures_of(xml, syntax)
    except UnreadableError as error:
        return [str(error)]
    return [
        *_unlike_the_books(figures, document),
        *_arithmetic(figures),
        *_missing(figures, syntax),
        *_codes(figures),
    ]


def _unlike_the_books(figures: Figures, document: BilledInput) -> Iterator[str]:
    """Where the file says something else than the event that was booked and printed."""
    subject = document.subject
    credited = isinstance(subject, InvoiceCredited)
    booked = {
        "kind": "381" if credited else "380",
        "number": subject.credit_note_number if credited else subject.number,
        "issued_on": _day(subject.credited_on if credited else subject.issued_on),
        "due_on": "" if credited else _day(subject.due_on),
        "currency": subject.currency,
        "preceding": subject.number if credited else "",
        "payment_reference": "" if credited else subject.payment_reference or subject.number,
        "buyer_reference": subject.buyer_reference,
    }
    for name, value in booked.items():
        told = figures.texts[name].replace("-", "") if name.endswith("_on") else figures.texts[name]
        if told != value:
            yield f"{name} is {told!r}, booked is {value!r}"
    taxes = Money.total((tax.amount for tax in subject.taxes), subject.currency)
    amounts = {
        "without_tax": subject.subtotal,
        "tax": taxes,
        "total": subject.total,
        "payable": subject.total,
    }
    for name, amount in amounts.items():
        if figures.amounts[name] != amount.decimal:
            yield f"{name} is {figures.amounts[name]}, booked is {amount}"
    lines = [product(line).decimal for line in subject.lines]
    if [line.amount for line in figures.lines] != lines:
        yield "the lines are not those that were printed"
    national = subject.national_tax.total.decimal if subject.national_tax else None
    if figures.amounts["national_tax"] != (national if subject.taxes else None):
        yield f"the tax in national currency is {figures.amounts['national_tax']}, not {national}"


def _day(on: date) -> str:
    return f"{on:%Y%m%d}"


def _arithmetic(figures: Figures) -> Iterator[str]:
    """Where the file's own figures do not add up."""
    amounts = figures.amounts
    for position, line in enumerate(figures.lines, start=1):
        if abs(line.quantity * line.price - line.amount) > _HALF_A_UNIT + _TINY:
            yield f"line {position}: {line.quantity} at {line.price} is not {line.amount}"
        if line.percent != amounts["tax_percent"]:
            yield f"line {position}: its tax is none of those below"
    of_lines = sum((line.amount for line in figures.lines), Decimal(0))
    if of_lines != amounts["line_total"]:
        yield f"the lines come to {of_lines}"
    for one, all_of_it in (("charge", "charges"), ("allowance", "allowances")):
        if amounts[one] != amounts[all_of_it]:
            yield f"{all_of_it} are {amounts[all_of_it]}, told is {amounts[one]}"
    summed = of_lines + (amounts["charge"] or 0) - (amounts["allowance"] or 0)
    if summed != amounts["without_tax"] or summed != amounts["tax_base"]:
        yield f"lines, charges and allowances come to {summed}"
    tax, percent = amounts["tax"], amounts["tax_percent"] or Decimal(0)
    if tax is None or tax != amounts["tax_of_base"] or abs(summed * percent / 100 - tax) > _SLACK:
        yield f"{percent} % of {summed} is not {tax}"
    if tax is not None and summed + tax != amounts["total"]:
        yield f"{summed} and {tax} are not {amounts['total']}"


def _missing(figures: Figures, syntax: Syntax) -> Iterator[str]:
    """What a buyer or the law needs, and is not there."""
    needed = {"number", "issued_on", "currency", "kind"}
    if figures.texts["kind"] == "381":
        needed.add("preceding")
    else:
        needed |= {"due_on", "account", "payment_reference"}
    yield from (f"no {name}" for name in sorted(needed) if not figures.texts[name])
    if not figures.lines:
        yield "no lines"
    of_party = {"name", "city", "country"}
    if syntax is Syntax.PEPPOL:
        of_party |= {"endpoint", "endpoint_scheme"}
        if not (figures.texts["buyer_reference"] or figures.texts["purchase_order"]):
            yield "neither a buyer's reference nor a purchase order"
    for side, told in figures.parties.items():
        yield from (f"no {name} of the {side}" for name in sorted(of_party) if not told[name])
    seller = figures.parties["seller"]
    if not (seller["legal_id"] or seller["vat_number"] or seller["tax_number"]):
        yield "no registered number of the seller"
    if figures.amounts["tax"] and not (seller["vat_number"] or seller["tax_number"]):
        yield "a tax without the seller's tax number"


def _codes(figures: Figures) -> Iterator[str]:
    """What is no code, or no number that can exist."""
    if figures.texts["currency"] not in MINOR_DIGITS:
        yield f"{figures.texts['currency']} is no currency"
    yield from (f"{x.unit} is no unit of ours" for x in figures.lines if x.unit not in _UNITS)
    for side, told in figures.parties.items():
        if not re.fullmatch(r"[A-Z]{2}", told["country"]):
            yield f"{told['country']!r} is no country of the {side}"
        if told["endpoint_scheme"] and not _ENDPOINT_SCHEME.fullmatch(told["endpoint_scheme"]):
            yield f"{told['endpoint_scheme']!r} is no scheme of an electronic address"
        if told["endpoint_scheme"] == _NORWEGIAN_SCHEME and not _is_norwegian(told["endpoint"]):
            yield f"{told['endpoint']} is no Norwegian organisation number"
        number = told["vat_number"]
        if number.startswith("NO") and not (number.endswith("MVA") and _is_norwegian(number[2:-3])):
            yield f"{number} is no Norwegian VAT number"
    account = figures.texts["account"]
    if account[:2].isalpha() and not _is_iban(account):
        yield f"{account} is no IBAN"


def _is_norwegian(number: str) -> bool:
    """Whether the last of nine digits is the check digit of the others."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    weighed = sum(int(digit) * by for digit, by in zip(number, _NORWEGIAN_WEIGHTS, strict=False))
    return (11 - weighed % 11) % 11 == int(number[8])


def _is_iban(account: str) -> bool:
    """Whether the number of an IBAN leaves 1 when it is divided by 97."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", account):
        return False
    moved = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
