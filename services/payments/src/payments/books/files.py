"""Postings as a file: for the agency's accountant, and for whatever they keep their books with."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from fastapi.responses import StreamingResponse

from chassis.http.files import drawn, respond
from chassis.snapshot import Snapshot
from chassis.uow import UnitOfWork
from contracts.money import Money
from payments.files import MAX_ROWS
from payments.files.words import FileTexts, words_of
from payments.rows import Row
from presentation.tables import Cell, Column, FileKind, Kind, Table, write


async def postings(uow: UnitOfWork, snapshot: Snapshot, language: str) -> StreamingResponse:
    """The file. Raises InvalidError when there are too many."""
    words = words_of(language)
    await snapshot.must_have_at_most(MAX_ROWS, "from")
    columns = (
        Column(words.booked_on, Kind.DATE, width=12),
        Column(words.cause),
        Column(words.reference),
        Column(words.debit, width=24),
        Column(words.debit_of, width=32),
        Column(words.credit, width=24),
        Column(words.credit_of, width=32),
        Column(words.amount, Kind.MONEY),
        Column(words.currency, width=9),
        Column(words.posting, width=38),
    )
    currencies = await snapshot.currencies()
    table = Table(words.postings, columns, _cells(words, drawn(snapshot.chunks())), currencies)
    kind = FileKind.CSV
    return await respond(
        uow,
        partial(write, kind, [table], language),
        name=f"{words.postings_file}.{kind}",
        media_type=kind.media_type,
    )


def _cells(words: FileTexts, rows: Iterable[Row]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        yield (
            row["booked_on"],
            words.causes[row["cause"]],
            row["number"] or "",
            _account(words, row["source"]),
            row["source_name"] or "",
            _account(words, row["destination"]),
            row["destination_name"] or "",
            Money(amount_minor=row["amount_minor"], currency=row["currency"]).decimal,
            row["currency"],
            str(row["posting_id"]),
        )


def _account(words: FileTexts, account: str) -> str:
    """In words; of what is withheld or taxed, with the rule's code."""
    kind, _, of = account.partition(":")
    code = f" {of}" if kind in {"withheld", "employer_due", "input_tax", "output_tax"} else ""
    return f"{words.accounts[kind]}{code}"
