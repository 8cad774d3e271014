"""What somebody adds to the ways into the own login, to its end: the same at every portal."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Error, Page, expect

from .conftest import NewPerson
from .logins import GOOD, person_id_of
from .people import Site, leaving, log_in, log_out, set_up_app


class FactorTests:
    """What somebody does at the portal `portal`; its tests are those of each class below it."""

    portal: str

    async def arrived(self, page: Page, site: Site, name: str) -> None:
        """Somebody is signed in, at the first page."""
        await expect(page).to_have_url(re.compile(rf"^{re.escape(site.url)}/{self.portal}/?$"))
        await expect(page.get_by_role("button", name=f"Account of {name}")).to_be_visible()

    @pytest.mark.requirement("K4")
    async def test_an_account_elsewhere_is_switched_on_in_the_settings_and_used(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal, "Ola Dahl")
        account = f"ola-{uuid4().hex[:8]}"
        async with leaving(site) as page:
            await page.goto(f"/{self.portal}/login?from=%2Fsettings%2Fsecurity")
            # Before it is linked it leads nowhere.
            await page.get_by_role("button", name="Continue with Demo ID").click()
            await page.locator("input[name=sub]").fill(account)
            await page.get_by_role("button", name="Authorize").click()
            await expect(page.get_by_role("alert")).to_contain_text("isn’t linked to a login here")
            await page.goto(f"/{self.portal}/login?from=%2Fsettings%2Fsecurity")
            await log_in(page, email, password)
            await page.get_by_role("button", name="Link", exact=True).click()
            await page.locator("input[name=sub]").fill(account)
            await page.get_by_role("button", name="Authorize").click()
            await expect(page.get_by_text("Account linked")).to_be_visible()
            await log_out(page, "Ola Dahl")
            await page.get_by_role("button", name="Continue with Demo ID").click()
            await page.locator("input[name=sub]").fill(account)
            await page.get_by_role("button", name="Authorize").click()
            await expect(page.get_by_role("button", name="Account of Ola Dahl")).to_be_visible()
            await page.goto(f"/{self.portal}/settings/security")
            await page.get_by_role("button", name="Unlink").click()
            await page.get_by_role("dialog").get_by_role("button", name="Unlink").click()
            await expect(page.get_by_text("Demo ID is unlinked")).to_be_visible()
            await log_out(page, "Ola Dahl")
            await page.get_by_role("button", name="Continue with Demo ID").click()
            await page.locator("input[name=sub]").fill(account)
            await page.get_by_role("button", name="Authorize").click()
            await expect(page.get_by_role("alert")).to_contain_text("isn’t linked to a login here")

    @pytest.mark.requirement("K6")
    async def test_a_password_is_not_changed_without_the_current_one_and_a_good_one_typed_twice(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal)
        async with site.signed_in(email, f"/{self.portal}/settings/security") as page:
            await page.get_by_role("button", name="Change password").click()

            async def save(current: str, new: str, again: str) -> None:
                await page.get_by_label("Current password").fill(current)
                await page.get_by_label("New password").fill(new)
                await page.get_by_label("Repeat password").fill(again)
                await page.get_by_role("button", name="Save password").click()

            for current, new, again, said in (
                ("", GOOD, GOOD, "Enter your current password."),
                ("not this one", GOOD, GOOD, "Your current password is incorrect."),
                (password, "short", "short", "Use 8 to 128 characters."),
                (password, "password1", "password1", "This password is too common"),
                (password, password, password, "This is your current password."),
                (password, GOOD, "nine patient heron", "The passwords don’t match."),
                (password, "", "", "Enter a password."),
            ):
                await save(current, new, again)
                await expect(page.get_by_role("alert")).to_contain_text(said)
            # It goes on from here.
            await save(password, GOOD, GOOD)
            await expect(page.get_by_text("Password saved")).to_be_visible()
        assert (await site.api_with(email, GOOD, self.portal)).person["email"] == email

    @pytest.mark.requirement("X7")
    async def test_a_lost_phone_a_recovery_code_gets_in_and_staff_help_who_has_neither(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal, "Rosa Vik")
        security = f"/{self.portal}/settings/security"
        async with site.signed_in(email, security) as page:
            await set_up_app(page)
            codes = page.get_by_role("dialog", name="Recovery codes")
            await expect(codes.get_by_role("listitem")).to_have_count(10)
            recovery = await codes.get_by_role("listitem").all_inner_texts()
            await codes.get_by_role("button", name="I’ve saved them").click()
            await log_out(page, "Rosa Vik")
            await log_in(page, email, password)
            await page.get_by_label("Code").fill("000000")
            await page.get_by_role("button", name="Continue").click()
            await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(
                "You have 4 tries left"
            )
            await page.get_by_role("button", name="Use a recovery code instead").click()
            await page.get_by_label("Recovery code", exact=True).fill(recovery[0].lower())
            await page.get_by_role("button", name="Continue").click()
            await expect(page.get_by_role("button", name="Account of Rosa Vik")).to_be_visible()
            await page.goto(security)
            await expect(page.get_by_text("9 codes left")).to_be_visible()
            # Each works once.
            await log_out(page, "Rosa Vik")
            await log_in(page, email, password)
            await page.get_by_role("button", name="Use a recovery code instead").click()
            await page.get_by_label("Recovery code", exact=True).fill(recovery[0])
            await page.get_by_role("button", name="Continue").click()
            await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("incorrect")
            path = f"/api/agency/people/{await person_id_of(site, email)}/factors/reset"
            await site.staff.post("/api/session/confirm", {"password": password}, portal="agency")
            await site.staff.post(path, {})
            await page.goto(f"/{self.portal}/login")
            await log_in(page, email, password)
            await self.arrived(page, site, "Rosa Vik")

    @pytest.mark.requirement("X7")
    async def test_an_authenticator_app_is_removed(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal, "Rosa Vik")
        async with site.signed_in(email, f"/{self.portal}/settings/security") as page:
            totp = await set_up_app(page)
            codes = page.get_by_role("dialog", name="Recovery codes")
            await codes.get_by_role("button", name="I’ve saved them").click()
            await log_out(page, "Rosa Vik")
            await log_in(page, email, password)
            code = totp.generate_otp(totp.timecode(datetime.now(UTC)) + 1)
            await page.get_by_label("Code").fill(code)
            await page.get_by_role("button", name="Continue").click()
            await expect(page.get_by_role("button", name="Account of Rosa Vik")).to_be_visible()
            await page.goto(f"/{self.portal}/settings/security")
            block = page.get_by_role("region", name="Two-step sign-in")
            await block.get_by_role("button", name="Remove").click()
            await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
            await expect(page.get_by_role("button", name="Set up")).to_be_visible()
            await log_out(page, "Rosa Vik")
            await log_in(page, email, password)
            await self.arrived(page, site, "Rosa Vik")

    @pytest.mark.requirement("X7")
    async def test_a_passkey_is_added_signs_in_alone_and_is_removed(
        self, site: Site, new_person: NewPerson, password: str
    ) -> None:
        email = await new_person(self.portal, "Pia Sand")
        security = f"/{self.portal}/settings/security"
        async with site.signed_in(email, security) as page:
            await with_authenticator(page)
            await page.get_by_role("button", name="Add a passkey").click()
            codes = page.get_by_role("dialog", name="Recovery codes")
            await codes.get_by_role("button", name="I’ve saved them").click()
            await page.get_by_role("button", name="Rename Chrome on Linux").click()
            await page.get_by_label("Name", exact=True).fill("Blue key")
            await page.get_by_role("button", name="Save").click()
            await expect(page.get_by_text("Blue key")).to_be_visible()
            await page.get_by_role("button", name="Account of Pia Sand").click()
            await page.get_by_role("menuitem", name="Log out").click()
            await expect(page).not_to_have_url(re.compile("/settings/"))
            # The field may have offered it by itself; where it has not, the button asks.
            with suppress(Error):
                await page.get_by_role("button", name="Log in with a passkey").click(timeout=5_000)
            await self.arrived(page, site, "Pia Sand")
            await page.goto(security)
            await page.get_by_role("button", name="Remove Blue key").click()
            await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
            await expect(page.get_by_text("Blue key")).to_have_count(0)
        async with site.visit() as page:
            await page.goto(f"/{self.portal}/login")
            await log_in(page, email, password)
            await self.arrived(page, site, "Pia Sand")


async def with_authenticator(page: Page) -> None:
    """A fingerprint reader in the browser, that always says yes."""
    devtools: Any = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
