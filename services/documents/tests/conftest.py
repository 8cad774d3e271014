"""How documents is built for tests, and an agency with people and companies to test it on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import BuildService, Deliver
from contracts.access import Portal
from contracts.base import Event
from contracts.events.identity import (
    Address,
    Agency,
    AgencyChanged,
    Company,
    CompanyChanged,
    Contractor,
    ContractorKind,
    InvoicePreferences,
    Person,
    PersonChanged,
    PersonStatus,
)
from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import (
    InvoiceCredited,
    InvoiceIssued,
    Transaction,
    TransactionCreated,
)
from contracts.events.reports import PaymentReportRequested
from contracts.events.statements import StatementRequested
from contracts.ids import (
    AgencyId,
    CompanyId,
    CreditNoteId,
    DocumentId,
    InvoiceId,
    PaymentId,
    PersonId,
    ProjectId,
    TransactionId,
)
from documents.app import build as build_documents
from documents.rendering import samples
from documents.rendering.credit_samples import credit_note
from documents.rendering.statement_samples import statement_of_account
from documents.settings import DocumentsSettings

CANADA = Address(
    street="200 Bay Street", postal_code="M5J 2J2", city="Toronto", region="ON", country="CA"
)


class World:
    """One agency with a temp, an incorporated contractor and a company, and what payments says."""

    def __init__(self) -> None:
        self.agency_id = AgencyId(new_id())
        self.temp_id = PersonId(new_id())
        self.incorporated_id = PersonId(new_id())
        self.company_id = CompanyId(new_id())
        self.project_id = ProjectId(new_id())
        self.agency = Agency(
            agency_id=self.agency_id,
            slug="maple",
            name="Maple Staffing",
            legal_name="Maple Staffing Services Inc.",
            address=CANADA,
            currency="CAD",
            time_zone="America/Toronto",
            default_language="en",
            languages=("en", "fr"),
            brand_colour="#b3261e",
            support_email="pay@maple.example",
            site_url="http://maple.localhost",
        )
        self.company = Company(
            company_id=self.company_id,
            name="Lakeshore Logistics Ltd.",
            address=CANADA,
            invoice_preferences=InvoicePreferences(language="fr"),
        )

    def person(self, person_id: PersonId, kind: ContractorKind, language: str) -> Person:
        legal_name = "Tremblay Réseaux Inc." if kind is ContractorKind.INCORPORATED else ""
        return Person(
            person_id=person_id,
            agency_id=self.agency_id,
            portal=Portal.CONTRACTOR,
            status=PersonStatus.ACTIVE,
            email=f"{person_id}@example.com",
            name="Amélie Tremblay",
            language=language,
            permissions=(),
            contractor=Contractor(kind=kind, address=CANADA, legal_name=legal_name),
        )

    def introductions(self) -> Sequence[Event]:
        """What identity tells of everybody here."""
        return (
            AgencyChanged(agency=self.agency),
            CompanyChanged(company=self.company),
            PersonChanged(person=self.person(self.temp_id, ContractorKind.TEMP, "fr")),
            PersonChanged(
                person=self.person(self.incorporated_id, ContractorKind.INCORPORATED, "en")
            ),
        )

    def transaction(
        self, kind: ContractorKind = ContractorKind.TEMP, **changes: Any
    ) -> Transaction:
        contractor_id = self.temp_id if kind is ContractorKind.TEMP else self.incorporated_id
        values = {"transaction_id": TransactionId(new_id()), "contractor_id": contractor_id}
        return samples.transaction(kind, lines=2).model_copy(update=values | changes)

    def created(
        self, kind: ContractorKind = ContractorKind.TEMP, **changes: Any
    ) -> TransactionCreated:
        """Work was priced."""
        return TransactionCreated(transaction=self.transaction(kind, **changes))

    def issued(self, **changes: Any) -> InvoiceIssued:
        """The company owes for work."""
        values = {"invoice_id": InvoiceId(new_id()), "company_id": self.company_id}
        return samples.invoice(lines=3).model_copy(update=values | changes)

    def credited(self, **changes: Any) -> InvoiceCredited:
        """Some of an invoice was taken back that was issued before it said whom it is to."""
        values = {
            "credit_note_id": CreditNoteId(new_id()),
            "company_id": self.company_id,
            "bill_to": None,
        }
        return credit_note(lines=2).subject.model_copy(update=values | changes)

    def report(self, **changes: Any) -> PaymentReportRequested:
        """The temp asked for all payments of a period."""
        values = {"document_id": DocumentId(new_id()), "contractor_id": self.temp_id}
        return samples.payment_report(payments=2).subject.model_copy(update=values | changes)

    def statement(self, **changes: Any) -> StatementRequested:
        """Somebody of the company asked for its statement of account."""
        values = {"document_id": DocumentId(new_id()), "company_id": self.company_id}
        sample = statement_of_account(invoices=3)
        return sample.subject.model_copy(update=values | changes)

    def paid(self, **changes: Any) -> PaymentMade:
        """The temp was paid."""
        values = {"payment_id": PaymentId(new_id()), "contractor_id": self.temp_id}
        return samples.payment([self.transaction()]).model_copy(update=values | changes)


@pytest.fixture
def build(tmp_path: Path) -> BuildService:
    """Documents, with its files in this test's own folder and one render process."""

    def built(**common: Any) -> Any:
        ours: dict[str, Any] = {
            "document_storage_url": (tmp_path / "files").as_uri(),
            "render_processes": 1,
            "render_poll_seconds": 0.1,
            "render_lease_seconds": 2.0,
        }
        return build_documents(DocumentsSettings(**{**ours, **common}))

    return built


@pytest.fixture
def world() -> World:
    """People that documents has not heard of yet."""
    return World()


@pytest.fixture
async def known(world: World, deliver: Deliver) -> World:
    """The same, after identity told of them."""
    await deliver(*world.introductions(), agency_id=world.agency_id)
    return world
