"""Small builders: what a test does not name is ordinary."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.vault import Vault
from contracts.access import Portal
from contracts.bank_details import CanadianDetails, IbanDetails, sealed_for
from contracts.envelope import Envelope
from contracts.events.identity import (
    Address,
    Agency,
    AgencyChanged,
    BankAccountChanged,
    BankAccountKind,
    Company,
    CompanyChanged,
    Contractor,
    ContractorKind,
    InvoicePreferences,
    Person,
    PersonActivated,
    PersonStatus,
)
from contracts.events.timesheets import (
    Article,
    ArticleKind,
    Entry,
    PayPeriod,
    PayTerms,
    Project,
    ProjectChanged,
    WorkApproved,
    WorkOrder,
    WorkOrderChanged,
    WorkOrderOpened,
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
from contracts.quantities import hours_of
from contracts.registrations import (
    LegalDetails,
    ReceivingAccount,
    Registration,
    RegistrationKind,
)
from payments.banking_days.calendars import calendar_of
from payments.directory.model import WorkOrderVersion
from payments.transactions.model import Transaction
from payments.transactions.pricing import Approval

TODAY = date(2026, 3, 10)
ONTARIO = calendar_of("CA", "ON")
BANK_KEY = b"k" * 32
"""What identity and payments share for the numbers of bank accounts."""


def cad(amount: str) -> Money:
    return Money.of(Decimal(amount), "CAD")


def nok(amount: str) -> Money:
    return Money.of(Decimal(amount), "NOK")


def an_agency(
    agency_id: AgencyId | None = None, *, country: str = "CA", currency: str = "CAD"
) -> AgencyChanged:
    return AgencyChanged(
        agency=Agency(
            agency_id=agency_id or AgencyId(new_id()),
            slug="north",
            name="North",
            legal_name="North Inc.",
            address=Address(
                street="1 Quay",
                city="Toronto" if country == "CA" else "Oslo",
                country=country,
                region="ON" if country == "CA" else "",
            ),
            legal=legal_details(country),
            currency=currency,
            time_zone="America/Toronto" if country == "CA" else "Europe/Oslo",
            default_language="en",
            languages=("en",),
            brand_colour="#123456",
            support_email="help@north.example",
            site_url="http://north.localhost",
            payment_delay_days=10,
        )
    )


def legal_details(country: str = "CA") -> LegalDetails:
    """All that an invoice needs, in any of the currencies of these tests."""
    kind, number = {
        "CA": (RegistrationKind.CANADIAN_GST_HST, "123026635RT0001"),
        "NO": (RegistrationKind.NORWEGIAN_VAT, "974760673"),
    }.get(country, (RegistrationKind.OTHER, "1"))
    return LegalDetails(
        registrations=(Registration(kind=kind, number=number),),
        is_vat_registered=True,
        accounts=tuple(
            ReceivingAccount(
                currency=currency, details=IbanDetails(iban="NO9386011117947", bic="DNBANOKK")
            )
            for currency in ("CAD", "NOK", "USD", "EUR", "SEK", "DKK", "GBP", "JPY", "KWD")
        ),
        version=1,
    )


def a_contractor(
    agency_id: AgencyId,
    *,
    person_id: PersonId | None = None,
    kind: ContractorKind = ContractorKind.TEMP,
    country: str = "CA",
    region: str = "ON",
    name: str = "Tove Temp",
) -> PersonActivated:
    return PersonActivated(
        person=Person(
            person_id=person_id or PersonId(new_id()),
            agency_id=agency_id,
            portal=Portal.CONTRACTOR,
            status=PersonStatus.ACTIVE,
            email="tove@example.com",
            name=name,
            language="en",
            permissions=(),
            contractor=Contractor(kind=kind, address=Address(country=country, region=region)),
        )
    )


def a_bank_account(
    person: Person,
    *,
    number: str = "1234567",
    changed_at: datetime,
    usable_from: datetime | None = None,
) -> BankAccountChanged:
    """The person names a Canadian account; without `usable_from` it can be used at once."""
    vault = Vault([BANK_KEY])
    details = CanadianDetails(institution="003", transit="00011", account_number=number)
    plain = details.model_dump_json().encode()
    sealed = vault.seal(plain, sealed_for(person.agency_id, person.person_id))
    return BankAccountChanged(
        person=person,
        bank_account_id=new_id(),
        kind=BankAccountKind.CANADIAN,
        country="CA",
        ending=number[-4:],
        holder=person.name,
        bank_code="003",
        fingerprint=vault.fingerprint(plain, str(person.agency_id)),
        sealed=b64encode(sealed).decode(),
        usable_from=usable_from or changed_at,
        changed_at=changed_at,
    )


def a_company(
    company_id: CompanyId | None = None,
    *,
    preferences: InvoicePreferences | None = None,
    country: str = "CA",
    region: str = "ON",
    name: str = "Acme",
) -> CompanyChanged:
    return CompanyChanged(
        company=Company(
            company_id=company_id or CompanyId(new_id()),
            name=name,
            address=Address(street="2 Quay", city="Town", country=country, region=region),
            invoice_preferences=preferences or InvoicePreferences(),
        )
    )


def a_project(company_id: CompanyId, project_id: ProjectId | None = None) -> ProjectChanged:
    return ProjectChanged(
        project=Project(
            project_id=project_id or ProjectId(new_id()),
            company_id=company_id,
            code="P1",
            name="Harbour",
            time_zone="America/Toronto",
        )
    )


def articles(
    pay_rate: str = "40.00", bill_rate: str = "60.00", *, overtime: str = "1.5"
) -> tuple[Article, ...]:
    factor = Decimal(overtime)
    return (
        Article(
            article=ArticleKind.REGULAR,
            unit="hour",
            pay_rate=Decimal(pay_rate),
            bill_rate=Decimal(bill_rate),
        ),
        Article(
            article=ArticleKind.OVERTIME,
            unit="hour",
            pay_rate=Decimal(pay_rate) * factor,
            bill_rate=Decimal(bill_rate) * factor,
        ),
        Article(
            article=ArticleKind.EXPENSE,
            unit="currency",
            pay_rate=Decimal(1),
            bill_rate=Decimal("1.1"),
        ),
    )


def a_work_order(
    *,
    work_order_id: WorkOrderId | None = None,
    project_id: ProjectId | None = None,
    company_id: CompanyId | None = None,
    contractor_id: PersonId | None = None,
    currency: str = "CAD",
    pay_terms: PayTerms = PayTerms.IMMEDIATE,
    pay_period: PayPeriod = PayPeriod.MONTHLY,
    rates: tuple[Article, ...] | None = None,
) -> WorkOrder:
    return WorkOrder(
        work_order_id=work_order_id or WorkOrderId(new_id()),
        code="WO-1",
        title="Welder",
        project_id=project_id or ProjectId(new_id()),
        company_id=company_id or CompanyId(new_id()),
        contractor_id=contractor_id or PersonId(new_id()),
        starts_on=date(2026, 1, 1),
        currency=currency,
        pay_terms=pay_terms,
        pay_period=pay_period,
        articles=rates or articles(),
    )


def opened(work_order: WorkOrder) -> WorkOrderOpened:
    return WorkOrderOpened(work_order=work_order)


def changed(work_order: WorkOrder) -> WorkOrderChanged:
    return WorkOrderChanged(work_order=work_order)


def known(work_order: WorkOrder, known_from: datetime | None = None) -> WorkOrderVersion:
    return WorkOrderVersion(
        work_order_id=work_order.work_order_id,
        known_from=known_from or datetime(2026, 1, 1, tzinfo=UTC),
        code=work_order.code,
        title=work_order.title,
        project_id=work_order.project_id,
        company_id=work_order.company_id,
        contractor_id=work_order.contractor_id,
        currency=work_order.currency,
        pay_terms=work_order.pay_terms,
        pay_period=work_order.pay_period,
        articles={article.article: article for article in work_order.articles},
    )


def an_entry(
    quantity: str = "7.5",
    work_on: date = date(2026, 2, 10),
    article: ArticleKind = ArticleKind.REGULAR,
    *,
    minutes: int | None = None,
    entry_id: EntryId | None = None,
    version: int = 1,
) -> Entry:
    return Entry(
        entry_id=entry_id or EntryId(new_id()),
        version=version,
        work_on=work_on,
        article=article,
        quantity=Decimal(quantity) if minutes is None else hours_of(minutes),
        minutes=minutes,
    )


def approved(
    work_order: WorkOrder,
    *entries: Entry,
    approval_id: UUID | None = None,
    at: datetime | None = None,
    work_order_version: int | None = None,
) -> WorkApproved:
    return WorkApproved(
        work_order_id=work_order.work_order_id,
        project_id=work_order.project_id,
        company_id=work_order.company_id,
        contractor_id=work_order.contractor_id,
        approval_id=approval_id or new_id(),
        entries=entries,
        approved_by=PersonId(new_id()),
        approved_at=at or datetime.now(UTC),
        work_order_version=work_order_version,
    )


def an_approval(body: WorkApproved) -> Approval:
    envelope = Envelope(
        id=new_id(),
        type=body.type_name(),
        source="portico/test",
        time=body.approved_at,
        agency_id=new_id(),
        correlation_id=new_id(),
    )
    return Approval(body=body, envelope=envelope)


def a_transaction(net: Money | None = None, **facts: Any) -> Transaction:
    amount = net or cad("100")
    zero = Money.zero(amount.currency)
    transaction = Transaction(
        transaction_id=TransactionId(new_id()),
        number="T-2026-000001",
        contractor_id=PersonId(new_id()),
        contractor_kind=ContractorKind.TEMP,
        work_order_title="Welder",
        company_name="Acme",
        period_start=date(2026, 2, 1),
        period_end=date(2026, 2, 28),
        gross=amount,
        deductions=zero,
        taxes=zero,
        net=amount,
        pay_terms=PayTerms.IMMEDIATE,
        created_on=date(2026, 3, 2),
    )
    return replace(transaction, **facts)
