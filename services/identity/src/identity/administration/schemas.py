"""Commands on logins over HTTP."""

from pydantic import BaseModel, Field

from contracts.access import Permission, Portal
from contracts.events.identity import Contact, Contractor
from contracts.ids import PersonId
from identity.fields import Email, Name, SupportedLanguage
from identity.people.access import Access, access_of


class InvitationBody(BaseModel):
    """Whom to invite. `contractor` and `contact` go with their portals; without `permissions` the
    portal's default counts."""

    portal: Portal
    email: Email
    name: Name
    language: SupportedLanguage
    permissions: list[Permission] | None = Field(default=None, max_length=len(Permission))
    contractor: Contractor | None = None
    contact: Contact | None = None

    @property
    def access(self) -> Access:
        """The access that is asked for. Raises InvalidError."""
        return access_of(
            self.portal, self.permissions, contractor=self.contractor, contact=self.contact
        )


class AccessBody(BaseModel):
    """What a person may do from now on. A contact without `contact` keeps company and scope."""

    permissions: list[Permission] = Field(max_length=len(Permission))
    contact: Contact | None = None


class SessionsEnded(BaseModel):
    """How many sessions were open."""

    person_id: PersonId
    ended: int
