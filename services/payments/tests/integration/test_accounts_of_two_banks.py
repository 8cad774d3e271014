"""Two accounts of an agency in one currency: a reference is of the bank that gave it."""

from itertools import permutations
from typing import Any

import pytest

from contracts.events.payments import InvoiceIssued

from ..bank_answers import NOTIFICATION, STATEMENT, notification
from ..clients_money import balance_of, check_books, credit, invoiced, listed, shown
from ..conftest import AgencyAtWork
from .test_bank_files import NUMBER, OURS, send, set_account

pytestmark = pytest.mark.requirement("B17")

LATER = "1234567"
AT_THE_LATER_BANK = {
    "kind": "canadian",
    "institution": "004",
    "transit": "12345",
    "account_number": LATER,
}


def told(number: str, invoice: InvoiceIssued, kind: str) -> bytes:
    """Both banks call it the same: the amount, the day and the reference are."""
    paid = credit(invoice.total, invoice, reference="0001")
    return notification(number, "CAD", [paid], kind)


def together(one: bytes, other: bytes) -> bytes:
    """One notification of two accounts."""
    begins, ends = other.index(b"<Ntfctn>"), other.index(b"</Ntfctn>")
    return one.replace(b"</Ntfctn>", b"</Ntfctn>" + other[begins:ends] + b"</Ntfctn>")


@pytest.mark.parametrize("order", [*permutations(range(2)), *permutations(range(3))])
async def test_what_two_banks_call_the_same_is_two_entries(
    agency: AgencyAtWork, order: tuple[int, ...]
) -> None:
    later: dict[str, Any] = {**OURS, "account": AT_THE_LATER_BANK}
    await set_account(agency)
    await set_account(agency, later)
    # Named once more, under another name: it is the same account.
    await set_account(agency, {**OURS, "name": "Maple Staffing Inc."})
    one, other = await invoiced(agency), await invoiced(agency)
    first, second = told(NUMBER, one, NOTIFICATION), told(LATER, other, NOTIFICATION)
    files = [first, second, together(first, second)]
    for place in order:
        await send(agency, files[place])
    for number, invoice in ((LATER, other), (NUMBER, one)):
        await send(agency, told(number, invoice, STATEMENT))
    for invoice in (one, other):
        assert (await shown(agency, invoice))["state"] == "paid"
        assert await balance_of(agency, invoice.company_id) == 0
    bank_minor = one.total.amount_minor + other.total.amount_minor
    await check_books(agency, bank_minor, one.company_id, other.company_id)


@pytest.mark.parametrize("called", [{"reference": "0001"}, {"end_to_end": "CLIENT-7"}])
async def test_what_another_bank_takes_back_is_not_what_this_one_was_paid(
    agency: AgencyAtWork, called: dict[str, str]
) -> None:
    later: dict[str, Any] = {**OURS, "account": AT_THE_LATER_BANK}
    await set_account(agency)
    await set_account(agency, later)
    # The same account under another name: what it takes back is what it was paid before.
    await set_account(agency, {**later, "name": "Maple Staffing Inc."})
    one, other = await invoiced(agency), await invoiced(agency)
    assert one.total == other.total
    paid = [(NUMBER, one), (LATER, other)]
    for number, invoice in paid:
        await send(agency, notification(number, "CAD", [credit(invoice.total, invoice, **called)]))
    back = credit(other.total, is_debit=True, return_code="AC04", **called)
    await send(agency, notification(LATER, "CAD", [back]))
    assert (await shown(agency, one))["state"] == "paid"
    assert (await shown(agency, other))["state"] == "not_due"
    await check_books(agency, one.total.amount_minor, one.company_id, other.company_id)
    # Of what came in at this bank alone, another one takes nothing back: that waits for somebody.
    more = {name: f"{said}-2" for name, said in called.items()}
    lone = await invoiced(agency)
    await send(agency, notification(NUMBER, "CAD", [credit(lone.total, lone, **more)]))
    taken = credit(lone.total, is_debit=True, return_code="AC04", **more)
    await send(agency, notification(LATER, "CAD", [taken]))
    assert (await shown(agency, lone))["state"] == "paid"
    assert [entry["why"] for entry in await listed(agency)] == ["returned"]
