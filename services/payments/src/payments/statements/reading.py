"""Reading a statement: whose it is, over which days, and that it foots."""

from dataclasses import dataclass
from datetime import date

import structlog

from chassis.errors import ForbiddenError, InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId
from payments.access import invoice_reach
from payments.directory import repository as directory
from payments.statements import queries
from payments.statements.model import Accounts, Days, Entry, Movement, accounts_of
from payments.statements.queries import StatementQuery

_LOG = structlog.get_logger(__name__)

MAX_MOVEMENTS = 1_000
"""That are shown or printed at once; a workbook has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRequest:
    """A statement that somebody may have: `first_on` is the day of the account's first movement."""

    company_name: str
    first_on: date | None
    query: StatementQuery


async def allowed(
    uow: UnitOfWork, company_id: CompanyId, from_on: date | None, as_of: date | None
) -> StatementRequest:
    """The statement of these days, for who may see all of the company's account.

    Raises ForbiddenError where that is only a part of it, NotFoundError for a company of others,
    and InvalidError of `from` or `as_of`.
    """
    reach = invoice_reach(uow.actor)
    if reach.company_id not in {None, company_id}:
        raise NotFoundError("company", company_id)
    if not reach.shows_all_of(company_id):
        raise ForbiddenError(
            "a statement shows the whole account of the company, and this access is limited to"
            " projects"
        )
    agency = await directory.agency_in_use(uow)
    name = await queries.company_name(uow, company_id)
    first_on = await queries.first_day(uow, company_id)
    days = Days.asked(from_on, as_of, today=agency.today(uow.now), first=first_on)
    return StatementRequest(
        company_name=name,
        first_on=first_on,
        query=StatementQuery(company_id=company_id, days=days, time_zone=agency.time_zone),
    )


async def statement(uow: UnitOfWork, query: StatementQuery) -> tuple[Accounts, list[Movement]]:
    """The accounts and their movements. Raises InvalidError of `from` when there are too many."""
    parts = await queries.parts(uow, query, MAX_MOVEMENTS + 1)
    entries = [part for part in parts if isinstance(part, Entry)]
    if len(entries) > MAX_MOVEMENTS:
        raise InvalidError(
            f"more than {MAX_MOVEMENTS:,} movements; choose a later first day, or a workbook",
            field="from",
        )
    accounts = accounts_of(parts)
    log_difference(uow, query, accounts)
    return accounts, list(accounts.balances(entries))


def log_difference(uow: UnitOfWork, query: StatementQuery, accounts: Accounts) -> None:
    """Say where the open invoices do not come to the ledger's balance: a mistake of ours."""
    for one in accounts.out_of_balance:
        _LOG.error(
            "statement_out_of_balance",
            agency_id=str(uow.agency_id),
            company_id=str(query.company_id),
            as_of=str(query.days.as_of),
            difference=str(one.difference),
        )
