"""The ledger held to its own postings, and each company's statement of account to the ledger."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from portico_local.demo.agency import DemoAgency
from portico_local.demo.story import Story


async def check_books(story: Story, demo_agency: DemoAgency) -> None:
    """The proof holds, and every account stands at the sum of its postings: now and by day."""
    staff = demo_agency.staff
    proof = await staff.get("/api/agency/ledger/proof")
    postings = await staff.all("/api/agency/ledger/postings")
    wrong = [f"account {one}" for one in proof["off"]]
    days = sorted({one["booked_on"] for one in postings})
    for day in days:
        stood = await staff.get("/api/agency/ledger/balances", as_of=day)
        if _standing(stood) != _summed(one for one in postings if one["booked_on"] <= day):
            wrong.append(f"balances as of {day}")
    if _standing(await staff.get("/api/agency/ledger/balances")) != _summed(postings):
        wrong.append("balances now")
    named = f", wrong are {', '.join(wrong[:5])}" if wrong else ""
    story.timeline.check(
        f"{demo_agency.plan.name}: the ledger adds up, now and by day",
        holds=bool(postings) and proof["holds"] and not wrong,
        found=f"{len(postings)} postings of {len(days)} days{named}",
    )


Sums = dict[tuple[str, str], int]


def _standing(balances: dict[str, Any]) -> Sums:
    return {
        (one["account"], one["balance"]["currency"]): one["balance"]["amount_minor"]
        for one in balances["items"]
    }


def _summed(postings: Iterable[dict[str, Any]]) -> Sums:
    summed: Sums = defaultdict(int)
    for one in postings:
        currency, minor = one["amount"]["currency"], one["amount"]["amount_minor"]
        summed[one["source"], currency] -= minor
        summed[one["destination"], currency] += minor
    return dict(summed)


async def check_statements(story: Story, demo_agency: DemoAgency) -> None:
    """As of each day on which something was booked, it says what the ledger says."""
    wrong: list[str] = []
    read = 0
    for name, company_id in sorted(demo_agency.company_ids.items()):
        account = f"customer_receivable:{company_id}"
        postings = await demo_agency.staff.all("/api/agency/ledger/postings", account=account)
        path = f"/api/agency/companies/{company_id}/statement"
        for day, owed in _owed_by_day(postings, account).items():
            statement = await demo_agency.staff.get(path, as_of=day.isoformat())
            read += 1
            if not _foots(statement, owed):
                wrong.append(f"{name} on {day}")
    for email, contact in sorted(demo_agency.contacts.items()):
        theirs = await contact.get("/api/customer/statement")
        path = f"/api/agency/companies/{theirs['company_id']}/statement"
        if theirs != await demo_agency.staff.get(path):
            wrong.append(f"{theirs['company_name']} as {email} reads it")
    named = f", wrong are {', '.join(wrong[:5])}" if wrong else ""
    story.timeline.check(
        f"{demo_agency.plan.name}: statements of account foot to the ledger",
        holds=bool(read) and not wrong,
        found=f"{read} days of {len(demo_agency.company_ids)} companies{named}",
    )


def _owed_by_day(postings: list[dict[str, Any]], account: str) -> dict[date, dict[str, int]]:
    """What was owed in each currency at the end of each day with a posting, in minor units."""
    moved: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in postings:
        day = date.fromisoformat(one["booked_on"])
        sign = 1 if one["source"] == account else -1
        moved[day][one["amount"]["currency"]] += sign * one["amount"]["amount_minor"]
    owed: dict[date, dict[str, int]] = {}
    running: dict[str, int] = defaultdict(int)
    for day in sorted(moved):
        for currency, minor in moved[day].items():
            running[currency] += minor
        owed[day] = dict(running)
    return owed


def _foots(statement: dict[str, Any], owed: dict[str, int]) -> bool:
    """Whether it says what is owed, and its own sums add up to that."""
    accounts = {one["currency"]: one for one in statement["currencies"]}
    if any(minor and currency not in accounts for currency, minor in owed.items()):
        return False
    return all(_adds_up(one, owed.get(currency, 0)) for currency, one in accounts.items())


def _adds_up(account: dict[str, Any], owed: int) -> bool:
    def minor(found: dict[str, Any], name: str) -> int:
        value: int = found[name]["amount_minor"]
        return value

    movements = sum(minor(one, "amount") for one in account["movements"])
    kept = minor(account, "kept_balance")
    return (
        minor(account, "closing")
        == owed
        == minor(account, "opening") + movements
        == sum(minor(one, "amount") for one in account["ages"]) - kept
        == sum(minor(one, "open_amount") for one in account["open_invoices"]) - kept
    )
