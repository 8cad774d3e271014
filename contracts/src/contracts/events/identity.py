"""Events of identity: agencies, companies, people and their ways in.

Each carries the whole state of what changed, so that a reader never has to ask back.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.access import Permission, Portal, Scope
from contracts.base import Event, Value
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId
from contracts.money import Currency
from contracts.registrations import LegalDetails, Registration, SelfBillingAgreement

Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="en, fr or nb")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]

APPROVAL_ESCALATION_DAYS = 5
"""After so many days the next approver is asked where the agency says nothing else."""

APPROVAL_UNDO_MINUTES = 10
"""For so long an approval can be taken back where the agency says nothing else."""

BANK_COOLING_OFF_DAYS = 3
"""For so many days nothing is paid to a changed account where the agency says nothing else."""


class Address(Value):
    """A postal address. `region` is a province or state code where the country has them."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: Country


class CompanyField(StrEnum):
    """What of a company an agency can let its contacts change. Each is the field's path.

    `ADDRESS` is street, postal code and city; `COUNTRY` is country and region, which decide taxes.
    """

    NAME = "name"
    ADDRESS = "address"
    COUNTRY = "address.country"
    BILLING_EMAIL = "billing_email"
    PURCHASE_ORDER = "purchase_order"
    GROUPING = "invoice_preferences.grouping"
    CADENCE = "invoice_preferences.cadence"
    LANGUAGE = "invoice_preferences.language"


CONTACTS_MAY_CHANGE = tuple(field for field in CompanyField if field is not CompanyField.COUNTRY)
"""What contacts change where the agency says nothing else: all but what decides taxes."""


class Agency(Value):
    """A staffing agency: a tenant, with its own site at `slug.<domain>`."""

    agency_id: AgencyId
    slug: str
    name: str
    legal_name: str
    organisation_number: str = ""
    address: Address
    currency: Currency
    time_zone: str
    week_starts_on: int = Field(default=1, ge=1, le=7, description="ISO weekday, Monday is 1")
    default_language: Language
    languages: tuple[Language, ...]
    brand_colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    support_email: str
    site_url: str = Field(description="Where the agency's portals are, without a path")
    previous_system_url: str | None = None
    previous_system_ended_on: date | None = None
    comments_reach_contractors: bool = True
    contacts_may_return: bool = True
    contacts_may_change: tuple[CompanyField, ...] = Field(
        default=CONTACTS_MAY_CHANGE,
        description="What a contact who may edit the own company can change of it",
    )
    takes_inquiries: bool = Field(
        default=True, description="Whether contacts can start conversations in their portal"
    )
    approval_undo_minutes: int = Field(
        default=APPROVAL_UNDO_MINUTES,
        ge=0,
        le=1440,
        description="For so long an approval of work can be taken back; 0: it is final at once",
    )
    approval_escalation_days: int = Field(
        default=APPROVAL_ESCALATION_DAYS,
        ge=0,
        le=365,
        description="Work that waits so many days is put to the next approver; 0: never",
    )
    session_idle_minutes: int = Field(
        default=240, ge=5, le=1440, description="A session that nobody uses for so long is over"
    )
    payment_delay_days: int = Field(
        default=10, ge=0, description="Scheduled pay: days from the end of the pay period"
    )
    bank_cooling_off_days: int = Field(
        default=BANK_COOLING_OFF_DAYS,
        ge=0,
        le=14,
        description="For so many days after a change of bank account the one of before is paid",
    )
    legal: LegalDetails = Field(
        default=LegalDetails(), description="What its invoices and pay statements say of it"
    )


class InvoiceGrouping(StrEnum):
    """What one invoice covers."""

    PROJECT = "project"
    COMPANY = "company"


class InvoiceCadence(StrEnum):
    """When approved work is invoiced: at once, or when its week or month has ended."""

    IMMEDIATE = "immediate"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class InvoicePreferences(Value):
    """How a company wants its invoices."""

    grouping: InvoiceGrouping = InvoiceGrouping.COMPANY
    cadence: InvoiceCadence = InvoiceCadence.MONTHLY
    due_days: int = Field(default=30, ge=0)
    language: Language = "en"


