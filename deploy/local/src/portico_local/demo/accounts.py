"""Bank accounts of the story: each contractor names one, and the agency the one it pays from.

The numbers are sound and of nobody: their check digits fit.
"""

from itertools import count
from typing import Any

from portico_local.demo.agency import DemoAgency

_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_FIRST = 8601_00_0000


def norwegian(number: int) -> str:
    """A Norwegian account: ten digits and their check digit; the next number that has one."""
    for candidate in count(number):
        digits = f"{candidate:010}"
        rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{digits}{(11 - rest) % 11}"
    raise AssertionError("numbers do not end")


def iban(number: int) -> str:
    """The same as an IBAN."""
    account = norwegian(number)
    check = 98 - int(f"{account}232400") % 97
    return f"NO{check:02}{account}"


def account_of(country: str, number: int) -> dict[str, Any]:
    """The account number `number` of somebody in a country, as it is typed in."""
    if country == "CA":
        return {
            "kind": "canadian",
            "institution": "003",
            "transit": "00011",
            "account_number": f"{1_000_000 + number:07}",
        }
    # Far apart: one that has no check digit is passed over.
    if country == "NO":
        return {"kind": "norwegian", "account_number": norwegian(_FIRST + 10 * number)}
    return {"kind": "iban", "iban": iban(_FIRST + 10 * number)}


async def name_accounts(demo_agency: DemoAgency) -> None:
    """Every contractor says where their pay goes, and staff where it comes from."""
    plan = demo_agency.plan
    for number, guest in enumerate(demo_agency.contractors.values(), start=1):
        await guest.put(
            "/api/contractor/bank-account",
            {"holder": guest.name, **account_of(plan.country, number)},
        )
    own = account_of(plan.country, 0)
    if own["kind"] == "iban":
        own["bic"] = ""
    agreement = {
        "originator_id": "DEMO000001",
        "short_name": plan.name[:15],
        "data_centre": "00310",
    }
    await demo_agency.staff.put(
        f"/api/agency/agency-accounts/{plan.currency}",
        {
            "name": plan.name,
            "country": plan.country,
            "account": own,
            **(agreement if plan.country == "CA" else {}),
        },
    )
