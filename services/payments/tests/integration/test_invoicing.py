"""Invoice runs, receipts, and what they release."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Scope
from contracts.events.identity import InvoiceCadence, InvoiceGrouping, InvoicePreferences
from contracts.events.payments import (
    InvoiceCredited,
    InvoiceDueSoon,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    ReceiptRecorded,
    TransactionReleased,
)
from contracts.events.timesheets import PayTerms, WorkOrder
from contracts.ids import InvoiceId
from payments import daily

from ..builders import an_entry, approved, articles, cad
from ..conftest import AgencyAtWork

MONTHLY = InvoicePreferences()
BY_PROJECT = InvoicePreferences(grouping=InvoiceGrouping.PROJECT, cadence=InvoiceCadence.WEEKLY)
AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
JANUARY, FEBRUARY = date(2026, 1, 15), date(2026, 2, 10)


async def run_invoices(agency: AgencyAtWork, up_to: str) -> list[InvoiceIssued]:
    before = len(await agency.said(InvoiceIssued))
    await agency.post("/invoice-runs", {"up_to": up_to})
    return (await agency.said(InvoiceIssued))[before:]


async def an_invoice(agency: AgencyAtWork, hours: str = "10") -> InvoiceIssued:
    order = await agency.work_order(preferences=AT_ONCE)
    await agency.approves(order, an_entry(hours))
    return (await agency.said(InvoiceIssued))[-1]


def receipt(minor: int, currency: str = "CAD") -> dict[str, object]:
    today = datetime.now(UTC).date().isoformat()
    return {
        "amount_minor": minor,
        "currency": currency,
        "received_on": today,
        "reference": "wire 17",
    }


def receipts_of(invoice_id: InvoiceId) -> str:
    return f"/invoices/{invoice_id}/receipts"


@pytest.mark.requirement("A5")
async def test_a_run_invoices_each_month_that_has_ended_and_nothing_twice(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    days = [JANUARY, FEBRUARY, date(2026, 2, 20), date(2026, 3, 2)]
    await agency.hears(approved(order, *(an_entry("1", work_on=day) for day in days)))
    january, february = await run_invoices(agency, "2026-03-15")
    assert (january.period_start, january.period_end) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (january.subtotal, february.subtotal) == (cad("60"), cad("120"))
    assert [january.number[-6:], february.number[-6:]] == ["000001", "000002"]
    assert await run_invoices(agency, "2026-03-15") == []
    (march,) = await run_invoices(agency, "2026-03-31")
    assert march.subtotal == cad("60")


@pytest.mark.requirement("A5")
async def test_a_company_by_project_and_week_gets_one_invoice_for_each(
    agency: AgencyAtWork,
) -> None:
    company_id = await agency.company(BY_PROJECT)
    orders = [await agency.work_order(company_id=company_id) for _ in range(2)]
    weeks = [date(2026, 2, 3), date(2026, 2, 4), date(2026, 2, 12)]
    await agency.hears(
        *(approved(order, *(an_entry("1", work_on=day) for day in weeks)) for order in orders)
    )
    issued = await run_invoices(agency, "2026-02-28")
    assert sorted((one.project_id, one.period_start) for one in issued) == sorted(
        (order.project_id, week)
        for order in orders
        for week in (date(2026, 2, 2), date(2026, 2, 9))
    )


async def test_a_correction_to_less_is_credited_and_not_set_off_against_other_work(
    agency: AgencyAtWork,
) -> None:
    order, entry = await agency.work_order(preferences=MONTHLY), an_entry("8")
    await agency.approves(order, entry)
    assert len(await run_invoices(agency, "2026-02-28")) == 1
    await agency.approves(order, an_entry("6", entry_id=entry.entry_id, version=2))
    (credited,) = await agency.said(InvoiceCredited)
    assert credited.subtotal == cad("120")
    assert await run_invoices(agency, "2026-02-28") == []
    await agency.approves(order, an_entry("5"))
    (later,) = await run_invoices(agency, "2026-02-28")
    assert later.subtotal == cad("300")


async def test_an_invoice_covers_at_most_2000_entries(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=MONTHLY)
    await agency.hears(*(approved(order, *(an_entry("1") for _ in range(200))) for _ in range(11)))
    issued = await run_invoices(agency, "2026-02-28")
    assert sorted(sum(len(w.entry_ids) for w in one.work) for one in issued) == [200, 2000]


@pytest.mark.requirement("A5")
async def test_receipts_come_in_parts_and_the_last_one_pays(agency: AgencyAtWork) -> None:
    invoice = await an_invoice(agency)  # 600 and 13 %
    first = await agency.post(receipts_of(invoice.invoice_id), receipt(500_00))
    assert first["open_amount"]["amount_minor"] == 178_00
    assert await agency.said(InvoicePaid) == []
    second = await agency.post(receipts_of(invoice.invoice_id), receipt(178_00))
    assert (second["open_amount"]["amount_minor"], second["paid_on"] is None) == (0, False)
    assert len(await agency.said(InvoicePaid)) == 1
    assert [one.open_amount for one in await agency.said(ReceiptRecorded)] == [
        cad("178"),
        cad("0"),
    ]
    balances = await agency.balances()
    assert balances[f"customer_receivable:{invoice.company_id}"] == 0
    assert balances["bank"] == -678_00


@pytest.mark.requirement("X8")
async def test_a_receipt_that_is_not_right_is_refused(agency: AgencyAtWork) -> None:
    invoice = await an_invoice(agency)
    path = receipts_of(invoice.invoice_id)
    over = await agency.post(path, receipt(678_01), status=409)
    assert (over["code"], over["open_amount"]["amount_minor"]) == ("overpayment", 678_00)
    other = await agency.post(path, receipt(1, "NOK"), status=422)
    assert [error["field"] for error in other["errors"]] == ["currency"]
    late = {**receipt(1), "received_on": "2126-01-01"}
    refused = await agency.post(path, late, status=422)
    assert [error["field"] for error in refused["errors"]] == ["received_on"]
    before = {**receipt(1), "received_on": (invoice.issued_on - timedelta(days=1)).isoformat()}
    refused = await agency.post(path, before, status=422)
    assert [error["field"] for error in refused["errors"]] == ["received_on"]
    assert invoice.issued_on.isoformat() in refused["errors"][0]["reason"]
    await agency.post(receipts_of(InvoiceId(new_id())), receipt(1), status=404)
    without_key = await agency.client.post(path, json=receipt(1), headers=agency.staff())
    assert without_key.status_code in {400, 422}
    assert await agency.said(ReceiptRecorded) == []


async def test_the_same_key_at_once_records_one_receipt(agency: AgencyAtWork) -> None:
    invoice = await an_invoice(agency)
    key, who = "receipt-1", agency.staff()
    answers = await asyncio.gather(
        *(
            agency.post(receipts_of(invoice.invoice_id), receipt(100_00), who, key=key)
            for _ in range(4)
        )
    )
    assert len({answer["receipt"]["receipt_id"] for answer in answers}) == 1
    assert len(await agency.said(ReceiptRecorded)) == 1
    await agency.post(receipts_of(invoice.invoice_id), receipt(200_00), who, key=key, status=422)


async def test_different_receipts_at_once_never_pay_more_than_is_open(
    agency: AgencyAtWork,
) -> None:
    invoice = await an_invoice(agency)
    path, who = receipts_of(invoice.invoice_id), agency.staff()
    answers = await asyncio.gather(
        *(
            agency.client.post(
                path, json=receipt(400_00), headers={**who, "Idempotency-Key": str(key)}
            )
            for key in range(4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def waiting_order(agency: AgencyAtWork) -> WorkOrder:
    return await agency.work_order(PayTerms.PAY_WHEN_PAID, preferences=BY_PROJECT)


@pytest.mark.requirement("C8")
async def test_the_clients_money_releases_what_waited_for_all_of_its_invoices(
    agency: AgencyAtWork,
) -> None:
    order = await waiting_order(agency)
    weeks = [date(2026, 2, 3), date(2026, 2, 10)]
    made = (
        await agency.approves(order, *(an_entry("1", work_on=day) for day in weeks))
    ).transaction
    first, second = await run_invoices(agency, "2026-02-28")
    one = await agency.post(receipts_of(first.invoice_id), receipt(first.total.amount_minor))
    assert one["released_transaction_ids"] == []
    two = await agency.post(receipts_of(second.invoice_id), receipt(second.total.amount_minor))
    assert two["released_transaction_ids"] == [str(made.transaction_id)]
    (said,) = await agency.said(TransactionReleased)
    assert (said.cause, said.state) == ("client_paid", "processing")
    details = await agency.get(f"/transactions/{made.transaction_id}", agency.staff())
    assert (details["state"], details["shown_as"]) == ("processing", "Processing")
    assert [step["what"] for step in details["history"]] == ["client_paid", "created"]


async def test_work_that_is_not_invoiced_yet_keeps_its_transaction_waiting(
    agency: AgencyAtWork,
) -> None:
    order = await waiting_order(agency)
    days = [date(2026, 2, 3), date(2026, 2, 25)]
    await agency.approves(order, *(an_entry("1", work_on=day) for day in days))
    (invoice,) = await run_invoices(agency, "2026-02-10")
    await agency.post(receipts_of(invoice.invoice_id), receipt(invoice.total.amount_minor))
    assert await agency.said(TransactionReleased) == []


async def test_one_invoice_releases_the_transactions_of_many_contractors(
    agency: AgencyAtWork,
) -> None:
    company_id = await agency.company(MONTHLY)
    orders = [
        await agency.work_order(PayTerms.PAY_WHEN_PAID, company_id=company_id) for _ in range(3)
    ]
    await agency.hears(*(approved(order, an_entry("1")) for order in orders))
    (invoice,) = await run_invoices(agency, "2026-02-28")
    done = await agency.post(receipts_of(invoice.invoice_id), receipt(invoice.total.amount_minor))
    assert len(done["released_transaction_ids"]) == 3


@pytest.mark.requirement("A5")
async def test_an_invoice_is_said_to_be_due_soon_and_overdue_once_each(
    agency: AgencyAtWork,
) -> None:
    invoice = await an_invoice(agency)
    noon = datetime.now(UTC).replace(hour=18)
    for days in (1, 26, 28, 29, 30, 31, 32, 33, 36):
        await daily.run(agency.runtime, noon + timedelta(days=days))
        overdue = await agency.said(InvoiceOverdue)
        assert bool(overdue) == ((noon + timedelta(days=days)).date() > invoice.due_on)
    (soon,) = await agency.said(InvoiceDueSoon)
    (late,) = await agency.said(InvoiceOverdue)
    assert soon.open_amount == late.open_amount == invoice.total
    assert late.due_on == invoice.due_on


async def test_the_daily_run_invoices_by_itself_once_a_day(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=MONTHLY, rates=articles())
    await agency.approves(order, an_entry("8", work_on=JANUARY))
    now = datetime.now(UTC)
    await daily.run(agency.runtime, now)
    assert await agency.said(InvoiceIssued) == []
    tomorrow = now + timedelta(days=1)
    await asyncio.gather(*(daily.run(agency.runtime, tomorrow) for _ in range(2)))
    assert len(await agency.said(InvoiceIssued)) == 1


@pytest.mark.requirement("K13")
@pytest.mark.requirement("K16")
async def test_contacts_see_the_invoices_in_their_scope_and_no_other(
    agency: AgencyAtWork,
) -> None:
    company_id = await agency.company(BY_PROJECT)
    mine, theirs = [await agency.work_order(company_id=company_id) for _ in range(2)]
    elsewhere = await agency.work_order(preferences=BY_PROJECT)
    await agency.hears(*(approved(o, an_entry("1")) for o in (mine, theirs, elsewhere)))
    issued = {one.project_id: one for one in await run_invoices(agency, "2026-02-28")}

    async def seen(who: dict[str, str]) -> set[str]:
        page = await agency.get("/invoices", who)
        for invoice in issued.values():
            path = f"/invoices/{invoice.invoice_id}"
            shown = str(invoice.invoice_id) in {one["invoice_id"] for one in page["items"]}
            await agency.get(path, who, status=200 if shown else 404)
        return {one["project_id"] for one in page["items"]}

    whole = await seen(agency.contact(company_id))
    assert whole == {str(mine.project_id), str(theirs.project_id)}
    scoped = agency.contact(company_id, Scope.PROJECTS, [mine.project_id])
    assert await seen(scoped) == {str(mine.project_id)}
    assert await seen(agency.contact(company_id, Scope.OWN)) == set()
    assert len(await seen(agency.staff())) == 3
    blind = agency.contact(company_id, permissions=[Permission.WORK_VIEW])
    await agency.get("/invoices", blind, status=403)
    await agency.get(f"/invoices/{issued[mine.project_id].invoice_id}", blind, status=404)
    await agency.get("/invoices", agency.own(mine.contractor_id), status=403)
    await agency.post(
        receipts_of(issued[mine.project_id].invoice_id),
        receipt(1),
        agency.contact(company_id),
        status=403,
    )


async def test_an_invoice_of_a_whole_company_is_hidden_from_who_sees_one_project_of_it(
    agency: AgencyAtWork,
) -> None:
    company_id = await agency.company(MONTHLY)
    mine, theirs = [await agency.work_order(company_id=company_id) for _ in range(2)]
    await agency.hears(*(approved(order, an_entry("1")) for order in (mine, theirs)))
    (invoice,) = await run_invoices(agency, "2026-02-28")
    one = agency.contact(company_id, Scope.PROJECTS, [mine.project_id])
    both = agency.contact(company_id, Scope.PROJECTS, [mine.project_id, theirs.project_id])
    await agency.get(f"/invoices/{invoice.invoice_id}", one, status=404)
    details = await agency.get(f"/invoices/{invoice.invoice_id}", both)
    assert len(details["work"]) == 2
    assert len(details["lines"]) == 2


@pytest.mark.requirement("K13")
async def test_the_filters_overlap_and_the_list_pages_by_key(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=AT_ONCE)
    for _ in range(5):
        await agency.hears(approved(order, an_entry("1")))
    issued = await agency.said(InvoiceIssued)
    await agency.post(receipts_of(issued[0].invoice_id), receipt(issued[0].total.amount_minor))
    who = agency.staff()

    async def count(query: str) -> int:
        return len((await agency.get(f"/invoices?{query}", who))["items"])

    assert await count("state=paid") == 1
    assert await count("state=not_paid") == 4
    assert await count("state=not_due") == 4
    assert await count("state=overdue") == 0
    assert await count("state=not_due&state=paid") == 5
    assert await count(f"project_id={new_id()}") == 0
    assert await count(f"project_id={order.project_id}&company_id={order.company_id}") == 5
    seen: list[str] = []
    query = "limit=2"
    while query:
        page = await agency.get(f"/invoices?{query}", who)
        seen += [one["invoice_id"] for one in page["items"]]
        query = f"limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert sorted(seen) == sorted(str(one.invoice_id) for one in issued)
    await agency.get("/invoices?cursor=nonsense", who, status=422)


async def test_work_is_priced_and_invoiced_though_an_old_event_gives_ten_to_the_thirty_days(
    agency: AgencyAtWork,
) -> None:
    endless = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE).model_copy(
        update={"due_days": 10**30}
    )
    order = await agency.work_order(preferences=endless)
    await agency.approves(order, an_entry("2"))
    (invoice,) = await agency.said(InvoiceIssued)
    due_on = (invoice.issued_on + timedelta(days=365)).isoformat()
    assert invoice.due_on.isoformat() == agency.banks_open_from(due_on)


async def test_work_is_priced_though_its_invoice_fails(agency: AgencyAtWork, today: str) -> None:
    order = await agency.work_order(preferences=AT_ONCE)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        # The next number of an invoice is taken already: the books of invoices are off.
        await uow.execute(
            """INSERT INTO invoices (agency_id, invoice_id, number, company_id, project_ids,
                   issued_on, due_on, period_start, period_end, currency, subtotal_minor,
                   total_minor, lines, taxes)
               VALUES ($1, $2, $3, $4, '{}', $5, $5, $5, $5, 'CAD', 1, 1, '[]', '[]')""",
            agency.agency_id,
            new_id(),
            f"I-{today[:4]}-000001",
            order.company_id,
            date.fromisoformat(today),
        )
    made = await agency.approves(order, an_entry("2"))
    assert made.transaction.gross.amount_minor == 80_00
    assert await agency.said(InvoiceIssued) == []
    assert await agency.rows("SELECT FROM chassis.dead_letters") == []
    (one,) = (await agency.get("/stuck-events", agency.staff()))["items"]
    assert one["event"] == "CompanyNotInvoiced"
