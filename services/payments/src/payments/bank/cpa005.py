"""CPA 005, the file by which Canadian banks are ordered to pay (Payments Canada, Standard 005).

Every record is 1,464 characters: a header (A), credits (C) of up to six payments each, and a
trailer (Z). Numbers are filled with zeros from the left, texts with blanks from the right; days are
`0YYDDD`.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from chassis.errors import ConflictError
from contracts.bank_details import CanadianDetails
from payments.bank.letters import in_bank_letters
from payments.bank.model import Credit, Details, Order

RECORD_LENGTH = 1464
_PAYMENTS_A_RECORD = 6
_SEGMENT_LENGTH = 240
_LAST_CREATION_NUMBER = 9999
"""Of a file: banks refuse one that they had not long ago; after the last comes the first."""
_MISCELLANEOUS_PAYMENT = "450"
"""The transaction code by Standard 007: pay of temps and of companies alike."""


class NotCanadianError(ConflictError):
    """A file by CPA 005 goes from a Canadian account to Canadian accounts"""


class BankAgreementError(ConflictError):
    """The agency's account has no numbers of its bank for files by CPA 005"""


def write(order: Order) -> bytes:
    """The file, one record a line. Raises NotCanadianError, BankAgreementError."""
    debtor = order.debtor
    if not (debtor.originator_id and debtor.data_centre):
        raise BankAgreementError(currency=order.currency)
    if order.currency not in {"CAD", "USD"}:
        raise NotCanadianError(currency=order.currency)
    records = [_header(order)]
    for start in range(0, len(order.credits_), _PAYMENTS_A_RECORD):
        some = order.credits_[start : start + _PAYMENTS_A_RECORD]
        records.append(_credits(order, some, len(records) + 1))
    records.append(_trailer(order, len(records) + 1))
    return "".join(f"{record}\r\n" for record in records).encode("ascii")


def _start(kind: str, order: Order, position: int) -> str:
    number = (order.creation_number - 1) % _LAST_CREATION_NUMBER + 1
    return f"{kind}{position:09}{_text(order.debtor.originator_id, 10)}{number:04}"


def _header(order: Order) -> str:
    said = (
        _start("A", order, 1),
        _day(order.created_at.date()),
        f"{order.debtor.data_centre:>05}",
        " " * 20,
        order.currency,
    )
    return _record(said)


def _credits(order: Order, some: Sequence[Credit], position: int) -> str:
    segments = ["".join(_segment(order, one)) for one in some]
    return _record((_start("C", order, position), *segments))


def _segment(order: Order, credit: Credit) -> Iterator[str]:
    debtor, payee, own = order.debtor, _canadian(credit.details), _canadian(order.debtor.details)
    yield _MISCELLANEOUS_PAYMENT
    yield f"{credit.amount.amount_minor:010}"
    yield _day(order.pay_on)
    yield _institution(payee)
    yield _text(payee.account_number, 12)
    yield "0" * 22
    yield "0" * 3
    yield _text(debtor.short_name or debtor.name, 15)
    yield _text(credit.name, 30)
    yield _text(debtor.name, 30)
    yield _text(debtor.originator_id, 10)
    yield _text(credit.number, 19)
    yield _institution(own)
    yield _text(own.account_number, 12)
    yield " " * 15
    yield " " * 22
    yield " " * 2
    yield "0" * 11


def _trailer(order: Order, position: int) -> str:
    nothing = "0" * 22
    said = (
        _start("Z", order, position),
        nothing,
        f"{order.total.amount_minor:014}{len(order.credits_):08}",
        nothing,
        nothing,
    )
    return _record(said)


def _record(parts: Sequence[str]) -> str:
    return "".join(parts).ljust(RECORD_LENGTH)


def _canadian(details: Details) -> CanadianDetails:
    if not isinstance(details, CanadianDetails):
        raise NotCanadianError(kind=details.kind)
    return details


def _institution(details: CanadianDetails) -> str:
    return f"0{details.institution}{details.transit}"


def _day(day: date) -> str:
    return f"0{day:%y%j}"


def _text(text: str, length: int) -> str:
    return in_bank_letters(text, length).ljust(length)
