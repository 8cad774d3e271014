"""Invoices as a file: just those that the list shows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from fastapi.responses import StreamingResponse

from chassis.http.files import drawn, respond
from chassis.uow import UnitOfWork
from contracts.reach import Reach
from payments.files import MAX_ROWS
from payments.files.words import FileTexts, words_of
from payments.invoices import queries
from payments.invoices.queries import InvoiceQuery, listed
from payments.rows import Row
from presentation.tables import Cell, Column, FileKind, Kind, Table, write


async def invoices(
    uow: UnitOfWork,
    reach: Reach,
    query: InvoiceQuery,
    kind: FileKind,
    language: str,
    *,
    today: date,
) -> StreamingResponse:
    """The file, with each invoice as it stands today. Raises InvalidError if there are too many."""
    words = words_of(language)
    snapshot = await queries.everything(uow, reach, query, today=today)
    await snapshot.must_have_at_most(MAX_ROWS, "from")
    currencies = await snapshot.currencies()
    rows = _cells(words, drawn(snapshot.chunks()), today)
    table = Table(words.invoices, _columns(words), rows, currencies)
    return await respond(
        uow,
        partial(write, kind, [table], language),
        name=f"{words.invoices_file}.{kind}",
        media_type=kind.media_type,
    )


def _columns(words: FileTexts) -> Sequence[Column]:
    return (
        Column(words.invoice),
        Column(words.payment_reference, width=22),
        Column(words.company, width=32),
        Column(words.project, width=28),
        Column(words.period_start, Kind.DATE, width=12),
        Column(words.period_end, Kind.DATE, width=12),
        Column(words.issued_on, Kind.DATE, width=12),
        Column(words.due_on, Kind.DATE, width=12),
        Column(words.status, width=14),
        Column(words.paid_on, Kind.DATE, width=12),
        Column(words.subtotal, Kind.MONEY),
        Column(words.total, Kind.MONEY),
        Column(words.credited, Kind.MONEY),
        Column(words.late_charges, Kind.MONEY),
        Column(words.received, Kind.MONEY),
        Column(words.written_off, Kind.MONEY),
        Column(words.open_amount, Kind.MONEY),
        Column(words.disputed_amount, Kind.MONEY),
        Column(words.currency, width=9),
    )


def _cells(words: FileTexts, rows: Iterable[Row], today: date) -> Iterator[Sequence[Cell]]:
    for one in (listed(row, today) for row in rows):
        yield (
            one.number,
            one.payment_reference,
            one.company_name,
            one.project_name,
            one.period_start,
            one.period_end,
            one.issued_on,
            one.due_on,
            words.invoice_states[one.state],
            one.paid_on,
            one.subtotal.decimal,
            one.total.decimal,
            one.credited.decimal,
            one.charged.decimal,
            one.received.decimal,
            one.written_off.decimal,
            one.open_amount.decimal,
            one.disputed_amount.decimal,
            one.total.currency,
        )
