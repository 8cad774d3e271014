"""Payments as a file: just those that the list shows."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from fastapi.responses import StreamingResponse

from chassis.http.files import drawn, respond
from chassis.uow import UnitOfWork
from payments.files import MAX_ROWS
from payments.files.words import FileTexts, words_of
from payments.payments import repository
from payments.payments.repository import PaymentFilter, listed
from payments.rows import Row
from presentation.tables import Cell, Column, FileKind, Kind, Table, write


async def paid(
    uow: UnitOfWork, wanted: PaymentFilter, kind: FileKind, language: str
) -> StreamingResponse:
    """The file. Raises InvalidError when there are too many."""
    words = words_of(language)
    snapshot = await repository.everything(uow, wanted)
    await snapshot.must_have_at_most(MAX_ROWS, "from")
    columns = (
        Column(words.paid_on, Kind.DATE, width=12),
        Column(words.payment),
        Column(words.method),
        Column(words.amount, Kind.MONEY),
        Column(words.currency, width=9),
    )
    currencies = await snapshot.currencies()
    table = Table(words.payments, columns, _cells(words, drawn(snapshot.chunks())), currencies)
    return await respond(
        uow,
        partial(write, kind, [table], language),
        name=f"{words.payments_file}.{kind}",
        media_type=kind.media_type,
    )


def _cells(words: FileTexts, rows: Iterable[Row]) -> Iterator[Sequence[Cell]]:
    for payment in (listed(row).payment for row in rows):
        yield (
            payment.paid_on,
            payment.number,
            words.methods.get(payment.method, payment.method),
            payment.amount.decimal,
            payment.amount.currency,
        )
