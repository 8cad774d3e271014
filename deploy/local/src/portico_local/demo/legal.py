"""What the paper of the story's agencies and contractors' companies says of them: invented, with
check digits that are right."""

from typing import Any

from portico_local.demo.workfile import AgencyPlan

CITIES = {"CA": "Toronto", "NO": "Oslo"}
_CURRENCIES = ("CAD", "DKK", "EUR", "GBP", "NOK", "SEK", "USD")
_NUMBERS: dict[str, list[dict[str, str]]] = {
    "CA": [
        {"kind": "ca_gst_hst", "number": "812345676RT0001"},
        {"kind": "ca_qst", "number": "1201234561TQ0001"},
    ],
    "NO": [{"kind": "no_vat", "number": "987654325"}],
}
_ACCOUNTS: dict[str, dict[str, str]] = {
    "CA": {
        "kind": "canadian",
        "institution": "001",
        "transit": "00012",
        "account_number": "1234567",
    },
    "NO": {"kind": "norwegian", "account_number": "12345612341"},
}
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_FIRST_NUMBER = 81234500
_ELSEWHERE = {"kind": "iban", "iban": "NO9386011117947", "bic": "DNBANOKK"}


def numbers_of(country: str) -> list[dict[str, str]]:
    """The registered numbers of a company in this country; none where the story knows none."""
    return _NUMBERS.get(country, [])


def legal_details_of(plan: AgencyPlan) -> dict[str, Any]:
    """An agency's legal details as the operator's command takes them."""
    numbers = numbers_of(plan.country)
    details = _ACCOUNTS.get(plan.country, _ELSEWHERE)
    return {
        "registrations": numbers,
        "is_in_business_register": plan.country == "NO",
        "is_vat_registered": bool(numbers),
        "accounts": [
            {"currency": currency, "details": details, "bank_name": "Harbour Bank"}
            for currency in sorted({plan.currency, *_CURRENCIES})
        ],
        "version": 1,
    }


def company_of(name: str, country: str, region: str, series: int) -> dict[str, Any]:
    """What a contractor's company is entered with, and the series of its self-billed invoices."""
    numbers = numbers_of(country)
    return {
        "legal_name": f"{name} {'AS' if country == 'NO' else 'Ltd.'}",
        "address": {
            "street": "7 Market Street",
            "city": CITIES.get(country, "Harbour"),
            "region": region,
            "country": country,
        },
        "registrations": numbers,
        "is_in_business_register": country == "NO",
        "is_vat_registered": bool(numbers),
        "self_billing": {"agreed_on": "2025-01-02", "number_prefix": f"S{series}"},
    }


def client_numbers(country: str, position: int) -> list[dict[str, str]]:
    """The registered numbers of the story's client of this position, by which Peppol reaches it.

    Norway's have the check digit of Brønnøysundregistrene; others are reached by no number.
    """
    if country != "NO":
        return []
    # Of eleven numbers in a row one would have a check digit of ten, and does not exist.
    found = (number for number in map(_norwegian, range(_FIRST_NUMBER, 10**8)) if number)
    number = next(number for index, number in enumerate(found) if index == position)
    return [{"kind": "no_organisation", "number": number}]


def _norwegian(first_eight: int) -> str:
    digits = str(first_eight)
    weighed = sum(int(digit) * by for digit, by in zip(digits, _WEIGHTS, strict=True))
    check = (11 - weighed % 11) % 11
    return f"{digits}{check}" if check < 10 else ""
