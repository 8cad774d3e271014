"""The statement as a workbook: a summary with ages, the open invoices, and every movement."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from fastapi.responses import StreamingResponse

from chassis.http.files import drawn, respond
from chassis.uow import UnitOfWork
from contracts.money import Money
from payments.files import MAX_ROWS
from payments.rows import Row
from payments.statements import queries
from payments.statements.model import Account, Accounts, Days, Entry, Movement
from payments.statements.words import StatementTexts, words_of
from presentation.tables import Cell, Column, FileKind, Kind, Table, write


async def workbook(
    uow: UnitOfWork, query: queries.StatementQuery, language: str
) -> tuple[StreamingResponse, Accounts]:
    """The file, and the accounts in it. Raises InvalidError if there are too many rows.

    Sums and movements are of the same moment: the rows are read twice.
    """
    words = words_of(language)
    snapshot = await queries.all_parts(uow, query)
    await snapshot.must_have_at_most(MAX_ROWS, "from")
    accounts = Accounts()
    async for rows in snapshot.chunks():
        for part in queries.read(rows, query.days):
            accounts.add(part)
    shown = accounts.shown
    currencies = {one.currency for one in shown}
    tables = [
        _summary(words, shown, currencies),
        _open_invoices(words, shown, currencies),
        Table(
            words.movements,
            _movement_columns(words),
            _movements(words, accounts, query.days, drawn(snapshot.chunks())),
            currencies,
        ),
    ]
    response = await respond(
        uow,
        partial(write, FileKind.XLSX, tables, language),
        name=f"{words.file}-{query.days.as_of}.{FileKind.XLSX}",
        media_type=FileKind.XLSX.media_type,
    )
    return response, accounts


def _summary(
    words: StatementTexts, accounts: Sequence[Account], currencies: Collection[str]
) -> Table:
    names = (
        words.opening,
        words.charged,
        words.credited,
        words.closing,
        *words.ages.values(),
        words.disputed,
        words.kept_balance,
        words.difference,
    )
    return Table(
        words.summary,
        (
            Column(words.currency, width=9),
            *(Column(name, Kind.MONEY, width=24) for name in names),
        ),
        [
            (
                one.currency,
                one.opening.decimal,
                one.charged.decimal,
                one.credited.decimal,
                one.closing.decimal,
                *(one.ages[age].decimal for age in words.ages),
                one.disputed.decimal,
                one.kept_balance.decimal,
                one.difference.decimal,
            )
            for one in accounts
        ],
        currencies,
    )


def _open_invoices(
    words: StatementTexts, accounts: Sequence[Account], currencies: Collection[str]
) -> Table:
    return Table(
        words.open_invoices,
        (
            Column(words.number),
            Column(words.issued_on, Kind.DATE, width=12),
            Column(words.due_on, Kind.DATE, width=12),
            Column(words.days_overdue, Kind.COUNT, width=18),
            Column(words.age, width=30),
            Column(words.total, Kind.MONEY),
            Column(words.credited, Kind.MONEY),
            Column(words.late_charges, Kind.MONEY),
            Column(words.received, Kind.MONEY),
            Column(words.open_amount, Kind.MONEY),
            Column(words.disputed, Kind.MONEY, width=24),
            Column(words.currency, width=9),
        ),
        [
            (
                one.number,
                one.issued_on,
                one.due_on,
                one.days_overdue,
                words.ages[one.age],
                one.total.decimal,
                one.credited.decimal,
                one.charged.decimal,
                one.received.decimal,
                one.open_amount.decimal,
                one.disputed_amount.decimal,
                account.currency,
            )
            for account in accounts
            for one in account.open_invoices
        ],
        currencies,
    )


def _movement_columns(words: StatementTexts) -> Sequence[Column]:
    return (
        Column(words.booked_on, Kind.DATE, width=14),
        Column(words.what, width=24),
        Column(words.number),
        Column(words.reference, width=28),
        Column(words.received_on, Kind.DATE, width=14),
        Column(words.due_on, Kind.DATE, width=12),
        Column(words.charged, Kind.MONEY),
        Column(words.credited, Kind.MONEY),
        Column(words.balance, Kind.MONEY),
        Column(words.currency, width=9),
    )


def _movements(
    words: StatementTexts, accounts: Accounts, days: Days, rows: Iterable[Row]
) -> Iterator[Sequence[Cell]]:
    for one in accounts.shown:
        yield (
            days.from_on,
            words.opening_on,
            *(None,) * 6,
            one.opening.decimal,
            one.currency,
        )
    entries = (part for part in queries.read(rows, days) if isinstance(part, Entry))
    for movement in accounts.balances(entries):
        yield _movement(words, movement)


def _movement(words: StatementTexts, movement: Movement) -> Sequence[Cell]:
    entry = movement.entry
    return (
        entry.booked_on,
        words.causes[entry.cause],
        entry.number,
        entry.reference or None,
        entry.received_on,
        entry.due_on,
        _above_zero(entry.amount),
        _above_zero(-entry.amount),
        movement.balance.decimal,
        entry.amount.currency,
    )


def _above_zero(amount: Money) -> Decimal | None:
    return amount.decimal if amount.amount_minor > 0 else None
