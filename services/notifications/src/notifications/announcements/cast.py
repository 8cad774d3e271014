"""Whom and what the samples are about: one agency, its people, a project and its work."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from contracts.access import Permission, Portal, Scope
from contracts.events.identity import Person as IdentityPerson
from contracts.events.identity import PersonStatus
from contracts.events.timesheets import (
    ArticleKind,
    Entry,
)
from contracts.ids import (
    AgencyId,
    CompanyId,
    EntryId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from notifications.announcements.work import WorkContext
from notifications.directory.model import Agency, Person, Project, Transaction, WorkOrder
from notifications.emails.message import Brand

LINK = "https://maple.portico.example/i/Zr7Qm1p0S3XcYw2vB9tKdL5nHf8JgA4e"

AT = datetime(2026, 4, 1, 14, 30, tzinfo=UTC)
UNTIL = datetime(2026, 4, 8, 14, 30, tzinfo=UTC)
CAUSE = UUID("01960000-0000-7000-8000-00000000e001")
LANGUAGE = "en"


def an_id(number: int) -> UUID:
    """An id that is always the same."""
    return UUID(f"01960000-0000-7000-8000-{number:012d}")


def cad(amount: str) -> Money:
    """Canadian dollars."""
    return Money.of(Decimal(amount), "CAD")


AGENCY = Agency(
    agency_id=AgencyId(an_id(1)),
    brand=Brand(
        name="Maple Staffing",
        colour="#0b6e4f",
        site_url="https://maple.portico.example",
        support_email="help@maple.example",
        country="CA",
    ),
    default_language="en",
    time_zone="America/Toronto",
)
CONTRACTOR = Person(
    person_id=PersonId(an_id(2)),
    portal=Portal.CONTRACTOR,
    status=PersonStatus.ACTIVE,
    email="sam.tremblay@example.com",
    name="Sam Tremblay",
    language=LANGUAGE,
    permissions=frozenset({Permission.OWN_WORK, Permission.OWN_PAYMENTS}),
)
CONTACT = Person(
    person_id=PersonId(an_id(3)),
    portal=Portal.CUSTOMER,
    status=PersonStatus.ACTIVE,
    email="anna.berg@northwind.example",
    name="Anna Berg",
    language=LANGUAGE,
    permissions=frozenset(
        {Permission.WORK_APPROVE, Permission.INVOICES_VIEW, Permission.INQUIRIES}
    ),
    company_id=CompanyId(an_id(4)),
    scope=Scope.COMPANY,
)
PRINCIPAL = replace(
    CONTACT,
    person_id=PersonId(an_id(12)),
    email="nils.hagen@northwind.example",
    name="Nils Hagen",
)
STAFF = Person(
    person_id=PersonId(an_id(5)),
    portal=Portal.AGENCY,
    status=PersonStatus.ACTIVE,
    email="kim@maple.example",
    name="Kim Roy",
    language=LANGUAGE,
    permissions=frozenset({Permission.WORK_MANAGE}),
)
PROJECT = Project(
    project_id=ProjectId(an_id(6)), company_id=CompanyId(an_id(4)), name="Harbour Bridge"
)
WORK_ORDER = WorkOrder(
    work_order_id=WorkOrderId(an_id(7)),
    project_id=PROJECT.project_id,
    title="Site surveyor",
    currency="CAD",
    units={},
)
COMPANY_NAME = "Northwind Construction"
WORK = WorkContext(
    agency=AGENCY,
    contractor=CONTRACTOR,
    project=PROJECT,
    work_order=WORK_ORDER,
    company_name=COMPANY_NAME,
)
TRANSACTION = Transaction(
    transaction_id=TransactionId(an_id(8)),
    work_order_title=WORK_ORDER.title,
    project_name=PROJECT.name,
    company_name=COMPANY_NAME,
    period_start=date(2026, 3, 1),
    period_end=date(2026, 3, 31),
)


def _entry(number: int, day: int, article: ArticleKind, quantity: str) -> Entry:
    return Entry(
        entry_id=EntryId(an_id(100 + number)),
        version=1,
        work_on=date(2026, 3, day),
        article=article,
        quantity=Decimal(quantity),
    )


ENTRIES = (
    *(_entry(day, day, ArticleKind.REGULAR, "7.5") for day in (2, 3, 4, 5, 6, 9, 10)),
    _entry(21, 6, ArticleKind.OVERTIME, "2"),
    _entry(22, 6, ArticleKind.EXPENSE, "48.90"),
)


def described(person: Person) -> IdentityPerson:
    """The person as identity tells of them, with the invitation on its way."""
    return IdentityPerson(
        person_id=person.person_id,
        agency_id=AGENCY.agency_id,
        portal=person.portal,
        status=PersonStatus.INVITED,
        email=person.email,
        name=person.name,
        language=person.language,
        permissions=tuple(person.permissions),
    )
