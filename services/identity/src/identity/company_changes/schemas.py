"""Changes of a company over HTTP."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from chassis.fields import AddressBody, Body, Name, Version
from contracts.access import Portal
from contracts.events.identity import Address, Company
from identity.companies.schemas import InvoicePreferencesBody, PurchaseOrder, said_in
from identity.company_changes.model import CompanyChange
from identity.fields import Number, OptionalEmail
from identity.registrations import Registrations, registrations_of


class CompanyChangeBody(Body):
    """What of a company changes. What is left out stays as it is; an address is one value.

    `version` is the one that was read: of another, nothing is changed and the answer (409
    `company_changed`) has the `company` of now, and in `changed` what whom changed since.
    """

    version: Version
    name: Name | None = None
    organisation_number: Number | None = None
    address: AddressBody | None = None
    invoice_preferences: InvoicePreferencesBody | None = None
    billing_email: OptionalEmail | None = None
    purchase_order: PurchaseOrder | None = None
    registrations: Registrations | None = None

    def over(self, before: Company) -> Company:
        """The company with what is said here, at the version that it has. Raises InvalidError."""
        facts = said_in(self)
        del facts["version"]
        if self.address is not None:
            facts["address"] = Address(**dict(self.address))
        if self.invoice_preferences is not None:
            facts["invoice_preferences"] = self.invoice_preferences.over(before.invoice_preferences)
        if self.registrations is not None:
            facts["registrations"] = registrations_of(self.registrations)
        return before.model_copy(update=facts)


class FieldChangeDetails(BaseModel):
    """One field by its path, such as `address.street`, as it was and as it is."""

    field: str
    before: str
    after: str


class CompanyChangeDetails(BaseModel):
    """What one person changed at once; `version` is the company's afterwards."""

    version: int
    changed_at: datetime
    changed_by_name: str
    changed_by_portal: Portal
    changes: list[FieldChangeDetails]

    @classmethod
    def of(cls, change: CompanyChange) -> Self:
        """The change as HTTP tells it."""
        return cls(
            version=change.version,
            changed_at=change.changed_at,
            changed_by_name=change.changed_by_name,
            changed_by_portal=change.changed_by_portal,
            changes=[
                FieldChangeDetails(field=one.field, before=one.before, after=one.after)
                for one in change.changes
            ],
        )
