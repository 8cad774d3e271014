"""Where somebody who sells or buys is registered, and which accounts take their incoming money.

What a document of account has to name beside name and address. Numbers are kept without blanks and
were checked where they came in; how they are printed is the document's.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from contracts.bank_details import BankDetails
from contracts.base import Value
from contracts.money import Currency


class RegistrationKind(StrEnum):
    """Which register a number is of. Norway's VAT number is the organisation number with MVA."""

    NORWEGIAN_ORGANISATION = "no_organisation"
    NORWEGIAN_VAT = "no_vat"
    CANADIAN_BUSINESS = "ca_business"
    CANADIAN_GST_HST = "ca_gst_hst"
    QUEBEC_QST = "ca_qst"
    EUROPEAN_VAT = "eu_vat"
    OTHER = "other"


VAT_KINDS = frozenset(
    {
        RegistrationKind.NORWEGIAN_VAT,
        RegistrationKind.CANADIAN_GST_HST,
        RegistrationKind.QUEBEC_QST,
        RegistrationKind.EUROPEAN_VAT,
    }
)
"""Registers of those who charge a tax on what they sell."""


class Registration(Value):
    """A registered number: 923609016 (both of Norway), 123026635, 123026635RT0001,
    1227494057TQ0001, DE136695976."""

    kind: RegistrationKind
    number: str
    name: str = Field(default="", description="Of the register, for `other`: EIN, ABN")


class ReceivingAccount(Value):
    """The account that takes incoming money of a currency."""

    currency: Currency
    details: BankDetails
    bic: str = Field(default="", description="Of the bank, where it is known")
    bank_name: str = ""
    holder: str = Field(default="", description="Empty: the legal name")


class LegalDetails(Value):
    """What an agency's documents say of it beside `legal_name` and `address`."""

    registrations: tuple[Registration, ...] = ()
    is_in_business_register: bool = Field(
        default=False, description="Norway: its paper names Foretaksregisteret"
    )
    is_vat_registered: bool | None = Field(
        default=None,
        description="Whether it charges VAT, GST/HST or the like; null: nobody has said",
    )
    accounts: tuple[ReceivingAccount, ...] = Field(default=(), description="One a currency")
    version: int = Field(default=0, ge=0, description="Rises with each change; 0: none was entered")

    def account_for(self, currency: Currency) -> ReceivingAccount | None:
        """Where money of this currency is paid to."""
        return next((one for one in self.accounts if one.currency == currency), None)


class SelfBillingAgreement(Value):
    """A contractor's company lets the agency write its invoices, in a series of its own.

    Their numbers are the prefix and a number that rises by one: TREM-1, TREM-2.
    """

    agreed_on: date
    number_prefix: str = Field(pattern=r"^[A-Z0-9]{1,10}$")
