"""What staff say of taxes before anybody is paid: what holds once the known values end."""

from datetime import UTC, date, datetime, timedelta

from portico_local.demo.agency import DemoAgency
from portico_local.demo.client import until

PATH = "/api/agency/settings/tax-answers"
_ANSWERED_DAYS = 731
_KNOWN = ("CA", "NO")
"""Whose law is known."""


async def answer_questions(demo_agency: DemoAgency) -> None:
    """Staff say what holds where the law of a coming day was not read yet.

    And of a country of which none was, that no sales tax is due: without that nobody is invoiced.
    """
    found = await until(
        lambda: demo_agency.staff.get(PATH), bool, what="an agency that payments has heard of"
    )
    this_year = date(datetime.now(UTC).year, 1, 1)
    country = demo_agency.plan.country
    if country not in _KNOWN:
        await _answer(demo_agency, "sales_tax", country, "nothing_due", this_year)
    elif found["lapse"] is not None:
        first = date.fromisoformat(found["lapse"]["last_on"]) + timedelta(days=1)
        await _answer(demo_agency, "values", country, "carried_over", max(first, this_year))


async def _answer(
    demo_agency: DemoAgency, missing: str, place: str, kind: str, from_on: date
) -> None:
    await demo_agency.staff.post(
        PATH,
        {
            "missing": missing,
            "place": place,
            "kind": kind,
            "from_on": from_on.isoformat(),
            "to_on": (from_on + timedelta(days=_ANSWERED_DAYS)).isoformat(),
            "reason": "Our accountant looked it up",
        },
    )
