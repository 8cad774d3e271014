"""What a person may change about the own profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chassis.errors import FieldError, InvalidError
from contracts.access import Portal
from contracts.events.identity import Address, Contractor, PersonChanged
from identity.people.model import Person


class ProfileField(StrEnum):
    """A part of the profile."""

    NAME = "name"
    PHONE = "phone"
    LANGUAGE = "language"
    ADDRESS = "address"


class ProfileError(InvalidError):
    """This cannot be changed so"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUpdate:
    """The profile as the person wants it. What is None stays as it is."""

    name: str | None = None
    phone: str | None = None
    language: str | None = None
    address: Address | None = None


def changeable(portal: Portal) -> Sequence[ProfileField]:
    """What people of this portal change themselves; nobody the e-mail address.

    A contractor's name stands on paystubs and tax documents: the agency changes it. Nobody but a
    contractor has an address here.
    """
    if portal is Portal.CONTRACTOR:
        return [ProfileField.PHONE, ProfileField.LANGUAGE, ProfileField.ADDRESS]
    return [ProfileField.NAME, ProfileField.PHONE, ProfileField.LANGUAGE]


def change(
    person: Person, wanted: ProfileUpdate, *, languages: Sequence[str]
) -> tuple[Person, PersonChanged | None]:
    """The person with the details that are wanted, and what to tell if anything changed.

    Country and region decide the contractor's taxes, so the agency alone changes them. Raises
    ProfileError that names each field that cannot be changed so.
    """
    allowed = changeable(person.portal)
    errors: list[FieldError] = []
    name, language = wanted.name or person.name, wanted.language or person.language
    contractor = person.access.contractor
    if name != person.name and ProfileField.NAME not in allowed:
        errors.append(FieldError("name", "is on your paystubs: the agency changes it"))
    if language != person.language and language not in languages:
        errors.append(FieldError("language", f"is none of the agency's: {', '.join(languages)}"))
    if wanted.address is not None:
        errors += _address_errors(contractor, wanted.address)
    if errors:
        raise ProfileError.of(errors)
    if contractor is not None and wanted.address is not None:
        contractor = contractor.model_copy(update={"address": wanted.address})
    return person.change_details(name=name, language=language, contractor=contractor)


def _address_errors(contractor: Contractor | None, wanted: Address) -> list[FieldError]:
    if contractor is None:
        return [FieldError("address", "is not for this portal")]
    return [
        FieldError(f"address.{field}", "decides your taxes: the agency changes it")
        for field in ("country", "region")
        if getattr(wanted, field) != getattr(contractor.address, field)
    ]
