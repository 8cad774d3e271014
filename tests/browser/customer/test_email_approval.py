"""The page behind the link of an e-mail: a person's clicks decide, once, and nothing else (B2)."""

import asyncio
import re
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect

from portico_local.demo.client import until
from portico_local.demo.inbox import Mail

from ..conftest import NewContractor, NewPerson, Picture
from ..contractor.working import Worker
from ..people import NARROW, Site, scrolls_sideways, violations
from .test_stand_in import APPROVES, a_contact, project_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(420, func_only=True),
    pytest.mark.requirement("B2"),
]

VISITS = 10_000
AT_ONCE = 40
BROWSERS = 5


class ApprovalEmail:
    """Work that waits, and the e-mail that asks somebody new to approve it."""

    def __init__(self, site: Site, worker: Worker, entry_id: str, mail: Mail) -> None:
        self.site, self.worker, self.entry_id, self.mail = site, worker, entry_id, mail

    @property
    def link(self) -> str:
        """Where the button leads."""
        found = re.search(r"https?://\S+/customer/approve#[\w-]+", self.mail.text)
        assert found, self.mail.text
        return found.group(0)

    @property
    def path(self) -> str:
        """The same at the site of these tests."""
        return self.link[self.link.index("/customer/approve") :]

    async def entry(self) -> Any:
        """As its contractor sees it."""
        return await self.worker.guest.get(f"/api/contractor/work/{self.entry_id}")


async def asked(site: Site, new_contractor: NewContractor, new_person: NewPerson) -> ApprovalEmail:
    """Somebody new is asked to approve."""
    worker = await Worker.of(site, new_contractor)
    order = await worker.work_order("scheduled")
    project = await project_of(worker, order)
    email = await a_contact(site, new_person, "Kari Nordmann", APPROVES, [project])
    await until(
        lambda: site.staff.all("/api/agency/people", q=email),
        lambda rows: bool(rows) and rows[0]["status"] == "active",
        what="the new contact",
    )
    entry_id = ""

    async def mailed() -> Mail | None:
        # Work is said to those who can approve it as soon as the services know of them.
        nonlocal entry_id
        entry_id = await worker.submit(order, "1.5")
        found = await site.inbox.for_each({email}, "submitted")
        # Notifications may know of somebody before timesheets does: then it leads to the login.
        linked = [one for one in found.get(email, ()) if "/customer/approve#" in one.text]
        return linked[-1] if linked else None

    mail = await until(mailed, lambda one: one is not None, what="an e-mail", every_seconds=2)
    assert mail is not None
    # The e-mail is about one of the submissions: the link is told apart by what is decided by it.
    return ApprovalEmail(site, worker, entry_id, mail)


def button(page: Page, name: str) -> Any:
    """A button of the page."""
    return page.get_by_role("button", name=name, exact=True)


async def states(one: ApprovalEmail) -> list[str]:
    """Where all of the contractor's work stands."""
    rows = await one.worker.guest.all("/api/contractor/work")
    return sorted(row["status"] for row in rows)


async def test_two_clicks_approve_without_signing_in_and_the_link_works_once(
    site: Site, new_contractor: NewContractor, new_person: NewPerson, picture: Picture
) -> None:
    one = await asked(site, new_contractor, new_person)
    before = await states(one)
    async with site.visit() as page:
        await page.goto(one.path)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Approve work")
        await expect(page.get_by_role("main")).to_contain_text("Kari Nordmann")
        await expect(page.get_by_role("main")).to_contain_text("Nadia Roy")
        await expect(page.get_by_role("main")).to_contain_text("1.5\u00a0h")
        assert await violations(page) == []
        await picture(page, "customer-approve-by-email")
        # A script's click counts for nothing, neither the first nor the second.
        await button(page, "Approve").evaluate("one => one.click()")
        await expect(button(page, "Approve")).to_be_visible()
        await button(page, "Approve").click()
        confirm = button(page, "Approve 1 entry")
        await expect(confirm).to_be_focused()
        await confirm.evaluate("one => one.click()")
        await button(page, "Cancel").click()
        await expect(button(page, "Approve")).to_be_visible()
        assert await states(one) == before
        await button(page, "Approve").click()
        await confirm.dblclick()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Work approved")
        await expect(page.get_by_role("status")).to_contain_text("You approved this work")
        await page.goto("/assets/icon.svg")
        await page.goto(one.path)
        await expect(page.get_by_role("main")).to_contain_text("It works only once")
        await page.get_by_role("link", name="Log in").click()
        await expect(page).to_have_url(re.compile("/customer/login"))
    after = await states(one)
    assert after.count("approved") == before.count("approved") + 1
    rows = await one.worker.guest.all("/api/contractor/work")
    [approved] = [row for row in rows if row["status"] == "approved"]
    work = f"/contractor/work?week={approved['work_on']}&entry={approved['entry_id']}"
    async with site.signed_in(one.worker.email, work) as page:
        await expect(page.get_by_role("dialog")).to_contain_text("Approved by email")


