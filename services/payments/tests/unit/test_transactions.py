"""Where a transaction stands, what is said of it, and what may be done with it."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.events.payments import (
    TransactionReleased,
    TransactionScheduled,
    TransactionState,
)
from contracts.events.timesheets import PayTerms
from contracts.ids import PaymentId, PersonId
from payments.transactions.model import (
    AlreadyOnHoldError,
    AlreadyPaidError,
    AlreadyReversedError,
    NothingToReleaseError,
    NotPayableError,
    estimated_payment_day,
    shown_as,
    state_of,
)
from payments.transactions.schemas import Tab

from ..builders import TODAY, a_transaction

IMMEDIATE, SCHEDULED, WHEN_PAID = PayTerms.IMMEDIATE, PayTerms.SCHEDULED, PayTerms.PAY_WHEN_PAID
DAY = date(2026, 4, 10)

# terms, client paid, on hold, needs release, date -> state, what is shown, tab
TABLE = [
    (IMMEDIATE, False, False, False, None, "processing", "Processing", Tab.PROCESSING),
    (IMMEDIATE, True, False, False, None, "processing", "Processing", Tab.PROCESSING),
    (IMMEDIATE, False, True, False, None, "on_hold", "On hold", Tab.PENDING_RELEASE),
    (IMMEDIATE, False, False, True, None, "pending_release", "Waiting for release",
     Tab.PENDING_RELEASE),
    (IMMEDIATE, False, True, True, None, "on_hold", "On hold", Tab.PENDING_RELEASE),
    (SCHEDULED, False, False, False, DAY, "scheduled", "2026-04-10", Tab.PROCESSING),
    (SCHEDULED, True, False, False, DAY, "scheduled", "2026-04-10", Tab.PROCESSING),
    (SCHEDULED, False, True, False, DAY, "on_hold", "On hold", Tab.PENDING_RELEASE),
    (SCHEDULED, False, False, True, DAY, "pending_release", "Waiting for release",
     Tab.PENDING_RELEASE),
    (WHEN_PAID, False, False, False, None, "pending_client_payment", "Pending client payment",
     Tab.PROCESSING),
    (WHEN_PAID, True, False, False, None, "processing", "Processing", Tab.PROCESSING),
    (WHEN_PAID, False, True, False, None, "on_hold", "On hold", Tab.PENDING_RELEASE),
    (WHEN_PAID, True, True, False, None, "on_hold", "On hold", Tab.PENDING_RELEASE),
    (WHEN_PAID, False, False, True, None, "pending_release", "Waiting for release",
     Tab.PENDING_RELEASE),
    (WHEN_PAID, True, False, True, None, "pending_release", "Waiting for release",
     Tab.PENDING_RELEASE),
]  # fmt: skip


@pytest.mark.requirement("C7")
@pytest.mark.requirement("C8")
@pytest.mark.requirement("C9")
@pytest.mark.parametrize(
    ("terms", "client_paid", "on_hold", "needs_release", "day", "state", "shown", "tab"), TABLE
)
def test_the_state_follows_from_the_facts_and_is_shown_in_words(
    terms: PayTerms,
    client_paid: bool,
    on_hold: bool,
    needs_release: bool,
    day: date | None,
    state: str,
    shown: str,
    tab: Tab,
) -> None:
    found = state_of(
        terms=terms, client_paid=client_paid, on_hold=on_hold, needs_release=needs_release
    )
    assert found == state
    assert shown_as(found, day) == shown
    assert [one for one in (Tab.PROCESSING, Tab.PENDING_RELEASE) if found in one.states] == [tab]
    assert found in Tab.ALL.states


@pytest.mark.parametrize("terms", PayTerms)
def test_paid_and_reversed_beat_everything_and_are_in_no_tab(terms: PayTerms) -> None:
    held = partial(state_of, terms=terms, client_paid=False, on_hold=True, needs_release=True)
    paid, undone = held(paid=True), held(paid=True, reversed_=True)
    assert (paid, undone) == (TransactionState.PAID, TransactionState.REVERSED)
    assert (shown_as(paid, DAY), shown_as(undone, DAY)) == ("Paid", "Reversed")
    assert not {paid, undone} & Tab.ALL.states


def test_a_payment_date_is_never_in_the_past() -> None:
    assert estimated_payment_day(date(2026, 3, 31), 10, TODAY) == date(2026, 4, 10)
    assert estimated_payment_day(date(2026, 2, 28), 10, TODAY) == date(2026, 3, 11)


def test_a_hold_says_why_and_by_whom() -> None:
    staff = PersonId(new_id())
    held, event = a_transaction().hold("bank details differ", staff)
    assert held.state is TransactionState.ON_HOLD
    assert (event.reason, event.held_by) == ("bank details differ", staff)
    with pytest.raises(AlreadyOnHoldError):
        held.hold("again", staff)


def test_money_that_has_left_cannot_be_held_released_reversed_or_paid_again() -> None:
    paid, _ = a_transaction().pay(PaymentId(new_id()), TODAY)
    with pytest.raises(AlreadyPaidError):
        paid.hold("late", PersonId(new_id()))
    with pytest.raises(AlreadyPaidError):
        paid.release(TODAY)
    with pytest.raises(AlreadyPaidError):
        paid.reverse("wrong")
    with pytest.raises(AlreadyPaidError):
        paid.pay(PaymentId(new_id()), TODAY)


def test_what_was_reversed_stays_so() -> None:
    undone, event = a_transaction().reverse("entered twice")
    assert event.reason == "entered twice"
    with pytest.raises(AlreadyReversedError):
        undone.release(TODAY)


def test_only_what_waits_for_release_can_be_released() -> None:
    with pytest.raises(NothingToReleaseError):
        a_transaction().release(TODAY)
    with pytest.raises(NothingToReleaseError):
        a_transaction(pay_terms=WHEN_PAID).release(TODAY)


def test_a_released_hold_goes_back_to_what_its_terms_say() -> None:
    held, _ = a_transaction(pay_terms=WHEN_PAID).hold("check", PersonId(new_id()))
    released, events = held.release(TODAY)
    assert released.state is TransactionState.PENDING_CLIENT_PAYMENT
    (event,) = events
    assert isinstance(event, TransactionReleased)
    assert event.cause == "staff"


def test_a_date_that_passed_during_a_hold_moves_to_tomorrow_and_says_so() -> None:
    held, _ = a_transaction(pay_terms=SCHEDULED, scheduled_on=date(2026, 3, 1)).hold(
        "check", PersonId(new_id())
    )
    released, (first, second) = held.release(TODAY)
    assert released.estimated_payment_on == date(2026, 3, 11)
    assert isinstance(first, TransactionReleased)
    assert first.estimated_payment_on == date(2026, 3, 11)
    assert isinstance(second, TransactionScheduled)
    assert (second.previously_on, second.cause) == (date(2026, 3, 1), "released")


def test_the_clients_money_releases_what_waited_for_it() -> None:
    freed, events = a_transaction(pay_terms=WHEN_PAID).client_has_paid()
    assert freed.state is TransactionState.PROCESSING
    (event,) = events
    assert isinstance(event, TransactionReleased)
    assert (event.cause, event.state) == ("client_paid", TransactionState.PROCESSING)
    assert freed.client_has_paid() == (freed, [])


def test_a_hold_stays_when_the_client_pays() -> None:
    held, _ = a_transaction(pay_terms=WHEN_PAID).hold("check", PersonId(new_id()))
    freed, events = held.client_has_paid()
    assert freed.state is TransactionState.ON_HOLD
    assert events == []
    assert freed.release(TODAY)[0].state is TransactionState.PROCESSING


@pytest.mark.parametrize(
    ("facts", "payable"),
    [
        ({}, True),
        ({"pay_terms": SCHEDULED, "scheduled_on": TODAY}, True),
        ({"pay_terms": SCHEDULED, "scheduled_on": date(2026, 3, 11)}, False),
        ({"pay_terms": WHEN_PAID}, False),
        ({"pay_terms": WHEN_PAID, "client_paid": True}, True),
        ({"held_because": "check"}, False),
        ({"needs_release": True}, False),
    ],
)
def test_a_pay_run_pays_what_is_processing_and_what_is_due(
    facts: dict[str, Any],
    payable: bool,
) -> None:
    transaction = a_transaction(**facts)
    assert transaction.payable_on(TODAY) is payable
    if not payable:
        with pytest.raises(NotPayableError):
            transaction.pay(PaymentId(new_id()), TODAY)
