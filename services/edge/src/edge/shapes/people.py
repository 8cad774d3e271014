"""People and companies."""

from datetime import datetime

from pydantic import BaseModel, Field

from contracts.access import Permission, Portal
from contracts.events.identity import (
    Address,
    Company,
    Contact,
    Contractor,
    InvoicePreferences,
    Language,
    Person,
    PersonStatus,
)
from contracts.ids import PersonId
from edge.shapes.common import Body, Filter


class PeopleQuery(Filter):
    """People by name; `q` finds in names and addresses."""

    portal: Portal | None = None
    status: PersonStatus | None = None
    q: str | None = Field(default=None, max_length=100)


class CompaniesQuery(Filter):
    """Companies by name; `q` finds in names."""

    q: str | None = Field(default=None, max_length=100)


class PersonDetails(Person):
    """A person, as staff see it."""

    invited_at: datetime
    activated_at: datetime | None
    deactivated_at: datetime | None


class InvitationRequest(Body):
    """Whom to invite; without `permissions` the portal's default counts."""

    portal: Portal
    email: str = Field(max_length=254)
    name: str = Field(min_length=1, max_length=200)
    language: Language
    permissions: list[Permission] | None = None
    contractor: Contractor | None = None
    contact: Contact | None = None


class AccessRequest(Body):
    """What a person may do from now on."""

    permissions: list[Permission]
    contact: Contact | None = None


class SessionsEnded(BaseModel):
    """How many sessions were open."""

    person_id: PersonId
    ended: int


class CompanyRequest(Body):
    """All that can be said of a company."""

    name: str = Field(min_length=1, max_length=200)
    organisation_number: str = Field(default="", max_length=40)
    address: Address
    invoice_preferences: InvoicePreferences = InvoicePreferences()


CompanyDetails = Company
