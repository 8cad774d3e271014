"""Invoices that are looked at first: drafts of what waits, changed and issued."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import STAFF_PERMISSIONS, Permission
from contracts.events.identity import InvoiceCadence, InvoiceGrouping, InvoicePreferences
from contracts.events.payments import InvoiceCredited, InvoiceIssued
from contracts.events.timesheets import ArticleKind, ProjectChanged, WorkOrder
from contracts.ids import CompanyId
from payments import daily
from payments.invoices.drafts.model import draft_id_of
from payments.invoices.model import Group

from ..builders import a_company, a_project, an_entry, approved, cad
from ..conftest import AgencyAtWork
from ..drafts import Drafts

MONTHLY = InvoicePreferences()
BY_PROJECT = InvoicePreferences(grouping=InvoiceGrouping.PROJECT, cadence=InvoiceCadence.WEEKLY)
AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
JANUARY = date(2026, 1, 15)


async def looks_first(
    agency: AgencyAtWork, preferences: InvoicePreferences = MONTHLY
) -> tuple[WorkOrder, Drafts]:
    order = await agency.work_order(preferences=preferences)
    drafts = Drafts(agency, order.company_id)
    await drafts.come_first()
    return order, drafts


async def runs(agency: AgencyAtWork, up_to: str = "2026-02-28") -> Any:
    return await agency.post("/invoice-runs", {"up_to": up_to})


async def test_what_a_run_would_issue_waits_to_be_looked_at(
    agency: AgencyAtWork, today: str
) -> None:
    order, drafts = await looks_first(agency)
    days = (JANUARY, date(2026, 2, 10), date.fromisoformat(today))
    for day in days:
        await agency.approves(order, an_entry("2", work_on=day))
    answer = await runs(agency)
    assert answer["invoices"] == answer["not_invoiced"] == []
    assert answer["drafts"] == [{"company_id": str(order.company_id), "drafts": 2}]
    await daily.run(agency.runtime, datetime.now(UTC) + timedelta(days=1))
    assert await agency.said(InvoiceIssued) == []

    january, february = await drafts.all()
    assert (january["period_start"], january["period_end"]) == ("2026-01-01", "2026-01-31")
    assert february["period_start"] == "2026-02-01"
    assert january["company_name"] == "Acme"
    assert (january["entries"], january["lines"], january["invoices"]) == (1, 1, 1)
    amounts = [january[name]["amount_minor"] for name in ("subtotal", "taxes", "total")]
    assert amounts == [120_00, 15_60, 135_60]
    assert (january["waits_since"], january["can_be_issued"]) == (today, True)
    assert january["version"] == 1


async def test_what_is_seen_is_what_is_issued(agency: AgencyAtWork) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("2"), an_entry("1", article=ArticleKind.OVERTIME))
    seen = await drafts.only()
    (shown,) = seen["drafted"]
    (issued,) = (await drafts.issue(seen))["invoices"]
    (said,) = await agency.said(InvoiceIssued)
    assert issued["number"] == said.number
    printed = [line.model_dump(mode="json") for line in said.lines]
    assert [{**line, "line_id": None} for line in shown["lines"]] == [
        {**line, "line_id": None} for line in printed
    ]
    assert shown["total"] == said.total.model_dump(mode="json") == seen["total"]
    assert [tax["amount"] for tax in shown["taxes"]] == [
        tax.amount.model_dump(mode="json") for tax in said.taxes
    ]
    assert (shown["due_on"], shown["issued_on"]) == (
        said.due_on.isoformat(),
        said.issued_on.isoformat(),
    )
    assert await drafts.all() == []
    balances = await agency.balances()
    assert balances[f"customer_receivable:{order.company_id}"] == -said.total.amount_minor


async def test_work_that_is_invoiced_at_once_is_a_draft_at_once(
    agency: AgencyAtWork, today: str
) -> None:
    order, drafts = await looks_first(agency, AT_ONCE)
    for _ in range(2):
        await agency.approves(order, an_entry("1", work_on=date.fromisoformat(today)))
    assert await agency.said(InvoiceIssued) == []
    seen = await drafts.only()
    assert (seen["period_start"], seen["waits_since"]) == (None, today)
    assert seen["entries"] == 2
    await drafts.issue(seen)
    (said,) = await agency.said(InvoiceIssued)
    assert said.subtotal == cad("120")


async def test_a_draft_says_what_staff_have_printed_and_how_its_lines_stand(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    other = await agency.work_order(company_id=order.company_id)
    await agency.approves(order, an_entry("1", work_on=date(2026, 2, 11)))
    await agency.approves(
        other,
        an_entry("2", work_on=date(2026, 2, 9)),
        an_entry("3", article=ArticleKind.OVERTIME, work_on=date(2026, 2, 10)),
    )
    seen = await drafts.change(
        await drafts.only(),
        note="Thank you.\nThe crane is on us.",
        buyer_reference="Kari, dock 4",
        order="day",
    )
    assert (seen["version"], seen["changed_by_name"]) == (2, "Ada Staff")
    lines = seen["drafted"][0]["lines"]
    assert [line["from_on"][-2:] for line in lines] == ["09", "10", "11"]
    seen = await drafts.change(seen, first_lines=[lines[2]["line_id"]])
    chosen = [line["from_on"][-2:] for line in seen["drafted"][0]["lines"]]
    assert chosen == ["11", "09", "10"]

    (issued,) = (await drafts.issue(seen))["invoices"]
    (said,) = await agency.said(InvoiceIssued)
    assert (said.note, said.buyer_reference) == (
        "Thank you.\nThe crane is on us.",
        "Kari, dock 4",
    )
    assert said.has_chosen_order
    assert [f"{line.from_on.day:02}" for line in said.lines] == chosen
    details = await agency.get(f"/invoices/{issued['invoice_id']}", agency.staff())
    assert (details["note"], details["buyer_reference"]) == (said.note, said.buyer_reference)
    assert [line["from_on"][-2:] for line in details["lines"]] == chosen

    # What comes later of the same group begins with nothing.
    await agency.approves(order, an_entry("1", work_on=date(2026, 2, 12)))
    later = await drafts.only()
    assert (later["note"], later["buyer_reference"], later["order"]) == ("", "", "work_order")
    assert (later["first_lines"], later["changed_by_name"]) == ([], "")


async def test_a_change_of_what_was_seen_before_a_colleagues_is_refused(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("1"))
    seen = await drafts.only()
    await drafts.change(seen, note="First")
    refused = await drafts.change(seen, note="Second", status=409)
    assert refused["code"] == "draft_changed"
    assert (refused["changes"], refused["version"]) == (["note"], 2)
    assert (await drafts.only())["note"] == "First"
    refused = await drafts.issue(seen, status=409)
    assert (refused["code"], refused["changes"]) == ("draft_changed", ["note"])
    assert await agency.said(InvoiceIssued) == []


async def test_a_draft_whose_work_changed_is_issued_only_when_that_was_seen(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("1"))
    seen = await drafts.only()
    await agency.approves(order, an_entry("1"))
    refused = await drafts.issue(seen, status=409)
    assert (refused["code"], refused["changes"]) == ("draft_changed", ["lines", "taxes"])

    seen = await drafts.only()
    project = a_project(order.company_id, order.project_id).project
    renamed = project.model_copy(update={"name": "Harbour, phase 2"})
    await agency.hears(ProjectChanged(project=renamed))
    assert (await drafts.issue(seen, status=409))["changes"] == ["lines"]

    seen = await drafts.only()
    moved = a_company(
        order.company_id, preferences=MONTHLY.model_copy(update={"due_days": 7}), name="Acme Two"
    )
    await agency.hears(moved)
    assert (await drafts.issue(seen, status=409))["changes"] == ["due_on", "company"]
    await drafts.issue(await drafts.only())
    (said,) = await agency.said(InvoiceIssued)
    assert said.subtotal == cad("120")


async def test_the_same_command_issues_once_and_the_second_of_two_people_hears_who_did(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("1"))
    seen = await drafts.only()
    path = f"/invoices/drafts/{seen['draft_id']}/issue"
    body = {"version": seen["version"], "fingerprint": seen["fingerprint"]}
    asked = [(agency.staff(), "a"), (agency.staff(), "a"), (agency.other_staff(), "b")]
    answers = await asyncio.gather(
        *(
            agency.client.post(path, json=body, headers={**who, "Idempotency-Key": key})
            for who, key in asked
        )
    )
    (said,) = await agency.said(InvoiceIssued)
    done = [answer.json() for answer in answers if answer.status_code == 201]
    gone = [answer.json() for answer in answers if answer.status_code == 409]
    assert len(done) in {1, 2}
    assert {one["invoices"][0]["number"] for one in done} == {said.number}
    for one in gone:
        assert (one["code"], one["because"]) == ("draft_gone", "issued")
        assert one["numbers"] == [said.number]
        assert one["issued_by_name"] in {"Ada Staff", "Liv Colleague"}
    refused = await drafts.change(seen, note="Too late", status=409)
    assert (refused["code"], refused["because"]) == ("draft_gone", "issued")


async def test_a_draft_that_is_gone_says_why(agency: AgencyAtWork) -> None:
    order, drafts = await looks_first(agency)
    made = (await agency.approves(order, an_entry("1"))).transaction
    seen = await drafts.only()
    await agency.post(f"/transactions/{made.transaction_id}/reverse", {"reason": "wrong"})
    assert await drafts.all() == []
    refused = await drafts.change(seen, note="x", status=409)
    assert (refused["code"], refused["because"]) == ("draft_gone", "nothing_waits")
    await agency.get(f"/invoices/drafts/{seen['draft_id']}", agency.staff(), status=404)
    await drafts.come_first(first=False)
    assert (await drafts.issue(seen, status=409))["because"] == "not_drafted"
    strange = Group(company_id=CompanyId(new_id()), project_id=None, currency="CAD", period=None)
    for unknown in ("x", draft_id_of(strange), seen["draft_id"] + "a"):
        await drafts.change({**seen, "draft_id": unknown}, status=404)


async def test_work_reversed_in_a_draft_and_approved_again_is_billed_once(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    entry = an_entry("4")
    made = (await agency.approves(order, entry)).transaction
    await agency.approves(order, an_entry("1"))
    await agency.post(f"/transactions/{made.transaction_id}/reverse", {"reason": "wrong"})
    assert (await drafts.only())["subtotal"]["amount_minor"] == 60_00
    again = an_entry("4", entry_id=entry.entry_id, version=2)
    await agency.approves(order, again)
    corrected = an_entry("3", entry_id=entry.entry_id, version=3)
    await agency.approves(order, corrected)
    await drafts.issue(await drafts.only())
    (said,) = await agency.said(InvoiceIssued)
    assert said.subtotal == cad("240")
    assert await agency.said(InvoiceCredited) == []
    await runs(agency)
    assert len(await agency.said(InvoiceIssued)) == 1


async def test_what_was_read_is_saved_though_a_line_that_was_put_first_has_left(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("4"))
    other = await agency.work_order(company_id=order.company_id)
    made = (await agency.approves(other, an_entry("1"))).transaction
    (drafted,) = (await drafts.only())["drafted"]
    lines = [one["line_id"] for one in drafted["lines"]]
    await drafts.change(await drafts.only(), first_lines=lines[::-1])
    path = f"/transactions/{made.transaction_id}"
    await agency.post(f"{path}/reverse", {"reason": "wrong"})
    await drafts.change(await drafts.only(), note="Of February")
    await drafts.issue(await drafts.only())
    (said,) = await agency.said(InvoiceIssued)
    assert (said.note, len(said.lines)) == ("Of February", 1)


async def test_a_draft_that_comes_to_nothing_says_so_and_is_not_issued(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    entry = an_entry("2")
    await agency.approves(order, entry)
    await agency.approves(order, an_entry("0", entry_id=entry.entry_id, version=2))
    seen = await drafts.only()
    assert (seen["subtotal"]["amount_minor"], seen["can_be_issued"]) == (0, False)
    refused = await drafts.issue(seen, status=409)
    assert (refused["code"], refused["subtotal"]["amount_minor"]) == ("nothing_to_bill", 0)


async def test_a_company_that_looks_no_more_gets_what_waits_with_the_next_run(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("1", work_on=JANUARY))
    await agency.approves(order, an_entry("2"))
    january, february = await drafts.all()
    await drafts.change(await drafts.seen(february["draft_id"]), note="Of February")
    await drafts.come_first(first=False)
    assert await drafts.all() == []
    await runs(agency)
    assert [one.note for one in await agency.said(InvoiceIssued)] == ["", "Of February"]
    await drafts.come_first()
    refused = await drafts.change(
        {**january, "order": "day", "note": "", "first_lines": [], "buyer_reference": ""},
        status=409,
    )
    assert refused["because"] == "nothing_waits"
    refused = await drafts.issue({**february, "version": 2, "fingerprint": "0" * 64}, status=409)
    assert refused["because"] == "issued"


async def test_a_draft_of_much_work_is_several_invoices(agency: AgencyAtWork) -> None:
    order, drafts = await looks_first(agency)
    await agency.hears(*(approved(order, *(an_entry("1") for _ in range(200))) for _ in range(11)))
    seen = await drafts.only()
    assert (seen["entries"], seen["invoices"], seen["lines"]) == (2200, 2, 2)
    seen = await drafts.change(seen, note="Both say this")
    issued = (await drafts.issue(seen))["invoices"]
    assert len(issued) == 2
    assert {one.note for one in await agency.said(InvoiceIssued)} == {"Both say this"}


async def test_drafts_page_by_company_and_period(agency: AgencyAtWork) -> None:
    for name in ("Acme", "Borg"):
        company = a_company(preferences=BY_PROJECT, name=name)
        await agency.hears(company)
        await Drafts(agency, company.company.company_id).come_first()
        for _ in range(2):
            order = await agency.work_order(company_id=company.company.company_id)
            for day in (date(2026, 2, 3), date(2026, 2, 12)):
                await agency.approves(order, an_entry("1", work_on=day))
    whole = (await agency.get("/invoices/drafts", agency.staff()))["items"]
    assert len(whole) == 8
    places = [(one["company_name"], one["period_start"]) for one in whole]
    assert places == sorted(places)
    for size in (1, 3, 7, 8):
        found: list[Any] = []
        query = f"limit={size}"
        while query:
            page = await agency.get(f"/invoices/drafts?{query}", agency.staff())
            found += page["items"]
            assert len(found) <= len(whole), "there is no end of it"
            cursor = page["next_cursor"]
            query = f"limit={size}&cursor={cursor}" if cursor else ""
        assert found == whole


async def test_a_company_that_cannot_be_invoiced_is_named_and_hides_no_other(
    agency: AgencyAtWork,
) -> None:
    order, drafts = await looks_first(agency)
    broken, its_drafts = await looks_first(agency)
    for one in (order, broken):
        await agency.approves(one, an_entry("1"))
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            """UPDATE companies SET invoice_preferences = '{"cadence": "fortnightly"}'
               WHERE company_id = $1""",
            broken.company_id,
        )
    answer = await runs(agency)
    assert [one["company_id"] for one in answer["not_invoiced"]] == [str(broken.company_id)]
    assert (await agency.get("/stuck-events", agency.staff()))["total"] == 1
    assert len(await drafts.all()) == 1
    assert await its_drafts.all() == []

    await agency.hears(a_company(broken.company_id, preferences=MONTHLY))
    await drafts.issue(await its_drafts.only())
    assert (await agency.get("/stuck-events", agency.staff()))["total"] == 0


@pytest.mark.requirement("X7")
async def test_drafts_are_for_who_issues_invoices_of_that_agency_alone(
    agency: AgencyAtWork, an_agency_at_work: Callable[..., Awaitable[AgencyAtWork]]
) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("1"))
    seen = await drafts.only()
    path = f"/invoices/drafts/{seen['draft_id']}"
    rule = f"/companies/{order.company_id}/invoicing"
    without = agency.staff([p for p in STAFF_PERMISSIONS if p is not Permission.INVOICES_MANAGE])
    body = {"version": 1, "fingerprint": seen["fingerprint"]}
    for who in (without, agency.contact(order.company_id), agency.own(order.contractor_id)):
        for one in ("/invoices/drafts", path, rule):
            await agency.get(one, who, status=403)
        await agency.post(f"{path}/issue", body, who, status=403)
    other = await an_agency_at_work()
    assert (await other.get("/invoices/drafts", other.staff()))["items"] == []
    for one in (path, rule):
        await other.get(one, other.staff(), status=404)
    await other.post(f"{path}/issue", body, status=404)
    strange = Drafts(other, order.company_id)
    await strange.change(seen, note="x", status=404)
    answer = await other.client.put(rule, json={"drafts_first": True}, headers=other.staff())
    assert answer.status_code == 404
    assert await agency.said(InvoiceIssued) == []


@pytest.mark.requirement("X8")
async def test_what_cannot_be_printed_is_refused_by_name(agency: AgencyAtWork) -> None:
    order, drafts = await looks_first(agency)
    await agency.approves(order, an_entry("1"))
    seen = await drafts.only()
    wrong: dict[str, Any] = {
        "note": "x" * 501,
        "buyer_reference": "two\nlines",
        "order": "length",
        "version": 0,
    }
    for field, value in wrong.items():
        refused = await drafts.change(seen, status=422, **{field: value})
        assert [error["field"] for error in refused["errors"]] == [field]
    unknown = [str(new_id())]
    refused = await drafts.change(seen, status=422, first_lines=unknown)
    assert (refused["code"], refused["errors"][0]["field"]) == (
        "unknown_draft_line",
        "first_lines",
    )
    line_id = seen["drafted"][0]["lines"][0]["line_id"]
    refused = await drafts.change(seen, status=422, first_lines=[line_id] * 2)
    assert (await drafts.only())["version"] == 1
