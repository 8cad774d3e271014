"""The report as a workbook or CSV: sums by month and client, and every line behind them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from fastapi.responses import StreamingResponse

from chassis.http.files import drawn, respond
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from contracts.money import minor_digits
from payments.files import MAX_ROWS
from payments.files.words import FileTexts, words_of
from payments.reports import repository
from payments.reports.model import Months, ReportAccumulator, ReportInCurrency, by_currency
from payments.rows import Row
from presentation.tables import Cell, Column, FileKind, Kind, Table, write


async def report(
    uow: UnitOfWork, contractor_id: PersonId, months: Months, kind: FileKind, language: str
) -> StreamingResponse:
    """The file. Sums and lines are of the same moment: the lines are read twice."""
    words = words_of(language)
    snapshot = await repository.all_lines(uow, contractor_id, months.days)
    await snapshot.must_have_at_most(MAX_ROWS, "from")
    accumulator = ReportAccumulator()
    async for rows in snapshot.chunks():
        for row in rows:
            accumulator.add(row)
    found = by_currency(accumulator.sums, months, accumulator.carried_minor)
    sums = _summary(words, found)
    lines = _lines(words, drawn(snapshot.chunks()), {one.currency for one in found})
    name = f"{words.report_file}-{months.name}"
    return await respond(
        uow,
        partial(write, kind, [sums, lines], language),
        name=f"{name}.{kind}",
        media_type=kind.media_type,
    )


_NOTHING_BETWEEN = (None,) * 8
"""From the work order to the taxes: what a payment set off is of none."""


def _summary(words: FileTexts, found: Sequence[ReportInCurrency]) -> Table:
    return Table(
        words.summary,
        (
            Column(words.month, width=10),
            Column(words.client, width=32),
            Column(words.count, Kind.COUNT, width=12),
            Column(words.gross, Kind.MONEY),
            Column(words.deductions, Kind.MONEY),
            Column(words.taxes, Kind.MONEY),
            Column(words.net, Kind.MONEY),
            Column(words.currency, width=9),
        ),
        [
            (
                f"{sums.month:%Y-%m}",
                sums.company_name,
                sums.transactions,
                sums.gross.decimal,
                (-sums.deductions).decimal,
                sums.taxes.decimal,
                sums.net.decimal,
                one.currency,
            )
            for one in found
            for sums in one.rows
        ]
        + [
            ("", words.set_off, None, None, None, None, one.carried.decimal, one.currency)
            for one in found
            if one.carried.amount_minor
        ],
        {one.currency for one in found},
    )


def _lines(words: FileTexts, rows: Iterable[Row], currencies: Collection[str]) -> Table:
    return Table(
        words.payments,
        (
            Column(words.paid_on, Kind.DATE, width=12),
            Column(words.payment),
            Column(words.method),
            Column(words.transaction),
            Column(words.work_order, width=14),
            Column(words.work_order_title, width=28),
            Column(words.client, width=32),
            Column(words.period_start, Kind.DATE, width=12),
            Column(words.period_end, Kind.DATE, width=12),
            Column(words.gross, Kind.MONEY),
            Column(words.deductions, Kind.MONEY),
            Column(words.taxes, Kind.MONEY),
            Column(words.net, Kind.MONEY),
            Column(words.currency, width=9),
        ),
        _cells(words, rows),
        currencies,
    )


def _cells(words: FileTexts, rows: Iterable[Row]) -> Iterator[Sequence[Cell]]:
    """A line each; what a payment carried comes after its lines."""
    before: Row | None = None
    for row in rows:
        if before is not None and before["payment_id"] != row["payment_id"]:
            yield from _carried(words, before)
        before = row
        digits = -minor_digits(row["currency"])
        yield (
            row["paid_on"],
            row["payment_number"],
            words.methods.get(row["method"], row["method"]),
            row["number"],
            row["work_order_code"],
            row["work_order_title"],
            row["company_name"],
            row["period_start"],
            row["period_end"],
            Decimal(row["gross_minor"]).scaleb(digits),
            Decimal(-row["deductions_minor"]).scaleb(digits),
            Decimal(row["taxes_minor"]).scaleb(digits),
            Decimal(row["net_minor"]).scaleb(digits),
            row["currency"],
        )
    if before is not None:
        yield from _carried(words, before)


def _carried(words: FileTexts, last: Row) -> Iterator[Sequence[Cell]]:
    """What the payment of this line set off or carries on; nothing where it did neither."""
    if minor := last["carried_minor"]:
        method = words.methods.get(last["method"], last["method"])
        amount = Decimal(minor).scaleb(-minor_digits(last["currency"]))
        paid = (last["paid_on"], last["payment_number"], method)
        yield (*paid, words.set_off, *_NOTHING_BETWEEN, amount, last["currency"])
