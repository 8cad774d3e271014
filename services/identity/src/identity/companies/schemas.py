"""Companies over HTTP."""

from typing import Annotated, Any

from pydantic import Field

from chassis.fields import AddressBody, Body, LanguageCode, Name, WholeNumber
from contracts.events.identity import (
    Address,
    Company,
    InvoiceCadence,
    InvoiceGrouping,
    InvoicePreferences,
)
from contracts.ids import CompanyId
from identity.fields import Number

MAX_DUE_DAYS = 365


class InvoicePreferencesBody(Body):
    """How a company wants its invoices. What is left out is the default, or stays as it is."""

    grouping: InvoiceGrouping | None = None
    cadence: InvoiceCadence | None = None
    due_days: Annotated[WholeNumber, Field(ge=0, le=MAX_DUE_DAYS)] | None = None
    language: LanguageCode | None = None

    def over(self, before: InvoicePreferences) -> InvoicePreferences:
        """The preferences with what is said here."""
        return before.model_copy(update=_said(self))


class CompanyBody(Body):
    """A new company. What is left out is the default."""

    name: Name
    organisation_number: Number = ""
    address: AddressBody
    invoice_preferences: InvoicePreferencesBody = InvoicePreferencesBody()

    def company(self, company_id: CompanyId) -> Company:
        """The company."""
        return Company(
            company_id=company_id,
            name=self.name,
            organisation_number=self.organisation_number,
            address=Address(**dict(self.address)),
            invoice_preferences=self.invoice_preferences.over(InvoicePreferences()),
        )


class CompanyChangeBody(Body):
    """What of a company changes. What is left out stays as it is; an address is one value."""

    name: Name | None = None
    organisation_number: Number | None = None
    address: AddressBody | None = None
    invoice_preferences: InvoicePreferencesBody | None = None

    def over(self, before: Company) -> Company:
        """The company with what is said here."""
        facts = _said(self)
        if self.address is not None:
            facts["address"] = Address(**dict(self.address))
        if self.invoice_preferences is not None:
            facts["invoice_preferences"] = self.invoice_preferences.over(before.invoice_preferences)
        return before.model_copy(update=facts)


def _said(body: Body) -> dict[str, Any]:
    return {name: value for name, value in body if value is not None}
