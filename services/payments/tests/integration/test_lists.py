"""Pending transactions and payments: narrowed, sorted, paged, summed, and saved as files."""

import csv
import io
from datetime import date
from typing import Any

import httpx2
import openpyxl
import pytest

from chassis.ids import new_id
from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.timesheets import PayTerms
from contracts.ids import PersonId

from ..builders import a_company, an_entry, approved
from ..conftest import AgencyAtWork, day_in_toronto

INCORPORATED = ContractorKind.INCORPORATED
SORTS = [
    "created",
    "-created",
    "amount",
    "-amount",
    "estimated_payment_on",
    "-estimated_payment_on",
]


async def with_pending(agency: AgencyAtWork) -> PersonId:
    """A contractor with nine transactions of all pay terms, some of them of the same amount."""
    person = await agency.contractor(INCORPORATED)
    for terms in PayTerms:
        order = await agency.work_order(terms, contractor_id=person)
        for hours, month in (("8", 1), ("2", 2), ("8", 3)):
            # This month's scheduled pay is due after the next banking day.
            is_scheduled = terms is PayTerms.SCHEDULED
            work_on = day_in_toronto() if is_scheduled else date(2026, month, 10)
            await agency.hears(approved(order, an_entry(hours, work_on=work_on)))
    return person


async def all_pages(agency: AgencyAtWork, path: str, query: str, who: Any) -> list[Any]:
    seen: list[Any] = []
    cursor = ""
    while True:
        page = await agency.get(f"{path}?{query}{cursor}", who)
        seen += page["items"]
        if page["next_cursor"] is None:
            return seen
        cursor = f"&cursor={page['next_cursor']}"


def key(row: Any, sort: str) -> Any:
    """What a list is sorted by, with what has no date last both ways."""
    descending = sort.startswith("-")
    match sort.removeprefix("-"):
        case "created":
            return row["number"]
        case "amount":
            return row["net"]["amount_minor"]
        case _:
            return row["estimated_payment_on"] or ("" if descending else "9999")


@pytest.mark.requirement("C7")
@pytest.mark.requirement("X5")
@pytest.mark.parametrize("sort", SORTS)
async def test_every_sort_pages_by_key_without_gaps_or_doubles(
    agency: AgencyAtWork, sort: str
) -> None:
    person = await with_pending(agency)
    await with_pending(agency)
    me = agency.own(person)
    whole = (await agency.get(f"/my/transactions?sort={sort}", me))["items"]
    assert len({one["transaction_id"] for one in whole}) == 9
    assert {one["contractor_id"] for one in whole} == {str(person)}
    keys = [key(one, sort) for one in whole]
    assert keys == sorted(keys, reverse=sort.startswith("-"))
    for limit in (1, 2, 5):
        paged = await all_pages(agency, "/my/transactions", f"sort={sort}&limit={limit}", me)
        assert [one["number"] for one in paged] == [one["number"] for one in whole]


@pytest.mark.requirement("X8")
async def test_a_cursor_that_is_made_up_or_of_another_sort_is_refused_by_name(
    agency: AgencyAtWork,
) -> None:
    me = agency.own(await with_pending(agency))
    page = await agency.get("/my/transactions?sort=amount&limit=1", me)
    cursors = [page["next_cursor"], "x", "WyJYWFgiLCAxMCwgIm5vIl0", "W10"]
    for cursor in cursors:
        refused = await agency.get(f"/my/transactions?cursor={cursor}", me, status=422)
        assert refused["errors"][0]["field"] == "cursor"
    for query, field in (("sort=net", "sort"), ("work_order_id=x", "work_order_id")):
        refused = await agency.get(f"/my/transactions?{query}", me, status=422)
        assert refused["errors"][0]["field"] == field


