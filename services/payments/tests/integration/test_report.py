"""The report as it is shown, as a workbook, as CSV and as a document: the same figures."""

import csv
import io
from collections import defaultdict
from datetime import date
from typing import Any

import openpyxl
import pytest

from contracts.events.identity import ContractorKind
from contracts.events.reports import PaymentReportRequested
from contracts.ids import PersonId
from payments.printing import model as printing

from ..builders import an_entry
from ..conftest import AgencyAtWork

INCORPORATED = ContractorKind.INCORPORATED


async def with_payments(
    agency: AgencyAtWork, today: str, kind: ContractorKind = INCORPORATED
) -> PersonId:
    """A contractor with one payment for the work at two clients."""
    person = await agency.contractor(kind)
    for hours, month in (("8", 1), ("2", 2)):
        order = await agency.work_order(contractor_id=person)
        await agency.approves(order, an_entry(hours, work_on=date(2026, month, 10)))
    await agency.pay(today)
    return person


async def workbook(agency: AgencyAtWork, path: str, who: dict[str, str]) -> Any:
    answer = await agency.client.get(path, headers=who)
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def rows_of(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]


@pytest.mark.requirement("C12")
@pytest.mark.requirement("X5")
async def test_the_files_have_exactly_the_figures_that_are_shown(
    agency: AgencyAtWork, today: str
) -> None:
    person = await with_payments(agency, today)
    await with_payments(agency, today)
    me = agency.own(person)
    shown = await agency.get("/my/report", me)
    (report,) = shown["currencies"]
    book = await workbook(agency, "/my/report.xlsx?language=nb", me)
    assert book.sheetnames == ["Per måned og kunde", "Utbetalinger"]
    sums, lines = map(rows_of, book.worksheets)
    assert [(one[0], one[1], one[2], round(one[6] * 100), one[7]) for one in sums] == [
        (
            one["month"],
            one["company_name"],
            one["transactions"],
            one["net"]["amount_minor"],
            report["currency"],
        )
        for one in report["rows"]
    ]
    assert sum(round(one[12] * 100) for one in lines) == report["total"]["net"]["amount_minor"]
    assert [one[0].date().isoformat() for one in lines] == [today, today]
    assert book.worksheets[1]["A2"].number_format == "yyyy-mm-dd"
    assert book.worksheets[1]["M2"].number_format == "#,##0.00"
    text = (await agency.client.get("/my/report.csv", headers=me)).content
    head, *found = csv.reader(io.StringIO(text.decode("utf-8-sig")))
    assert head[1] == "Payment"
    assert [(one[3], one[12]) for one in found] == [(line[3], f"{line[12]:.2f}") for line in lines]


@pytest.mark.requirement("C12")
@pytest.mark.requirement("X5")
async def test_a_deduction_has_a_minus_in_files_so_that_each_row_adds_up_to_its_net(
    agency: AgencyAtWork, today: str
) -> None:
    """As on pages and on paper."""
    me = agency.own(await with_payments(agency, today, ContractorKind.TEMP))
    (report,) = (await agency.get("/my/report", me))["currencies"]
    taken = report["total"]["deductions"]["amount_minor"]
    assert taken > 0
    book = await workbook(agency, "/my/report.xlsx", me)
    sums, lines = map(rows_of, book.worksheets)
    for rows in ([one[3:7] for one in sums], [one[9:13] for one in lines]):
        assert round(sum(row[1] for row in rows) * 100) == -taken
        for gross, deductions, taxes, net in rows:
            assert round((gross + deductions + taxes) * 100) == round(net * 100)


