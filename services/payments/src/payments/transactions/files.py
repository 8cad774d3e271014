"""Pending transactions as a file: just those that the list shows, in its order."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from fastapi.responses import StreamingResponse

from chassis.http.files import drawn, respond
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.files import MAX_ROWS
from payments.files.words import FileTexts, words_of
from payments.rows import Row
from payments.transactions import queries
from payments.transactions.queries import TransactionFilter, listed
from payments.transactions.sorting import Sort
from presentation.tables import Cell, Column, FileKind, Kind, Table, write


async def pending(
    uow: UnitOfWork,
    contractor_id: PersonId,
    wanted: TransactionFilter,
    sort: Sort,
    kind: FileKind,
    language: str,
) -> StreamingResponse:
    """The file. Raises InvalidError when there are too many."""
    words = words_of(language)
    snapshot = await queries.all_pending(uow, contractor_id, wanted, sort)
    await snapshot.must_have_at_most(MAX_ROWS, "q")
    currencies = await snapshot.currencies()
    rows = _cells(words, drawn(snapshot.chunks()))
    table = Table(words.transactions, _columns(words), rows, currencies)
    return await respond(
        uow,
        partial(write, kind, [table], language),
        name=f"{words.transactions_file}.{kind}",
        media_type=kind.media_type,
    )


def _columns(words: FileTexts) -> Sequence[Column]:
    return (
        Column(words.transaction),
        Column(words.work_order, width=14),
        Column(words.work_order_title, width=28),
        Column(words.project, width=28),
        Column(words.client, width=32),
        Column(words.period_start, Kind.DATE, width=12),
        Column(words.period_end, Kind.DATE, width=12),
        Column(words.status, width=26),
        Column(words.estimated_payment_on, Kind.DATE, width=12),
        Column(words.held_because, width=32),
        Column(words.gross, Kind.MONEY),
        Column(words.deductions, Kind.MONEY),
        Column(words.taxes, Kind.MONEY),
        Column(words.net, Kind.MONEY),
        Column(words.currency, width=9),
        Column(words.created_on, Kind.DATE, width=12),
    )


def _cells(words: FileTexts, rows: Iterable[Row]) -> Iterator[Sequence[Cell]]:
    for one in map(listed, rows):
        yield (
            one.number,
            one.work_order_code,
            one.work_order_title,
            one.project_name,
            one.company_name,
            one.period_start,
            one.period_end,
            words.states[one.state] + (f" ({words.returned})" if one.is_returned else ""),
            one.estimated_payment_on,
            one.held_because,
            one.gross.decimal,
            (-one.deductions).decimal,
            one.taxes.decimal,
            one.net.decimal,
            one.net.currency,
            one.created_on,
        )
