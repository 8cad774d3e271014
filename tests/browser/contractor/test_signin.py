"""Signing up, signing in, and the links of e-mails, as people do it."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.async_api import Error, expect
from pyotp.totp import TOTP

from ..conftest import NewContractor, Picture
from ..people import (
    NARROW,
    Site,
    eventually,
    leaving,
    log_in,
    log_out,
    scrolls_sideways,
    violations,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

GOOD = "nine patient herons"


def first_page(site: Site) -> re.Pattern[str]:
    """The portal's first page: nothing of another follows it, be it written with a slash or not."""
    return re.compile(rf"^{re.escape(site.url)}/contractor/?$")


async def invite(site: Site, *, language: str = "en", name: str = "Ida Berg") -> str:
    """Somebody who has an invitation in the mail; the address."""
    email = f"{uuid4().hex[:12]}@mail.example"
    person = {
        "portal": "contractor",
        "email": email,
        "name": name,
        "language": language,
        "contractor": {"kind": "temp", "address": {"country": "CA", "region": "ON"}},
    }
    await site.staff.post("/api/agency/people", person, once=True)
    return email


@pytest.mark.requirement("C1")
@pytest.mark.requirement("C2")
async def test_an_invitation_leads_by_e_mail_and_sign_up_to_the_dashboard(
    site: Site, picture: Picture
) -> None:
    email = await invite(site)
    mail = await site.mail_to(email)
    async with site.visit() as page:
        await page.goto(mail.link)
        await expect(page.get_by_role("heading", name="Welcome, Ida Berg")).to_be_visible()
        assert not await violations(page)
        await picture(page, "contractor-welcome")
        # Nothing is accepted by looking, nor without the tick, nor with a password that is none.
        await page.get_by_role("button", name="Sign up with email").click()
        summary = page.get_by_role("alert")
        await expect(summary).to_contain_text("Accept the terms of use and the privacy policy")
        await expect(page.get_by_label("Password", exact=True)).to_be_focused()
        await page.get_by_role("button", name="privacy policy").click()
        await expect(page.get_by_role("dialog")).to_contain_text("Version")
        await page.keyboard.press("Escape")
        await page.get_by_label("I accept the terms of use").check()
        await page.get_by_label("Password", exact=True).fill(GOOD)
        await page.get_by_role("button", name="Sign up with email").click()
        await expect(page).to_have_url(first_page(site))
        await expect(page.get_by_role("button", name="Account of Ida Berg")).to_be_visible()
    async with site.visit() as page:
        await page.goto(mail.link)
        await expect(page.get_by_role("heading", name="This link has been used")).to_be_visible()
        await expect(page.get_by_text("You already have access. Log in.")).to_be_visible()
        await expect(page.get_by_role("button", name="Send me a new link")).to_have_count(0)
        await page.get_by_role("link", name="Log in").click()
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


@pytest.mark.requirement("C2")
@pytest.mark.requirement("X7")
async def test_the_rules_of_a_password_turn_as_it_is_typed(site: Site) -> None:
    mail = await site.mail_to(await invite(site))
    async with site.visit(size=NARROW) as page:
        await page.goto(mail.link)
        typed = page.get_by_label("Password", exact=True)

        async def stand(**states: str) -> None:
            for rule, state in states.items():
                shown = page.locator(f"[data-rule={rule}]")
                await expect(shown).to_have_attribute("data-state", state)

        await stand(length="unmet", uncommon="unmet", no_email="unmet")
        await typed.fill("short")
        await stand(length="unmet", no_email="met")
        await typed.fill("password1")
        await stand(length="met", uncommon="unmet", no_email="met")
        local = mail.to[0].split("@")[0]
        await typed.fill(f"{local} and more")
        await stand(length="met", uncommon="met", no_email="unmet")
        await typed.fill(GOOD)
        await stand(length="met", uncommon="met", no_email="met")
        assert not await scrolls_sideways(page)
        assert not await violations(page)


@pytest.mark.requirement("C1")
async def test_the_page_of_an_invitation_speaks_the_invited_persons_language(site: Site) -> None:
    mail = await site.mail_to(await invite(site, language="fr", name="Luc Roy"))
    async with site.visit() as page:
        await page.goto(mail.link)
        await expect(page.get_by_role("heading", name="Bienvenue, Luc Roy")).to_be_visible()
        await page.get_by_label("Langue").select_option("en")
        await expect(page.get_by_role("heading", name="Welcome, Luc Roy")).to_be_visible()


