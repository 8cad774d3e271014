"""What payments tells: each transaction, payment, invoice and credit note gets its document.

Nothing is rendered in the consumer's transaction: the order is a row with all that the document
will show, and `documents.jobs` takes it from there.
"""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import InvoiceCredited, InvoiceIssued, TransactionCreated
from contracts.events.reports import PaymentReportRequested
from contracts.events.statements import StatementRequested
from documents.directory import repository as directory
from documents.library import ordering

handlers = Handlers()


@handlers.on(TransactionCreated)
async def order_transactions(
    uow: UnitOfWork, events: Sequence[Received[TransactionCreated]]
) -> None:
    """A paystub or a contractor's invoice for each."""
    agency = await directory.agency(uow)
    people = await directory.people(uow, {x.body.transaction.contractor_id for x in events})
    await ordering.place(
        uow,
        [
            ordering.of_transaction(x, agency, people[x.body.transaction.contractor_id])
            for x in events
        ],
    )


@handlers.on(PaymentMade)
async def order_payments(uow: UnitOfWork, events: Sequence[Received[PaymentMade]]) -> None:
    """A payment statement for each."""
    agency = await directory.agency(uow)
    people = await directory.people(uow, {x.body.contractor_id for x in events})
    await ordering.place(
        uow, [ordering.of_payment(x, agency, people[x.body.contractor_id]) for x in events]
    )


@handlers.on(PaymentReportRequested)
async def order_reports(
    uow: UnitOfWork, events: Sequence[Received[PaymentReportRequested]]
) -> None:
    """A report for each; one that is asked for again is there already."""
    agency = await directory.agency(uow)
    people = await directory.people(uow, {x.body.contractor_id for x in events})
    await ordering.place(
        uow, [ordering.of_report(x, agency, people[x.body.contractor_id]) for x in events]
    )


@handlers.on(InvoiceIssued)
async def order_invoices(uow: UnitOfWork, events: Sequence[Received[InvoiceIssued]]) -> None:
    """A customer's invoice for each."""
    agency = await directory.agency(uow)
    # What says whom it is to does not change with what is known of them here.
    unsaid = {x.body.company_id for x in events if x.body.bill_to is None}
    companies = await directory.companies(uow, unsaid)
    await ordering.place(
        uow, [ordering.of_invoice(x, agency, companies.get(x.body.company_id)) for x in events]
    )


@handlers.on(InvoiceCredited)
async def order_credit_notes(uow: UnitOfWork, events: Sequence[Received[InvoiceCredited]]) -> None:
    """A credit note for each."""
    agency = await directory.agency(uow)
    unsaid = {x.body.company_id for x in events if x.body.bill_to is None}
    companies = await directory.companies(uow, unsaid)
    await ordering.place(
        uow, [ordering.of_credit_note(x, agency, companies.get(x.body.company_id)) for x in events]
    )


@handlers.on(StatementRequested)
async def order_statements(uow: UnitOfWork, events: Sequence[Received[StatementRequested]]) -> None:
    """A company's statement of account for each; one that is asked for again is there already."""
    agency = await directory.agency(uow)
    unsaid = {x.body.company_id for x in events if x.body.bill_to is None}
    companies = await directory.companies(uow, unsaid)
    await ordering.place(
        uow, [ordering.of_statement(x, agency, companies.get(x.body.company_id)) for x in events]
    )
