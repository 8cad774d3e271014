"""The settings: profile, picture, language, security, and which e-mails come."""

import io

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from ..conftest import NewContractor
from ..people import NARROW, Site, scrolls_sideways, violations

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]

PROFILE = "/contractor/settings/profile"
SECURITY = "/contractor/settings/security"
PREFERENCES = "/contractor/settings/notifications"


def a_picture() -> FilePayload:
    """Red at the left, blue at the right, twice as wide as high."""
    image = Image.new("RGB", (800, 400), (200, 20, 20))
    image.paste((20, 20, 200), (400, 0, 800, 400))
    out = io.BytesIO()
    image.save(out, "PNG")
    return FilePayload(name="me.png", mimeType="image/png", buffer=out.getvalue())


async def kept_picture(page: Page) -> Image.Image:
    """The person's picture, as the server gives it."""
    # Fetched by the page: only a browser takes every `*.localhost` for this machine.
    shown = page.get_by_role("main").locator("img").first
    kind, content = await shown.evaluate(
        """async (shown) => {
            const answer = await fetch(shown.src);
            const bytes = new Uint8Array(await answer.arrayBuffer());
            return [answer.headers.get("Content-Type"), Array.from(bytes)];
        }"""
    )
    assert kind == "image/webp"
    return Image.open(io.BytesIO(bytes(content)))


@pytest.mark.requirement("C5")
async def test_a_picture_is_cropped_with_the_keyboard_and_drawn_anew(
    site: Site, new_contractor: NewContractor
) -> None:
    async with site.signed_in(await new_contractor("Iris Moe"), PROFILE) as page:
        await page.locator("input[type=file]").set_input_files(a_picture())
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Your picture, to be moved").focus()
        for _ in range(10):
            await page.keyboard.press("Shift+ArrowRight")
        assert not await violations(page)
        await dialog.get_by_role("button", name="Save picture").click()
        await expect(page.get_by_role("button", name="Remove")).to_be_visible()
        kept = await kept_picture(page)
        assert kept.size == (512, 512)
        red, blue = (kept.getchannel(band).getpixel((20, 256)) for band in "RB")
        # Blue: the right half.
        assert (red, blue) == (pytest.approx(20, abs=40), pytest.approx(200, abs=40))
        # The menu bar shows it, too.
        await expect(page.get_by_role("banner").locator("img")).to_be_visible()
        await page.get_by_role("button", name="Remove").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("button", name="Choose a picture")).to_be_visible()


@pytest.mark.requirement("C5")
async def test_a_file_that_is_no_picture_is_refused_in_words(
    site: Site, new_contractor: NewContractor
) -> None:
    broken = FilePayload(name="me.png", mimeType="image/png", buffer=b"\x89PNG nothing")
    async with site.signed_in(await new_contractor(), PROFILE) as page:
        await page.locator("input[type=file]").set_input_files(broken)
        await expect(page.get_by_role("alert")).to_contain_text("This file is damaged")


