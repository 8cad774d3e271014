"""What being late cost stands on the invoice's page: days, rate and reminder, and what was waived.

No day passes in a test, so no invoice of the stack is late: the browser gets one that was charged.
"""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Route, expect

from ..conftest import NewPerson, Picture
from ..contractor.working import money
from ..people import Site
from ..reading import faults_for_readers
from .test_invoices import invoices

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K13"),
    pytest.mark.requirement("A5"),
]

WORDS = {
    "en": (
        "Interest, Mar 4–Apr 2, 2026, at 8.5% a year",
        "Fee for the second reminder",
        "Waived on",
    ),
    "fr": ("Intérêts, ", "à 8,5", "Frais du deuxième rappel", "Annulé le"),
    "nb": ("Rente, ", "8,5", "Gebyr for andre purring", "Slettet"),
}
DAYS_LATE = 40
# It can turn midnight at the agency between the two.
AGO = {
    "en": rf"({DAYS_LATE}|{DAYS_LATE + 1}) days ago",
    "fr": rf"il y a ({DAYS_LATE}|{DAYS_LATE + 1}) jours",
    "nb": rf"for ({DAYS_LATE}|{DAYS_LATE + 1}) dager siden",
}


def charged(view: Any, today: date) -> Any:
    """The same view, late, with interest of 4.65, and a fee of 15.00 that was waived."""
    invoice = view["invoice"]
    currency = invoice["total"]["currency"]
    common = {
        "charged_on": "2026-04-03",
        "charged_by": None,
        "charged_by_name": "",
        "charged_at": "2026-04-03T12:00:00Z",
        "from_on": None,
        "until_on": None,
        "percent": None,
        "reminder": None,
        "waiver": None,
    }
    interest = {
        "charge_id": "019cb669-4c00-7011-8011-155173f23d7a",
        "kind": "interest",
        "amount": {"amount_minor": 465, "currency": currency},
        "from_on": "2026-03-04",
        "until_on": "2026-04-02",
        "percent": "8.5",
    }
    waiver = {
        "reason": "The invoice came late",
        "waived_on": "2026-04-05",
        "waived_by": "019cb669-4c00-7011-8011-155173f23d7c",
        "waived_by_name": "Ada",
        "waived_at": "2026-04-05T12:00:00Z",
    }
    fee = {
        "charge_id": "019cb669-4c00-7011-8011-155173f23d7b",
        "kind": "reminder_fee",
        "amount": {"amount_minor": 1500, "currency": currency},
        "reminder": "second",
        "waiver": waiver,
    }
    invoice["late_charges"] = [common | interest, common | fee]
    invoice["charged"] = {"amount_minor": 465, "currency": currency}
    invoice["open_amount"]["amount_minor"] += 465
    invoice["due_on"] = (today - timedelta(days=DAYS_LATE)).isoformat()
    invoice["state"] = "overdue"
    return view


@pytest.mark.parametrize("language", WORDS)
async def test_an_invoice_says_what_being_late_cost_and_what_of_it_was_waived(
    site: Site, new_person: NewPerson, picture: Picture, language: str
) -> None:
    [chosen, *_] = [one for one in await invoices(site) if one["state"] != "paid"]
    path = f"/customer/invoices/{chosen['invoice_id']}"
    reader = await new_person("customer", language=language)
    guest = await site.api(reader, portal="customer")
    today = datetime.now(ZoneInfo(site.demo_agency.plan.time_zone)).date()
    view = charged(await guest.get(f"/api{path}"), today)
    body = json.dumps(view)
    async with site.signed_in(reader, "/customer", language=language) as page:

        async def answer(route: Route) -> None:
            await route.fulfill(content_type="application/json", body=body)

        await page.route(f"**/api{path}", answer)
        await page.goto(path)
        main = page.get_by_role("main")
        for words in (*WORDS[language], "The invoice came late"):
            await expect(main).to_contain_text(words)
        await expect(main).to_contain_text(re.compile(AGO[language]))
        # What was waived is not owed: it is crossed out, and the interest alone is open.
        waived = main.get_by_role("row").filter(has_text="The invoice came late")
        crossed_out = waived.locator("[style*=line-through]")
        await expect(crossed_out).to_contain_text(re.compile(r"15[.,]00"))
        if language == "en":
            await expect(main).to_contain_text(money(view["invoice"]["open_amount"]))
        assert await faults_for_readers(page, picture, f"late_charges_{language}") == []
