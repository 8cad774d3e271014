"""What a document is made of: everything on the page, and nothing that can change later.

An input is frozen when the document is ordered. The same input gives the same bytes for ever,
whatever becomes of the agency's colour or the contractor's address meanwhile.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from contracts.base import Value
from contracts.events.documents import DocumentKind
from contracts.events.identity import Address, Agency, Company, Language, Person
from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import InvoiceCredited, InvoiceIssued, Transaction
from contracts.events.reports import PaymentReportRequested
from contracts.events.statements import StatementRequested
from contracts.parties import BillTo, Party, SelfBilledInvoice


class Issuer(Value):
    """The agency, as far as paper shows it."""

    name: str
    legal_name: str
    organisation_number: str = ""
    address: Address
    brand_colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    support_email: str
    site_url: str = ""

    @classmethod
    def of(cls, agency: Agency) -> "Issuer":
        """What of the agency stands on paper."""
        return cls(
            name=agency.name,
            legal_name=agency.legal_name,
            organisation_number=agency.organisation_number,
            address=agency.address,
            brand_colour=agency.brand_colour,
            support_email=agency.support_email,
            site_url=agency.site_url,
        )


class Counterpart(Value):
    """The other party: a contractor, or a company. `attention` is a person at a company."""

    name: str
    attention: str = ""
    organisation_number: str = ""
    address: Address | None = None

    @classmethod
    def of_contractor(cls, person: Person) -> "Counterpart":
        """A temp by name; an incorporated contractor by the own company's legal name."""
        contractor = person.contractor
        if contractor is None:
            return cls(name=person.name)
        return cls(
            name=contractor.legal_name or person.name,
            attention=person.name if contractor.legal_name else "",
            organisation_number=contractor.organisation_number,
            address=contractor.address,
        )

    @classmethod
    def of_company(cls, company: Company) -> "Counterpart":
        """A customer organisation."""
        return cls(
            name=company.name,
            organisation_number=company.organisation_number,
            address=company.address,
        )

    @classmethod
    def billed(cls, bill_to: BillTo) -> "Counterpart":
        """A customer organisation as it was when its invoice was issued."""
        return cls(
            name=bill_to.name,
            organisation_number=bill_to.organisation_number,
            address=bill_to.address,
        )


class _Input(Value):
    language: Language
    agency: Issuer
    counterpart: Counterpart


class PaystubInput(_Input):
    """Pay of a temp, an employee of the agency.

    `employer` is the agency with its registered numbers; None: ordered before they were kept.
    """

    kind: Literal[DocumentKind.PAYSTUB] = DocumentKind.PAYSTUB
    subject: Transaction
    employer: Party | None = None


class ContractorInvoiceInput(_Input):
    """What an incorporated contractor invoices the agency, issued by the agency on its behalf.

    Without `self_billed` it is no invoice: a basis for the one that their company issues itself.
    """

    kind: Literal[DocumentKind.CONTRACTOR_INVOICE] = DocumentKind.CONTRACTOR_INVOICE
    subject: Transaction
    self_billed: SelfBilledInvoice | None = None


class CustomerInvoiceInput(_Input):
    """What a company owes the agency. Its own reference is in `subject.bill_to`."""

    kind: Literal[DocumentKind.CUSTOMER_INVOICE] = DocumentKind.CUSTOMER_INVOICE
    subject: InvoiceIssued


class CreditNoteInput(_Input):
    """What is taken back of an invoice, and what is left to pay of it."""

    kind: Literal[DocumentKind.CREDIT_NOTE] = DocumentKind.CREDIT_NOTE
    subject: InvoiceCredited


class PaymentStatementInput(_Input):
    """Money that was sent to a contractor, and for what."""

    kind: Literal[DocumentKind.PAYMENT_STATEMENT] = DocumentKind.PAYMENT_STATEMENT
    subject: PaymentMade


class PaymentReportInput(_Input):
    """All payments that a contractor received in a period."""

    kind: Literal[DocumentKind.PAYMENT_REPORT] = DocumentKind.PAYMENT_REPORT
    subject: PaymentReportRequested


class StatementOfAccountInput(_Input):
    """What a company owed at the end of a day, and how it came to that."""

    kind: Literal[DocumentKind.STATEMENT_OF_ACCOUNT] = DocumentKind.STATEMENT_OF_ACCOUNT
    subject: StatementRequested


AnyInput = (
    PaystubInput
    | ContractorInvoiceInput
    | CustomerInvoiceInput
    | CreditNoteInput
    | PaymentStatementInput
    | PaymentReportInput
    | StatementOfAccountInput
)
DocumentInput = Annotated[AnyInput, Field(discriminator="kind")]

_ADAPTER: TypeAdapter[AnyInput] = TypeAdapter(DocumentInput)


def called(document: AnyInput) -> DocumentKind:
    """The kind whose name it has: what takes back what a contractor invoiced is a credit note."""
    if isinstance(document, ContractorInvoiceInput) and document.subject.net.amount_minor < 0:
        return DocumentKind.CREDIT_NOTE
    return document.kind


def number_of(document: AnyInput) -> str:
    """The number that the reader knows it by; a report goes by its months, a statement by day."""
    match document:
        case StatementOfAccountInput():
            return document.subject.as_of.isoformat()
        case CreditNoteInput():
            # `number` is the invoice's.
            return document.subject.credit_note_number
        case ContractorInvoiceInput(self_billed=SelfBilledInvoice(number=number)):
            # Of the series of the contractor's company.
            return number
        case PaymentReportInput():
            first, last = document.subject.from_month, document.subject.to_month
            return f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} \u2013 {last:%Y-%m}"
        case _:
            return document.subject.number


def read_input(data: bytes | str) -> AnyInput:
    """The input in this JSON. Raises pydantic's ValidationError."""
    return _ADAPTER.validate_json(data)


def input_of(data: object) -> AnyInput:
    """The input in this JSON that is decoded already. Raises pydantic's ValidationError."""
    return _ADAPTER.validate_python(data)


def write_input(document: AnyInput) -> bytes:
    """The input as JSON, always in the same form."""
    return _ADAPTER.dump_json(document)