@pytest.mark.requirement("X5")
async def test_pending_transactions_are_narrowed_by_order_company_and_text(
    agency: AgencyAtWork,
) -> None:
    person = await agency.contractor()
    event = a_company(name="Fjord & Sønn =1+1")
    await agency.hears(event)
    other = await agency.work_order(contractor_id=person, company_id=event.company.company_id)
    order = await agency.work_order(contractor_id=person)
    await agency.approves(order, an_entry("1"))
    await agency.approves(other, an_entry("2"))
    me = agency.own(person)
    (whole, part) = (
        await agency.get("/my/transactions?sort=created", me),
        await agency.get(f"/my/transactions?work_order_id={other.work_order_id}", me),
    )
    first, second = (one["number"] for one in whole["items"])
    assert [one["number"] for one in part["items"]] == [second]
    expected = {
        f"company_id={order.company_id}": [first],
        "q=SØNN": [second],
        "q=welder": [first, second],
        f"q={first.lower()}": [first],
        "q=100%25": [],
        "q=_": [],
        "tab=pending_release": [],
        f"work_order_id={new_id()}": [],
    }
    for query, numbers in expected.items():
        found = await agency.get(f"/my/transactions?sort=created&{query}", me)
        assert [one["number"] for one in found["items"]] == numbers, query


@pytest.mark.requirement("C7")
@pytest.mark.requirement("C4")
async def test_the_tabs_are_counted_and_summed_exactly(agency: AgencyAtWork, today: str) -> None:
    person = await with_pending(agency)
    await with_pending(agency)
    me = agency.own(person)
    rows = (await agency.get("/my/transactions?sort=created", me))["items"]
    held = rows[0]
    await agency.post(f"/transactions/{held['transaction_id']}/hold", {"reason": "bank details"})
    shown = await agency.get("/my/transactions/summary", me)
    for tab in ("processing", "pending_release", "all"):
        items = (await agency.get(f"/my/transactions?tab={tab}", me))["items"]
        total = sum(one["net"]["amount_minor"] for one in items)
        expected = {"amount_minor": total, "currency": "CAD"}
        assert shown[tab] == {"count": len(items), "totals": [expected]}, tab
    assert [shown[tab]["count"] for tab in ("processing", "pending_release", "all")] == [8, 1, 9]
    now = shown["next_payment"]
    processing = (await agency.get("/my/transactions?tab=processing", me))["items"]
    nearest = min(one["estimated_payment_on"] or "9999" for one in processing)
    with_it = [
        one
        for one in processing
        if one["state"] == "processing" or one["estimated_payment_on"] == nearest
    ]
    assert (now["on"], now["count"]) == (nearest, len(with_it))
    assert now["totals"][0]["amount_minor"] == sum(one["net"]["amount_minor"] for one in with_it)
    await agency.pay(today)
    later = (await agency.get("/my/transactions/summary", me))["next_payment"]
    scheduled = (await agency.get("/my/transactions?sort=estimated_payment_on", me))["items"]
    assert later["on"] == scheduled[0]["estimated_payment_on"] > today
    assert (now["ordered"], later["ordered"]) == (False, False)
    nobody = agency.own(await agency.contractor())
    empty = await agency.get("/my/transactions/summary", nobody)
    assert empty["all"] == {"count": 0, "totals": []}
    assert empty["next_payment"] is None


@pytest.mark.requirement("C4")
async def test_what_a_pay_run_ordered_ahead_of_its_day_is_paid_next(
    agency: AgencyAtWork, today: str
) -> None:
    person = await with_pending(agency)
    me = agency.own(person)
    await agency.pay(today)
    (sent,) = (await agency.get("/my/payments", me))["items"]
    scheduled = (await agency.get("/my/transactions?sort=estimated_payment_on", me))["items"]
    due = [row for row in scheduled if row["estimated_payment_on"] is not None]
    await agency.pay(due[-1]["estimated_payment_on"])
    ordered, before = (await agency.get("/my/payments", me))["items"]
    assert (before, ordered["paid_on"]) == (sent, due[-1]["estimated_payment_on"])
    assert ordered["paid_on"] > today
    assert (await agency.get("/my/transactions/summary", me))["next_payment"] == {
        "on": ordered["paid_on"],
        "ordered": True,
        "moved": None,
        "count": len(due),
        "totals": [ordered["amount"]],
    }
    other = await agency.get("/my/transactions/summary", agency.own(await agency.contractor()))
    assert other["next_payment"] is None


