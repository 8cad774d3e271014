"""Companies over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from chassis.fields import AddressBody, Body, LanguageCode, LineOf, Name, WholeNumber
from contracts.events.identity import (
    Address,
    Company,
    CompanyField,
    InvoiceCadence,
    InvoiceGrouping,
    InvoicePreferences,
)
from contracts.ids import CompanyId
from contracts.registrations import Registration
from identity.fields import Number, OptionalEmail
from identity.registrations import RegistrationBody, Registrations, registrations_of

MAX_DUE_DAYS = 365

PurchaseOrder = Annotated[str, LineOf(max_length=40)]
"""The company's own reference: one line among the facts of an invoice."""


class InvoicePreferencesBody(Body):
    """How a company wants its invoices. What is left out is the default, or stays as it is."""

    grouping: InvoiceGrouping | None = None
    cadence: InvoiceCadence | None = None
    due_days: Annotated[WholeNumber, Field(ge=0, le=MAX_DUE_DAYS)] | None = None
    language: LanguageCode | None = None

    def over(self, before: InvoicePreferences) -> InvoicePreferences:
        """The preferences with what is said here."""
        return before.model_copy(update=said_in(self))


class CompanyBody(Body):
    """A new company. What is left out is the default."""

    name: Name
    organisation_number: Number = ""
    address: AddressBody
    invoice_preferences: InvoicePreferencesBody = InvoicePreferencesBody()
    billing_email: OptionalEmail = ""
    purchase_order: PurchaseOrder = ""
    registrations: Registrations = Field(default_factory=list[RegistrationBody])

    def company(self, company_id: CompanyId) -> Company:
        """The company. Raises InvalidError for a number that is none."""
        return Company(
            company_id=company_id,
            name=self.name,
            organisation_number=self.organisation_number,
            address=Address(**dict(self.address)),
            invoice_preferences=self.invoice_preferences.over(InvoicePreferences()),
            billing_email=self.billing_email,
            purchase_order=self.purchase_order,
            version=1,
            registrations=registrations_of(self.registrations),
        )


class CompanyDetails(BaseModel):
    """A customer, and what whoever asks can change of it.

    `may_change` names fields by their paths: `address` is street, postal code and city,
    `address.country` country and region. Organisation number, registered numbers and days until an
    invoice is due are the agency's. Name the `version` with a change: it rises with each.
    """

    company_id: CompanyId
    name: str
    organisation_number: str
    address: Address
    invoice_preferences: InvoicePreferences
    billing_email: str
    purchase_order: str
    version: int
    registrations: tuple[Registration, ...]
    may_change: list[CompanyField]

    @classmethod
    def of(cls, company: Company, may_change: Sequence[CompanyField]) -> Self:
        """The company as HTTP tells it."""
        return cls(**dict(company), may_change=list(may_change))


def said_in(body: Body) -> dict[str, Any]:
    """What a body names; None is what it leaves as it is."""
    return {name: value for name, value in body if value is not None}
