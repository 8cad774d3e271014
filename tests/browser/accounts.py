"""The way into a portal and the own account, which are the same at every portal."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from .conftest import NewPerson, Picture, invite
from .people import (
    NARROW,
    Site,
    eventually,
    log_in,
    log_out,
    scrolls_sideways,
    set_up_app,
    violations,
)
from .reading import faults_for_readers

GOOD = "nine patient herons"
SETTINGS = ("profile", "security", "notifications")


class AccountTests:
    """What somebody does at the portal `portal`; its tests are those of each class below it."""

    portal: str

    def first_page(self, site: Site) -> re.Pattern[str]:
        """The portal's first page, be it written with a slash or not."""
        return re.compile(rf"^{re.escape(site.url)}/{self.portal}/?$")

    async def arrived(self, page: Page, site: Site, name: str) -> None:
        """Somebody is signed in, at the first page."""
        await expect(page).to_have_url(self.first_page(site))
        await expect(page.get_by_role("button", name=f"Account of {name}")).to_be_visible()

    async def test_an_invitation_leads_by_e_mail_and_sign_up_to_the_first_page(
        self, site: Site
    ) -> None:
        mail = await site.mail_to(await invite(site, self.portal, "Ida Berg"))
        async with site.visit() as page:
            await page.goto(mail.link)
            await expect(page.get_by_role("heading", name="Welcome, Ida Berg")).to_be_visible()
            assert not await violations(page)
            await page.get_by_label("Password", exact=True).fill(GOOD)
            await page.get_by_role("button", name="Sign up with email").click()
            summary = page.get_by_role("alert")
            await expect(summary).to_contain_text("Accept the terms of use and the privacy policy")
            await page.get_by_label("I accept the terms of use").check()
            await page.get_by_role("button", name="Sign up with email").click()
            await self.arrived(page, site, "Ida Berg")
        async with site.visit() as page:
            await page.goto(mail.link)
            await expect(page.get_by_text("You already have access. Log in.")).to_be_visible()

    async def test_a_wrong_password_says_so_and_a_page_that_was_wanted_is_gone_to(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal)
        wanted = f"/{self.portal}/settings/security"
        async with site.visit() as page:
            await page.goto(wanted)
            await log_in(page, email, "not the password")
            await expect(page.get_by_role("alert")).to_contain_text("is incorrect")
            await expect(page.get_by_label("Email address")).to_have_value(email)
            # Sent by the button: it keeps the focus, and what was wrong before is not said again.
            button = page.get_by_role("button", name="Log in", exact=True)
            await button.focus()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("alert")).to_contain_text("is incorrect")
            await expect(button).not_to_have_attribute("aria-busy", "true")
            await expect(button).to_be_focused()
            await page.get_by_label("Password", exact=True).fill("")
            await button.click()
            await expect(page.get_by_role("alert")).to_have_count(1)
            await expect(page.get_by_role("alert")).not_to_contain_text("is incorrect")
            await log_in(page, email, password)
            await expect(page).to_have_url(f"{site.url}{wanted}")
            await log_out(page, "Nadia Roy")

    async def test_a_forgotten_password_is_set_anew_by_e_mail(
        self, site: Site, new_person: NewPerson
    ) -> None:
        email = await new_person(self.portal, "Noor Haddad")
        async with site.visit() as page:
            await page.goto(f"/{self.portal}/login")
            await page.get_by_role("link", name="Forgot password?").click()
            await expect(page.get_by_role("heading", name="Forgot password?")).to_be_visible()
            await page.get_by_label("Email address").fill(email)
            await page.get_by_role("button", name="Send link").click()
            await expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()

            async def reset_links() -> list[str]:
                mails = (await site.inbox.for_each({email}))[email]
                return [mail.link for mail in mails if "/reset?" in mail.text]

            await eventually(reset_links, seconds=60, what="the link for a new password")
            [link] = await reset_links()
            assert f"/{self.portal}/reset?" in link
            await page.goto(link)
            await page.get_by_label("New password").fill(GOOD)
            await page.get_by_role("button", name="Set new password").click()
            await self.arrived(page, site, "Noor Haddad")
            await log_out(page, "Noor Haddad")
            await log_in(page, email, GOOD)
            await self.arrived(page, site, "Noor Haddad")

    async def test_a_login_link_asks_for_a_click_and_works_once(
        self, site: Site, new_person: NewPerson
    ) -> None:
        email = await new_person(self.portal, "Liv Aas")
        people = await site.staff.all("/api/agency/people", q=email)
        [person_id] = [one["person_id"] for one in people if one["email"] == email]
        await site.staff.post(f"/api/agency/people/{person_id}/login-link", {}, once=True)

        async def login_links() -> list[str]:
            mails = (await site.inbox.for_each({email}))[email]
            return [mail.link for mail in mails if "/login-link?" in mail.text]

        await eventually(login_links, seconds=60, what="the login link")
        [link] = await login_links()
        async with site.visit() as page:
            # Looked at twice, as a scanner of e-mails does.
            await page.goto(link)
            await page.reload()
            await page.get_by_role("main").get_by_role("button", name="Log in").click()
            await self.arrived(page, site, "Liv Aas")
        async with site.visit() as page:
            await page.goto(link)
            await expect(
                page.get_by_role("heading", name="This link has been used")
            ).to_be_visible()

    async def test_an_authenticator_app_is_asked_for_once_it_is_set_up(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal, "Rosa Vik")
        async with site.signed_in(email, f"/{self.portal}/settings/security") as page:
            totp = await set_up_app(page)
            codes = page.get_by_role("dialog", name="Recovery codes")
            await codes.get_by_role("button", name="I’ve saved them").click()
            await log_out(page, "Rosa Vik")
            await log_in(page, email, password)
            await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
            # A code is taken once, so the one of the next half minute; typed as apps show it.
            code = totp.generate_otp(totp.timecode(datetime.now(UTC)) + 1)
            await page.get_by_label("Code").fill(f"{code[:3]} {code[3:]}")
            await page.get_by_role("button", name="Continue").click()
            await expect(page).to_have_url(f"{site.url}/{self.portal}")

    async def test_a_session_that_ends_elsewhere_says_so_and_keeps_what_was_typed(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal)
        profile = f"/{self.portal}/settings/profile"
        async with site.signed_in(email, profile) as page:
            await page.get_by_label("Phone").fill("+1 416 555 0199")
            elsewhere = await site.api(email, portal=self.portal)
            await elsewhere.post(
                "/api/session/sessions/end-all", {"this_one": False}, portal=self.portal
            )
            said = page.get_by_role("alert")
            await expect(said).to_contain_text("ended from another device")
            await expect(said).to_contain_text("unfinished work is still here")
            await log_in(page, email, password)
            await expect(page).to_have_url(f"{site.url}{profile}")
            await expect(page.get_by_label("Phone")).to_have_value("+1 416 555 0199")

    async def test_a_password_is_changed_and_the_language_is_spoken_at_once(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal)
        async with site.signed_in(email, f"/{self.portal}/settings/security") as page:
            await page.get_by_role("button", name="Change password").click()
            await page.get_by_label("Current password").fill("not this one")
            await page.get_by_label("New password").fill(GOOD)
            await page.get_by_label("Repeat password").fill(GOOD)
            await page.get_by_role("button", name="Save password").click()
            await expect(page.get_by_role("alert")).to_contain_text(
                "Your current password is incorrect."
            )
            await page.get_by_label("Current password").fill(password)
            await page.get_by_role("button", name="Save password").click()
            await expect(page.get_by_text("Password saved")).to_be_visible()
            await page.goto(f"/{self.portal}/settings/profile")
            await page.get_by_role("combobox", name="Language").select_option("fr")
            await expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()
        assert (await site.api_with(email, GOOD, self.portal)).person["language"] == "fr"

    async def test_how_e_mails_come_is_chosen_where_they_lead_to(
        self, site: Site, new_person: NewPerson
    ) -> None:
        email = await new_person(self.portal)
        path = f"/{self.portal}/settings/notifications"
        async with site.signed_in(email, path, size=NARROW) as page:
            choices = page.get_by_role("main").get_by_role("combobox")
            await choices.first.select_option("daily")
            await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
            assert not await scrolls_sideways(page)
            await page.reload()
            await expect(choices.first).to_have_value("daily")

    @pytest.mark.parametrize("name", ["login", "forgot"])
    async def test_a_page_before_sign_in_can_be_read_by_everybody(
        self, name: str, site: Site, picture: Picture
    ) -> None:
        async with site.visit() as page:
            await page.goto(f"/{self.portal}/{name}")
            assert await faults_for_readers(page, picture, f"{self.portal}-{name}") == []

    @pytest.mark.parametrize("name", SETTINGS)
    async def test_settings_can_be_read_by_everybody(
        self, name: str, site: Site, new_person: NewPerson, picture: Picture
    ) -> None:
        email = await new_person(self.portal)
        async with site.signed_in(email, f"/{self.portal}/settings/{name}") as page:
            assert await faults_for_readers(page, picture, f"{self.portal}-settings-{name}") == []

    async def test_notifications_can_be_read_by_everybody(
        self, site: Site, new_person: NewPerson, picture: Picture
    ) -> None:
        email = await new_person(self.portal)
        async with site.signed_in(email, f"/{self.portal}/notifications") as page:
            told = page.get_by_role("list", name="Notifications").get_by_role("listitem")
            await expect(told).to_contain_text("Your invitation from")
            assert await faults_for_readers(page, picture, f"{self.portal}-notifications") == []
