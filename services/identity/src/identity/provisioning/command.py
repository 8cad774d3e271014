"""`python -m identity agency FILE.json`: create agencies, or bring them up to date.

The file holds one agency or a list of them, see AgencyEntry. What is the same as before changes
nothing and is told to nobody; so the command can be run again and again.
"""

import json
import re
import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import to_json

from chassis.actor import Actor
from chassis.errors import ConflictError, DomainError
from chassis.fields import LANGUAGES, LanguageCode, Name
from chassis.ids import derived_id
from chassis.places import address_problem
from chassis.runtime import Runtime
from chassis.time_zones import time_zones
from chassis.uow import UnitOfWork
from contracts.access import STAFF_PERMISSIONS, Permission, Portal
from contracts.currencies import MINOR_DIGITS
from contracts.events.identity import Agency, AgencyChanged
from contracts.registrations import LegalDetails
from identity.account_numbers import BankAccountRefusedError, TypedAccount
from identity.account_numbers import read as read_account
from identity.agencies import repository as agencies
from identity.agencies.model import Tenant, Terms
from identity.fields import Email, Number
from identity.links import actions as links
from identity.links.model import Purpose
from identity.passwords import repository as passwords
from identity.passwords.hashing import Passwords
from identity.passwords.rules import require_good
from identity.people import actions as people
from identity.people import repository as people_rows
from identity.people.access import access_of
from identity.people.model import Person
from identity.providers import repository as providers
from identity.providers.entries import MAX_PROVIDERS, ProviderEntry, require_distinct
from identity.providers.model import Client
from identity.registrations import RegistrationBody, contradiction
from identity.registrations import read as read_registrations

_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

# What stands in an entry beside the fields of the agency itself.
_BESIDE = ("terms", "staff", "sign_in_providers")

USAGE = "usage: python -m identity agency FILE.json\n"


class TermsEntry(BaseModel):
    """A version of the terms. A published version is never changed: give the new text a new one."""

    model_config = ConfigDict(extra="forbid")

    version: Number = "1"
    terms_of_use: str = Field(
        default="The terms of your agreement with the agency apply.", min_length=1
    )
    privacy_policy: str = Field(
        default="The agency keeps what it needs to carry out its agreement with you.", min_length=1
    )


class StaffEntry(BaseModel):
    """Somebody of the agency, with all permissions unless some are named.

    They are invited by e-mail. Only where nobody reads e-mails (a demonstration) a password can be
    given instead; it is set once, for a login that is new.
    """

    model_config = ConfigDict(extra="forbid")

    email: Email
    name: Name
    language: LanguageCode | None = None
    permissions: frozenset[Permission] = STAFF_PERMISSIONS
    password: str | None = Field(default=None, repr=False)


class AgencyEntry(BaseModel):
    """An agency, its terms and its first staff: the fields of all are beside each other.

    There is no `agency_id`: it follows from the slug.
    """

    agency: Agency
    terms: TermsEntry = TermsEntry()
    staff: tuple[StaffEntry, ...] = ()
    sign_in_providers: tuple[ProviderEntry, ...] | None = Field(
        default=None, max_length=MAX_PROVIDERS, description="Without it they stay as they are"
    )

    @model_validator(mode="before")
    @classmethod
    def _sort_out(cls, given: dict[str, object]) -> dict[str, object]:
        facts = {name: value for name, value in given.items() if name not in _BESIDE}
        if unknown := facts.keys() - (Agency.model_fields.keys() - {"agency_id"}):
            raise ValueError(f"no such fields: {', '.join(sorted(unknown))}")
        facts["agency_id"] = derived_id("agency", facts.get("slug"))
        kept = {name: given[name] for name in _BESIDE if name in given}
        return {"agency": facts, **kept}

    @model_validator(mode="after")
    def _fits_together(self) -> "AgencyEntry":
        agency = self.agency
        if not _SLUG.fullmatch(agency.slug):
            raise ValueError(f"{agency.slug!r} cannot be the name of a site")
        if agency.time_zone not in time_zones():
            raise ValueError(f"{agency.time_zone!r} is not a time zone")
        if problem := address_problem(agency.address.country, agency.address.region):
            raise ValueError(f"address.{problem.field}: {problem.reason}")
        if agency.currency not in MINOR_DIGITS:
            raise ValueError(f"{agency.currency!r} is not a currency code (ISO 4217)")
        if unknown := set(agency.languages) - set(LANGUAGES):
            raise ValueError(f"not languages of Portico: {', '.join(sorted(unknown))}")
        if agency.default_language not in agency.languages:
            raise ValueError("the default language is none of the languages")
        _require_legal(agency.legal)
        require_distinct(self.sign_in_providers or ())
        return self


def _require_legal(legal: LegalDetails) -> None:
    """Raise ValueError unless the numbers of an agency are such."""
    typed = [RegistrationBody(**dict(one)) for one in legal.registrations]
    _, errors = read_registrations(typed)
    errors += contradiction(legal.registrations, is_vat_registered=legal.is_vat_registered)
    for account in legal.accounts:
        try:
            read_account(TypedAccount(**account.details.model_dump()))
        except BankAccountRefusedError as error:
            errors += error.errors
    if errors:
        raise ValueError("; ".join(f"legal: {one.field} {one.reason}" for one in errors))