@pytest.mark.requirement("C12")
async def test_the_document_is_asked_for_with_all_figures_and_once_for_the_same(
    agency: AgencyAtWork, today: str
) -> None:
    person = await with_payments(agency, today)
    me = agency.own(person)

    async def asked(**body: str) -> str:
        answer = await agency.post("/my/report/documents", body, me, status=202)
        return answer["document_id"]

    first = await asked(language="fr")
    assert await asked(language="fr") == first
    assert await asked(language="nb") != first
    last_year = str(int(today[:4]) - 1)
    assert await asked(language="fr", **{"from": f"{last_year}-12"}) != first
    said = (await agency.said(PaymentReportRequested))[0]
    assert (str(said.document_id), said.contractor_id, said.language) == (first, person, "fr")
    (report,) = said.currencies
    (shown,) = (await agency.get("/my/report", me))["currencies"]
    assert report.total.net.amount_minor == shown["total"]["net"]["amount_minor"] == 452_00
    assert len(report.months) == len(shown["months"])
    (payment,) = report.payments
    assert (payment.net, payment.transactions) == (report.total.net, 2)
    await with_payments(agency, today)
    order = await agency.work_order(contractor_id=person)
    await agency.approves(order, an_entry("1", work_on=date(2026, 3, 10)))
    await agency.pay(today)
    assert await asked(language="fr") != first


@pytest.mark.requirement("C12")
async def test_nobody_has_reports_printed_without_end(
    agency: AgencyAtWork, today: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MAX_AN_HOUR", 2)
    person = await with_payments(agency, today)
    me = agency.own(person)

    async def asked(language: str, status: int) -> dict[str, str]:
        body = {"language": language}
        answer: dict[str, str] = await agency.post("/my/report/documents", body, me, status=status)
        return answer

    first = await asked("en", 202)
    await asked("fr", 202)
    refused = await asked("nb", 429)
    assert refused["code"] == "too_many_documents"
    assert refused["detail"].startswith("2 documents an hour")
    assert 3_500 < int(refused["retry_after_seconds"]) <= 3_600
    assert await asked("en", 202) == first
    assert len(await agency.said(PaymentReportRequested)) == 2
    other = agency.own(await with_payments(agency, today))
    await agency.post("/my/report/documents", {"language": "nb"}, other, status=202)


@pytest.mark.requirement("C12")
async def test_a_report_is_of_the_own_payments_and_bad_months_are_named(
    agency: AgencyAtWork, today: str
) -> None:
    await with_payments(agency, today)
    stranger = agency.own(await agency.contractor())
    assert (await agency.get("/my/report", stranger))["currencies"] == []
    assert rows_of((await workbook(agency, "/my/report.xlsx", stranger)).worksheets[1]) in (
        [],
        [(None,) * 14],
    )
    for query, field in (("from=2026-05&to=2026-04", "to"), ("from=2001-01&to=2026-01", "from")):
        for path in ("/my/report", "/my/report.xlsx", "/my/report.csv"):
            refused = await agency.get(f"{path}?{query}", stranger, status=422)
            assert refused["errors"][0]["field"] == field
    for who, status in ((agency.staff(), 403), (agency.contact(await agency.company()), 403)):
        await agency.post("/my/report/documents", {}, who, status=status)
    body = {"from": "2026-13"}
    refused = await agency.post("/my/report/documents", body, stranger, status=422)
    assert refused["errors"][0]["field"] == "from"


@pytest.mark.requirement("C12")
async def test_the_indexes_of_lists_and_report_are_used(agency: AgencyAtWork, today: str) -> None:
    person = await with_payments(agency, today)
    plans: dict[str, str] = defaultdict(str)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute("SET LOCAL enable_seqscan = off")
        await uow.execute("SET LOCAL enable_bitmapscan = off")
        for name, sql in {
            "transactions_paid": "SELECT sum(net_minor) FROM transactions WHERE agency_id = $1"
            " AND contractor_id = $2 AND paid_on BETWEEN '2026-01-01' AND '2026-12-31'"
            " GROUP BY company_id, currency",
            "transactions_unpaid_sums": "SELECT state, currency, sum(net_minor) FROM transactions"
            " WHERE agency_id = $1 AND contractor_id = $2 AND state NOT IN ('paid', 'reversed')"
            " GROUP BY 1, 2",
        }.items():
            for row in await uow.fetch(f"EXPLAIN {sql}", agency.agency_id, person):
                plans[name] += row[0]
    for name, plan in plans.items():
        assert f"Index Only Scan using {name}" in plan
