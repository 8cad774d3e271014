"""The statement as a document: documents hears of it with all its figures, and prints it."""

from collections.abc import Sequence

from chassis.errors import InvalidError
from chassis.ids import derived_id
from chassis.uow import UnitOfWork
from contracts.events.statements import (
    StatedAccount,
    StatedAge,
    StatedInvoice,
    StatedMovement,
    StatementRequested,
)
from contracts.ids import DocumentId
from payments.directory import repository as directory
from payments.printing.actions import take_turn
from payments.printing.model import MAX_LINES, require_short
from payments.statements import reading
from payments.statements.model import Account, Movement
from payments.statements.queries import StatementQuery


async def request(uow: UnitOfWork, query: StatementQuery, language: str) -> DocumentId:
    """Ask for the document; its id. Asked again for the same figures it is not printed again.

    Raises StatementOutOfBalanceError where the ledger and the open invoices differ, InvalidError
    when it would have too many lines, and TooManyDocumentsError.
    """
    accounts, movements = await reading.statement(uow, query)
    accounts.must_foot()
    if sum(one.movements + len(one.open_invoices) for one in accounts.shown) > MAX_LINES:
        raise InvalidError(
            f"more than {MAX_LINES:,} lines are too much for paper; choose a later first day, or a"
            " workbook",
            field="from",
        )
    companies = await directory.companies_of(uow, [query.company_id])
    bill_to = companies[query.company_id].bill_to
    stated = tuple(_stated(one, movements) for one in accounts.shown)
    figures = "".join(one.model_dump_json() for one in stated)
    require_short(figures, (moved.reference for one in stated for moved in one.movements))
    document_id = DocumentId(
        derived_id(
            "statement of account",
            uow.agency_id,
            query.company_id,
            query.days.from_on,
            query.days.as_of,
            language,
            "" if bill_to is None else bill_to.model_dump_json(),
            figures,
        )
    )
    if await take_turn(uow, document_id):
        uow.record(
            StatementRequested(
                document_id=document_id,
                company_id=query.company_id,
                bill_to=bill_to,
                from_on=query.days.from_on,
                as_of=query.days.as_of,
                language=language,
                currencies=stated,
            )
        )
    return document_id


def _stated(account: Account, movements: Sequence[Movement]) -> StatedAccount:
    return StatedAccount(
        currency=account.currency,
        opening=account.opening,
        charged=account.charged,
        credited=account.credited,
        closing=account.closing,
        ages=tuple(StatedAge(age=age, amount=amount) for age, amount in account.ages.items()),
        open_invoices=tuple(
            StatedInvoice(
                number=one.number,
                issued_on=one.issued_on,
                due_on=one.due_on,
                days_overdue=one.days_overdue,
                total=one.total,
                received=one.received,
                open_amount=one.open_amount,
                disputed_amount=one.disputed_amount if one.disputed_amount.amount_minor else None,
                credited=one.credited if one.credited.amount_minor else None,
                charged=one.charged if one.charged.amount_minor else None,
            )
            for one in account.open_invoices
        ),
        movements=tuple(
            _movement(one) for one in movements if one.balance.currency == account.currency
        ),
        kept_balance=account.kept_balance if account.kept_balance.amount_minor else None,
    )


def _movement(movement: Movement) -> StatedMovement:
    entry = movement.entry
    return StatedMovement(
        booked_on=entry.booked_on,
        cause=entry.cause,
        number=entry.number,
        due_on=entry.due_on,
        received_on=entry.received_on,
        reference=entry.reference,
        amount=entry.amount,
        balance=movement.balance,
    )
