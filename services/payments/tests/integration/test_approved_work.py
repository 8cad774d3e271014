"""Approved work becomes transactions, postings and invoices: once, whatever is delivered."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chassis.ids import new_id
from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued, TransactionCreated, TransactionState
from contracts.events.timesheets import ArticleKind, PayPeriod, PayTerms

from ..builders import an_entry, approved, articles, cad, changed
from ..conftest import AgencyAtWork

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE, due_days=14)


async def test_an_approval_makes_a_transaction_and_its_postings(agency: AgencyAtWork) -> None:
    order = await agency.work_order(kind=ContractorKind.INCORPORATED)
    made = (
        await agency.approves(
            order,
            an_entry("7.5"),
            an_entry("2", article=ArticleKind.OVERTIME),
            an_entry("80.00", article=ArticleKind.EXPENSE),
        )
    ).transaction
    assert made.number == f"T-{made.created_on.year}-000001"
    assert (made.gross, made.net) == (cad("500"), cad("565"))
    assert [(tax.code, tax.amount) for tax in made.taxes] == [("hst", cad("65"))]
    assert (made.company_name, made.project_name) == ("Acme", "Harbour")
    assert await agency.balances() == {
        "work_cost": -500_00,
        "input_tax:hst": -65_00,
        f"contractor_payable:{order.contractor_id}": 565_00,
    }


async def test_the_same_event_three_times_has_one_effect(agency: AgencyAtWork) -> None:
    order = await agency.work_order(preferences=AT_ONCE)
    await agency.hears(approved(order, an_entry("8")), times=3)
    assert len(await agency.said(TransactionCreated)) == 1
    assert len(await agency.said(InvoiceIssued)) == 1
    assert len(await agency.rows("SELECT line_id FROM work_lines")) == 1


async def test_the_same_entries_in_another_event_are_not_priced_again(agency: AgencyAtWork) -> None:
    order, entry = await agency.work_order(), an_entry("8")
    await agency.hears(approved(order, entry), approved(order, entry))
    assert len(await agency.said(TransactionCreated)) == 1


async def test_numbers_have_no_gaps_across_batches(agency: AgencyAtWork) -> None:
    order = await agency.work_order(pay_period=PayPeriod.WEEKLY)
    for batch in (3, 1, 4):
        await agency.hears(*(approved(order, an_entry("1")) for _ in range(batch)))
    numbers = [one.transaction.number[-6:] for one in await agency.said(TransactionCreated)]
    assert numbers == [f"{n:06d}" for n in range(1, 9)]


async def test_work_of_an_unknown_work_order_waits_until_it_is_known(agency: AgencyAtWork) -> None:
    order = await agency.work_order()
    unknown = order.model_copy(update={"work_order_id": new_id()})
    await agency.hears(approved(unknown, an_entry()), approved(order, an_entry()))
    assert [one.transaction.work_order_id for one in await agency.said(TransactionCreated)] == [
        order.work_order_id
    ]
    (parked,) = await agency.rows("SELECT cause FROM chassis.dead_letters")
    assert "work order" in parked["cause"]


async def test_work_is_priced_at_the_rates_of_its_approval(agency: AgencyAtWork) -> None:
    order = await agency.work_order(kind=ContractorKind.INCORPORATED)
    before = datetime.now(UTC)
    await agency.hears(changed(order.model_copy(update={"articles": articles("50", "70")})))
    await agency.hears(approved(order, an_entry("1"), at=before), approved(order, an_entry("1")))
    gross = [one.transaction.gross for one in await agency.said(TransactionCreated)]
    assert gross == [cad("40"), cad("50")]


@pytest.mark.requirement("C8")
async def test_each_kind_of_terms_stands_where_it_should(agency: AgencyAtWork) -> None:
    states: dict[PayTerms, TransactionState] = {}
    for terms in PayTerms:
        made = await agency.approves(await agency.work_order(terms), an_entry("8"))
        states[terms] = made.transaction.state
        if terms is PayTerms.SCHEDULED:
            assert made.transaction.estimated_payment_on is not None
            assert made.transaction.estimated_payment_on > made.transaction.created_on
    assert states == {
        PayTerms.IMMEDIATE: TransactionState.PROCESSING,
        PayTerms.SCHEDULED: TransactionState.SCHEDULED,
        PayTerms.PAY_WHEN_PAID: TransactionState.PENDING_CLIENT_PAYMENT,
    }


async def test_the_years_limits_and_the_periods_exemption_are_kept_between_batches(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(rates=articles("100", "120"))
    for hours in ("2", "100"):
        await agency.approves(order, an_entry(hours))
    first, second = [one.transaction for one in await agency.said(TransactionCreated)]
    assert "cpp" not in {charge.code for charge in first.deductions}
    (cpp,) = [charge for charge in second.deductions if charge.code == "cpp"]
    assert cpp.base == cad(str(Decimal(10_000) - (Decimal("291.66") - 200)))


async def test_a_corrected_entry_that_is_not_ordered_makes_a_transaction_that_is_paid_with_it(
    agency: AgencyAtWork,
) -> None:
    order, entry = await agency.work_order(kind=ContractorKind.INCORPORATED), an_entry("8")
    await agency.approves(order, entry)
    made = await agency.approves(order, an_entry("6", entry_id=entry.entry_id, version=2))
    assert made.transaction.gross == cad("-80")
    assert made.transaction.state is TransactionState.PROCESSING
    payable = f"contractor_payable:{order.contractor_id}"
    assert (await agency.balances())[payable] == 271_20  # 6 h at 40 with 13 %


@pytest.mark.requirement("A5")
async def test_a_company_that_wants_it_at_once_is_invoiced_with_the_approval(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(preferences=AT_ONCE)
    approval = new_id()
    await agency.hears(
        approved(order, an_entry("8"), approval_id=approval),
        approved(order, an_entry("2"), approval_id=approval),
        approved(order, an_entry("1")),
    )
    first, second = await agency.said(InvoiceIssued)
    assert (first.subtotal, first.total) == (cad("600"), cad("678"))
    assert second.subtotal == cad("60")
    due_on = (first.issued_on + timedelta(days=14)).isoformat()
    assert first.due_on.isoformat() == agency.banks_open_from(due_on)
    assert sum(len(work.entry_ids) for work in first.work) == 2
    balances = await agency.balances()
    assert balances["revenue"] == 660_00
    assert balances[f"customer_receivable:{order.company_id}"] == -745_80


async def test_sums_of_lines_transactions_ledger_and_invoices_are_the_same(
    agency: AgencyAtWork,
) -> None:
    orders = [
        await agency.work_order(preferences=AT_ONCE, rates=articles(pay, bill))
        for pay, bill in (("33.333", "44.447"), ("41.115", "59.995"))
    ]
    entries = {
        order.work_order_id: [
            an_entry(f"{index % 9}.37", work_on=date(2026, 1 + index % 3, 1 + index % 28))
            for index in range(60)
        ]
        for order in orders
    }
    await agency.hears(*(approved(order, *entries[order.work_order_id]) for order in orders))
    made = [one.transaction for one in await agency.said(TransactionCreated)]
    assert len(made) == 6
    hours = {
        (order.work_order_id, month): sum(
            entry.quantity for entry in entries[order.work_order_id] if entry.work_on.month == month
        )
        for order in orders
        for month in (1, 2, 3)
    }
    expected = sum(
        cad(str(hours[order.work_order_id, month] * order.articles[0].pay_rate)).amount_minor
        for order in orders
        for month in (1, 2, 3)
    )
    billed = sum(
        cad(
            str(
                sum(hours[order.work_order_id, month] for month in (1, 2, 3))
                * order.articles[0].bill_rate
            )
        ).amount_minor
        for order in orders
    )
    balances = await agency.balances()
    assert sum(one.gross.amount_minor for one in made) == expected == -balances["work_cost"]
    invoiced = [one.subtotal.amount_minor for one in await agency.said(InvoiceIssued)]
    assert sum(invoiced) == billed == balances["revenue"]
