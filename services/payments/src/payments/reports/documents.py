"""The report as a document: documents hears of it with all its figures, and prints it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from chassis.errors import InvalidError
from chassis.ids import derived_id
from chassis.uow import UnitOfWork
from contracts.events.reports import (
    PaymentReportRequested,
    ReportedClient,
    ReportedCurrency,
    ReportedMonth,
    ReportedPayment,
    ReportedTotals,
)
from contracts.ids import DocumentId, PaymentId, PersonId
from contracts.money import Money
from payments.directory import repository as directory
from payments.printing.actions import take_turn
from payments.printing.model import MAX_LINES, require_short
from payments.reports import repository
from payments.reports.model import Months, ReportAccumulator, ReportInCurrency, Totals, by_currency
from payments.rows import Row


async def request(
    uow: UnitOfWork, contractor_id: PersonId, months: Months, language: str
) -> DocumentId:
    """Ask for the document; its id. Asked again for the same figures it is not printed again.

    Raises InvalidError when it would have too many lines, and TooManyDocumentsError.
    """
    lines = await repository.lines(uow, contractor_id, months.days, MAX_LINES + 1)
    if len(lines) > MAX_LINES:
        raise InvalidError(
            f"more than {MAX_LINES:,} lines are too much for paper; choose fewer months, or a file",
            field="from",
        )
    accumulator = ReportAccumulator()
    for line in lines:
        accumulator.add(line)
    found = by_currency(accumulator.sums, months, accumulator.carried_minor)
    currencies = tuple(_printed(one, lines) for one in found)
    figures = "".join(one.model_dump_json() for one in currencies)
    require_short(
        figures,
        (name for one in currencies for paid in one.payments for name in paid.company_names),
    )
    document_id = DocumentId(
        derived_id("payment report", uow.agency_id, contractor_id, months.name, language, figures)
    )
    if await take_turn(uow, document_id):
        uow.record(
            PaymentReportRequested(
                document_id=document_id,
                contractor_id=contractor_id,
                from_month=months.first,
                to_month=months.last,
                requested_on=(await directory.agency_in_use(uow)).today(uow.now),
                language=language,
                currencies=currencies,
            )
        )
    return document_id


def _printed(report: ReportInCurrency, lines: Iterable[Row]) -> ReportedCurrency:
    return ReportedCurrency(
        currency=report.currency,
        total=ReportedTotals.model_validate(_totals(report.total)),
        months=tuple(
            ReportedMonth.model_validate({**_totals(totals), "month": month})
            for month, totals in report.months
        ),
        clients=tuple(
            ReportedClient.model_validate(
                {**_totals(totals), "company_id": company_id, "company_name": name}
            )
            for company_id, name, totals in report.clients
        ),
        payments=tuple(
            _payment(of_payment)
            for of_payment in _by_payment(
                line for line in lines if line["currency"] == report.currency
            )
        ),
    )


def _by_payment(lines: Iterable[Row]) -> Iterable[Sequence[Row]]:
    """The lines of each payment, in their order."""
    found: dict[PaymentId, list[Row]] = defaultdict(list)
    for line in lines:
        found[line["payment_id"]].append(line)
    return found.values()


def _payment(lines: Sequence[Row]) -> ReportedPayment:
    def total(column: str) -> Money:
        return Money(
            amount_minor=sum(line[column] for line in lines), currency=lines[0]["currency"]
        )

    return ReportedPayment(
        payment_id=lines[0]["payment_id"],
        number=lines[0]["payment_number"],
        paid_on=lines[0]["paid_on"],
        method=lines[0]["method"],
        company_names=tuple(dict.fromkeys(line["company_name"] for line in lines)),
        transactions=len(lines),
        gross=total("gross_minor"),
        deductions=total("deductions_minor"),
        taxes=total("taxes_minor"),
        net=total("net_minor"),
        carried=_carried(lines[0]),
    )


def _carried(line: Row) -> Money | None:
    minor = line["carried_minor"]
    return Money(amount_minor=minor, currency=line["currency"]) if minor else None


def _totals(totals: Totals) -> dict[str, object]:
    return {
        "transactions": totals.transactions,
        "gross": totals.gross,
        "deductions": totals.deductions,
        "taxes": totals.taxes,
        "net": totals.net,
    }
