"""Contacts who come new to a company, and what is sent to one of them."""

import io
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pikepdf

from portico_local.demo.agency import DemoAgency, newcomer, sign_up
from portico_local.demo.client import PortalClient, until
from portico_local.demo.story import Story

OF_CONTACTS = (
    "work.view",
    "work.approve",
    "invoices.view",
    "jobs.view",
    "company.edit",
    "inquiries",
)


async def a_contact(
    story: Story,
    closing: AsyncExitStack,
    demo_agency: DemoAgency,
    company_id: str,
    scope: str,
    permissions: Sequence[str],
    project_ids: Sequence[str] = (),
) -> PortalClient:
    """Somebody new at a company, who has set a password."""
    email = f"{uuid4().hex[:12]}@northwind.example"
    body = {
        "portal": "customer",
        "email": email,
        "name": "Nell Novak",
        "language": "en",
        "permissions": list(permissions),
        "contact": {"company_id": company_id, "scope": scope, "project_ids": list(project_ids)},
    }
    # Identity hears of a project that is new a moment later.
    staff = demo_agency.staff
    await until(lambda: staff.post("/api/agency/people", body), bool, what="the new contact")
    mails = await story.inbox.one_for_each({email}, "an invitation")
    guest = await newcomer(story.stack, closing, demo_agency.plan, "customer", "Nell Novak")
    await sign_up(guest, mails[email])
    return guest


async def an_offer(home: DemoAgency, company_id: str, signer: PortalClient) -> str:
    """An offer that awaits the signature of this contact."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    signer_id = signer.person["person_id"]

    async def may_sign() -> bool:
        found = await home.staff.get("/api/agency/offers/signers", company_id=company_id)
        return signer_id in {person["person_id"] for person in found["items"]}

    await until(may_sign, bool, what="somebody who may sign")
    sent = await home.staff.client.request(
        "POST",
        "/api/agency/offers",
        data={
            "title": "Terms",
            "company_id": company_id,
            "signer_ids": [signer_id],
            "expires_on": (datetime.now(UTC) + timedelta(days=20)).date().isoformat(),
        },
        files={"file": ("terms.pdf", out.getvalue(), "application/pdf")},
    )
    assert sent.status_code == 201, sent.text
    return sent.json()["offer_id"]


async def a_project(home: DemoAgency, company_id: str, contact: PortalClient) -> str:
    """A project of the company on which nobody works yet."""
    body = {
        "company_id": company_id,
        "code": "OUT-9",
        "name": "Cold storage",
        "time_zone": "America/Toronto",
        "contact_ids": [contact.person["person_id"]],
    }
    made = await home.staff.post("/api/agency/projects", body)
    project_id: str = made["project_id"]
    return project_id
