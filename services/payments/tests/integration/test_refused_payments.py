"""Payments that were refused or came back: what the bank's account says of their money is in the
books, or waits for somebody."""

from uuid import UUID

import pytest

from contracts.events.pay_runs import PaymentMade
from payments.daily import check_ledger

from ..bank_answers import STATEMENT, PaymentAnswer, notification, status_report
from ..conftest import AgencyAtWork
from .test_bank_files import (
    NUMBER,
    amount_of,
    booked,
    message_of,
    ordered,
    send,
    set_account,
)

pytestmark = pytest.mark.requirement("B17")


@pytest.mark.parametrize("by_hand", [True, False])
async def test_money_that_leaves_for_a_payment_that_was_refused_is_in_the_books_and_waits(
    agency: AgencyAtWork,
    pay_day: str,
    by_hand: bool,
) -> None:
    """Its transactions can be paid again: nobody would see that they were paid twice."""
    await set_account(agency)
    run = await ordered(agency, pay_day, people=1)
    (payment,) = run["payments"]
    if by_hand:
        refused = {"refused": [{"payment_id": payment["payment_id"], "reason": "By telephone"}]}
        await agency.post(f"/pay-runs/{run['pay_run_id']}/confirmation", refused)
    else:
        said = PaymentAnswer(payment_id=UUID(payment["payment_id"]), status="RJCT", code="AC04")
        await send(agency, status_report(message_of(run), [said]))
    amount = amount_of(payment).amount_minor
    for kind, unmatched in (("camt.054.001.08", 1), (STATEMENT, 0)):
        done = await send(agency, notification(NUMBER, "CAD", [booked(payment)], kind))
        assert (done["taken"], done["refused"], done["unmatched"]) == (0, 0, unmatched)
        balances = await agency.balances()
        assert (balances["bank"], balances["suspense"]) == (amount, -amount)
    listed = (await agency.get("/bank-files/unmatched", agency.staff()))["items"]
    assert [(one["why"], one["is_debit"]) for one in listed] == [("refused_before", True)]
    back = booked(payment, is_debit=False, return_code="AC04")
    assert (await send(agency, notification(NUMBER, "CAD", [back])))["unmatched"] == 1
    balances = await agency.balances()
    assert (balances["bank"], balances["suspense"], balances["payments_in_transit"]) == (0, 0, 0)
    assert await check_ledger(agency.runtime, []) == 0


async def test_what_came_back_before_it_was_told_that_it_left_did_both(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day, people=1)
    (payment,) = run["payments"]
    back = notification(NUMBER, "CAD", [booked(payment, is_debit=False, return_code="AC04")])
    for content, refused in ((back, 1), (notification(NUMBER, "CAD", [booked(payment)]), 0)):
        done = await send(agency, content)
        assert (done["taken"], done["refused"], done["unmatched"]) == (0, refused, 0)
        balances = await agency.balances()
        assert (balances["bank"], balances["payments_in_transit"]) == (0, 0)
    assert await agency.said(PaymentMade) == []
    assert await check_ledger(agency.runtime, []) == 0