@pytest.mark.requirement("C5")
async def test_the_language_is_saved_and_spoken_at_once_and_ever_after(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor()
    async with site.signed_in(email, PROFILE) as page:
        await page.get_by_role("combobox", name="Language").select_option("fr")
        await expect(page.get_by_role("heading", level=1, name="Profil")).to_be_visible()
        await expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()
        await page.goto("/contractor/settings/security")
        await expect(page.get_by_role("heading", name="Connexion et sécurité")).to_be_visible()
    profile = await (await site.api(email)).get("/api/session/profile?portal=contractor")
    assert profile["language"] == "fr"


@pytest.mark.requirement("C5")
async def test_the_own_details_are_changed_and_what_the_agency_decides_is_locked(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor("Kim Aas")
    async with site.signed_in(email, PROFILE, size=NARROW) as page:
        await expect(page.get_by_label("Name", exact=True)).to_have_count(0)
        await page.get_by_label("Phone").fill("+1 416 555 0100")
        await page.get_by_label("Street address").fill("12 Harbour Street")
        await page.get_by_label("City").fill("Hamilton")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        assert not await scrolls_sideways(page)
        await page.reload()
        await expect(page.get_by_label("City")).to_have_value("Hamilton")
    profile = await (await site.api(email)).get("/api/session/profile?portal=contractor")
    assert profile["phone"] == "+1 416 555 0100"
    assert profile["address"] == {
        "street": "12 Harbour Street",
        "postal_code": "",
        "city": "Hamilton",
        "region": "ON",
        "country": "CA",
    }


@pytest.mark.requirement("C5")
@pytest.mark.requirement("X7")
async def test_a_new_password_ends_the_other_sessions(
    site: Site, new_contractor: NewContractor, password: str
) -> None:
    email = await new_contractor("Vera Lund")
    async with site.signed_in(email) as other, site.signed_in(email, SECURITY) as page:
        await expect(page.get_by_text("This browser")).to_be_visible()
        await page.get_by_role("button", name="Change password").click()
        await page.get_by_label("Current password").fill("not this one")
        await page.get_by_label("New password").fill("nine patient herons")
        await page.get_by_label("Repeat password").fill("nine patient herons")
        await page.get_by_role("button", name="Save password").click()
        await expect(page.get_by_role("alert")).to_contain_text(
            "Your current password is incorrect."
        )
        await expect(page.get_by_label("Current password")).to_be_focused()
        await page.get_by_label("Current password").fill(password)
        await page.get_by_role("button", name="Save password").click()
        await expect(page.get_by_text("Password saved")).to_be_visible()
        # The other browser hears of it by itself.
        await expect(other.get_by_role("heading", name="Log in")).to_be_visible()


@pytest.mark.requirement("C5")
@pytest.mark.requirement("X7")
async def test_sessions_are_listed_in_words_and_ended_one_by_one_or_all(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor("Tor Bakke")
    async with site.signed_in(email) as other, site.signed_in(email, SECURITY) as page:
        sessions = page.get_by_role("list", name="Where you’re logged in")
        mine = sessions.get_by_role("listitem").first
        await expect(mine).to_contain_text("Chrome on Linux")
        await expect(mine).to_contain_text("This browser")
        before = await sessions.get_by_role("listitem").count()
        await sessions.get_by_role("button", name="Log out Chrome on Linux").click()
        await page.get_by_role("dialog").get_by_role("button", name="Log out").click()
        await expect(sessions.get_by_role("listitem")).to_have_count(before - 1)
        await expect(other.get_by_role("heading", name="Log in")).to_be_visible()
        await page.get_by_role("button", name="Log out everywhere").click()
        await page.get_by_role("dialog").get_by_role("button", name="Log out everywhere").click()
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        await page.goto(SECURITY)
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


@pytest.mark.requirement("X1")
async def test_how_e_mails_come_is_chosen_per_kind_and_kept(
    site: Site, new_contractor: NewContractor
) -> None:
    email = await new_contractor()
    async with site.signed_in(email, PREFERENCES) as page:
        made = page.get_by_label("How you get this: A payment is made")
        returned = page.get_by_label("How you get this: Work is returned")
        await made.select_option("daily")
        await returned.select_option("never")
        # Every choice is saved by itself; the last one carries all of them.
        async with page.expect_response(
            lambda answer: '"digest_hour":17' in (answer.request.post_data or "")
        ):
            await page.get_by_label("Time of the day").select_option("17")
        await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        await expect(page.get_by_role("heading", name="Always by email")).to_be_visible()
        await page.reload()
        await expect(made).to_have_value("daily")
        await expect(returned).to_have_value("never")
        held = page.get_by_label("How you get this: A payment is put on hold")
        await expect(held).to_have_value("at_once")
        await expect(page.get_by_label("Time of the day")).to_have_value("17")