@pytest.mark.requirement("C3")
async def test_the_language_before_sign_in_is_kept(site: Site) -> None:
    async with site.visit() as page:
        await page.goto("/contractor/login")
        async with page.expect_response("**/api/public/language") as answer:
            await page.get_by_label("Language").select_option("fr")
        assert (await answer.value).status == 204
        await expect(page.get_by_role("heading", name="Connexion")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("heading", name="Connexion")).to_be_visible()
        assert await page.evaluate("document.documentElement.lang") == "fr"


@pytest.mark.requirement("C3")
async def test_remember_me_fills_in_the_address_and_never_the_password(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    email = await new_contractor("Maya Chen")
    async with site.visit() as page:
        await page.goto("/contractor/login")
        await log_in(page, email, "not the password")
        await expect(page.get_by_role("alert")).to_contain_text("is incorrect")
        # What was typed is not lost.
        await expect(page.get_by_label("Email address")).to_have_value(email)
        await page.get_by_label("Remember me").check()
        await log_in(page, email, password)
        await expect(page).to_have_url(first_page(site))
        await log_out(page, "Maya Chen")
        await page.reload()
        await expect(page.get_by_label("Email address")).to_have_value(email)
        await expect(page.get_by_label("Password", exact=True)).to_have_value("")


@pytest.mark.requirement("C3")
async def test_who_is_signed_in_already_goes_on(site: Site, new_contractor: NewContractor) -> None:
    email = await new_contractor()
    async with site.signed_in(email) as page:
        await page.goto("/contractor/login?from=%2Fsettings%2Fprofile")
        await expect(page).to_have_url(f"{site.url}/contractor/settings/profile")
        await page.goto("/contractor/login?from=%2F%2Fevil.example")
        await expect(page).to_have_url(first_page(site))


@pytest.mark.requirement("C3")
async def test_a_forgotten_password_is_set_anew_by_e_mail(
    site: Site, new_contractor: NewContractor, picture: Picture
) -> None:
    email = await new_contractor("Noor Haddad")
    async with site.visit() as page:
        await page.goto("/contractor/login")
        await page.get_by_role("link", name="Forgot password?").click()
        # The field of the page before has the same name.
        await expect(page.get_by_role("heading", name="Forgot password?")).to_be_visible()
        await page.get_by_label("Email address").fill(email)
        await page.get_by_role("button", name="Send link").click()
        await expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()

        async def came() -> bool:
            mails = await site.inbox.for_each({email})
            return any("/reset?" in mail.text for mail in mails[email])

        await eventually(came, seconds=60, what="the link for a new password")
        mails = (await site.inbox.for_each({email}))[email]
        link = next(mail.link for mail in mails if "/reset?" in mail.text)
        await page.goto(link)
        assert not await violations(page)
        await picture(page, "contractor-reset")
        await page.get_by_label("New password").fill(GOOD)
        await page.get_by_role("button", name="Set new password").click()
        await expect(page).to_have_url(first_page(site))
        await log_out(page, "Noor Haddad")
        await log_in(page, email, GOOD)
        await expect(page).to_have_url(first_page(site))


@pytest.mark.requirement("C2")
@pytest.mark.requirement("C3")
async def test_an_account_elsewhere_signs_up_and_signs_in(site: Site) -> None:
    mail = await site.mail_to(await invite(site, name="Ola Dahl"))
    account = f"ola-{uuid4().hex[:8]}"
    async with leaving(site) as page:
        await page.goto(mail.link)
        await page.get_by_role("button", name="Sign up with Demo ID").click()
        await expect(page.get_by_role("alert")).to_contain_text("Accept the terms of use")
        await page.get_by_label("I accept the terms of use").check()
        await page.get_by_role("button", name="Sign up with Demo ID").click()
        await page.locator("input[name=sub]").fill(account)
        await page.get_by_role("button", name="Authorize").click()
        await expect(page).to_have_url(first_page(site))
        await log_out(page, "Ola Dahl")
        await page.get_by_role("button", name="Continue with Demo ID").click()
        await page.locator("input[name=sub]").fill(account)
        await page.get_by_role("button", name="Authorize").click()
        await expect(page).to_have_url(first_page(site))
        await expect(page.get_by_role("button", name="Account of Ola Dahl")).to_be_visible()


@pytest.mark.requirement("C3")
async def test_what_a_providers_sign_in_came_to_is_said_in_words(site: Site) -> None:
    async with leaving(site) as page:
        await page.goto("/contractor/login")
        await page.get_by_role("button", name="Continue with Demo ID").click()
        await page.get_by_role("button", name="Deny").click()
        await expect(page.get_by_role("alert")).to_contain_text("You cancelled")
        await page.get_by_role("button", name="Continue with Demo ID").click()
        await page.locator("input[name=sub]").fill(f"nobody-{uuid4().hex}")
        await page.get_by_role("button", name="Authorize").click()
        await expect(page.get_by_role("alert")).to_contain_text("isn’t linked to a login here")


@pytest.mark.requirement("C1")
async def test_a_sign_up_that_came_to_nothing_is_told_by_the_invitation_and_can_be_tried_again(
    site: Site,
) -> None:
    mail = await site.mail_to(await invite(site, name="Ida Holm"))
    async with leaving(site) as page:
        await page.goto(mail.link)
        await page.get_by_label("I accept the terms of use").check()
        await page.get_by_role("button", name="Sign up with Demo ID").click()
        await page.get_by_role("button", name="Deny").click()
        await expect(page.get_by_role("alert")).to_contain_text("Start again, or choose a password")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Ida Holm")
        await page.get_by_label("I accept the terms of use").check()
        await page.get_by_role("button", name="Sign up with Demo ID").click()
        await page.locator("input[name=sub]").fill(f"ida-{uuid4().hex[:8]}")
        await page.get_by_role("button", name="Authorize").click()
        await expect(page).to_have_url(first_page(site))


@pytest.mark.requirement("X7")
async def test_an_authenticator_app_is_asked_for_once_it_is_set_up(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    email = await new_contractor("Rosa Vik")
    async with site.signed_in(email, "/contractor/settings/security") as page:
        await page.get_by_role("button", name="Set up").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_role("img", name="QR code")).to_be_visible()
        assert not await violations(page)
        shown = await dialog.get_by_role("button", name=": Copy").inner_text()
        totp = TOTP("".join(shown.split()))
        await dialog.get_by_label("Code from the app").fill("000000")
        await dialog.get_by_role("button", name="Turn on").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("That code is incorrect")
        await dialog.get_by_label("Code from the app").fill(totp.now())
        await dialog.get_by_role("button", name="Turn on").click()
        codes = page.get_by_role("dialog", name="Recovery codes")
        recovery = await codes.get_by_role("listitem").first.inner_text()
        await codes.get_by_role("button", name="I’ve saved them").click()
        await expect(page.get_by_text("10 codes left")).to_be_visible()
        await log_out(page, "Rosa Vik")

        await log_in(page, email, password)
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        assert not await violations(page)
        await page.get_by_label("Code").fill("000000")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(
            "You have 4 tries left"
        )
        # A code is taken once, so the one of the next half minute.
        await page.get_by_label("Code").fill(
            totp.generate_otp(totp.timecode(datetime.now(UTC)) + 1)
        )
        await page.get_by_role("button", name="Continue").click()
        await expect(page).to_have_url(first_page(site))
        await log_out(page, "Rosa Vik")

        await log_in(page, email, password)
        await page.get_by_role("button", name="Use a recovery code instead").click()
        await page.get_by_label("Recovery code", exact=True).fill(recovery)
        await page.get_by_role("button", name="Continue").click()
        await expect(page).to_have_url(first_page(site))


@pytest.mark.requirement("X7")
async def test_a_passkey_is_added_renamed_and_signs_in_alone(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor("Pia Sand")
    async with site.signed_in(email, "/contractor/settings/security") as page:
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("WebAuthn.enable")
        await devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
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
        await expect(page.get_by_role("button", name="Account of Pia Sand")).to_be_visible()
        await expect(page).to_have_url(first_page(site))
