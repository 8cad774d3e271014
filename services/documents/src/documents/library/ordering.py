"""From an event to an order: which document, for whom, in which language, showing what."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.consumer import Received
from chassis.errors import NotYetError
from chassis.ids import derived_id
from chassis.uow import UnitOfWork
from chassis.wakeup import Wakeup
from contracts.events.documents import DocumentKind
from contracts.events.identity import Agency, Company, ContractorKind, Person
from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import InvoiceCredited, InvoiceIssued, TransactionCreated
from contracts.events.reports import PaymentReportRequested
from contracts.events.statements import StatementRequested
from contracts.ids import AgencyId, CompanyId, DocumentId, ProjectId
from contracts.parties import BillTo
from documents.library import repository
from documents.library.model import file_name
from documents.library.repository import DocumentRequest
from documents.rendering import AnyInput, pages_of
from documents.rendering.inputs import (
    ContractorInvoiceInput,
    Counterpart,
    CreditNoteInput,
    CustomerInvoiceInput,
    Issuer,
    PaymentReportInput,
    PaymentStatementInput,
    PaystubInput,
    StatementOfAccountInput,
    called,
    number_of,
)
from documents.rendering.labels import LANGUAGES
from documents.rendering.parties import employer_of
from documents.rendering.titles import file_label


async def place(uow: UnitOfWork, orders: Sequence[DocumentRequest]) -> None:
    """Order the documents, and wake the render loop once they are committed."""
    await repository.add(uow, orders)
    uow.after_commit(uow.resource(Wakeup).ring)


def of_transaction(
    received: Received[TransactionCreated], agency: Agency, contractor: Person
) -> DocumentRequest:
    """A paystub for a temp, an invoice in the name of an incorporated contractor (C10)."""
    transaction = received.body.transaction
    language = language_of(contractor.language, agency)
    issuer, counterpart = Issuer.of(agency), Counterpart.of_contractor(contractor)
    document: PaystubInput | ContractorInvoiceInput
    if transaction.contractor_kind is ContractorKind.TEMP:
        document = PaystubInput(
            language=language,
            agency=issuer,
            counterpart=counterpart,
            subject=transaction,
            employer=employer_of(agency),
        )
    else:
        document = ContractorInvoiceInput(
            language=language,
            agency=issuer,
            counterpart=counterpart,
            subject=transaction,
            self_billed=received.body.self_billed,
        )
    return _order(received, document, transaction.transaction_id)


def of_payment(
    received: Received[PaymentMade], agency: Agency, contractor: Person
) -> DocumentRequest:
    """A statement of what was paid, transaction by transaction (C11)."""
    document = PaymentStatementInput(
        language=language_of(contractor.language, agency),
        agency=Issuer.of(agency),
        counterpart=Counterpart.of_contractor(contractor),
        subject=received.body,
    )
    return _order(received, document, received.body.payment_id)


def of_report(
    received: Received[PaymentReportRequested], agency: Agency, contractor: Person
) -> DocumentRequest:
    """A report in the language that it was asked for in (C12)."""
    document = PaymentReportInput(
        language=language_of(received.body.language, agency),
        agency=Issuer.of(agency),
        counterpart=Counterpart.of_contractor(contractor),
        subject=received.body,
    )
    return _order(received, document, received.body.document_id)


def of_invoice(
    received: Received[InvoiceIssued], agency: Agency, company: Company | None
) -> DocumentRequest:
    """The invoice in the language that the company preferred when it was issued (K13).

    `company` is for what was issued before invoices said whom they are to. Raises NotYetError where
    that is not known either.
    """
    counterpart, language = _billed(received.body.bill_to, company, received.body.company_id)
    document = CustomerInvoiceInput(
        language=language_of(language, agency),
        agency=Issuer.of(agency),
        counterpart=counterpart,
        # The ids of the entries are not printed, and an invoice can cover thousands.
        subject=received.body.model_copy(update={"work": ()}),
    )
    return _order(received, document, received.body.invoice_id)


def of_credit_note(
    received: Received[InvoiceCredited], agency: Agency, company: Company | None
) -> DocumentRequest:
    """The credit note in its invoice's language. Raises NotYetError as `of_invoice` does."""
    counterpart, language = _billed(received.body.bill_to, company, received.body.company_id)
    document = CreditNoteInput(
        language=language_of(language, agency),
        agency=Issuer.of(agency),
        counterpart=counterpart,
        subject=received.body,
    )
    return _order(received, document, received.body.credit_note_id)


