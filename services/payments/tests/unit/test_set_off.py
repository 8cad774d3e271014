"""What is set off with a payment: down to the floor, and to the minor unit in the end."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.ids import new_id
from contracts.ids import PersonId
from contracts.money import Money
from payments.payruns.model import LeftOutReason, Plan, RunChangeName, changes, lines_of, plan
from payments.set_off.model import SetOff, SetOffRule
from payments.set_off.schemas import SetOffRequest
from payments.transactions.model import Transaction

from ..builders import TODAY, a_transaction, cad, nok
from .test_payruns import an_account

PERSON = PersonId(new_id())
MINOR = st.integers(-1_000_00, 1_000_00)


def of_nets(rule: SetOffRule, outstanding: int, *nets: int) -> tuple[int, int]:
    """What these nets come to: what is paid, and what is carried."""
    part = SetOff(rule=rule, outstanding={(PERSON, "CAD"): outstanding}).of(
        PERSON, "CAD", net_minor=sum(nets), earned_minor=sum(net for net in nets if net > 0)
    )
    return part.amount.amount_minor, part.carried_minor


@pytest.mark.parametrize(
    ("percent", "outstanding", "nets", "paid", "carried"),
    [
        # Without a floor all of it is set off, and what is more waits as a whole.
        (0, 0, [100_00, -30_00], 70_00, 0),
        (0, 0, [100_00, -300_00], -200_00, 0),
        (0, 25_00, [100_00], 75_00, -25_00),
        # Half of what was earned is paid out; what is more is carried on.
        (50, 0, [100_00, -30_00], 70_00, 0),
        (50, 0, [100_00, -300_00], 50_00, 250_00),
        (50, 250_00, [100_00], 50_00, -50_00),
        (50, 20_00, [100_00], 80_00, -20_00),
        # A part of a minor unit is theirs.
        (50, 100, [1_01], 51, -50),
        # At a hundred nothing is set off at all.
        (100, 0, [100_00, -30_00], 100_00, 30_00),
        # Without anything earned there is no payment.
        (50, 0, [-30_00], -30_00, 0),
        # A payment that carried came back: what was set off for it since is theirs.
        (50, -40_00, [100_00], 140_00, 40_00),
    ],
)
def test_what_was_paid_too_much_is_set_off_down_to_the_floor(
    percent: int, outstanding: int, nets: Sequence[int], paid: int, carried: int
) -> None:
    rule = SetOffRule(at_least_percent=percent)
    assert of_nets(rule, outstanding, *nets) == (paid, carried)


@given(st.integers(0, 100), st.lists(st.lists(MINOR, min_size=1, max_size=4), max_size=12))
def test_whatever_is_carried_in_the_end_all_was_paid_once(
    percent: int, runs: Sequence[Sequence[int]]
) -> None:
    rule, outstanding, paid, waiting = SetOffRule(at_least_percent=percent), 0, 0, list[int]()
    for nets in runs:
        waiting += nets
        amount, carried = of_nets(rule, outstanding, *waiting)
        if amount <= 0:
            continue
        earned = sum(net for net in waiting if net > 0)
        assert amount * 100 >= percent * earned
        assert outstanding + carried >= 0
        paid, outstanding, waiting = paid + amount, outstanding + carried, []
    assert paid + sum(waiting) - outstanding == sum(net for nets in runs for net in nets)


def test_each_contractor_and_currency_is_set_off_by_itself() -> None:
    other = PersonId(new_id())
    owed = [
        a_transaction(cad("100"), contractor_id=PERSON),
        a_transaction(nok("70"), contractor_id=PERSON),
        a_transaction(cad("30"), contractor_id=other),
    ]
    planned = plan_of(owed, SetOff(outstanding={(PERSON, "CAD"): 40_00}))
    assert [one.amount for one in planned.payments] == [cad("60"), nok("70"), cad("30")]
    assert [one.carried for one in planned.payments] == [cad("-40"), nok("0"), cad("0")]


def test_where_more_is_to_be_set_off_than_is_earned_all_of_it_waits() -> None:
    planned = plan_of(
        [a_transaction(cad("100"), contractor_id=PERSON)],
        SetOff(outstanding={(PERSON, "CAD"): 100_00}),
    )
    assert planned.payments == ()
    assert [one.reason for one in planned.left_out] == [LeftOutReason.NOTHING_TO_PAY]


def test_an_approval_holds_until_what_is_set_off_changes_the_amount() -> None:
    owed = [
        a_transaction(cad("100"), contractor_id=PERSON),
        a_transaction(cad("-80"), contractor_id=PERSON),
    ]
    half = SetOffRule(at_least_percent=50)
    seen = plan_of(owed, SetOff(rule=half))
    assert [(one.amount, one.carried) for one in seen.payments] == [(cad("50"), cad("30"))]
    # More is to be set off, and the floor holds: this payment is the same.
    now = plan_of(owed, SetOff(rule=half, outstanding={(PERSON, "CAD"): 10_00}))
    assert (now.fingerprint, changes(lines_of(seen), now)) == (seen.fingerprint, [])
    later = plan_of(owed, SetOff(rule=SetOffRule(at_least_percent=60)))
    assert later.fingerprint != seen.fingerprint
    (change,) = changes(lines_of(seen), later)
    assert (change.what, change.contractor_id) == (RunChangeName.SET_OFF_CHANGED, PERSON)


@pytest.mark.parametrize("percent", [-1, 101, "50", 49.5, True, None])
def test_a_rule_is_a_whole_number_of_percent(percent: object) -> None:
    with pytest.raises(ValidationError) as refused:
        SetOffRequest.model_validate({"at_least_percent": percent})
    assert [error["loc"] for error in refused.value.errors()] == [("at_least_percent",)]


def test_what_is_still_to_be_set_off_is_somebody_s_own() -> None:
    other = PersonId(new_id())
    set_off = SetOff(
        outstanding={(PERSON, "NOK"): 5, (PERSON, "CAD"): 7, (PERSON, "EUR"): -3, (other, "CAD"): 1}
    )
    assert set_off.still_of(PERSON) == [
        Money(amount_minor=7, currency="CAD"),
        Money(amount_minor=5, currency="NOK"),
    ]


def plan_of(owed: Sequence[Transaction], set_off: SetOff) -> Plan:
    accounts = {one.contractor_id: an_account() for one in owed}
    return plan(owed, TODAY, accounts, set_off=set_off)
