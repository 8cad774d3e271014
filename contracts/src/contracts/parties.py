"""The parties of an invoice as it names them: as they were when it was issued, for good."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from contracts.base import Value
from contracts.events.identity import Address, Language
from contracts.money import Money
from contracts.registrations import ReceivingAccount, Registration


class Party(Value):
    """An agency, or a contractor's company on its self-billed invoice.

    `pay_to` is the account that is printed; None: it is on no paper, since the money goes to the
    account that the contractor named.
    """

    legal_name: str
    address: Address
    registrations: tuple[Registration, ...] = ()
    is_in_business_register: bool = False
    is_vat_registered: bool | None = Field(
        default=None, description="Null: nobody had said whether it charges VAT or the like"
    )
    pay_to: ReceivingAccount | None = None


class BillTo(Value):
    """The company of an invoice, as it was when the invoice was issued: that never changes."""

    name: str
    organisation_number: str = ""
    address: Address
    language: Language
    billing_email: str = Field(default="", description="Where it is sent besides to contacts")
    purchase_order: str = Field(default="", description="The company's own reference")
    registrations: tuple[Registration, ...] = Field(
        default=(), description="The company's registered numbers that were checked"
    )


class TaxInNationalCurrency(Value):
    """The taxes of an invoice in the currency of the seller's country, where its law wants them.

    `rate` is what one unit of the invoice's currency costs in it; `amounts` stand in the order of
    the invoice's taxes, each converted and rounded by itself.
    """

    rate: Decimal
    rate_on: date = Field(description="The day that the rate is of")
    source: str = Field(description="Who publishes it")
    amounts: tuple[Money, ...]
    total: Money


class SelfBilledInvoice(Value):
    """What makes a transaction the invoice of a contractor's company, which the agency wrote.

    By the company's agreement of `agreed_on`, with a number of its own series. Below zero it is a
    credit note, and `credits_number` the invoice that it takes back.
    """

    number: str
    agreed_on: date
    seller: Party
    buyer: Party
    credits_number: str = ""
    credits_issued_on: date | None = None
