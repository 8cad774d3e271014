"""The statement of account foots to the ledger, on any day, for whom the whole of it is."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from chassis.ids import new_id
from contracts.access import Permission, Scope
from contracts.events.identity import AgencyChanged, InvoicePreferences
from contracts.events.statements import StatementRequested
from contracts.ids import InvoiceId
from contracts.money import Money

from ..books import TORONTO, Books, at, check_sums, minor
from ..builders import an_agency, cad
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("B12")


@pytest.fixture
async def books(agency: AgencyAtWork) -> Books:
    return Books(agency, await agency.company(InvoicePreferences()))


async def test_a_statement_as_of_any_day_foots_to_the_ledger(books: Books) -> None:
    """Invoices, money in part, in full and in two currencies; each day is asked for by itself."""
    first = await books.invoice(at("2026-02-03"))
    other = await books.invoice(at("2026-02-20"), "4")
    foreign = await books.invoice(at("2026-03-02"), "3", currency="NOK")
    half = Money(amount_minor=first.total.amount_minor // 2, currency="CAD")
    await books.receive(at("2026-03-05"), first, half, date(2026, 3, 4))
    await books.receive(at("2026-03-20"), first, first.total - half, date(2026, 3, 20))
    await books.receive(at("2026-04-15"), foreign, foreign.total, date(2026, 4, 14))

    owed = await books.ledger_by_day()
    assert set(owed) == {"CAD", "NOK"}
    for currency, days in owed.items():
        for day, closing in days.items():
            statement = await books.statement(str(day), from_on="2026-01-01")
            check_sums(statement)
            found = {one["currency"]: one for one in statement["currencies"]}
            assert minor(found[currency], "closing") == closing, (currency, day)
            assert all(minor(one, "difference") == 0 for one in statement["currencies"])

    today = await books.statement()
    assert [one["currency"] for one in today["currencies"]] == ["CAD"]
    (account,) = today["currencies"]
    balances = await books.agency.get("/ledger/balances", books.agency.staff())
    (kept,) = [
        one["balance"]["amount_minor"]
        for one in balances["items"]
        if one["account"] == books.account and one["balance"]["currency"] == "CAD"
    ]
    assert minor(account, "closing") == -kept == other.total.amount_minor
    assert [one["number"] for one in account["open_invoices"]] == [other.number]


async def test_a_movement_says_what_it_is_of_and_an_invoice_with_its_tax_is_one(
    books: Books,
) -> None:
    issued = await books.invoice(at("2026-02-03"))
    await books.receive(at("2026-02-09"), issued, cad("100"), date(2026, 2, 6))
    statement = await books.statement("2026-02-28")
    assert (statement["first_on"], statement["from_on"]) == ("2026-02-03", "2026-02-03")
    (account,) = statement["currencies"]
    invoice, receipt = account["movements"]
    assert issued.taxes
    assert (invoice["cause"], invoice["number"], invoice["amount"]) == (
        "invoice",
        issued.number,
        issued.total.model_dump(mode="json"),
    )
    named = (str(issued.invoice_id), str(issued.due_on))
    assert (invoice["invoice_id"], invoice["due_on"]) == named
    assert (receipt["cause"], receipt["number"], receipt["reference"]) == (
        "receipt",
        issued.number,
        "=wire 17",
    )
    days = [receipt[name] for name in ("booked_on", "received_on", "due_on")]
    assert days == ["2026-02-09", "2026-02-06", None]
    assert minor(receipt, "amount") == -10_000


async def test_invoices_of_one_day_are_in_order_of_their_numbers(books: Books) -> None:
    """Whichever was begun first, and whatever came in between."""
    issued = [
        await books.invoice(at("2026-02-03", time)) for time in ("15:00", "09:00", "12:00", "09:00")
    ]
    await books.receive(at("2026-02-03", "10:00"), issued[0], cad("100"), date(2026, 2, 3))
    (account,) = (await books.statement("2026-02-28"))["currencies"]
    movements = account["movements"]
    assert [one["cause"] for one in movements] == [*["invoice"] * 4, "receipt"]
    assert [one["number"] for one in movements[:4]] == sorted(one.number for one in issued)
    check_sums({"currencies": [account]})


async def test_what_is_recorded_later_changes_no_statement_of_a_past_day(books: Books) -> None:
    """Money that came in on a day before, recorded after it, is in the statement of its booking."""
    issued = await books.invoice(at("2026-02-03"))
    before = await books.statement("2026-02-20")
    await books.receive(at("2026-02-24"), issued, issued.total, date(2026, 2, 18))
    assert await books.statement("2026-02-20") == before
    await books.agency.hears(
        AgencyChanged(
            agency=an_agency(books.agency.agency_id).agency.model_copy(
                update={"time_zone": "Pacific/Auckland"}
            )
        )
    )
    assert await books.statement("2026-02-20") == before
    assert (await books.statement("2026-02-24"))["currencies"][0]["closing"] == {
        "amount_minor": 0,
        "currency": "CAD",
    }


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at("2026-03-07", "23:59"), "2026-03-07"),
        (at("2026-03-08", "00:00"), "2026-03-08"),
        # The clocks go forward at two: that day has 23 hours.
        (at("2026-03-08", "23:59"), "2026-03-08"),
        (at("2026-03-09", "00:00"), "2026-03-09"),
    ],
)
async def test_a_day_is_that_of_the_agency_also_when_its_clocks_change(
    books: Books, moment: datetime, day: str
) -> None:
    issued = await books.invoice(at("2026-02-03"))
    await books.receive(moment, issued, issued.total, date(2026, 3, 6))
    eve = str(date.fromisoformat(day) - timedelta(days=1))
    for as_of, closing in ((eve, issued.total.amount_minor), (day, 0)):
        (account,) = (await books.statement(as_of))["currencies"]
        assert minor(account, "closing") == closing
        assert minor(account, "difference") == 0
        assert len(account["open_invoices"]) == (1 if closing else 0)
    opened = await books.statement(day, from_on=day)
    (account,) = opened["currencies"]
    assert minor(account, "opening") == issued.total.amount_minor
    assert [one["booked_on"] for one in account["movements"]] == [day]


async def test_ages_are_those_of_the_day_of_the_statement(books: Books) -> None:
    issued = await books.invoice(at("2026-02-03"))
    for days, age in ((0, "not_due"), (1, "days_1_to_30"), (45, "days_31_to_60")):
        as_of = str(issued.due_on + timedelta(days=days))
        (account,) = (await books.statement(as_of))["currencies"]
        ages = {one["age"]: minor(one, "amount") for one in account["ages"]}
        assert len(ages) == 5
        assert ages.pop(age) == issued.total.amount_minor
        assert set(ages.values()) == {0}
        assert account["open_invoices"][0]["days_overdue"] == days


async def test_more_than_is_owed_and_a_reversal_stand_in_it_and_their_difference_is_said(
    books: Books,
) -> None:
    """What the ledger knows and no invoice does is a movement, and never silently a balance."""
    issued = await books.invoice(at("2026-02-03"))
    receipt_id = await books.receive(at("2026-02-05"), issued, cad("50"), date(2026, 2, 5))
    await books.overpay(at("2026-02-10"), cad("25"))
    (account,) = (await books.statement("2026-02-10"))["currencies"]
    assert minor(account, "difference") == -2_500
    await books.reverse(at("2026-02-12"), receipt_id)
    statement = await books.statement("2026-02-12")
    check_sums(statement)
    (account,) = statement["currencies"]
    assert [one["cause"] for one in account["movements"]] == [
        "invoice",
        "receipt",
        "receipt",
        "reversal",
    ]
    assert account["movements"][-1]["number"] == issued.number
    assert minor(account, "difference") == 2_500
    owed = (await books.ledger_by_day())["CAD"]
    assert minor(account, "closing") == owed[date(2026, 2, 12)]
    assert minor((await books.statement("2026-02-05"))["currencies"][0], "difference") == 0


async def test_the_workbook_has_the_figures_that_are_shown(books: Books) -> None:
    issued = await books.invoice(at("2026-02-03"))
    await books.dispute(at("2026-02-04"), issued)
    await books.invoice(at("2026-02-04"), "3", currency="NOK")
    await books.receive(at("2026-02-09"), issued, cad("100"), date(2026, 2, 6))
    path = f"/companies/{books.company_id}/statement.xlsx?as_of=2026-04-01&language=nb"
    answer = await books.agency.client.get(path, headers=books.agency.staff())
    assert answer.status_code == 200, answer.text
    assert 'filename="kontoutskrift-2026-04-01.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Sammendrag", "Åpne fakturaer", "Bevegelser"]
    shown = await books.statement("2026-04-01")
    tables: list[list[list[Any]]] = [
        [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for sheet in book.worksheets
    ]
    sums, open_ones, movements = tables
    for row, account in zip(sums, shown["currencies"], strict=True):
        figures = [minor(account, n) for n in ("opening", "charged", "credited", "closing")]
        figures += [minor(one, "amount") for one in account["ages"]]
        figures += [minor(account, n) for n in ("disputed", "kept_balance", "difference")]
        assert row[0] == account["currency"]
        assert [round(Decimal(str(cell)) * 100) for cell in row[1:]] == figures
    listed = [one for account in shown["currencies"] for one in account["open_invoices"]]
    assert [row[0] for row in open_ones] == [one["number"] for one in listed]
    disputed = [round(Decimal(str(row[10])) * 100) for row in open_ones]
    assert disputed == [minor(one, "disputed_amount") for one in listed]
    assert sum(disputed) > 0
    # An opening balance for each currency, then what moved, in order.
    assert [row[1] for row in movements] == [
        "Inngående saldo",
        "Inngående saldo",
        "Faktura",
        "Faktura",
        "Innbetaling",
    ]
    last: list[Any] = movements[-1]
    (canadian, _) = shown["currencies"]
    assert round(last[8] * 100) == minor(canadian, "closing")
    sheet = book.worksheets[2]
    assert last[3] == "=wire 17"
    assert sheet.cell(row=sheet.max_row, column=4).data_type == "s"


async def test_who_sees_all_of_a_company_has_its_statement_and_nobody_else(books: Books) -> None:
    agency = books.agency
    issued = await books.invoice(at("2026-02-03"))
    path = f"/companies/{books.company_id}/statement"
    contact = agency.contact(books.company_id)
    assert await books.statement(who=contact) == await books.statement()
    projects = sorted(issued.project_ids)
    refused = [
        (agency.contact(books.company_id, Scope.PROJECTS, projects), 403),
        (agency.contact(books.company_id, Scope.OWN), 403),
        (agency.contact(books.company_id, permissions=(Permission.WORK_VIEW,)), 403),
        (agency.contact(await agency.company()), 404),
        (agency.own(await agency.contractor()), 403),
        (agency.staff([Permission.WORK_MANAGE]), 403),
    ]
    for who, status in refused:
        await agency.get(path, who, status=status)
        await agency.get(f"{path}.xlsx", who, status=status)
    limited = await agency.get(path, refused[0][0], status=403)
    assert "limited to projects" in limited["detail"]


async def test_another_agency_finds_no_such_company(books: Books, an_agency_at_work: Any) -> None:
    await books.invoice(at("2026-02-03"))
    other = await an_agency_at_work()
    path = f"/companies/{books.company_id}/statement"
    for who in (other.staff(), other.contact(books.company_id)):
        for address in (path, f"{path}.xlsx"):
            assert (await other.get(address, who, status=404))["code"] == "not_found"


async def test_days_outside_of_the_books_are_refused_at_their_field(books: Books) -> None:
    agency = books.agency
    path = f"/companies/{books.company_id}/statement"
    empty = await books.statement()
    assert (empty["currencies"], empty["first_on"]) == ([], None)
    await books.invoice(at("2026-02-03"))
    today = datetime.now(TORONTO).date()
    for query, field in (
        ("as_of=2026-02-02", "as_of"),
        (f"as_of={today + timedelta(days=2)}", "as_of"),
        ("as_of=2026-02-10&from=2026-02-11", "from"),
        ("as_of=yesterday", "as_of"),
    ):
        refused = await agency.get(f"{path}?{query}", agency.staff(), status=422)
        assert field in str(refused["errors"]), refused


async def test_an_invoice_that_was_never_posted_is_a_difference(books: Books) -> None:
    """The two are kept apart, so that a mistake in either is seen."""
    issued = await books.invoice(at("2026-02-03"))
    async with books.agency.runtime.unit_of_work(books.agency.agency_id) as uow:
        await uow.execute(
            """
            INSERT INTO invoices (agency_id, invoice_id, number, company_id, project_ids, issued_on,
                due_on, period_start, period_end, currency, subtotal_minor, total_minor, lines,
                taxes)
            SELECT agency_id, $2, 'I-NEVER-POSTED', company_id, project_ids, issued_on, due_on,
                   period_start, period_end, currency, subtotal_minor, total_minor, lines, taxes
            FROM invoices WHERE agency_id = $1 AND invoice_id = $3
            """,
            books.agency.agency_id,
            InvoiceId(new_id()),
            issued.invoice_id,
        )
    (account,) = (await books.statement())["currencies"]
    assert minor(account, "difference") == -issued.total.amount_minor


async def test_the_document_has_the_figures_that_are_shown_and_is_asked_for_once(
    books: Books,
) -> None:
    issued = await books.invoice(at("2026-02-03"))
    await books.receive(at("2026-02-09"), issued, cad("100"), date(2026, 2, 6))
    agency, contact = books.agency, books.agency.contact(books.company_id)
    path = f"/companies/{books.company_id}/statement/documents"
    body = {"as_of": "2026-04-01", "language": "fr"}
    first = await agency.post(path, body, contact, status=202)
    assert await agency.post(path, body, contact, status=202) == first
    (told,) = await agency.said(StatementRequested)
    assert (str(told.document_id), told.language) == (first["document_id"], "fr")
    assert told.bill_to is not None
    (shown,) = (await books.statement("2026-04-01"))["currencies"]
    (printed,) = told.model_dump(mode="json")["currencies"]
    for name in ("opening", "charged", "credited", "closing", "ages"):
        assert printed[name] == shown[name]
    assert [one["balance"] for one in printed["movements"]] == [
        one["balance"] for one in shown["movements"]
    ]
    assert await agency.post(path, {**body, "as_of": "2026-02-05"}, contact, status=202) != first


async def test_nothing_is_printed_that_does_not_foot_or_is_not_for_this_person(
    books: Books,
) -> None:
    agency = books.agency
    path = f"/companies/{books.company_id}/statement/documents"
    await books.invoice(at("2026-02-03"))
    for who, status in (
        (agency.contact(books.company_id, Scope.PROJECTS), 403),
        (agency.contact(await agency.company()), 404),
    ):
        await agency.post(path, {}, who, status=status)
    await books.overpay(at("2026-02-10"), cad("25"))
    refused = await agency.post(path, {"as_of": "2026-02-10"}, status=409)
    assert refused["code"] == "statement_out_of_balance"
    assert refused["differences"] == [{"amount_minor": -2_500, "currency": "CAD"}]
    assert await agency.said(StatementRequested) == []
