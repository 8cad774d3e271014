"""A pay statement as data: what its paper says, for whoever wants to reckon it again.

It is attached to the PDF, and needs nothing else (`tools/recompute_paystubs.py`). Amounts are texts
in major units; what is null or empty is not said. How it is made up is told in
docs/decisions/0052-pay-statements.md.
"""

import json
from collections.abc import Iterable
from decimal import Decimal

from contracts.events.identity import Address
from contracts.events.payments import Charge, Transaction, WorkLine
from contracts.money import Money
from contracts.pay_statements import ChargeToDate, YearToDate
from documents.rendering.inputs import PaystubInput
from documents.rendering.totals import charge_name

FILE_NAME = "paystub.json"
FORMAT = "portico.paystub.v1"


def paystub_json(document: PaystubInput) -> bytes:
    """The statement as JSON, always in the same form."""
    subject, language = document.subject, document.language
    vacation = subject.vacation_pay
    said = {
        "format": FORMAT,
        "number": subject.number,
        "made_on": subject.created_on.isoformat(),
        "language": language,
        "currency": subject.net.currency,
        "rounding": "half away from zero, to the minor unit of the currency",
        "employer": _employer(document),
        "employee": {"id": str(subject.contractor_id)}
        | _party(document.counterpart.name, "", document.counterpart.address),
        "work_order": subject.work_order_code,
        "client": subject.company_name,
        "period": {
            "from": subject.period_start.isoformat(),
            "to": subject.period_end.isoformat(),
        },
        "payment": _payment(subject),
        "work": [_work(line) for line in subject.lines],
        "gross": _text(subject.gross),
        "deductions": [_charge(one, language) for one in subject.deductions],
        "taxes": [_charge(one, language) for one in subject.taxes],
        "net": _text(subject.net),
        "employer_charges": [_charge(one, language) for one in subject.employer_charges],
        "vacation_pay": vacation
        and {
            "percent": _number(vacation.percent),
            "base": _text(vacation.base),
            "amount": _text(vacation.amount),
        },
        "year_to_date": subject.year_to_date and _year(subject.year_to_date),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _employer(document: PaystubInput) -> dict[str, object]:
    """With the number that is printed: of its register, else as somebody wrote it."""
    agency, employer = document.agency, document.employer
    if employer is None:
        return _party(agency.legal_name, agency.organisation_number, agency.address)
    numbers = ", ".join(one.number for one in employer.registrations)
    return _party(employer.legal_name, numbers, employer.address)


def _party(name: str, number: str, address: Address | None) -> dict[str, object]:
    return {
        "name": name,
        "organisation_number": number,
        "address": address and address.model_dump(),
    }


def _payment(subject: Transaction) -> dict[str, object]:
    day = subject.estimated_payment_on
    return {
        "estimated_on": day and day.isoformat(),
        "state": subject.state.value,
        "account_ending": subject.account_ending,
    }


def _work(line: WorkLine) -> dict[str, object]:
    """`minutes` is the time, exact, where it is time."""
    return {
        "on": line.work_on.isoformat(),
        "article": line.article.value,
        "quantity": _number(line.quantity),
        "minutes": line.minutes,
        "rate": _number(line.rate),
        "amount": _text(line.amount),
        "note": line.note,
    }


def _charge(charge: Charge, language: str) -> dict[str, object]:
    """By its rule: what it is of, what of that is free, and each step where they are known."""
    return {
        "rule": charge.code,
        "name": charge_name(charge.names, charge.code, language),
        "base": _text(charge.base),
        "exempt": charge.exempt and _text(charge.exempt),
        "percent": None if charge.percent is None else _number(charge.percent),
        "amount": _text(charge.amount),
        "steps": [one.model_dump(mode="json") for one in charge.steps],
    }


def _year(year: YearToDate) -> dict[str, object]:
    return {
        "year": year.year,
        "statements": year.statements,
        "gross": _text(year.gross),
        "deductions": _text(year.deductions),
        "taxes": _text(year.taxes),
        "net": _text(year.net),
        "charges": _sums(year.charges),
        "employer_charges": _sums(year.employer_charges),
        "vacation_pay": year.vacation_pay and _text(year.vacation_pay),
        "no_longer_counted": list(year.no_longer_counted),
        "counted_since": list(year.counted_since),
    }


def _sums(charges: Iterable[ChargeToDate]) -> dict[str, str]:
    return {one.code: _text(one.amount) for one in charges}


def _text(money: Money) -> str:
    return str(money.decimal)


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")
