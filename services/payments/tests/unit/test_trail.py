"""Where work stands on its way to the money, and what it waits for on whom: as tables."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from contracts.date_moves import DateMove, MoveReason
from contracts.events.payments import TransactionState
from contracts.events.timesheets import PayTerms
from payments.trail.model import (
    Days,
    Facts,
    Party,
    PricedTransaction,
    StageName,
    Trail,
    WaitReason,
    WorkAmount,
    trail_of,
)
from payments.transactions.model import state_of

from ..builders import cad

TODAY = date(2026, 3, 10)
LATER, DUE = date(2026, 3, 20), date(2026, 4, 1)
DAY = WorkAmount(minutes=Decimal(480), entries=1)

pytestmark = pytest.mark.requirement("C14")


def priced(state: TransactionState, **facts: Any) -> PricedTransaction:
    given: dict[str, Any] = {
        "pay_terms": PayTerms.IMMEDIATE,
        "work": DAY,
        "gross": cad("320"),
        "net": cad("300"),
        "billed": 1,
    }
    return PricedTransaction(state=state, **(given | facts))


def invoiced(state: TransactionState, **facts: Any) -> PricedTransaction:
    return priced(state, **({"unpaid": 1, "invoiced_work": DAY, "due_on": DUE} | facts))


def a_trail(*transactions: PricedTransaction, **facts: Any) -> Trail:
    terms = transactions[0].pay_terms if transactions else PayTerms.IMMEDIATE
    given: dict[str, Any] = {"currency": "CAD", "pay_terms": terms}
    return trail_of(Facts(transactions=transactions, **(given | facts)), TODAY)


def states(trail: Trail) -> str:
    """The states of the five stages by their first letters: d(one), p(artly), w(aiting), n(ot)."""
    assert [stage.name for stage in trail.stages] == list(StageName)
    return "".join(stage.state[0] for stage in trail.stages)


S = TransactionState
FINAL_AT = datetime(2026, 3, 10, 14, 32, tzinfo=UTC)
NOT_FINAL = ("dpwnw", WaitReason.FINAL_APPROVAL, Party.CLIENT)
PWP: dict[str, Any] = {"pay_terms": PayTerms.PAY_WHEN_PAID}
CLIENT_PAID: dict[str, Any] = {"unpaid": 0, "client_paid_work": DAY, "due_on": None}

TABLE: list[tuple[str, Trail, str, WaitReason, Party | None, date | None]] = [
    ("handed in", a_trail(to_approval=DAY), "dwwnw", WaitReason.APPROVAL, Party.CLIENT, None),
    (
        "handed in, paid when the client pays",
        a_trail(to_approval=DAY, pay_terms=PayTerms.PAY_WHEN_PAID),
        "dwwww",
        WaitReason.APPROVAL,
        Party.CLIENT,
        None,
    ),
    ("returned", a_trail(returned=DAY), "wwwnw", WaitReason.CORRECTION, Party.CONTRACTOR, None),
    ("approved, not for good", a_trail(not_final=DAY, final_at=FINAL_AT), *NOT_FINAL, None),
    (
        "one approved not for good, one handed in",
        a_trail(not_final=DAY, final_at=FINAL_AT, to_approval=DAY),
        "dpwnw",
        WaitReason.APPROVAL,
        Party.CLIENT,
        None,
    ),
    (
        "one approved not for good, one returned",
        a_trail(not_final=DAY, final_at=FINAL_AT, returned=DAY),
        "ppwnw",
        WaitReason.CORRECTION,
        Party.CONTRACTOR,
        None,
    ),
    (
        "one approved not for good, one paid",
        a_trail(invoiced(S.PAID, paid_on=TODAY), not_final=DAY, final_at=FINAL_AT),
        "dppnp",
        WaitReason.FINAL_APPROVAL,
        Party.CLIENT,
        None,
    ),
    (
        "one returned, one handed in",
        a_trail(returned=DAY, to_approval=DAY),
        "pwwnw",
        WaitReason.CORRECTION,
        Party.CONTRACTOR,
        None,
    ),
    (
        "approved, paid at once",
        a_trail(priced(S.PROCESSING, uninvoiced=1)),
        "ddwnw",
        WaitReason.PAY_RUN,
        Party.AGENCY,
        None,
    ),
    (
        "approved, scheduled",
        a_trail(invoiced(S.SCHEDULED, scheduled_on=LATER)),
        "dddnw",
        WaitReason.PAYMENT_DATE,
        Party.AGENCY,
        LATER,
    ),
    (
        "scheduled for today",
        a_trail(invoiced(S.SCHEDULED, scheduled_on=TODAY)),
        "dddnw",
        WaitReason.PAY_RUN,
        Party.AGENCY,
        None,
    ),
    (
        "to be invoiced, then paid by the client",
        a_trail(priced(S.PENDING_CLIENT_PAYMENT, uninvoiced=1, **PWP)),
        "ddwww",
        WaitReason.INVOICE,
        Party.AGENCY,
        None,
    ),
    (
        "invoiced, the client has not paid",
        a_trail(invoiced(S.PENDING_CLIENT_PAYMENT, **PWP)),
        "dddww",
        WaitReason.CLIENT_PAYMENT,
        Party.CLIENT,
        DUE,
    ),
    (
        "the client paid a part",
        a_trail(invoiced(S.PENDING_CLIENT_PAYMENT, client_began=True, **PWP)),
        "dddpw",
        WaitReason.CLIENT_PAYMENT,
        Party.CLIENT,
        DUE,
    ),
    (
        "one of two lines is on an invoice",
        a_trail(invoiced(S.PENDING_CLIENT_PAYMENT, billed=2, uninvoiced=1, **PWP)),
        "ddpww",
        WaitReason.INVOICE,
        Party.AGENCY,
        None,
    ),
    (
        "the client has paid",
        a_trail(invoiced(S.PROCESSING, **PWP, **CLIENT_PAID)),
        "ddddw",
        WaitReason.PAY_RUN,
        Party.AGENCY,
        None,
    ),
    (
        "on hold",
        a_trail(invoiced(S.ON_HOLD, held_because="bank", **PWP)),
        "dddww",
        WaitReason.HOLD_ENDED,
        Party.AGENCY,
        None,
    ),
    (
        "a correction",
        a_trail(priced(S.PENDING_RELEASE, uninvoiced=1)),
        "ddwnw",
        WaitReason.RELEASE,
        Party.AGENCY,
        None,
    ),
    (
        "paid out before the client paid",
        a_trail(invoiced(S.PAID, paid_on=TODAY)),
        "dddnd",
        WaitReason.NOTHING,
        None,
        None,
    ),
    (
        "paid out, and more handed in",
        a_trail(invoiced(S.PAID, paid_on=TODAY, **CLIENT_PAID), to_approval=DAY),
        "dppnp",
        WaitReason.APPROVAL,
        Party.CLIENT,
        None,
    ),
    (
        "paid out, and a second transaction waits",
        a_trail(invoiced(S.PAID, paid_on=TODAY), invoiced(S.PROCESSING)),
        "dddnp",
        WaitReason.PAY_RUN,
        Party.AGENCY,
        None,
    ),
    (
        "reversed",
        a_trail(priced(S.REVERSED, uninvoiced=1)),
        "dnnnn",
        WaitReason.NOTHING,
        None,
        None,
    ),
    (
        "reversed, and its work sent back",
        a_trail(priced(S.REVERSED, uninvoiced=1), returned=DAY),
        "wwwnw",
        WaitReason.CORRECTION,
        Party.CONTRACTOR,
        None,
    ),
    (
        "reversed, approved again and paid",
        a_trail(priced(S.REVERSED, uninvoiced=1), invoiced(S.PAID, paid_on=TODAY)),
        "dddnd",
        WaitReason.NOTHING,
        None,
        None,
    ),
    (
        "billed at nothing",
        a_trail(priced(S.PROCESSING, billed=0, **PWP)),
        "ddnnw",
        WaitReason.PAY_RUN,
        Party.AGENCY,
        None,
    ),
]


@pytest.mark.parametrize(
    ("trail", "stages", "waits_for", "waits_on", "expected_on"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_what_is_known_says_how_far_it_is_and_on_whom_it_waits(
    trail: Trail,
    stages: str,
    waits_for: WaitReason,
    waits_on: Party | None,
    expected_on: date | None,
) -> None:
    assert (states(trail), trail.waits_for) == (stages, waits_for)
    first = trail.waits[0] if trail.waits else None
    assert (first.waits_on if first else None) is waits_on
    assert (first.expected_on if first else None) == expected_on
    assert trail.done is (waits_for is WaitReason.NOTHING)


@pytest.mark.parametrize(
    ("terms", "client_paid", "on_hold", "needs_release"),
    list(itertools.product(PayTerms, [False, True], [False, True], [False, True])),
)
def test_it_waits_for_what_the_state_of_its_transaction_says(
    terms: PayTerms, client_paid: bool, on_hold: bool, needs_release: bool
) -> None:
    """Terms, client paid, hold and release: the same table as of transactions."""
    state = state_of(
        terms=terms, client_paid=client_paid, on_hold=on_hold, needs_release=needs_release
    )
    found = a_trail(
        invoiced(
            state,
            pay_terms=terms,
            scheduled_on=LATER if terms is PayTerms.SCHEDULED else None,
            **(CLIENT_PAID if client_paid else {}),
        )
    )
    expected = (
        WaitReason.HOLD_ENDED
        if on_hold
        else WaitReason.RELEASE
        if needs_release
        else WaitReason.PAYMENT_DATE
        if terms is PayTerms.SCHEDULED
        else WaitReason.CLIENT_PAYMENT
        if terms is PayTerms.PAY_WHEN_PAID and not client_paid
        else WaitReason.PAY_RUN
    )
    assert [wait.waits_for for wait in found.waits] == [expected]


def test_everything_that_is_waited_for_is_told_what_comes_first_first() -> None:
    found = a_trail(
        invoiced(S.PAID, paid_on=TODAY),
        invoiced(S.PROCESSING),
        invoiced(S.ON_HOLD, held_because="bank"),
        priced(S.REVERSED),
        returned=DAY,
        to_approval=DAY + DAY,
    )
    told = [(wait.waits_for, wait.work.minutes, wait.amount, wait.reason) for wait in found.waits]
    assert told == [
        (WaitReason.CORRECTION, 480, None, None),
        (WaitReason.APPROVAL, 960, None, None),
        (WaitReason.HOLD_ENDED, 480, cad("300"), "bank"),
        (WaitReason.PAY_RUN, 480, cad("300"), None),
    ]
    assert (found.gross, found.net, found.paid) == (cad("960"), cad("900"), cad("300"))


def test_days_of_a_stage_span_what_there_is() -> None:
    first, last = date(2026, 2, 1), date(2026, 2, 9)
    found = a_trail(
        invoiced(S.PROCESSING, issued=Days(first=last, last=last)),
        priced(S.PROCESSING, uninvoiced=1),
        invoiced(S.PROCESSING, issued=Days(first=first, last=first)),
    )
    assert found.stages[2].days == Days(first=first, last=last)
    assert found.stages[3].days == Days()


@pytest.mark.requirement("B1")
def test_work_that_is_approved_and_not_for_good_says_when_it_is() -> None:
    given = Days(first=date(2026, 3, 9), last=TODAY)
    trail = a_trail(not_final=DAY, final_at=FINAL_AT, given=given)
    approved = trail.stages[1]
    assert (approved.work, approved.days, approved.final_at) == (DAY, given, FINAL_AT)
    # It has no price before that.
    assert (approved.amount, trail.gross, trail.net) == (None, cad("0"), cad("0"))
    [wait] = trail.waits
    assert (wait.work, wait.final_at, wait.amount) == (DAY, FINAL_AT, None)
    assert not trail.done


@pytest.mark.requirement("B22")
def test_what_moved_the_day_of_a_payment_is_said_with_it_and_of_no_other_day() -> None:
    move = DateMove(planned_on=date(2026, 3, 14), because=MoveReason.WEEKEND)
    monday = date(2026, 3, 16)
    scheduled: dict[str, Any] = {"scheduled_on": monday, "scheduled_moved": move}
    found = a_trail(priced(S.SCHEDULED, **scheduled))
    assert (found.waits[0].expected_on, found.waits[0].moved) == (monday, move)
    assert (found.stages[4].expected_on, found.stages[4].moved) == (monday, move)
    # The bank is ordered for just that day, and then for a later one.
    for ordered_for, moved in ((monday, move), (LATER, None)):
        ordered = a_trail(priced(S.PROCESSING, **scheduled, ordered_for=ordered_for))
        assert (ordered.waits[0].expected_on, ordered.waits[0].moved) == (ordered_for, moved)
    chosen = DateMove(planned_on=monday, because=MoveReason.PAY_RUN)
    later = {"ordered_for": LATER, "ordered_moved": chosen}
    ordered = a_trail(priced(S.PROCESSING, **scheduled, **later))
    assert (ordered.waits[0].expected_on, ordered.waits[0].moved) == (LATER, chosen)
    # The first of several days is the one that is said.
    both = a_trail(priced(S.SCHEDULED, scheduled_on=LATER), priced(S.SCHEDULED, **scheduled))
    assert (both.stages[4].expected_on, both.stages[4].moved) == (monday, move)
    assert a_trail(invoiced(S.PENDING_CLIENT_PAYMENT)).waits[0].moved is None