class ProvisioningFileError(Exception):
    """The file cannot be used; the text says where and why."""


class TermsPublishedError(ConflictError):
    """A published version of the terms is not changed; give the new text a new version"""


async def agency_command(runtime: Runtime, argv: list[str]) -> int:
    """Bring the agencies of the file up to date and print them. 0: done, 2: the file is wrong."""
    if len(argv) != 1:
        sys.stderr.write(USAGE)
        return 2
    try:
        entries = _read(argv[0])
        done = [await _bring_up_to_date(runtime, entry) for entry in entries]
    except (ProvisioningFileError, DomainError) as error:
        sys.stderr.write(f"{argv[0]}: {error}\n")
        return 2
    sys.stdout.write(to_json(done, indent=2).decode() + "\n")
    return 0


def _read(path: str) -> list[AgencyEntry]:
    """The entries of the file. Raises ProvisioningFileError: where it is wrong, no values of it."""
    try:
        content: object = json.loads(Path(path).read_bytes())
        if not isinstance(content, list):
            content = [content]
        return TypeAdapter(list[AgencyEntry]).validate_python(content)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        places = (".".join(str(part) for part in each["loc"]) for each in found)
        raise ProvisioningFileError(
            "; ".join(f"{at}: {each['msg']}" for at, each in zip(places, found, strict=True))
        ) from None
    except (OSError, ValueError) as error:
        raise ProvisioningFileError(f"cannot be read as JSON ({type(error).__name__})") from error


async def _bring_up_to_date(runtime: Runtime, entry: AgencyEntry) -> dict[str, object]:
    hashes = await _hashes(runtime, entry)
    agency = entry.agency
    clients = _clients(entry)
    async with runtime.unit_of_work(agency.agency_id, Actor.system("identity")) as uow:
        await _save(uow, agency, entry.terms)
        if clients is not None:
            await providers.replace(uow, clients)
        staff = [
            await _staff(uow, agency, member, hashes.get(member.email)) for member in entry.staff
        ]
    return {
        "agency_id": agency.agency_id,
        "slug": agency.slug,
        "name": agency.name,
        "site_url": agency.site_url,
        "staff": [
            {"person_id": person.id, "email": person.email, "status": person.status}
            for person in staff
        ],
        "sign_in_providers": [
            {"id": each.provider.id, "enabled": each.provider.enabled} for each in clients or ()
        ],
    }


def _clients(entry: AgencyEntry) -> list[Client] | None:
    """The given providers with their secrets. Raises ProvisioningFileError for a secret's file."""
    if entry.sign_in_providers is None:
        return None
    try:
        return [given.client(entry.agency.agency_id) for given in entry.sign_in_providers]
    except (OSError, UnicodeDecodeError) as error:
        raise ProvisioningFileError(
            f"a client secret cannot be read ({type(error).__name__})"
        ) from error


async def _hashes(runtime: Runtime, entry: AgencyEntry) -> dict[str, str]:
    """Hashes of the given passwords by address, made before a transaction is open."""
    found: dict[str, str] = {}
    async with runtime.resource(Passwords).turn() as hasher:
        for member in entry.staff:
            if member.password is not None:
                require_good(member.password, member.email)
                found[member.email] = await hasher.hash(member.password)
    return found


async def _save(uow: UnitOfWork, agency: Agency, terms: TermsEntry) -> None:
    before = await agencies.find_by_slug(uow, agency.slug)
    if before is not None and before.agency.legal.version:
        # Staff keep them once they are there: clients pay to the accounts that stand in them.
        agency = agency.model_copy(update={"legal": before.agency.legal})
    after = Tenant(agency=agency, terms_version=terms.version)
    if before != after:
        await agencies.save(uow, after)
    wanted = Terms(**dict(terms))
    published = await agencies.terms(uow, terms.version)
    if published is None:
        await agencies.publish_terms(uow, wanted)
    elif published != wanted:
        raise TermsPublishedError(
            f"{agency.slug}: version {terms.version} of the terms was published with another text"
        )
    if before is None or before.agency != agency:
        uow.record(AgencyChanged(agency=agency))


async def _staff(uow: UnitOfWork, agency: Agency, member: StaffEntry, hashed: str | None) -> Person:
    known = await people_rows.find_by_email(uow, Portal.AGENCY, member.email)
    if known is not None:
        return known
    person = await people.create(
        uow,
        portal=Portal.AGENCY,
        email=member.email,
        name=member.name,
        language=member.language or agency.default_language,
        access=access_of(Portal.AGENCY, member.permissions),
    )
    if hashed is None:
        await links.send(uow, person, Purpose.INVITATION, created_by=None)
        return person
    active, event = person.activate(uow.now)
    await people_rows.save(uow, active)
    await passwords.save_hash(uow, person.id, hashed)
    uow.record(event)
    return active