def of_statement(
    received: Received[StatementRequested], agency: Agency, company: Company | None
) -> DocumentRequest:
    """A statement of account in the language that it was asked for in (B12).

    Raises NotYetError where the company is not known yet.
    """
    counterpart, _ = _billed(received.body.bill_to, company, received.body.company_id)
    document = StatementOfAccountInput(
        language=language_of(received.body.language, agency),
        agency=Issuer.of(agency),
        counterpart=counterpart,
        subject=received.body,
    )
    return _order(received, document, received.body.document_id)


def _billed(
    bill_to: BillTo | None, company: Company | None, company_id: CompanyId
) -> tuple[Counterpart, str]:
    """Whom it is to, and in which language: as it was said, else as it is known."""
    if bill_to is not None:
        return Counterpart.billed(bill_to), bill_to.language
    if company is not None:
        return Counterpart.of_company(company), company.invoice_preferences.language
    raise NotYetError(f"company {company_id}")


def language_of(wanted: str, agency: Agency) -> str:
    """The reader's language if Portico speaks it, else the agency's, else English."""
    return next((x for x in (wanted, agency.default_language) if x in LANGUAGES), "en")


def document_id(agency_id: AgencyId, kind: DocumentKind, subject_id: UUID) -> DocumentId:
    """The id of the one document of this kind and subject; reports and statements bring theirs."""
    if kind in {DocumentKind.PAYMENT_REPORT, DocumentKind.STATEMENT_OF_ACCOUNT}:
        return DocumentId(subject_id)
    return DocumentId(derived_id("document", agency_id, kind, subject_id))


def _order(
    received: Received[Any],
    document: AnyInput,
    subject_id: UUID,
) -> DocumentRequest:
    envelope = received.envelope
    person_id = company_id = project_id = None
    project_ids: frozenset[ProjectId] = frozenset()
    match document:
        case PaystubInput() | ContractorInvoiceInput():
            person_id, dated_on = document.subject.contractor_id, document.subject.created_on
        case PaymentStatementInput():
            person_id, dated_on = document.subject.contractor_id, document.subject.paid_on
        case PaymentReportInput():
            person_id, dated_on = document.subject.contractor_id, document.subject.requested_on
        case StatementOfAccountInput():
            # Of no project: who sees only some of them does not see it.
            company_id, dated_on = document.subject.company_id, document.subject.as_of
        case CustomerInvoiceInput():
            company_id, project_id = document.subject.company_id, document.subject.project_id
            # An invoice that was said before its projects were is of the one that heads it.
            told = document.subject.project_ids or ((project_id,) if project_id else ())
            project_ids = frozenset(told)
            dated_on = document.subject.issued_on
        case CreditNoteInput():
            company_id, dated_on = document.subject.company_id, document.subject.credited_on
            project_ids = frozenset(document.subject.project_ids)
    number = number_of(document)
    label = file_label(document)
    return DocumentRequest(
        document_id=document_id(AgencyId(envelope.agency_id), document.kind, subject_id),
        kind=document.kind,
        called=called(document),
        subject_id=subject_id,
        number=number,
        dated_on=dated_on,
        person_id=person_id,
        company_id=company_id,
        project_id=project_id,
        project_ids=project_ids,
        language=document.language,
        file_name=file_name(label, number),
        correlation_id=envelope.correlation_id,
        because_of=envelope.id,
        pages=pages_of(document),
        input=document.model_dump(mode="json"),
    )
