"""Commands on logins over HTTP."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from chassis.fields import AddressBody, Body, LanguageCode, LineOf, Name
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import Address, Contact, Contractor, ContractorKind
from contracts.ids import CompanyId, PersonId, ProjectId
from identity.fields import Email, Number
from identity.people.access import Access, access_of

MAX_PROJECTS = 500


class ContractorBody(Body):
    """What makes a person a contractor."""

    kind: ContractorKind
    address: AddressBody
    legal_name: Annotated[str, LineOf(max_length=200)] = ""
    organisation_number: Number = ""

    @property
    def contractor(self) -> Contractor:
        """The contractor as it is kept."""
        return Contractor(
            kind=self.kind,
            address=Address(**dict(self.address)),
            legal_name=self.legal_name,
            organisation_number=self.organisation_number,
        )


class ContactBody(Body):
    """What makes a person a contact of a company."""

    company_id: CompanyId
    scope: Scope
    project_ids: Annotated[list[ProjectId], Field(max_length=MAX_PROJECTS)] = Field(
        default_factory=list[ProjectId]
    )

    @property
    def contact(self) -> Contact:
        """The contact as it is kept."""
        return Contact(
            company_id=self.company_id, scope=self.scope, project_ids=tuple(self.project_ids)
        )


class InvitationBody(Body):
    """Whom to invite. `contractor` and `contact` go with their portals; without `permissions` the
    portal's default counts."""

    portal: Portal
    email: Email
    name: Name
    language: LanguageCode
    permissions: list[Permission] | None = Field(default=None, max_length=len(Permission))
    contractor: ContractorBody | None = None
    contact: ContactBody | None = None

    @property
    def access(self) -> Access:
        """The access that is asked for. Raises InvalidError."""
        return access_of(
            self.portal,
            self.permissions,
            contractor=self.contractor.contractor if self.contractor else None,
            contact=self.contact.contact if self.contact else None,
        )


class AccessBody(Body):
    """What a person may do from now on. A contact without `contact` keeps company and scope."""

    permissions: list[Permission] = Field(max_length=len(Permission))
    contact: ContactBody | None = None


class TemporaryPasswordDetails(BaseModel):
    """A temporary password as it is told. It is kept nowhere and cannot be asked for again."""

    temporary_password: str = Field(repr=False)
    expires_at: datetime


class EndSessionsResult(BaseModel):
    """How many sessions were open."""

    person_id: PersonId
    ended: int
