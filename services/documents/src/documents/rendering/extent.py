"""How long a document will be, told before it is laid out: layout is what takes the time.

What people wrote is cut where it is printed (`text.MAX_CHARACTERS`), so that no single text can be
without end; what is left is how much of it there is.
"""

from collections.abc import Iterable

from documents.rendering.inputs import (
    AnyInput,
    ContractorInvoiceInput,
    CreditNoteInput,
    CustomerInvoiceInput,
    PaymentReportInput,
    PaymentStatementInput,
    PaystubInput,
    StatementOfAccountInput,
)
from documents.rendering.text import MAX_CHARACTERS

MAX_PAGES = 100
"""About 2,000 lines of an invoice: half a minute of a processor, a third of a process's memory."""

SHORT_PAGES = 4
"""Up to here a document is done in a second or two, and may use any process."""

_ROWS_A_PAGE = 20
_CHARACTERS_A_PAGE = 2_500


class TooLongError(ValueError):
    """The document would have more pages than a document may have."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"about {pages} pages; {MAX_PAGES} are the most")
        self.pages = pages


def pages_of(document: AnyInput) -> int:
    """About how many pages it will have, from its rows and what is written in them."""
    match document:
        case PaystubInput() | ContractorInvoiceInput():
            subject = document.subject
            rows = len(subject.lines) + len(subject.deductions) + len(subject.taxes)
            texts = (line.note for line in subject.lines)
        case CustomerInvoiceInput() | CreditNoteInput():
            rows = len(document.subject.lines) + len(document.subject.taxes)
            texts = (
                text
                for line in document.subject.lines
                for text in (line.contractor_name, line.work_order_title)
            )
        case PaymentStatementInput():
            rows = len(document.subject.transactions)
            texts = (paid.work_order_title for paid in document.subject.transactions)
        case StatementOfAccountInput():
            accounts = document.subject.currencies
            rows = sum(len(x.movements) + len(x.open_invoices) + len(x.ages) for x in accounts)
            texts = (moved.reference for x in accounts for moved in x.movements)
        case PaymentReportInput():
            reports = document.subject.currencies
            rows = sum(len(x.months) + len(x.clients) + len(x.payments) for x in reports)
            texts = (name for x in reports for paid in x.payments for name in paid.company_names)
    return 1 + rows // _ROWS_A_PAGE + _characters(texts) // _CHARACTERS_A_PAGE


def check_extent(document: AnyInput) -> None:
    """Raises TooLongError for what would take a process from everybody else."""
    pages = pages_of(document)
    if pages > MAX_PAGES:
        raise TooLongError(pages)


def _characters(texts: Iterable[str]) -> int:
    return sum(min(len(text), MAX_CHARACTERS) for text in texts)