class Company(Value):
    """A customer organisation."""

    company_id: CompanyId
    name: str
    organisation_number: str = ""
    address: Address
    invoice_preferences: InvoicePreferences = InvoicePreferences()
    billing_email: str = Field(
        default="", description="Where invoices are sent besides to contacts; empty: nowhere else"
    )
    purchase_order: str = Field(
        default="", description="The company's own reference, which its invoices show"
    )
    registrations: tuple[Registration, ...] = Field(
        default=(), description="Registered numbers that were checked; its invoices show them"
    )
    version: int = Field(
        default=0, ge=0, description="Rises with each change; 0: told before it was counted"
    )


class ContractorKind(StrEnum):
    """A temp is an employee and gets paystubs; an incorporated one is paid against an invoice."""

    TEMP = "temp"
    INCORPORATED = "incorporated"


class Contractor(Value):
    """What makes a person a contractor."""

    kind: ContractorKind
    address: Address
    legal_name: str = Field(default="", description="Of the own company, when incorporated")
    organisation_number: str = ""
    registrations: tuple[Registration, ...] = Field(
        default=(), description="Registered numbers of the own company that were checked"
    )
    is_in_business_register: bool = Field(
        default=False, description="Norway: the company's paper names Foretaksregisteret"
    )
    is_vat_registered: bool | None = Field(
        default=None,
        description="Whether the own company charges VAT, GST/HST or the like; null: nobody has"
        " said",
    )
    self_billing: SelfBillingAgreement | None = Field(
        default=None, description="The company's agreement that the agency writes its invoices"
    )


class StandIn(Value):
    """Who approves work in a contact's place, and on which days at the agency, both included."""

    stand_in_id: UUID
    person_id: PersonId = Field(description="Who stands in: another contact of the same company")
    from_on: date
    until_on: date

    def holds_on(self, day: date) -> bool:
        """Whether that day is one of its days."""
        return self.from_on <= day <= self.until_on


class Contact(Value):
    """What makes a person a contact of a company.

    `project_ids`: those given with the login, and those that name the contact (ProjectChanged).
    """

    company_id: CompanyId
    scope: Scope
    project_ids: tuple[ProjectId, ...] = ()


