"""Every way into a portal to its end, also where it goes wrong: the same at every portal."""

import json
import re
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from playwright.async_api import Page, Route, expect

from .conftest import NewPerson, invite
from .people import (
    NARROW,
    Site,
    eventually,
    log_in,
    log_out,
    scrolls_sideways,
    violations,
)

GOOD = "nine patient herons"
Answer = Callable[[Route], Awaitable[None]]


async def person_id_of(site: Site, email: str) -> str:
    """The id of a login, by its address."""
    people = await site.staff.all("/api/agency/people", q=email)
    [found] = [one["person_id"] for one in people if one["email"] == email]
    return str(found)


async def temporary_password(site: Site, email: str) -> str:
    """Staff ask for one, and tell it."""
    path = f"/api/agency/people/{await person_id_of(site, email)}/temporary-password"
    told = await site.staff.post(path, {}, once=True)
    return str(told["temporary_password"])


async def links_to(site: Site, email: str, page_of: str) -> list[str]:
    """The links to this page that were mailed to the address so far."""
    mails = (await site.inbox.for_each({email}))[email]
    return [mail.link for mail in mails if f"/{page_of}?" in mail.text]


async def link_to(site: Site, email: str, page_of: str, *, number: int = 1) -> str:
    """Wait for that many links; the last one."""

    async def came() -> bool:
        return len(await links_to(site, email, page_of)) >= number

    await eventually(came, seconds=60, what=f"link {number} to {page_of} for {email}")
    return (await links_to(site, email, page_of))[-1]


def refused(status: int, code: str, **headers: str) -> Answer:
    """What the edge answers there instead."""

    async def answer(route: Route) -> None:
        body = {"type": "about:blank", "status": status, "code": code, "title": code}
        await route.fulfill(
            status=status,
            headers={"Content-Type": "application/problem+json", **headers},
            body=json.dumps(body),
        )

    return answer


async def cut(route: Route) -> None:
    """The line is down."""
    await route.abort("internetdisconnected")


async def bad_gateway(route: Route) -> None:
    """A proxy before the edge answers by itself, in HTML."""
    await route.fulfill(status=502, content_type="text/html", body="<h1>502 Bad Gateway</h1>")


