"""Companies over HTTP."""

from pydantic import BaseModel

from contracts.events.identity import Address, InvoicePreferences
from identity.fields import Name, Number


class CompanyBody(BaseModel):
    """All that can be said of a company."""

    name: Name
    organisation_number: Number = ""
    address: Address
    invoice_preferences: InvoicePreferences = InvoicePreferences()