@pytest.mark.requirement("A11")
@pytest.mark.requirement("K3")
async def test_staff_and_contacts_have_exact_sums_of_what_is_open(agency: AgencyAtWork) -> None:
    at_once = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
    order = await agency.work_order(PayTerms.PAY_WHEN_PAID, preferences=at_once)
    for _ in range(3):
        await agency.approves(order, an_entry("1"))
    unpaid = await agency.get("/transactions/summary", agency.staff())
    assert unpaid["pending_client_payment"]["count"] == 3
    assert unpaid["processing"] == {"count": 0, "totals": []}
    contact = agency.contact(order.company_id)
    for who in (agency.staff(), contact):
        rows = (await agency.get("/invoices?state=not_paid", who))["items"]
        found = await agency.get("/invoices/summary", who)
        total = sum(one["open_amount"]["amount_minor"] for one in rows)
        assert found["unpaid"] == {
            "count": 3,
            "totals": [{"amount_minor": total, "currency": "CAD"}],
        }
        assert found["overdue"] == {"count": 0, "totals": []}
    elsewhere = await agency.get("/invoices/summary", agency.contact(await agency.company()))
    assert elsewhere["unpaid"] == {"count": 0, "totals": []}
    await agency.get("/transactions/summary", contact, status=403)
    await agency.get("/invoices/summary", agency.own(order.contractor_id), status=403)


async def paid_twice(agency: AgencyAtWork, today: str) -> PersonId:
    """A contractor with two payments of 2026: 361.60 of January, and 90.40 of February."""
    person = await agency.contractor(INCORPORATED)
    event = a_company(name="Fjord & Sønn")
    await agency.hears(event)
    for hours, company_id, month in (("8", None, 1), ("2", event.company.company_id, 2)):
        order = await agency.work_order(contractor_id=person, company_id=company_id)
        await agency.approves(order, an_entry(hours, work_on=date(2026, month, 10)))
        await agency.pay(today)
    return person


@pytest.mark.requirement("C11")
async def test_payments_are_found_by_number_company_order_period_amount_and_date(
    agency: AgencyAtWork, today: str
) -> None:
    person = await paid_twice(agency, today)
    me = agency.own(person)
    whole = (await agency.get("/my/payments", me))["items"]
    second, first = (one["number"] for one in whole)
    expected = {
        f"q={first[-4:]}": [first],
        "q=sønn": [second],
        "q=wo-1": [second, first],
        "q=2026-01": [first],
        "q=2026-02-14": [second],
        "q=2026-05": [],
        "q=361.60": [first],
        "q=361,60": [first],
        "q=90.4": [second],
        "q=361": [],
        "q=%20": [second, first],
        f"from={today}": [second, first],
        f"to={today[:4]}-01-01": [],
    }
    for query, numbers in expected.items():
        found = await agency.get(f"/my/payments?{query}", me)
        assert [one["number"] for one in found["items"]] == numbers, query
    paged = await all_pages(agency, "/my/payments", "limit=1", me)
    assert [one["number"] for one in paged] == [second, first]
    stranger = agency.own(await agency.contractor())
    assert (await agency.get("/my/payments?q=sønn", stranger))["items"] == []


async def saved(agency: AgencyAtWork, path: str, who: dict[str, str]) -> httpx2.Response:
    answer = await agency.client.get(path, headers=who)
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    return answer