class LoginTests:
    """What somebody does at the portal `portal`; its tests are those of each class below it."""

    portal: str

    async def arrived(self, page: Page, site: Site, name: str) -> None:
        """Somebody is signed in, at the first page."""
        await expect(page).to_have_url(re.compile(rf"^{re.escape(site.url)}/{self.portal}/?$"))
        await expect(page.get_by_role("button", name=f"Account of {name}")).to_be_visible()

    async def forget(self, page: Page, email: str) -> None:
        """Ask for a link for a new password, from the login page."""
        await page.goto(f"/{self.portal}/login")
        await page.get_by_role("link", name="Forgot password?").click()
        await expect(page.get_by_role("heading", name="Forgot password?")).to_be_visible()
        await page.get_by_label("Email address").fill(email)
        await page.get_by_role("button", name="Send link").click()
        await expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()

    @pytest.mark.requirement("K1")
    async def test_a_temporary_password_leads_to_a_new_one_and_is_over_then(
        self, site: Site
    ) -> None:
        email = await invite(site, self.portal, "Ida Berg")
        told = await temporary_password(site, email)
        part = told.split("-")[1]
        async with site.visit(size=NARROW) as page:
            await page.goto(f"/{self.portal}/login")
            await log_in(page, email, told.upper().replace("-", " "))
            await expect(page.get_by_role("heading", name="Welcome, Ida Berg")).to_be_visible()
            await expect(page.get_by_text("Your temporary password worked.")).to_be_visible()
            # A password of one's own has to be set, not an account elsewhere.
            providers = page.get_by_role("button", name="Sign up with Demo ID")
            await expect(providers).to_have_count(0)
            rule = page.locator("[data-rule=not_temporary]")
            typed = page.get_by_label("New password")
            for has_part in (told, f"{part} patient herons"):
                await typed.fill(has_part)
                await expect(rule).to_have_attribute("data-state", "unmet")
            await expect(page.locator("[data-rule=uncommon]")).to_have_attribute(
                "data-state", "met"
            )
            await page.get_by_label("I accept the terms of use").check()
            await page.get_by_role("button", name="Set new password").click()
            await expect(page.get_by_role("alert")).to_contain_text("nothing from your temporary")
            await typed.fill(GOOD)
            await expect(rule).to_have_attribute("data-state", "met")
            assert not await violations(page)
            assert not await scrolls_sideways(page)
            await page.get_by_role("button", name="Set new password").click()
            await self.arrived(page, site, "Ida Berg")
            await log_out(page, "Ida Berg")
            await log_in(page, email, told)
            await expect(page.get_by_role("alert")).to_contain_text("is incorrect")
            await log_in(page, email, GOOD)
            await self.arrived(page, site, "Ida Berg")

    @pytest.mark.requirement("K1")
    @pytest.mark.requirement("X7")
    async def test_a_first_login_in_two_tabs_is_finished_in_one(self, site: Site) -> None:
        email = await invite(site, self.portal, "Ida Berg")
        told = await temporary_password(site, email)
        async with site.visit() as first, site.visit(context=first.context) as second:
            for page in (first, second):
                await page.goto(f"/{self.portal}/login")
                await log_in(page, email, told)
                await page.get_by_label("New password").fill(GOOD)
                await page.get_by_label("I accept the terms of use").check()
            await first.get_by_role("button", name="Set new password").dblclick()
            await self.arrived(first, site, "Ida Berg")
            await second.get_by_role("button", name="Set new password").click()
            await expect(second.get_by_text("You already have access. Log in.")).to_be_visible()
            await second.get_by_role("link", name="Log in").click()
            await self.arrived(second, site, "Ida Berg")

    @pytest.mark.requirement("K1")
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "This temporary password has expired."),
            ("fr", "Ce mot de passe temporaire a expiré."),
        ],
    )
    async def test_who_types_a_temporary_password_too_late_is_told_what_to_do(
        self, site: Site, language: str, said: str
    ) -> None:
        async with site.visit(language=language) as page:
            await page.route("**/api/session/login", refused(401, "temporary_password_expired"))
            await page.goto(f"/{self.portal}/login")
            await page.locator("input[name=email]").fill("ida@mail.example")
            await page.locator("input[name=password]").fill("kf7m-3xqp-9wht")
            await page.locator("button[type=submit]").click()
            await expect(page.get_by_role("alert")).to_contain_text(said)

    @pytest.mark.requirement("K2")
    async def test_another_agencys_login_page_knows_nothing_of_the_person(
        self, site: Site, other_site: Site, new_person: NewPerson, password: str
    ) -> None:
        known = await new_person(self.portal)
        invited = await invite(site, self.portal, "Ida Berg")
        told = await temporary_password(site, invited)
        mails = {known: await mails_of(site, known), invited: await mails_of(site, invited)}
        said: set[str] = set()
        async with other_site.visit() as page:
            for email, secret in (
                (known, password),
                (invited, told),
                (f"{uuid4().hex[:12]}@mail.example", password),
            ):
                await page.goto(f"/{self.portal}/login")
                await log_in(page, email, secret)
                alert = page.get_by_role("alert")
                await expect(alert).to_contain_text("The email or password is incorrect.")
                said.add(await alert.inner_text())
                await self.forget(page, email)
                said.add((await page.get_by_role("main").inner_text()).replace(email, "…"))
        assert len(said) == 2
        async with site.visit() as page:
            await page.goto(f"/{self.portal}/login")
            await log_in(page, known, password)
            await self.arrived(page, site, "Nadia Roy")
        for email, before in mails.items():
            assert await mails_of(site, email) == before

    @pytest.mark.requirement("K5")
    async def test_a_forgotten_password_by_a_pasted_link_that_works_once(
        self, site: Site, new_person: NewPerson
    ) -> None:
        email = await new_person(self.portal, "Noor Haddad")
        said: list[str] = []
        async with site.visit() as page:
            for address in (f"{uuid4().hex[:12]}@mail.example", email):
                await self.forget(page, address)
                main = page.get_by_role("main")
                said.append((await main.inner_text()).replace(address, "…"))
            # The answer is the same whether or not the address is known.
            assert said[0] == said[1]
            await page.get_by_role("link", name="Return to homepage").click()
            await expect(page).to_have_url(f"{site.url}/")
            contact = page.get_by_role("region", name="Contact")
            await expect(contact).to_contain_text("help@")
        first = await link_to(site, email, "reset")
        async with site.visit() as page, site.visit() as stale:
            await stale.goto(first)
            await expect(stale.get_by_role("heading", name="Set new password")).to_be_visible()
            # Pasted into a browser where nobody was, with what a mail program adds around it.
            await page.goto(first)
            await page.get_by_label("New password").fill("password1")
            await page.get_by_role("button", name="Set new password").click()
            await expect(page.get_by_role("alert")).to_contain_text("too common")
            await page.get_by_label("New password").fill(GOOD)
            await page.get_by_role("button", name="Set new password").dblclick()
            await self.arrived(page, site, "Noor Haddad")
            # The other tab had the page open already, and says so.
            await stale.get_by_label("New password").fill("seven other herons")
            await stale.get_by_role("button", name="Set new password").click()
            await expect(
                stale.get_by_role("heading", name="This link has been used")
            ).to_be_visible()
            await stale.get_by_role("button", name="Send me a new link").click()
            await expect(stale.get_by_role("heading", name="Check your inbox")).to_be_visible()
            second = await link_to(site, email, "reset", number=2)
            assert second != first
            await stale.goto(second)
            await stale.get_by_label("New password").fill("seven other herons")
            await stale.get_by_role("button", name="Set new password").click()
            await self.arrived(stale, site, "Noor Haddad")
            # Whoever was signed in with the password before is told why not any more.
            await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
            await log_in(page, email, GOOD)
            await expect(page.get_by_role("alert").last).to_contain_text("is incorrect")

    @pytest.mark.requirement("K1")
    async def test_an_invitation_that_was_replaced_says_so_and_sends_a_new_one(
        self, site: Site
    ) -> None:
        email = await invite(site, self.portal, "Ida Berg")
        first = (await site.mail_to(email)).link
        path = f"/api/agency/people/{await person_id_of(site, email)}/invitation"
        await site.staff.post(path, {}, once=True)
        await link_to(site, email, "welcome", number=2)
        async with site.visit() as page:
            await page.goto(first)
            await expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
            assert not await violations(page)
            await page.get_by_role("button", name="Send me a new link").click()
            await expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()
            await page.goto(await link_to(site, email, "welcome", number=3))
            await page.get_by_label("Password", exact=True).fill(GOOD)
            await page.get_by_label("I accept the terms of use").check()
            await page.get_by_role("button", name="Sign up with email").dblclick()
            await self.arrived(page, site, "Ida Berg")
            # Half of it, as a mail program breaks a line.
            await page.goto(f"/{self.portal}/welcome?token={first.rpartition('=')[2][:20]}")
            await expect(page.get_by_role("heading", name="This link doesn’t work")).to_be_visible()
            await page.get_by_role("link", name="Ask for a new link").click()
            await expect(page.get_by_role("heading", name="Forgot password?")).to_be_visible()

    @pytest.mark.requirement("X8")
    @pytest.mark.parametrize("page_name", ["login", "forgot"])
    @pytest.mark.parametrize("language", ["en", "fr", "nb"])
    async def test_what_goes_wrong_before_sign_in_is_said_in_words_and_can_be_tried_again(
        self, site: Site, other_site: Site, language: str, page_name: str
    ) -> None:
        texts = SAID[language]
        faults: dict[str, Answer] = {
            "offline": cut,
            "502": bad_gateway,
            "429": refused(429, "too_many_requests", **{"Retry-After": "120"}),
        }
        at = other_site if language == "nb" else site
        async with at.visit(language=language) as page:
            await page.goto(f"/{self.portal}/{page_name}")
            await page.locator("input[name=email]").fill(f"{uuid4().hex[:12]}@mail.example")
            if page_name == "login":
                await page.locator("input[name=password]").fill("not the password")
            alert = page.get_by_role("main").get_by_role("alert")
            send = page.locator("button[type=submit]")
            for name, answer in faults.items():
                await page.route(f"**/api/session/{page_name}", answer)
                await send.click()
                await expect(alert).to_contain_text(texts[name])
                await page.unroute(f"**/api/session/{page_name}")
            # What was typed is still there, and the line is back.
            await send.click()
            if page_name == "login":
                await expect(alert).to_contain_text(texts["wrong"])
            else:
                await expect(page.get_by_role("heading", level=1)).to_have_text(texts["sent"])


SAID: dict[str, dict[str, str]] = {
    "en": {
        "offline": "You’re offline.",
        "502": "Something went wrong on our side.",
        "429": "Wait 2 minutes and try again.",
        "wrong": "The email or password is incorrect.",
        "sent": "Check your inbox",
    },
    "fr": {
        "offline": "Vous êtes hors ligne.",
        "502": "Une erreur s’est produite de notre côté.",
        "429": "Attendez 2 minutes et réessayez.",
        "wrong": "L’adresse courriel ou le mot de passe est incorrect.",
        "sent": "Consultez vos courriels",
    },
    "nb": {
        "offline": "Du er frakoblet.",
        "502": "Noe gikk galt hos oss.",
        "429": "Vent 2 minutter og prøv igjen.",
        "wrong": "E-postadressen eller passordet er ikke riktig.",
        "sent": "Sjekk innboksen",
    },
}


async def mails_of(site: Site, email: str) -> int:
    """How many e-mails went to the address."""
    return len((await site.inbox.for_each({email})).get(email, []))
