"""A company that cannot be invoiced keeps nobody else from it, and is named until it can be."""

from datetime import UTC, datetime, timedelta

from prometheus_client import REGISTRY

from contracts.events.identity import InvoicePreferences
from contracts.events.payments import InvoiceIssued
from contracts.ids import CompanyId
from payments import daily, stuck

from ..builders import a_company, an_entry
from ..conftest import AgencyAtWork

MONTHLY = InvoicePreferences()


async def a_company_that_cannot_be_invoiced(agency: AgencyAtWork) -> CompanyId:
    """With work, and with preferences that no release of ours ever wrote."""
    order = await agency.work_order(preferences=MONTHLY)
    await agency.approves(order, an_entry("8"))
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            """UPDATE companies SET invoice_preferences = '{"cadence": "fortnightly"}'
               WHERE company_id = $1""",
            order.company_id,
        )
    return order.company_id


async def test_a_company_that_fails_keeps_none_of_the_others_from_their_invoices(
    agency: AgencyAtWork,
) -> None:
    orders = [await agency.work_order(preferences=MONTHLY) for _ in range(2)]
    await agency.approves(orders[0], an_entry("1"))
    broken = await a_company_that_cannot_be_invoiced(agency)
    await agency.approves(orders[1], an_entry("2"))
    answer = await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    invoiced = {one["company_id"] for one in answer["invoices"]}
    assert invoiced == {str(order.company_id) for order in orders}
    (failed,) = answer["not_invoiced"]
    assert failed["company_id"] == str(broken)
    assert failed["reason"]
    assert sorted(one["number"][-6:] for one in answer["invoices"]) == ["000001", "000002"]

    # Its work waits, and is invoiced once the value is right.
    await agency.hears(a_company(broken, preferences=MONTHLY))
    answer = await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    assert [one["company_id"] for one in answer["invoices"]] == [str(broken)]
    assert answer["not_invoiced"] == []


async def test_the_daily_run_goes_on_where_one_company_fails(agency: AgencyAtWork) -> None:
    await a_company_that_cannot_be_invoiced(agency)
    order = await agency.work_order(preferences=MONTHLY)
    await agency.approves(order, an_entry("2"))
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=1))
    (invoice,) = await agency.said(InvoiceIssued)
    assert invoice.company_id == order.company_id


async def test_a_company_that_cannot_be_invoiced_is_named_until_it_is(
    agency: AgencyAtWork,
) -> None:
    broken = await a_company_that_cannot_be_invoiced(agency)
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=1))
    (first,) = (await agency.get("/stuck-events", agency.staff()))["items"]
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=2))
    found = await agency.get("/stuck-events", agency.staff())
    (one,) = found["items"]
    assert (found["total"], one["event"], one["reason"]) == (1, "CompanyNotInvoiced", "validation")
    assert [(each["kind"], each["id"]) for each in one["concerns"]] == [("company", str(broken))]
    assert one["since"] == first["since"]
    await stuck.observe(agency.runtime)
    assert operators_see(agency) == 1

    await agency.hears(a_company(broken, preferences=MONTHLY))
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=3))
    assert await agency.get("/stuck-events", agency.staff()) == {"items": [], "total": 0}
    await stuck.observe(agency.runtime)
    assert operators_see(agency) is None


async def test_a_company_whose_work_was_taken_back_is_named_no_more(agency: AgencyAtWork) -> None:
    broken = await a_company_that_cannot_be_invoiced(agency)
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=1))
    assert (await agency.get("/stuck-events", agency.staff()))["total"] == 1
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute("UPDATE work_lines SET voided = true WHERE company_id = $1", broken)
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=2))
    assert (await agency.get("/stuck-events", agency.staff()))["total"] == 0


def operators_see(agency: AgencyAtWork) -> float | None:
    labels = {"what": "CompanyNotInvoiced", "agency": str(agency.agency_id)}
    return REGISTRY.get_sample_value("portico_stuck", labels)