async def test_it_returns_with_a_reason_by_keys_alone_on_a_small_phone_in_the_dark(
    site: Site, new_contractor: NewContractor, new_person: NewPerson, picture: Picture
) -> None:
    one = await asked(site, new_contractor, new_person)
    async with site.visit(size=NARROW, scheme="dark") as page:
        await page.goto(one.path)
        await expect(button(page, "Return")).to_be_visible()
        assert not await scrolls_sideways(page)
        assert await violations(page) == []
        await button(page, "Return").focus()
        await page.keyboard.press("Enter")
        reason = page.get_by_role("textbox", name="Reason")
        await expect(reason).to_be_focused()
        await button(page, "Return 1 entry").click()
        await expect(page.get_by_text("Enter a reason")).to_be_visible()
        await reason.fill("Which site?")
        await page.reload()
        await button(page, "Return").click()
        await expect(reason).to_have_value("Which site?")
        await picture(page, "customer-return-by-email-phone")
        await button(page, "Return 1 entry").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Work returned")
    rows = await one.worker.guest.all("/api/contractor/work")
    [returned] = [row for row in rows if row["status"] == "returned"]
    assert returned["return_reason"] == "Which site?"


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Ce lien ne fonctionne pas"), ("nb", "Lenken virker ikke")],
)
async def test_a_link_that_nobody_sent_says_so_in_the_reader_s_language(
    site: Site, other_site: Site, language: str, title: str
) -> None:
    there = other_site if language == "nb" else site
    async with there.visit(language=language, size=NARROW) as page:
        for token in ("", "x" * 43, "<script>", "é" * 30):
            await page.goto("/assets/icon.svg")
            await page.goto(f"/customer/approve#{token}")
            await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert await violations(page) == []


async def test_ten_thousand_visits_of_scanners_decide_nothing(
    site: Site, new_contractor: NewContractor, new_person: NewPerson
) -> None:
    """HEAD and GET of the link and of what it calls, and browsers whose scripts click."""
    one = await asked(site, new_contractor, new_person)
    before = await states(one)
    token = one.link.partition("#")[2]
    host = site.url.partition("//")[2]
    scanned = [
        ("HEAD", "/customer/approve"),
        ("GET", "/customer/approve"),
        ("GET", f"/customer/approve?token={token}"),
        ("GET", f"/customer/approve/{token}"),
        ("HEAD", "/api/public/approval-links/decide"),
        ("GET", f"/api/public/approval-links/decide?token={token}&decision=approve&count=1"),
        ("GET", f"/api/public/approval-links/inspect?token={token}"),
        ("OPTIONS", "/api/public/approval-links/decide"),
    ]
    codes: dict[int, int] = {}
    async with httpx2.AsyncClient(
        base_url=site.stack.addresses.api("edge"), headers={"Host": host}, timeout=60
    ) as client:

        async def visit(number: int) -> None:
            method, path = scanned[number % len(scanned)]
            answer = await client.request(method, path)
            codes[answer.status_code] = codes.get(answer.status_code, 0) + 1

        for start in range(0, VISITS, AT_ONCE):
            await asyncio.gather(*(visit(start + each) for each in range(AT_ONCE)))
        # A form that a page elsewhere sends: it has neither the header nor the origin.
        forged = await client.post(
            "/api/public/approval-links/decide",
            data={"token": token, "decision": "approve", "count": "1"},
            headers={"Origin": "https://elsewhere.example"},
        )
        assert forged.status_code == 403
    assert sum(codes.values()) == VISITS
    assert not [code for code in codes if code >= 500]
    for _ in range(BROWSERS):
        async with site.visit() as page:
            await page.goto(one.path)
            await expect(button(page, "Approve")).to_be_visible()
            await page.evaluate(
                """async () => {
                    for (const one of document.querySelectorAll("a[href^='/']")) {
                        await fetch(one.href);
                        await fetch(one.href, {method: "HEAD"});
                    }
                    for (const one of document.querySelectorAll("button")) {
                        one.click();
                        one.dispatchEvent(new MouseEvent("click", {bubbles: true, detail: 1}));
                    }
                }"""
            )
            await page.goto("/assets/icon.svg")
    assert await states(one) == before
    async with site.visit() as page:
        await page.goto(one.path)
        await expect(button(page, "Approve")).to_be_visible()