def sheet_of(answer: httpx2.Response, at: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [tuple(cell.value for cell in row) for row in book.worksheets[at].iter_rows()]


@pytest.mark.requirement("X5")
@pytest.mark.parametrize(
    "query", ["", "tab=processing&sort=-amount", "tab=pending_release", "q=t-&sort=amount"]
)
async def test_a_file_of_pending_transactions_has_just_the_rows_that_are_shown(
    agency: AgencyAtWork, query: str
) -> None:
    person = await with_pending(agency)
    await with_pending(agency)
    me = agency.own(person)
    (held, *_) = (await agency.get("/my/transactions", me))["items"]
    await agency.post(f"/transactions/{held['transaction_id']}/hold", {"reason": "=SUM(A1)"})
    rows = (await agency.get(f"/my/transactions?{query}", me))["items"]
    workbook = await saved(agency, f"/my/transactions.xlsx?{query}&language=fr", me)
    head, *found = sheet_of(workbook)
    assert head[0] == "Transaction"
    assert head[8] == "Date de paiement prévue"
    assert [one[0] for one in found] == [one["number"] for one in rows]
    for cells, row in zip(found, rows, strict=True):
        day = row["estimated_payment_on"]
        assert (cells[8].date().isoformat() if cells[8] else None) == day
        assert round(cells[13] * 100) == row["net"]["amount_minor"]
        assert cells[14] == row["net"]["currency"]
        assert cells[9] == row["held_because"]
    text = await saved(agency, f"/my/transactions.csv?{query}", me)
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == [one["number"] for one in rows]
    reasons = {line[9] for line in lines[1:]} - {""}
    assert reasons == ({"'=SUM(A1)"} if held["number"] in {one[0] for one in found} else set())


@pytest.mark.requirement("X5")
async def test_a_file_of_payments_has_just_the_rows_that_are_shown(
    agency: AgencyAtWork, today: str
) -> None:
    person = await paid_twice(agency, today)
    me = agency.own(person)
    for query in ("", "q=sønn", "q=nothing"):
        rows = (await agency.get(f"/my/payments?{query}", me))["items"]
        head, *found = sheet_of(await saved(agency, f"/my/payments.xlsx?{query}&language=nb", me))
        assert head == ("Betalt", "Utbetaling", "Betalingsmåte", "Beløp", "Valuta")
        assert [(one[1], round(one[3] * 100)) for one in found if one[1]] == [
            (one["number"], one["amount"]["amount_minor"]) for one in rows
        ]


async def test_files_are_of_the_own_rows_and_for_contractors_alone(
    agency: AgencyAtWork, today: str
) -> None:
    person = await paid_twice(agency, today)
    await with_pending(agency)
    stranger = agency.own(await agency.contractor())
    for name in ("transactions", "payments", "report"):
        for kind in ("xlsx", "csv"):
            path = f"/my/{name}.{kind}"
            assert (await agency.client.get(path)).status_code == 401
            await agency.get(path, agency.staff(), status=403)
            await agency.get(path, agency.contact(await agency.company()), status=403)
        rows = (await saved(agency, f"/my/{name}.csv", stranger)).text.strip().splitlines()
        assert len(rows) == 1, name
    assert len(sheet_of(await saved(agency, "/my/payments.xlsx", agency.own(person)))) == 3


async def test_invoices_are_found_by_a_part_of_their_number(agency: AgencyAtWork) -> None:
    at_once = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
    order = await agency.work_order(preferences=at_once)
    for hours in ("1", "2", "3"):
        await agency.approves(order, an_entry(hours))
    staff = agency.staff()
    numbers = [row["number"] for row in (await agency.get("/invoices", staff))["items"]]
    assert len(numbers) == 3
    for number in numbers:
        for asked in (number, number.lower(), f" {number[-6:]} "):
            found = await agency.get(f"/invoices?search={asked}", staff)
            assert [row["number"] for row in found["items"]] == [number]
    year = await agency.get(f"/invoices?search={numbers[0][:6]}", staff)
    assert [row["number"] for row in year["items"]] == numbers
    assert (await agency.get("/invoices?search=%25", staff))["items"] == []
    elsewhere = agency.contact(await agency.company())
    assert (await agency.get(f"/invoices?search={numbers[0]}", elsewhere))["items"] == []
