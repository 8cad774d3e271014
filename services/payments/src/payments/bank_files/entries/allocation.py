"""Whose money a credit is, by the references that it names. Pure: never a guess.

A reference is of one invoice of the agency; its check digits say that it was not mistyped. All of
the money goes to it, and what is more than is open becomes the balance of its company, so that it
does not matter in which order two payments of one invoice come. Whatever leaves a doubt waits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.ids import CompanyId, InvoiceId
from contracts.money import Money
from payments.bank.reading import EntryDetail
from payments.bank_files.matching import UnmatchedPart, UnmatchedReason
from payments.invoices.references import number_of, numbers_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferredInvoice:
    """An invoice that a reference names. `by_hand`: what of it was received by hand, in minor
    units."""

    invoice_id: InvoiceId
    company_id: CompanyId
    currency: str
    by_hand: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What of a credit comes in against an invoice."""

    invoice_id: InvoiceId
    amount: Money


def numbers_named(parts: Iterable[UnmatchedPart]) -> set[str]:
    """The numbers of invoices that credits name by a reference, of whichever agency."""
    return {
        number for part in parts if _may_be_clients(part) for number in _numbers_of(part.detail)
    }


def shares_of(
    part: UnmatchedPart, invoices: Mapping[str, ReferredInvoice], today: date
) -> tuple[Share, ...] | UnmatchedReason:
    """The invoices that a credit pays, all of its money once; or why it waits.

    `invoices` are the agency's, by number.
    """
    if not _may_be_clients(part):
        return part.why
    claims = _claims(part.detail, invoices)
    if isinstance(claims, UnmatchedReason):
        return claims
    if part.entry.booked_on > today + timedelta(days=1):
        return UnmatchedReason.DAY_TO_COME
    for number, amount in claims.items():
        if invoices[number].currency != amount.currency:
            return UnmatchedReason.CURRENCY_DIFFERS
        if amount.amount_minor in invoices[number].by_hand:
            return UnmatchedReason.RECORDED_BY_HAND
    return tuple(
        Share(invoice_id=invoices[number].invoice_id, amount=amount)
        for number, amount in claims.items()
    )


def _may_be_clients(part: UnmatchedPart) -> bool:
    return not part.detail.is_debit and part.why is UnmatchedReason.UNKNOWN


def _numbers_of(detail: EntryDetail) -> set[str]:
    if detail.remittances:
        numbers = (number_of(one.reference) for one in detail.remittances)
        return {number for number in numbers if number is not None}
    return numbers_in(detail.text)


def _claims(
    detail: EntryDetail, invoices: Mapping[str, ReferredInvoice]
) -> Mapping[str, Money] | UnmatchedReason:
    """How much is for which number. A structured reference is what the payer meant by it; only
    without one a reference in the text counts."""
    if not detail.remittances:
        found = numbers_in(detail.text) & invoices.keys()
        if len(found) == 1:
            return {found.pop(): detail.amount}
        return UnmatchedReason.SEVERAL_REFERENCES if found else UnmatchedReason.UNKNOWN
    divided: dict[str, int] = defaultdict(int)
    says_how_much = True
    for one in detail.remittances:
        number = number_of(one.reference)
        if number is None or number not in invoices:
            return UnmatchedReason.UNKNOWN_REFERENCE
        is_part = one.amount is not None and one.amount.currency == detail.amount.currency
        says_how_much = says_how_much and is_part
        divided[number] += one.amount.amount_minor if one.amount is not None else 0
    if len(divided) == 1:
        return dict.fromkeys(divided, detail.amount)
    adds_up = sum(divided.values()) == detail.amount.amount_minor and min(divided.values()) > 0
    if not (says_how_much and adds_up):
        return UnmatchedReason.SEVERAL_REFERENCES
    return {
        number: Money(amount_minor=minor, currency=detail.amount.currency)
        for number, minor in divided.items()
    }
