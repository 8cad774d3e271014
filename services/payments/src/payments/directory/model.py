"""What payments knows of agencies, contractors, companies and work orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from chassis.errors import InvalidError, NotYetError
from contracts.events.identity import (
    Address,
    ContractorKind,
    InvoiceCadence,
    InvoicePreferences,
)
from contracts.events.identity import Contractor as ContractorValue
from contracts.events.pay_runs import StaffGrantKind
from contracts.events.timesheets import Article, ArticleKind, PayPeriod, PayTerms
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId, WorkOrderId
from contracts.parties import BillTo, Party
from contracts.registrations import LegalDetails, Registration

MAX_DUE_DAYS = 365
"""What identity accepts at most."""


class NoRateError(InvalidError):
    """The work order has no rate for this article"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """What of an agency bears on money."""

    agency_id: AgencyId
    country: str
    currency: str
    time_zone: str
    week_starts_on: int
    payment_delay_days: int
    name: str = ""
    language: str = "en"
    region: str = ""
    legal_name: str = ""
    address: Address | None = None
    legal: LegalDetails = field(default_factory=LegalDetails)

    def today(self, now: datetime) -> date:
        """The date at the agency at this moment."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def as_party(self, currency: str) -> Party | None:
        """The agency as invoices name it today; None where its address is not known here yet."""
        if self.address is None:
            return None
        return Party(
            legal_name=self.legal_name,
            address=self.address,
            registrations=self.legal.registrations,
            is_in_business_register=self.legal.is_in_business_register,
            is_vat_registered=self.legal.is_vat_registered,
            pay_to=self.legal.account_for(currency),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractor:
    """Who is paid. `country` and `region` decide taxes and deductions.

    `company`: what the invoices of their own company say of it; None: told before it was kept.
    """

    person_id: PersonId
    name: str
    kind: ContractorKind
    country: str
    region: str
    company: ContractorValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffGrant:
    """Somebody brought a member of staff in: invited them, or gave them the right to run pay runs.

    None is known from before identity told of them.
    """

    person_id: PersonId
    kind: StaffGrantKind
    granted_by: PersonId
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who is invoiced, and how. `address` None: told before payments kept it."""

    company_id: CompanyId
    name: str
    country: str
    region: str
    preferences: InvoicePreferences
    organisation_number: str = ""
    address: Address | None = None
    billing_email: str = ""
    purchase_order: str = ""
    registrations: tuple[Registration, ...] = ()

    @property
    def due_days(self) -> int:
        """Days from issue to due date. Older events carry any number: no invoice is given more."""
        return max(0, min(self.preferences.due_days, MAX_DUE_DAYS))

    @property
    def bill_to(self) -> BillTo | None:
        """The company as its next invoice shows it; None where that is not known here yet."""
        if self.address is None:
            return None
        return BillTo(
            name=self.name,
            organisation_number=self.organisation_number,
            address=self.address,
            language=self.preferences.language,
            billing_email=self.billing_email,
            purchase_order=self.purchase_order,
            registrations=self.registrations,
        )

    @property
    def wants_invoices_at_once(self) -> bool:
        """Whether its work is invoiced with the approval."""
        return self.preferences.cadence is InvoiceCadence.IMMEDIATE


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderVersion:
    """A work order as it was known from a moment on."""

    work_order_id: WorkOrderId
    known_from: datetime
    code: str
    title: str
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    currency: str
    pay_terms: PayTerms
    pay_period: PayPeriod
    articles: Mapping[ArticleKind, Article]
    version: int | None = None

    def rates(self, article: ArticleKind) -> tuple[Decimal, Decimal]:
        """Pay rate and bill rate of an article, in major units. Raises NoRateError."""
        found = self.articles.get(article)
        if found is None:
            raise NoRateError(f"work order {self.code} has no rate for {article}")
        return found.pay_rate, found.bill_rate


def in_force(
    versions: Sequence[WorkOrderVersion], number: int | None, moment: datetime
) -> WorkOrderVersion:
    """The version that an approval names, however late it came here. Raises NotYetError.

    An approval from before versions were counted names none: the one that was known at its moment
    holds. `versions` is in order of time and not empty.
    """
    if number is None:
        return as_known_at(versions, moment)
    for version in versions:
        if version.version == number:
            return version
    raise NotYetError(f"version {number} of work order {versions[0].work_order_id}")


def as_known_at(versions: Sequence[WorkOrderVersion], moment: datetime) -> WorkOrderVersion:
    """The version that was known at a moment: the latest from before, or else the first.

    The first, because work cannot be approved on a work order that was never opened: when all are
    later, the clocks of two services differ. `versions` is in order of time and not empty.
    """
    known = [version for version in versions if version.known_from <= moment]
    return known[-1] if known else versions[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What pricing needs to know of others, loaded at once for a batch."""

    agency: Agency
    contractors: Mapping[PersonId, Contractor]
    companies: Mapping[CompanyId, Company]
    project_names: Mapping[ProjectId, str]
    work_orders: Mapping[WorkOrderId, Sequence[WorkOrderVersion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRun:
    """The daily run of an agency that should be done; `since`: the start of its day there."""

    agency_id: AgencyId
    since: datetime
