"""What an e-invoice says: the terms of EN 16931 (BT and BG numbers) that Portico has.

A credit note's amounts are above zero, as on its paper: the kind of the document says their sense.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from contracts.events.identity import Address
from contracts.money import Money


class Syntax(StrEnum):
    """How an e-invoice is written."""

    PEPPOL = "peppol"
    FACTUR_X = "factur_x"


class Gap(StrEnum):
    """What is missing to make an e-invoice. Its value is what an API tells."""

    SELLER = "seller"
    SELLER_ADDRESS = "seller_address"
    SELLER_TAX_NUMBER = "seller_tax_number"
    SELLER_ELECTRONIC_ADDRESS = "seller_electronic_address"
    BUYER_ADDRESS = "buyer_address"
    BUYER_ELECTRONIC_ADDRESS = "buyer_electronic_address"
    BUYER_REFERENCE = "buyer_reference"
    RECEIVING_ACCOUNT = "receiving_account"
    REASON_WITHOUT_TAX = "reason_without_tax"
    TAX_RATE = "tax_rate"
    CURRENCY = "currency"


class TaxCategory(StrEnum):
    """Why a line has the tax that it has (UNCL 5305, as far as Portico knows it)."""

    STANDARD = "S"
    ZERO_RATED = "Z"
    NOT_SUBJECT = "O"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number in a register; `scheme` is the register's code in ISO 6523 or Peppol's list."""

    value: str
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The seller (BG-4) or the buyer (BG-7)."""

    name: str
    address: Address
    legal_id: Identifier | None = None
    """BT-30, BT-47."""
    vat_number: str = ""
    """With the country's prefix: BT-31, BT-48."""
    tax_number: str = ""
    """Of a seller without such a VAT number, or `Foretaksregisteret` in Norway: BT-32."""
    legal_note: str = ""
    """What the law wants to be read beside it: BT-33."""
    electronic_address: Identifier | None = None
    """Where Peppol delivers: BT-34, BT-49."""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where to pay (BG-17), quoting `reference` (BT-83)."""

    number: str
    is_iban: bool
    holder: str
    bic: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """A group of lines with the same tax (BG-23). `percent` is None where there is no rate."""

    category: TaxCategory
    percent: Decimal | None
    base: Money
    amount: Money
    reason: str = ""
    """Why no tax is charged: BT-120."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line (BG-25): quantity (BT-129) times price (BT-146) is the amount, rounded once."""

    name: str
    description: str
    quantity: Decimal
    unit: str
    """By UN/ECE recommendation 20: HUR is an hour, C62 is one of what has no unit there."""
    price: Decimal
    amount: Money
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundingDifference:
    """What the books have beside the lines, as the paper prints it: a charge on the whole document
    (BG-21), or below zero an allowance (BG-20)."""

    amount: Money
    name: str

    @property
    def is_charge(self) -> bool:
        """Whether it adds to the lines."""
        return self.amount.amount_minor > 0

    @property
    def size(self) -> Money:
        """The amount without its sign."""
        return self.amount if self.is_charge else -self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedingInvoice:
    """The invoice that a credit note takes back (BG-3)."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoice:
    """An invoice, or the credit note of the `preceding` one."""

    number: str
    issued_on: date
    due_on: date | None
    terms: str
    """BT-20, in words: of a credit note, which has no due date."""
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    tax: Tax
    """One group: what the agency charges is on all of an invoice."""
    national_tax: Money | None = None
    """The tax in the currency of the seller's country, where the invoice is in another: BT-111."""
    line_total: Money
    """The sum of the lines; with the rounding it is the subtotal, what taxes are of."""
    rounding: RoundingDifference | None = None
    subtotal: Money
    total: Money
    period: tuple[date, date] | None = None
    preceding: PrecedingInvoice | None = None
    account: Account | None = None
    buyer_reference: str = ""
    purchase_order: str = ""
    note: str = ""

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back what an invoice billed."""
        return self.preceding is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of writing an e-invoice: the file, or what is missing, or what is wrong with it."""

    syntax: Syntax
    xml: bytes | None = None
    gaps: tuple[Gap, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoiceRecord:
    """The same as it is kept: of a file, its hash and size."""

    syntax: Syntax
    sha256: str | None = None
    size_bytes: int | None = None
    gaps: tuple[Gap, ...] = ()
    faults: tuple[str, ...] = ()
