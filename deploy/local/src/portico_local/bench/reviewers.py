"""Whose work is reviewed by a customer's benchmarks: a company with its contact and contractors.

All of it comes in as in real life, by the agency's staff through the edge, so that every service
knows of it. The logged work itself is put straight into timesheets' tables (`entries.py`).
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portico_local.bench.stage import PortalUser, as_user
from portico_local.demo.agency import create_agencies, newcomer, sign_in, sign_up, staff_of
from portico_local.demo.client import PortalClient, until
from portico_local.demo.inbox import Inbox
from portico_local.demo.workfile import AgencyPlan
from portico_local.stack import Stack

WORK_ORDERS = 20
BILL_RATE = 60
_PERMISSIONS = ("work.view", "work.approve", "invoices.view", "offers.view", "offers.sign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A contact who is assigned to one project of their company, and what is in it."""

    user: PortalUser
    company_id: UUID
    project_id: UUID
    work_order_ids: Sequence[UUID]


async def reviewers(
    stack: Stack,
    closing: AsyncExitStack,
    plans: Sequence[AgencyPlan],
    *,
    starts_on: date,
    undo_minutes: int,
) -> list[Reviewer]:
    """One at each agency. Work orders are open from `starts_on` on; invoices come at once."""
    await create_agencies(stack, list(plans), undo_minutes=undo_minutes)
    return [await _reviewer(stack, closing, plan, starts_on) for plan in plans]


async def _reviewer(
    stack: Stack, closing: AsyncExitStack, plan: AgencyPlan, starts_on: date
) -> Reviewer:
    staff = await newcomer(stack, closing, plan, "agency")
    # The edge remembers for some seconds that a site was not there.
    await until(lambda: staff.get("/api/public/agency"), bool, what="the site")
    await sign_in(staff, staff_of(plan).email)
    company_id = (await staff.post("/api/agency/companies", _company(plan)))["company_id"]
    email = f"kim.alder@{plan.slug}.example"
    invited = await staff.post("/api/agency/people", _contact(plan, email, company_id))
    project = {
        "company_id": company_id,
        "code": "P-1",
        "name": "Night shift",
        "contact_ids": [invited["person_id"]],
    }
    project_id = (
        await until(
            lambda: staff.post("/api/agency/projects", project),
            bool,
            what="the company at timesheets",
        )
    )["project_id"]
    orders = await asyncio.gather(
        *(_work_order(staff, plan, project_id, number, starts_on) for number in range(WORK_ORDERS))
    )
    mails = await Inbox(stack.addresses.mail_url).one_for_each({email}, "the invitation")
    guest = await newcomer(stack, closing, plan, "customer")
    await sign_up(guest, mails[email])
    return Reviewer(
        user=await as_user(stack, plan, guest, invited["person_id"]),
        company_id=UUID(company_id),
        project_id=UUID(project_id),
        work_order_ids=orders,
    )


def _company(plan: AgencyPlan) -> dict[str, Any]:
    return {
        "name": "Harbour Works",
        "address": {
            "city": "Harbour",
            "region": "ON" if plan.country == "CA" else "",
            "country": plan.country,
        },
        "invoice_preferences": {
            "grouping": "company",
            "cadence": "immediate",
            "due_days": 30,
            "language": plan.language,
        },
    }


def _contact(plan: AgencyPlan, email: str, company_id: str) -> dict[str, Any]:
    return {
        "portal": "customer",
        "email": email,
        "name": "Kim Alder",
        "language": plan.language,
        "permissions": list(_PERMISSIONS),
        "contact": {"company_id": company_id, "scope": "projects"},
    }


async def _work_order(
    staff: PortalClient, plan: AgencyPlan, project_id: str, number: int, starts_on: date
) -> UUID:
    contractor = await staff.post(
        "/api/agency/people",
        {
            "portal": "contractor",
            "email": f"contractor.{number}@{plan.slug}.example",
            "name": f"Contractor {number:02}",
            "language": plan.language,
            "contractor": {
                "kind": "temp",
                "legal_name": "",
                "address": {
                    "region": "ON" if plan.country == "CA" else "",
                    "country": plan.country,
                },
            },
        },
    )
    body = {
        "code": f"WO-{number}",
        "title": "Fork-lift driver",
        "project_id": project_id,
        "contractor_id": contractor["person_id"],
        "starts_on": starts_on.isoformat(),
        "pay_terms": "immediate",
        "pay_period": "weekly",
        "currency": plan.currency,
        "articles": [{"article": "regular", "pay_rate": "40", "bill_rate": str(BILL_RATE)}],
    }
    made = await until(
        lambda: staff.post("/api/agency/work-orders", body),
        bool,
        what="the contractor at timesheets",
    )
    return UUID(made["work_order_id"])
