"""Invoices and pay are shown to whom the table of reach says, in lists, sums and by themselves."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis.ids import new_id
from contracts.access import Portal, Scope
from contracts.events.identity import InvoicePreferences
from contracts.events.payments import InvoiceIssued
from contracts.ids import CompanyId, ProjectId
from contracts.reach import Subject
from contracts.testing import Case, cases_of

from ..builders import an_entry, approved
from ..conftest import AgencyAtWork


class Ids:
    """The ids behind the names of the table."""

    def __init__(self, agency: AgencyAtWork) -> None:
        self.agency = agency
        self.companies: dict[str, CompanyId] = {}
        self.projects: dict[str, ProjectId] = {}

    async def settle(self) -> None:
        """Hear of both companies, and of both projects of ours."""
        for name in ("ours", "theirs"):
            self.companies[name] = await self.agency.company(InvoicePreferences())
        for name in ("harbour", "terminal"):
            self.projects[name] = await self.agency.project(self.companies["ours"])

    def pass_of(self, case: Case, person_id: UUID) -> Mapping[str, Any]:
        carried = case.pass_of(
            company_id=self.companies.__getitem__, project_id=self.projects.__getitem__
        )
        return {"agency_id": self.agency.agency_id, "person_id": person_id, **carried}


@pytest.fixture
async def ids(agency: AgencyAtWork) -> Ids:
    made = Ids(agency)
    await made.settle()
    return made


async def status(client: httpx2.AsyncClient, path: str, who: dict[str, str]) -> int:
    return (await client.get(path, headers=who)).status_code


@pytest.mark.requirement("K13")
@pytest.mark.requirement("K16")
@pytest.mark.parametrize("case", cases_of(Subject.INVOICES), ids=str)
async def test_an_invoice_is_seen_by_whom_the_table_says(
    case: Case, ids: Ids, agency: AgencyAtWork, client: httpx2.AsyncClient, a_pass: Any
) -> None:
    contractor_id = await agency.contractor()
    orders = [
        await agency.work_order(
            contractor_id=contractor_id,
            company_id=ids.companies["ours"],
            project_id=ids.projects[name],
        )
        for name in case.projects
    ]
    await agency.hears(*(approved(order, an_entry("1")) for order in orders))
    await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    (issued,) = await agency.said(InvoiceIssued)
    assert set(issued.project_ids) == {ids.projects[name] for name in case.projects}
    who = a_pass(**ids.pass_of(case, contractor_id if case.is_contractor else new_id()))

    listed = await client.get("/invoices", headers=who)
    found = listed.json()["items"] if listed.status_code == 200 else []
    summary = await client.get("/invoices/summary", headers=who)
    counted = summary.json()["unpaid"]["count"] if summary.status_code == 200 else 0
    assert (await status(client, f"/invoices/{issued.invoice_id}", who) == 200) is case.shown
    assert bool(found) is case.shown
    assert bool(counted) is case.shown


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("scope", [Scope.OWN, Scope.PROJECTS])
async def test_what_is_of_no_project_is_not_within_some_projects(
    ids: Ids, agency: AgencyAtWork, client: httpx2.AsyncClient, scope: Scope
) -> None:
    """In SQL nothing at all lies within everything."""
    company_id, project_id = ids.companies["ours"], ids.projects["harbour"]
    order = await agency.work_order(company_id=company_id, project_id=project_id)
    await agency.hears(approved(order, an_entry("1")))
    await agency.post("/invoice-runs", {"up_to": "2026-02-28"})
    (issued,) = await agency.said(InvoiceIssued)
    path = f"/invoices/{issued.invoice_id}"
    asked = {"lines": [1], "reason": "Why?"}
    await agency.post(f"{path}/disputes", asked, agency.contact(company_id), status=201)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute("UPDATE invoices SET project_ids = '{}'")
        await uow.execute("UPDATE invoice_disputes SET project_ids = '{}'")
    who = agency.contact(company_id, scope, [project_id])
    assert await status(client, path, who) == 404
    assert await status(client, f"{path}/disputes", who) == 404
    for listed in ("/invoices", "/disputes"):
        assert (await agency.get(listed, who))["items"] == []
    assert (await agency.get("/invoices/summary", who))["unpaid"]["count"] == 0


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("case", cases_of(Subject.PAY), ids=str)
async def test_a_transaction_is_seen_by_whom_the_table_says(
    case: Case, ids: Ids, agency: AgencyAtWork, client: httpx2.AsyncClient, a_pass: Any
) -> None:
    contractor_id = await agency.contractor()
    order = await agency.work_order(
        contractor_id=contractor_id,
        company_id=ids.companies["ours"],
        project_id=ids.projects["harbour"],
    )
    made = await agency.approves(order, an_entry("1"))
    who = a_pass(**ids.pass_of(case, contractor_id if case.is_contractor else new_id()))
    path = f"/transactions/{made.transaction.transaction_id}"
    assert (await status(client, path, who) == 200) is case.shown
    if case.portal is Portal.CONTRACTOR:
        found = (await client.get("/my/transactions", headers=who)).json()["items"]
        table = await client.get("/my/transactions.csv", headers=who)
        assert (len(table.text.strip().splitlines()) > 1) is case.shown
    else:
        listed = await client.get("/transactions", headers=who)
        found = listed.json()["items"] if listed.status_code == 200 else []
    assert bool(found) is case.shown
