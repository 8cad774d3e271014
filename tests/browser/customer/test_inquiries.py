"""Inquiries in a browser (K15): ask, send a file along, read the answer; where there are none."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from portico_local.demo.agency import PASSWORD, create_agencies
from portico_local.demo.client import PortalClient, until

from ..conftest import NewPerson, Picture
from ..people import NARROW, Site, download, log_in, scrolls_sideways, violations
from ..reading import faults_for_readers
from .test_home import card

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K15"),
]

ASKS = ["inquiries", "invoices.view", "offers.view"]
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(32)
SUBJECT = "Two more people in spring"


def a_file(name: str, content: bytes = PNG) -> FilePayload:
    return FilePayload(name=name, mimeType="image/png", buffer=content)


def mine(site: Site) -> dict[str, Any]:
    """A contact who sees what they ask themselves, so that tests do not see each other's."""
    company_id = next(iter(site.demo_agency.company_ids.values()))
    return {"permissions": ASKS, "contact": {"company_id": company_id, "scope": "own"}}


async def ask(site: Site, email: str, subject: str = SUBJECT) -> tuple[PortalClient, str]:
    """An inquiry of this contact, by the API: the contact, and the id."""
    guest = await site.api(email, portal="customer")
    body = {"kind": "new_business", "subject": subject, "text": "From March on."}
    asked = await guest.post("/api/customer/inquiries", body)
    return guest, asked["inquiry_id"]


async def answer(site: Site, inquiry_id: str, text: str) -> None:
    await site.staff.post(f"/api/agency/inquiries/{inquiry_id}/messages", {"text": text})


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


async def choose(page: Page, *files: FilePayload) -> None:
    """Files by the field for them, one after the other."""
    for file in files:
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name="Choose a file").click()
        await (await chooser.value).set_files(file)


SUBJECTS_SEEN = """() => {
    window.subjectsSeen = [];
    const look = () => {
        const field = document.querySelector('form input[maxlength="150"]');
        if (field && !window.subjectsSeen.includes(field.value)) {
            window.subjectsSeen.push(field.value);
        }
        requestAnimationFrame(look);
    };
    look();
}"""
"""Keeps what stands in the field of the subject, frame by frame."""


