"""A statement of very many movements, and one that does not foot: refused, or said to operators."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from structlog.testing import capture_logs

from contracts.events.identity import InvoicePreferences
from contracts.events.statements import StatementRequested
from payments.statements import documents, reading

from ..builders import cad
from ..conftest import AgencyAtWork
from .test_statement import Books, at

pytestmark = pytest.mark.requirement("B12")


@pytest.fixture
async def books(agency: AgencyAtWork) -> Books:
    return Books(agency, await agency.company(InvoicePreferences()))


def path_of(books: Books, kind: str = "") -> str:
    return f"/companies/{books.company_id}/statement{kind}"


async def test_more_movements_than_a_page_shows_are_refused_and_a_workbook_has_them(
    agency: AgencyAtWork, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = await books.invoice(at("2026-02-03"))
    await books.receive(at("2026-02-09"), issued, cad("100"), date(2026, 2, 6))
    monkeypatch.setattr(reading, "MAX_MOVEMENTS", 1)
    staff = agency.staff()
    refused = await agency.get(path_of(books, "?from=2026-02-01"), staff, status=422)
    assert [error["field"] for error in refused["errors"]] == ["from"]
    assert (await agency.get(path_of(books, "?from=2026-02-09"), staff))["currencies"]
    file = await agency.client.get(path_of(books, ".xlsx?from=2026-02-01"), headers=staff)
    movements = openpyxl.load_workbook(BytesIO(file.content)).worksheets[2]
    # A head, the opening balance, and both.
    assert len(list(movements.iter_rows())) == 4


@pytest.mark.parametrize("kind", ["", ".xlsx"])
async def test_operators_hear_of_an_account_that_does_not_foot(
    agency: AgencyAtWork, books: Books, kind: str
) -> None:
    await books.invoice(at("2026-02-03"))
    await books.overpay(at("2026-02-09"), cad("5"))
    with capture_logs() as said:
        answer = await agency.client.get(path_of(books, kind), headers=agency.staff())
    assert answer.status_code == 200
    [found] = [one for one in said if one["event"] == "statement_out_of_balance"]
    assert found["company_id"] == str(books.company_id)
    assert found["log_level"] == "error"


async def test_what_is_booked_later_on_the_day_is_printed_anew(
    agency: AgencyAtWork, books: Books
) -> None:
    issued = await books.invoice(at("2026-02-03"))
    body, path = {"as_of": "2026-02-03"}, path_of(books, "/documents")
    first = await agency.post(path, body, status=202)
    await books.receive(at("2026-02-03", "18:00"), issued, cad("100"), date(2026, 2, 3))
    assert await agency.post(path, body, status=202) != first
    assert len(await agency.said(StatementRequested)) == 2


async def test_more_lines_than_are_printed_are_refused(
    agency: AgencyAtWork, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    await books.invoice(at("2026-02-03"))
    # An open invoice, and the movement that it is.
    for most, status in ((2, 202), (1, 422)):
        monkeypatch.setattr(documents, "MAX_LINES", most)
        body = {"as_of": f"2026-02-0{3 + most}"}
        answer = await agency.post(path_of(books, "/documents"), body, status=status)
    assert [error["field"] for error in answer["errors"]] == ["from"]


async def test_each_currency_is_printed_with_its_own_movements(
    agency: AgencyAtWork, books: Books
) -> None:
    for currency in ("CAD", "USD"):
        await books.invoice(at("2026-02-03"), currency=currency)
    await agency.post(path_of(books, "/documents"), {"as_of": "2026-02-04"}, status=202)
    (told,) = await agency.said(StatementRequested)
    assert [
        (one.currency, [movement.amount.currency for movement in one.movements])
        for one in told.currencies
    ] == [("CAD", ["CAD"]), ("USD", ["USD"])]
