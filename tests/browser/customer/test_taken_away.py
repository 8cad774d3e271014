"""What a contact may is taken away while their page is open (K16)."""

import pytest
from playwright.async_api import expect

from ..conftest import NewContractor, NewPerson
from ..people import Site
from .test_offers import SIGNER, open_signing, path_of, send
from .test_work import rows_of, submitted, weekdays

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K16"),
]


async def test_a_permission_that_is_taken_away_empties_the_open_page(
    site: Site, new_contractor: NewContractor, new_person: NewPerson
) -> None:
    work = await submitted(site, new_contractor, weekdays(1))
    email = await new_person("customer", "Vic Viewer", permissions=["work.view", "jobs.view"])
    guest = await site.api(email, portal="customer")
    path = f"/api/agency/people/{guest.person['person_id']}"
    contact = (await site.staff.get(path))["contact"]
    async with site.signed_in(email, work.path) as page:
        await expect(rows_of(page)).to_have_count(1)
        body = {
            "permissions": ["jobs.view"],
            "contact": {"company_id": contact["company_id"], "scope": contact["scope"]},
        }
        answer = await site.staff.call("PUT", f"{path}/access", json=body)
        assert answer.status_code == 200, answer.text
        # Nobody reloads it: it is told.
        await expect(page.get_by_role("heading", name="You don’t have access")).to_be_visible()
        await expect(page.get_by_role("main")).not_to_contain_text("Nadia Roy")
        await expect(page.get_by_role("link", name="Logged work", exact=True)).to_have_count(0)
    assert (await guest.client.get("/api/customer/work")).status_code == 403


@pytest.mark.requirement("K14")
async def test_who_left_signs_nothing(site: Site, new_person: NewPerson) -> None:
    email = await new_person("customer", "Fay Left", permissions=SIGNER)
    offer = await send(site, [email])
    # A tab that hears of nothing, as one of a computer that sleeps.
    asleep = await site.api(email, portal="customer")
    shown = await asleep.get(f"/api{path_of(offer)}")
    async with site.signed_in(email, path_of(offer)) as page:
        await open_signing(page)
        person = asleep.person["person_id"]
        await site.staff.post(f"/api/agency/people/{person}/deactivate", {})
        await expect(page.get_by_role("alert")).to_contain_text("You no longer have access.")
    signing = {
        "sha256": shown["sha256"],
        "consent_version": shown["consents"][0]["version"],
        "language": "en",
        "typed": "Fay Left",
    }
    refused = await asleep.call("POST", f"/api{path_of(offer)}/sign", json=signing)
    assert refused.status_code == 401
    assert refused.json()["code"]
    left = await site.staff.get(f"/api/agency/offers/{offer['offer_id']}")
    assert (left["signed"], left["state"]) == (0, "sent")
