"""Profiles over HTTP."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from chassis.fields import Body, LanguageCode, LineOf, Name
from contracts.access import Portal
from contracts.events.identity import Address, Language
from contracts.ids import PersonId
from identity.fields import StreetAddressBody
from identity.profile.actions import Profile
from identity.profile.model import ProfileField, ProfileUpdate, changeable

_PHONE = re.compile(r"(\+?[0-9 ()./-]{4,})?")


def _phone(text: str) -> str:
    """As people write it: digits, spaces and the signs that go with them. Empty is none."""
    if not _PHONE.fullmatch(text):
        raise ValueError("is no phone number")
    return text


Phone = Annotated[str, LineOf(max_length=32), AfterValidator(_phone)]


class ProfileBody(Body):
    """What is to change; what is left out stays as it is. An empty `phone` is none."""

    name: Name | None = None
    phone: Phone | None = None
    language: LanguageCode | None = None
    address: StreetAddressBody | None = None

    @property
    def details(self) -> ProfileUpdate:
        """What is wanted."""
        return ProfileUpdate(
            name=self.name,
            phone=self.phone,
            language=self.language,
            address=self.address.address if self.address else None,
        )


class ProfileDetails(BaseModel):
    """The own profile. `may_change`: what the person changes without asking the agency."""

    person_id: PersonId
    portal: Portal
    name: str
    email: str
    phone: str
    language: Language
    languages: Sequence[Language] = Field(description="Those of the agency")
    address: Address | None
    picture: str | None = Field(description="Its etag; None: there is none")
    has_password: bool
    may_change: Sequence[ProfileField]

    @classmethod
    def of(cls, profile: Profile) -> "ProfileDetails":
        """The profile."""
        person = profile.person
        contractor = person.access.contractor
        return cls(
            person_id=person.id,
            portal=person.portal,
            name=person.name,
            email=person.email,
            phone=profile.phone,
            language=person.language,
            languages=profile.languages,
            address=contractor.address if contractor else None,
            picture=profile.picture,
            has_password=profile.has_password,
            may_change=changeable(person.portal),
        )