class PersonStatus(StrEnum):
    """Whether the person can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class Person(Value):
    """One login in one portal of one agency.

    `stand_ins`: those who approve in a contact's place, now or later; what is over or was ended is
    not among them.
    """

    person_id: PersonId
    agency_id: AgencyId
    portal: Portal
    status: PersonStatus
    email: str
    name: str
    language: Language
    permissions: tuple[Permission, ...]
    contractor: Contractor | None = None
    contact: Contact | None = None
    stand_ins: tuple[StandIn, ...] = ()


class AgencyChanged(Event):
    """An agency came to be, or something about it changed."""

    topic: ClassVar[str] = "identity.agencies.v1"
    key_field: ClassVar[str] = "agency.agency_id"
    agency: Agency


class CompanyChanged(Event):
    """A company came to be, or something about it changed."""

    topic: ClassVar[str] = "identity.companies.v1"
    key_field: ClassVar[str] = "company.company_id"
    company: Company


class BillingEmailChanged(Event):
    """Invoices of a company go to another address than before: who reads the old one is told."""

    topic: ClassVar[str] = "identity.companies.v1"
    key_field: ClassVar[str] = "company.company_id"
    company: Company = Field(description="As it is now, with the new address")
    before: str = Field(description="The address until now; empty: there was none")
    changed_by: PersonId
    changed_by_portal: Portal
    changed_at: datetime


class _PersonEvent(Event):
    topic: ClassVar[str] = "identity.people.v1"
    key_field: ClassVar[str] = "person.person_id"
    person: Person


class PersonInvited(_PersonEvent):
    """Staff invited a person. `link` is the sign-up address, as a JWE for notifications alone."""

    link: str = Field(description="JWE (compact) of the address; readable by notifications alone")
    expires_at: datetime
    invited_by: PersonId | None = None


class PersonActivated(_PersonEvent):
    """The person finished sign-up and can sign in."""


class PersonChanged(_PersonEvent):
    """Something about the person changed, the permissions and scope included."""

    given: tuple[Permission, ...] = Field(
        default=(), description="Permissions that the person did not have before"
    )
    given_by: PersonId | None = Field(
        default=None, description="Who gave them; none: nothing was given"
    )


class PersonDeactivated(_PersonEvent):
    """The person can no longer sign in; every session has ended."""


class LoginLinkIssued(_PersonEvent):
    """A one-time login link was made for the person."""

    link: str = Field(description="JWE (compact) of the address; readable by notifications alone")
    expires_at: datetime


class PasswordResetRequested(_PersonEvent):
    """The person asked for a new password."""

    link: str = Field(description="JWE (compact) of the address; readable by notifications alone")
    expires_at: datetime


class PasswordChanged(_PersonEvent):
    """The password was changed; sessions other than the one that did it have ended."""

    changed_at: datetime


class SecurityChange(StrEnum):
    """What changed about how a person signs in."""

    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"
    PROVIDER_LINKED = "provider_linked"
    PROVIDER_UNLINKED = "provider_unlinked"


class SecurityChanged(_PersonEvent):
    """A way to sign in was added or removed, or a recovery code was used."""

    what: SecurityChange
    detail: str = Field(default="", description="Name of the passkey or provider, where one is")
    changed_at: datetime


class BankAccountKind(StrEnum):
    """How a bank account is named."""

    IBAN = "iban"
    NORWEGIAN = "norwegian"
    CANADIAN = "canadian"


class BankAccountChanged(_PersonEvent):
    """A contractor named the bank account that pay goes to: the first one, or another one.

    The number stands nowhere but in `sealed` (contracts.bank_details). Nothing is paid to the
    account before `usable_from`: until then pay goes where it went before.
    """

    bank_account_id: UUID
    kind: BankAccountKind
    country: Country
    ending: str = Field(pattern=r"^[A-Z0-9]{4}$", description="The last four characters")
    holder: str = Field(description="Whose account it is, as the bank knows them")
    bank_code: str = Field(default="", description="Of the bank in its country, where it is known")
    bic: str = Field(default="", description="Of the bank, where it is known")
    fingerprint: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="The same for the same account within an agency; says nothing else",
    )
    sealed: str = Field(description="Base64 of the number, encrypted; readable by payments alone")
    usable_from: datetime
    ending_before: str = Field(
        default="", description="Of the account that pay went to until now; empty: there was none"
    )
    changed_at: datetime


class SecondFactorsReset(_PersonEvent):
    """Staff took all second factors away, with passkeys and recovery codes; all sessions ended."""

    reset_by: PersonId
    reset_at: datetime


class PasskeySuspected(_PersonEvent):
    """A passkey was refused, since there may be a copy of it: its counter did not rise."""

    passkey_name: str
    refused_at: datetime


class StandInNamed(_PersonEvent):
    """The contact has somebody who approves in their place, from a day to a day.

    At its end nothing is said: the days are over by themselves.
    """

    stand_in: StandIn
    named_by: PersonId


class StandInEnded(_PersonEvent):
    """Somebody approves in the contact's place no longer, before the last of the days was over."""

    stand_in: StandIn
    ended_by: PersonId


AGENCIES: tuple[type[Event], ...] = (AgencyChanged,)
COMPANIES: tuple[type[Event], ...] = (CompanyChanged, BillingEmailChanged)
PEOPLE: tuple[type[Event], ...] = (
    PersonInvited,
    PersonActivated,
    PersonChanged,
    PersonDeactivated,
    LoginLinkIssued,
    PasswordResetRequested,
    PasswordChanged,
    SecurityChanged,
    BankAccountChanged,
    SecondFactorsReset,
    PasskeySuspected,
    StandInNamed,
    StandInEnded,
)