async def test_new_business_with_a_file_and_the_answer_comes_by_itself(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Ada Asker", **mine(site))
    async with site.signed_in(email, "/customer") as page:
        await page.get_by_role("link", name="Inquiries").first.click()
        await page.get_by_role("link", name="New inquiry").first.click()
        await page.get_by_label("Subject").fill(SUBJECT)
        await page.get_by_label("Message").fill("From March on, for six weeks.")
        await choose(page, a_file("plan of March.png"))
        await expect(page.get_by_role("list", name="Attached files")).to_contain_text(
            "plan of March.png"
        )
        await page.evaluate(SUBJECTS_SEEN)
        await page.get_by_role("button", name="Send inquiry").dblclick()
        await expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
        # The form did not stand empty until the page of the inquiry was there.
        assert await page.evaluate("window.subjectsSeen") == [SUBJECT]
        await expect(main_of(page)).to_contain_text("Waiting for a reply")
        await expect(main_of(page)).to_contain_text("From March on, for six weeks.")
        saved = await download(page, page.get_by_role("link", name=re.compile("plan of March")))
        assert saved == PNG
        listed = await site.staff.all("/api/agency/inquiries", search=SUBJECT)
        ours = [row for row in listed if row["opened_by_name"] == "Ada Asker"]
        # The double click asked once.
        assert len(ours) == 1
        await answer(site, ours[0]["inquiry_id"], "We have two for you.")
        await expect(main_of(page)).to_contain_text("We have two for you.")
        await expect(main_of(page)).to_contain_text("Answered")
        reply = main_of(page).get_by_label("Write a message")
        await reply.fill("Wonderful")
        await main_of(page).get_by_role("button", name="Send", exact=True).dblclick()
        await expect(reply).to_have_value("")
        await expect(main_of(page).get_by_text("Wonderful", exact=True)).to_have_count(1)
        await expect(main_of(page)).to_contain_text("Waiting for a reply")
    shown = await site.staff.get(f"/api/agency/inquiries/{ours[0]['inquiry_id']}")
    assert [one["text"] for one in shown["conversation"]][1:] == [
        "We have two for you.",
        "Wonderful",
    ]


@pytest.mark.requirement("K3")
@pytest.mark.requirement("X1")
async def test_an_answer_is_on_the_first_page_and_in_the_mail_until_it_is_read(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Bea Reader", **mine(site))
    _, inquiry_id = await ask(site, email)
    async with site.signed_in(email, "/customer") as page:
        await expect(card(page, "Answered inquiries")).to_contain_text("Nothing right now")
        await answer(site, inquiry_id, "Yes, from March 2.")
        await expect(card(page, "Answered inquiries")).to_contain_text("1 new reply")
        await expect(card(page, "Answered inquiries")).to_contain_text("Oldest reply from")
        mail = await site.mail_to(email, SUBJECT)
        assert f"/customer/inquiries/{inquiry_id}" in mail.text
        assert "Yes, from March 2." in mail.text
        await card(page, "Answered inquiries").get_by_role("link").click()
        await page.get_by_role("link", name=SUBJECT).click()
        await expect(main_of(page)).to_contain_text("Yes, from March 2.")
        await page.goto("/customer")
        await expect(card(page, "Answered inquiries")).to_contain_text("Nothing right now")


async def test_a_problem_with_an_invoice_is_asked_from_its_page_and_linked_to_it(
    site: Site,
) -> None:
    email = next(iter(site.demo_agency.plan.projects.values())).contact.email
    guest = await site.api(email, portal="customer")
    invoice = (await guest.all("/api/customer/invoices"))[0]
    async with site.signed_in(email, f"/customer/invoices/{invoice['invoice_id']}") as page:
        await page.get_by_role("link", name="Ask about this invoice").click()
        await expect(main_of(page)).to_contain_text(f"Invoice {invoice['number']}")
        subject = f"Hours {uuid4().hex[:8]}"
        await page.get_by_label("Subject").fill(subject)
        await page.get_by_label("Message").fill("One day is on it twice.")
        await page.get_by_role("button", name="Send inquiry").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(subject)
        await page.get_by_role("link", name=f"Invoice {invoice['number']}").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(invoice["number"])


@pytest.mark.requirement("K16")
async def test_an_invoice_of_another_company_is_as_unknown_as_none(
    site: Site, new_person: NewPerson
) -> None:
    own = next(iter(site.demo_agency.company_ids.values()))
    invoices = await site.staff.all("/api/agency/invoices")
    theirs = next(row for row in invoices if row["company_id"] != own)
    contact = {"company_id": own, "scope": "company"}
    email = await new_person("customer", "Cid Curious", permissions=ASKS, contact=contact)
    for ident in (theirs["invoice_id"], str(uuid4())):
        async with site.signed_in(email, f"/customer/inquiries/new?invoice={ident}") as page:
            unknown = page.get_by_text("It doesn’t exist, or you don’t have access to it.")
            await expect(unknown).to_be_visible()
            assert theirs["number"] not in await main_of(page).inner_text()
            await page.get_by_label("Subject").fill("Whose is it?")
            await page.get_by_label("Message").fill("Tell me.")
            await page.get_by_role("button", name="Send inquiry").click()
            await expect(unknown).to_be_visible()
            await expect(page.get_by_role("button", name="Send inquiry")).to_be_enabled()
    guest = await site.api(email, portal="customer")
    listed = await guest.all("/api/customer/inquiries", search="Whose is it?")
    assert listed == []


@pytest.mark.requirement("X8")
async def test_bad_files_are_refused_with_the_reason_and_the_rest_stays(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Dot Files", **mine(site))
    async with site.signed_in(email, "/customer/inquiries/new") as page:
        await page.get_by_label("Message").fill("Here they are")
        for file, reason in (
            (a_file("page.png", b"<script>alert(1)</script>"), "isn’t a PDF, an image, or a"),
            (a_file("photo.pdf"), "isn’t the kind of file that its name says"),
            (a_file("empty.png", b""), "is empty"),
            (a_file("page.html", b"<p>"), "can’t be used here"),
            (a_file("large.png", PNG + bytes(10 * 1024 * 1024)), "is larger than"),
        ):
            await choose(page, file)
            await expect(page.get_by_role("alert")).to_contain_text(reason)
            await expect(page.get_by_role("alert")).to_contain_text(file["name"])
        await choose(page, a_file("one.png"), a_file("two.png"))
        chosen = page.get_by_role("list", name="Attached files")
        await expect(chosen.get_by_role("listitem")).to_have_count(2)
        await page.get_by_role("button", name="Remove one.png").click()
        await expect(chosen.get_by_role("listitem")).to_have_text([re.compile("two.png")])
        # Nothing is sent without a subject: the field says so and has the focus.
        await page.get_by_role("button", name="Send inquiry").click()
        await expect(main_of(page)).to_contain_text("Enter a subject")
        await expect(page.get_by_label("Subject")).to_be_focused()
        await expect(page.get_by_label("Message")).to_have_value("Here they are")


@pytest.mark.requirement("X7")
async def test_what_was_typed_and_attached_outlives_the_session(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Eve Again", **mine(site))
    async with site.signed_in(email, "/customer/inquiries/new") as page:
        await page.get_by_label("Subject").fill(SUBJECT)
        await page.get_by_label("Message").fill("Not sent yet")
        await choose(page, a_file("kept.png"))
        await expect(main_of(page)).to_contain_text("kept.png")
        person = (await site.api(email, portal="customer")).person["person_id"]
        await site.staff.post(f"/api/agency/people/{person}/sessions/end")
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await log_in(page, email, PASSWORD)
        await expect(page.get_by_label("Subject")).to_have_value(SUBJECT)
        await expect(page.get_by_label("Message")).to_have_value("Not sent yet")
        await expect(main_of(page)).to_contain_text("kept.png")
        await page.get_by_role("button", name="Send inquiry").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
        await expect(main_of(page)).to_contain_text("kept.png")


@asynccontextmanager
async def taking_none(site: Site) -> AsyncGenerator[None]:
    """The agency takes no inquiries. Afterwards it does, as the other tests' agency."""
    plan = site.demo_agency.plan
    await create_agencies(site.stack, [plan], takes_inquiries=False)
    try:
        yield
    finally:
        await create_agencies(site.stack, [plan])


async def test_where_the_agency_takes_none_the_page_names_its_address(
    site: Site, new_person: NewPerson
) -> None:
    email = await new_person("customer", "Fay Mailer", **mine(site))
    guest, inquiry_id = await ask(site, email)
    address = f"help@{site.demo_agency.plan.slug}.example"
    async with site.signed_in(email, "/customer/inquiries") as page:
        await expect(page.get_by_role("link", name="New inquiry").first).to_be_visible()
        async with taking_none(site):
            # By itself, also on a page that is open.
            await expect(page.get_by_role("link", name=address)).to_be_visible()
            await expect(page.get_by_role("link", name="New inquiry")).to_have_count(0)
            await expect(page.get_by_role("link", name=SUBJECT)).to_be_visible()
            for path in ("/customer/inquiries/new", f"/customer/inquiries/{inquiry_id}"):
                await page.goto(path)
                await expect(page.get_by_role("link", name=address)).to_be_visible()
                await expect(page.get_by_role("textbox")).to_have_count(0)
        await until(
            lambda: guest.get("/api/customer/inquiries/summary"),
            lambda found: found["takes_inquiries"],
            what="that the agency takes inquiries again",
        )


async def test_filters_search_and_order_narrow_the_list(site: Site, new_person: NewPerson) -> None:
    email = await new_person("customer", "Gil Lister", **mine(site))
    subjects = ["Autumn order", "Winter order"]
    ids = [(await ask(site, email, subject))[1] for subject in subjects]
    await answer(site, ids[0], "Yes")
    async with site.signed_in(email, "/customer/inquiries") as page:
        links = page.get_by_role("rowheader").get_by_role("link")
        await expect(links).to_have_text(["Autumn order", "Winter order"])
        await page.get_by_role("button", name="Last message").click()
        await expect(links).to_have_text(["Winter order", "Autumn order"])
        await page.get_by_role("link", name="New reply", exact=True).click()
        await expect(links).to_have_text(["Autumn order"])
        await page.get_by_role("link", name="All", exact=True).click()
        await page.get_by_label("Search", exact=True).fill("winter")
        await expect(links).to_have_text(["Winter order"])
        await page.get_by_role("link", name="Closed", exact=True).click()
        await expect(page.get_by_text("No results")).to_be_visible()


@pytest.mark.requirement("K16")
async def test_who_may_not_ask_has_no_way_to_it(site: Site, new_person: NewPerson) -> None:
    email = await new_person("customer", "Hob Barred", permissions=["invoices.view"])
    async with site.signed_in(email, "/customer") as page:
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(page.get_by_role("link", name="Inquiries")).to_have_count(0)
        await page.goto("/customer/inquiries")
        await expect(page.get_by_text("You don’t have access")).to_be_visible()


@pytest.mark.requirement("X6")
async def test_the_pages_can_be_read_by_everybody_and_keys_are_enough(
    site: Site, new_person: NewPerson, picture: Picture
) -> None:
    email = await new_person("customer", "Ida Keys", **mine(site))
    _, inquiry_id = await ask(site, email)
    await answer(site, inquiry_id, "Yes")
    one = f"/customer/inquiries/{inquiry_id}"
    for path, name in (
        ("/customer/inquiries", "list"),
        ("/customer/inquiries/new", "new"),
        (one, "one"),
    ):
        async with site.signed_in(email, path) as page:
            assert await faults_for_readers(page, picture, f"customer-inquiries-{name}") == []
    async with site.signed_in(email, "/customer/inquiries/new", size=NARROW) as page:
        await page.get_by_label("Subject").focus()
        await page.keyboard.type(SUBJECT)
        await page.keyboard.press("Tab")
        await page.keyboard.type("By keys")
        await page.get_by_role("button", name="Send inquiry").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
        assert await violations(page) == []
        assert not await scrolls_sideways(page)
