"""What staff say of taxes before anybody is paid: what holds once the known values end."""

from datetime import UTC, date, datetime, timedelta

from portico_local.demo.agency import DemoAgency
from portico_local.demo.client import until

PATH = "/api/agency/settings/tax-answers"
_ANSWERED_DAYS = 731


async def answer_lapse(demo_agency: DemoAgency) -> None:
    """Where the law of a coming day was not read yet, staff say that the last values hold on."""
    found = await until(
        lambda: demo_agency.staff.get(PATH), bool, what="an agency that payments has heard of"
    )
    lapse = found["lapse"]
    if lapse is None:
        return
    last_on = date.fromisoformat(lapse["last_on"])
    from_on = max(last_on + timedelta(days=1), date(datetime.now(UTC).year, 1, 1))
    await demo_agency.staff.post(
        PATH,
        {
            "missing": "values",
            "place": lapse["country"],
            "kind": "carried_over",
            "from_on": from_on.isoformat(),
            "to_on": (from_on + timedelta(days=_ANSWERED_DAYS)).isoformat(),
            "reason": "The authorities have not told the new values yet",
        },
    )
