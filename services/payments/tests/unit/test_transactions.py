"""Where a transaction stands, what is said of it, and what may be done with it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.date_moves import MoveReason
from contracts.events.payments import (
    TransactionReleased,
    TransactionScheduled,
    TransactionState,
)
from contracts.events.timesheets import ArticleKind, PayTerms
from contracts.ids import (
    CompanyId,
    EntryId,
    InvoiceId,
    PaymentId,
    PayRunId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from payments.states import shown_as
from payments.transactions.days import estimated_payment_day
from payments.transactions.model import (
    AlreadyOnHoldError,
    AlreadyOrderedError,
    AlreadyPaidError,
    AlreadyReversedError,
    ClientHasNotPaidError,
    CorrectedLaterError,
    DeductionsUnsettledError,
    NothingToReleaseError,
    NotPayableError,
    OnlyTakesBackError,
    state_of,
)
from payments.transactions.schemas import Tab
from payments.work.model import CoveredWork, PricedLine, cancels_out

from ..builders import ONTARIO, TODAY, a_transaction, cad

IMMEDIATE, SCHEDULED, WHEN_PAID = PayTerms.IMMEDIATE, PayTerms.SCHEDULED, PayTerms.PAY_WHEN_PAID
DAY = date(2026, 4, 10)
LATER = date(2026, 4, 14)

TABLE = """
terms         | client paid | on hold | needs release | tab             | state                  | shown as
immediate     | no          | no      | no            | processing      | processing             | Processing
immediate     | no          | no      | yes           | pending_release | pending_release        | Waiting for release
immediate     | no          | yes     | no            | pending_release | on_hold                | On hold
immediate     | no          | yes     | yes           | pending_release | on_hold                | On hold
immediate     | yes         | no      | no            | processing      | processing             | Processing
immediate     | yes         | no      | yes           | pending_release | pending_release        | Waiting for release
immediate     | yes         | yes     | no            | pending_release | on_hold                | On hold
immediate     | yes         | yes     | yes           | pending_release | on_hold                | On hold
scheduled     | no          | no      | no            | processing      | scheduled              | 2026-04-10
scheduled     | no          | no      | yes           | pending_release | pending_release        | Waiting for release
scheduled     | no          | yes     | no            | pending_release | on_hold                | On hold
scheduled     | no          | yes     | yes           | pending_release | on_hold                | On hold
scheduled     | yes         | no      | no            | processing      | scheduled              | 2026-04-10
scheduled     | yes         | no      | yes           | pending_release | pending_release        | Waiting for release
scheduled     | yes         | yes     | no            | pending_release | on_hold                | On hold
scheduled     | yes         | yes     | yes           | pending_release | on_hold                | On hold
pay_when_paid | no          | no      | no            | processing      | pending_client_payment | Pending client payment
pay_when_paid | no          | no      | yes           | pending_release | pending_release        | Waiting for release
pay_when_paid | no          | yes     | no            | pending_release | on_hold                | On hold
pay_when_paid | no          | yes     | yes           | pending_release | on_hold                | On hold
pay_when_paid | yes         | no      | no            | processing      | processing             | Processing
pay_when_paid | yes         | no      | yes           | pending_release | pending_release        | Waiting for release
pay_when_paid | yes         | yes     | no            | pending_release | on_hold                | On hold
pay_when_paid | yes         | yes     | yes           | pending_release | on_hold                | On hold
"""  # noqa: E501 - one line reads better than two
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.requirement("C7")
@pytest.mark.requirement("C8")
@pytest.mark.requirement("C9")
@pytest.mark.parametrize(
    ("terms", "client_paid", "on_hold", "needs_release", "tab", "state", "shown"), ROWS
)
def test_the_state_follows_from_the_facts_and_is_shown_in_words(
    terms: str,
    client_paid: str,
    on_hold: str,
    needs_release: str,
    tab: str,
    state: str,
    shown: str,
) -> None:
    """The day is that of the pay terms; a page says it only of what is scheduled."""
    transaction = a_transaction(
        pay_terms=PayTerms(terms),
        scheduled_on=DAY if terms == "scheduled" else None,
        client_paid=client_paid == "yes",
        held_because="bank details" if on_hold == "yes" else None,
        needs_release=needs_release == "yes",
    )
    found = transaction.state
    assert found == state
    assert shown_as(found, transaction.estimated_payment_on) == shown
    assert transaction.estimated_payment_on == (DAY if state == "scheduled" else None)
    tabs = [one for one in (Tab.PROCESSING, Tab.PENDING_RELEASE) if found in one.states]
    assert tabs == [Tab(tab)]
    assert found in Tab.ALL.states


def test_the_table_has_every_combination_of_the_facts_once() -> None:
    yes_or_no = ("no", "yes")
    every = set(product(map(str, PayTerms), yes_or_no, yes_or_no, yes_or_no))
    assert {tuple(row[:4]) for row in ROWS} == every
    assert len(ROWS) == len(every)


@pytest.mark.parametrize("terms", PayTerms)
def test_paid_and_reversed_beat_everything_and_are_in_no_tab(terms: PayTerms) -> None:
    held = partial(state_of, terms=terms, client_paid=False, on_hold=True, needs_release=True)
    paid, undone = held(ordered=True, paid=True), held(paid=True, reversed_=True)
    assert held(ordered=True) is TransactionState.PROCESSING
    assert (paid, undone) == (TransactionState.PAID, TransactionState.REVERSED)
    assert (shown_as(paid, DAY), shown_as(undone, DAY)) == ("Paid", "Reversed")
    assert not {paid, undone} & Tab.ALL.states


def test_a_payment_date_is_never_in_the_past() -> None:
    assert estimated_payment_day(date(2026, 3, 31), 10, TODAY, ONTARIO) == (date(2026, 4, 10), None)
    assert estimated_payment_day(date(2026, 2, 28), 10, TODAY, ONTARIO) == (date(2026, 3, 11), None)


def test_a_hold_says_why_and_by_whom() -> None:
    staff = PersonId(new_id())
    held, event = a_transaction().hold("bank details differ", staff)
    assert held.state is TransactionState.ON_HOLD
    assert (event.reason, event.held_by) == ("bank details differ", staff)
    with pytest.raises(AlreadyOnHoldError):
        held.hold("again", staff)


def test_money_that_has_left_cannot_be_held_released_reversed_or_paid_again() -> None:
    paid, _ = a_transaction().order(PaymentId(new_id()), TODAY, ONTARIO).pay(TODAY)
    with pytest.raises(AlreadyPaidError):
        paid.hold("late", PersonId(new_id()))
    with pytest.raises(AlreadyPaidError):
        paid.release(TODAY, ONTARIO)
    with pytest.raises(AlreadyPaidError):
        paid.reverse("wrong", PersonId(new_id()), [])
    with pytest.raises(AlreadyPaidError):
        paid.order(PaymentId(new_id()), TODAY, ONTARIO)
    with pytest.raises(NotPayableError):
        paid.pay(TODAY)


def test_what_the_bank_is_ordered_to_pay_is_on_its_way_until_it_is_taken_or_comes_back() -> None:
    run, payment = PayRunId(new_id()), PaymentId(new_id())
    owed = a_transaction(pay_terms=SCHEDULED, scheduled_on=TODAY)
    ordered = owed.reserve(run).order(payment, DAY, ONTARIO)
    assert (ordered.state, ordered.estimated_payment_on) == (TransactionState.PROCESSING, DAY)
    assert shown_as(ordered.state, ordered.estimated_payment_on) == "Processing"
    assert not ordered.payable_on(DAY)
    with pytest.raises(AlreadyOrderedError):
        ordered.hold("late", PersonId(new_id()))
    with pytest.raises(AlreadyOrderedError):
        ordered.reverse("wrong", PersonId(new_id()), [])
    with pytest.raises(AlreadyOrderedError):
        ordered.order(payment, DAY, ONTARIO)
    paid, said = ordered.pay(DAY)
    assert (paid.state, paid.paid_on, said.payment_id) == (TransactionState.PAID, DAY, payment)
    back = ordered.come_back(DAY)
    assert back == paid.come_back(DAY)
    assert (back.payment_id, back.ordered_for, back.paid_on) == (None, None, None)
    assert (back.returned_payment_id, back.returned_from) == (payment, DAY)
    with pytest.raises(NotPayableError):
        owed.pay(DAY)


@pytest.mark.requirement("B22")
def test_who_was_told_a_day_is_told_the_one_that_the_bank_is_ordered_for_and_why() -> None:
    owed = a_transaction(pay_terms=SCHEDULED, scheduled_on=DAY)
    (said,) = owed.order(PaymentId(new_id()), LATER, ONTARIO).moved_by_order()
    assert isinstance(said, TransactionScheduled)
    assert (said.previously_on, said.estimated_payment_on, said.cause) == (DAY, LATER, "pay_run")
    assert said.moved is not None
    assert (said.moved.planned_on, said.moved.because) == (DAY, MoveReason.PAY_RUN)
    assert set(said.moved.names) == {"en", "fr", "nb"}
    assert owed.order(PaymentId(new_id()), DAY, ONTARIO).moved_by_order() == []
    undated = a_transaction()
    assert undated.order(PaymentId(new_id()), LATER, ONTARIO).moved_by_order() == []


@pytest.mark.requirement("B22")
def test_a_day_on_which_banks_turn_out_to_be_closed_is_told_with_the_holiday() -> None:
    good_friday = date(2026, 4, 3)
    owed = a_transaction(pay_terms=SCHEDULED, scheduled_on=good_friday)
    on = ONTARIO.next_from(good_friday)
    (said,) = owed.order(PaymentId(new_id()), on, ONTARIO).moved_by_order()
    assert isinstance(said, TransactionScheduled)
    assert (said.cause, said.moved) == ("bank_closed", ONTARIO.closed(good_friday))
    (said,) = owed.order(PaymentId(new_id()), DAY, ONTARIO).moved_by_order()
    assert isinstance(said, TransactionScheduled)
    assert said.cause == "pay_run"


@pytest.mark.requirement("B17", "B22")
def test_what_came_back_is_told_the_day_of_before_and_the_new_one_once_it_is_ordered_again() -> (
    None
):
    first, second = PaymentId(new_id()), PaymentId(new_id())
    owed = a_transaction(pay_terms=SCHEDULED, scheduled_on=TODAY)
    back = owed.order(first, DAY, ONTARIO).come_back(DAY)
    assert (back.state, back.estimated_payment_on) == (TransactionState.PROCESSING, None)
    assert back.payable_on(DAY)
    again = back.order(second, LATER, ONTARIO)
    (said,) = again.moved_by_order()
    assert isinstance(said, TransactionScheduled)
    assert (said.previously_on, said.estimated_payment_on, said.cause) == (DAY, LATER, "returned")
    assert again.returned_payment_id == first
    paid, _ = again.pay(LATER)
    assert (paid.returned_payment_id, paid.returned_from) == (None, None)
    assert back.order(second, DAY, ONTARIO).moved_by_order() == []


@pytest.mark.parametrize(
    ("ordered_for", "refused_on", "stands"),
    [(DAY, TODAY, True), (DAY, DAY, False), (LATER, TODAY, False)],
)
def test_of_what_came_back_a_day_stands_that_was_told_last_and_is_to_come(
    ordered_for: date, refused_on: date, stands: bool
) -> None:
    owed = a_transaction(pay_terms=SCHEDULED, scheduled_on=DAY)
    back = owed.order(PaymentId(new_id()), ordered_for, ONTARIO).come_back(refused_on)
    assert back.estimated_payment_on == (DAY if stands else None)
    assert back.payable_on(TODAY) is not stands


def test_what_is_held_or_reversed_leaves_the_pay_run_that_has_it() -> None:
    reserved = a_transaction().reserve(PayRunId(new_id()))
    held, _ = reserved.hold("bank details differ", PersonId(new_id()))
    undone, _ = reserved.reverse("wrong", PersonId(new_id()), [])
    assert (held.pay_run_id, undone.pay_run_id) == (None, None)
    released, _ = held.release(TODAY, ONTARIO)
    assert released.pay_run_id is None


def test_what_was_reversed_stays_so() -> None:
    undone, event = a_transaction().reverse("entered twice", PersonId(new_id()), [])
    assert event.reason == "entered twice"
    with pytest.raises(AlreadyReversedError):
        undone.release(TODAY, ONTARIO)


def covered(entry_id: EntryId, version: int = 1, **facts: Any) -> CoveredWork:
    corrects = facts.pop("corrects", False)
    line = PricedLine(
        line_id=new_id(),
        entry_id=entry_id,
        version=version,
        corrects=corrects,
        work_order_id=WorkOrderId(UUID(int=1)),
        project_id=ProjectId(UUID(int=2)),
        company_id=CompanyId(UUID(int=3)),
        contractor_id=PersonId(UUID(int=4)),
        work_on=TODAY,
        article=ArticleKind.REGULAR,
        quantity=Decimal(1),
        minutes=60,
        note="",
        pay_rate=Decimal(40),
        pay=cad("40"),
        bill_rate=Decimal(60),
        bill=cad("60"),
    )
    return CoveredWork(line=line, **facts)


def test_the_work_of_a_transaction_that_stands_goes_back_at_the_version_that_was_priced() -> None:
    one, other, staff = EntryId(new_id()), EntryId(new_id()), PersonId(new_id())
    work = [
        covered(one, 1, corrects=True),
        covered(one, 2),
        covered(other, 4, invoice_id=InvoiceId(new_id())),
        covered(EntryId(new_id()), 1, taken_back=True, corrected_by="T-2026-000009"),
    ]
    transaction = a_transaction()
    standing = transaction.standing(work)
    assert not transaction.is_undone_whole(work, standing)
    correction = TransactionId(new_id())
    event = transaction.take_back("wrong project", staff, standing, correction)
    assert {sent.entry_id: sent.version for sent in event.entries} == {one: 2, other: 4}
    assert (event.work_order_id, event.reversed_by) == (UUID(int=1), staff)
    assert event.corrected_by == correction


def test_work_and_what_takes_it_back_cancel_out_where_nothing_stands_or_was_billed() -> None:
    first, second, other = (EntryId(new_id()) for _ in range(3))
    work, going = [covered(first), covered(second)], [covered(second)]
    back = covered(first, corrects=True)
    assert cancels_out([*work, back], going)
    # A correction of it, which goes.
    newer = covered(first, 2)
    assert cancels_out([covered(first), back, newer], [newer])
    assert not cancels_out([*work, back, covered(other)], going)
    assert not cancels_out([*work, back, covered(other, corrects=True)], going)
    assert not cancels_out(
        [*work, covered(first, corrects=True, invoice_id=InvoiceId(new_id()))], going
    )


def test_only_what_is_not_ordered_and_stands_alone_is_undone_whole() -> None:
    work = [covered(EntryId(new_id())), covered(EntryId(new_id()))]
    assert a_transaction().is_undone_whole(work, work)
    assert not a_transaction().is_undone_whole(work, work[:1])
    ordered = a_transaction().order(PaymentId(new_id()), DAY, ONTARIO)
    assert not ordered.is_undone_whole(work, work)


def test_what_is_corrected_as_a_whole_or_only_takes_back_has_nothing_to_reverse() -> None:
    entry = EntryId(new_id())
    with pytest.raises(CorrectedLaterError, match="T-2026-000008"):
        a_transaction().standing([covered(entry, taken_back=True, corrected_by="T-2026-000008")])
    with pytest.raises(OnlyTakesBackError):
        a_transaction().standing([covered(entry, corrects=True)])


def test_only_what_waits_for_release_can_be_released() -> None:
    with pytest.raises(NothingToReleaseError):
        a_transaction().release(TODAY, ONTARIO)
    with pytest.raises(NothingToReleaseError):
        a_transaction().release(TODAY, ONTARIO, without_client_payment=True)


def test_what_waits_for_the_client_is_released_in_so_many_words_only() -> None:
    waits = a_transaction(pay_terms=WHEN_PAID)
    with pytest.raises(ClientHasNotPaidError):
        waits.release(TODAY, ONTARIO)
    released, _ = waits.release(TODAY, ONTARIO, without_client_payment=True)
    assert released.state is TransactionState.PROCESSING
    assert released.client_has_paid() == (released, [])
    # The end of a hold is no word about the client.
    held, _ = waits.hold("check", PersonId(new_id()))
    ended, _ = held.release(TODAY, ONTARIO)
    assert ended.state is TransactionState.PENDING_CLIENT_PAYMENT


def test_what_nobody_knows_the_deductions_of_is_released_in_so_many_words_only() -> None:
    unsettled = a_transaction(held_because="no rules for pay in EUR")
    with pytest.raises(DeductionsUnsettledError) as refused:
        unsettled.release(TODAY, ONTARIO)
    assert refused.value.data["reason"] == "no rules for pay in EUR"
    released, _ = unsettled.release(TODAY, ONTARIO, without_deductions=True)
    assert released.state is TransactionState.PROCESSING
    # What somebody put on hold, for whatever reason, has its deductions.
    held, _ = a_transaction().hold("check", PersonId(new_id()))
    assert held.release(TODAY, ONTARIO)[0].state is TransactionState.PROCESSING


def test_a_released_hold_goes_back_to_what_its_terms_say() -> None:
    held, _ = a_transaction(pay_terms=WHEN_PAID).hold("check", PersonId(new_id()))
    released, events = held.release(TODAY, ONTARIO)
    assert released.state is TransactionState.PENDING_CLIENT_PAYMENT
    (event,) = events
    assert isinstance(event, TransactionReleased)
    assert event.cause == "staff"


def test_a_date_that_passed_during_a_hold_moves_to_tomorrow_and_says_so() -> None:
    held, _ = a_transaction(pay_terms=SCHEDULED, scheduled_on=date(2026, 3, 1)).hold(
        "check", PersonId(new_id())
    )
    released, (first, second) = held.release(TODAY, ONTARIO)
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
    assert freed.release(TODAY, ONTARIO)[0].state is TransactionState.PROCESSING


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
            transaction.order(PaymentId(new_id()), TODAY, ONTARIO)


@pytest.mark.requirement("B22")
def test_a_payment_date_on_which_banks_are_closed_is_the_next_one_and_keeps_what_moved_it() -> None:
    on, moved = estimated_payment_day(date(2025, 12, 16), 10, date(2025, 12, 1), ONTARIO)
    assert on == date(2025, 12, 29)
    assert moved is not None
    assert (moved.planned_on, moved.names["en"]) == (date(2025, 12, 26), "Boxing Day")


@pytest.mark.requirement("B22")
def test_what_is_released_on_a_friday_is_paid_on_monday_and_says_why() -> None:
    friday, monday = date(2026, 3, 13), date(2026, 3, 16)
    held, _ = a_transaction(pay_terms=SCHEDULED, scheduled_on=date(2026, 3, 2)).hold(
        "check", PersonId(new_id())
    )
    released, _ = held.release(friday, ONTARIO)
    assert released.scheduled_on == monday
    assert released.scheduled_moved is not None
    assert released.scheduled_moved.planned_on == date(2026, 3, 14)
    # A day that has not passed stays, and what moved it with it.
    kept, _ = replace(held, scheduled_on=monday, scheduled_moved=released.scheduled_moved).release(
        friday, ONTARIO
    )
    assert (kept.scheduled_on, kept.scheduled_moved) == (monday, released.scheduled_moved)
