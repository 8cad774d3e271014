"""What a pay run pays, and what it leaves out and why."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chassis.fields import CurrencyCode
from chassis.ids import new_id
from contracts.currencies import MINOR_DIGITS
from contracts.events.identity import BankAccountKind
from contracts.events.pay_runs import PayRunState
from contracts.events.timesheets import PayTerms
from contracts.ids import PayRunId, PersonId
from contracts.money import Money
from payments.bank_accounts.model import BankAccount
from payments.payments.model import PaymentState
from payments.payruns.model import (
    MAX_DAYS_AHEAD,
    LeftOutReason,
    NothingToPayError,
    OwnProposalError,
    PayDayError,
    PayRun,
    PayRunChangedError,
    PayRunStateError,
    Plan,
    PlannedPayment,
    RunChangeName,
    TotalsChangedError,
    changes,
    check_pay_day,
    lines_of,
    plan,
)
from payments.payruns.schemas import ProposalRequest
from payments.payruns.standouts import KnownBefore, Standout, StandoutName, standouts_of
from payments.transactions.model import Transaction

from ..builders import TODAY, a_transaction, cad, nok


@pytest.mark.requirement("A4")
def test_there_is_one_payment_per_contractor_and_currency() -> None:
    one, other = PersonId(new_id()), PersonId(new_id())
    planned = plan_of(
        [
            a_transaction(cad("100"), contractor_id=one),
            a_transaction(cad("50"), contractor_id=one),
            a_transaction(nok("70"), contractor_id=one),
            a_transaction(cad("30"), contractor_id=other),
        ],
        TODAY,
    )
    assert [payment.amount for payment in planned.payments] == [cad("150"), nok("70"), cad("30")]
    assert planned.totals == (cad("180"), nok("70"))


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"held_because": "check"}, LeftOutReason.ON_HOLD),
        ({"needs_release": True}, LeftOutReason.PENDING_RELEASE),
        ({"pay_terms": PayTerms.PAY_WHEN_PAID}, LeftOutReason.PENDING_CLIENT_PAYMENT),
        (
            {"pay_terms": PayTerms.SCHEDULED, "scheduled_on": date(2026, 3, 11)},
            LeftOutReason.NOT_DUE,
        ),
    ],
)
def test_what_cannot_be_paid_is_left_out_with_the_reason(
    facts: dict[str, Any], reason: LeftOutReason
) -> None:
    planned = plan_of([a_transaction(**facts)], TODAY)
    assert planned.payments == ()
    assert [one.reason for one in planned.left_out] == [reason]


def test_a_correction_lowers_the_payment_it_falls_into() -> None:
    person = PersonId(new_id())
    owed = a_transaction(cad("100"), contractor_id=person)
    taken_back = a_transaction(cad("-30"), contractor_id=person)
    (payment,) = plan_of([owed, taken_back], TODAY).payments
    assert payment.amount == cad("70")


def test_a_contractor_with_nothing_to_get_waits_for_the_next_run() -> None:
    person = PersonId(new_id())
    planned = plan_of(
        [
            a_transaction(cad("100"), contractor_id=person),
            a_transaction(cad("-100"), contractor_id=person),
        ],
        TODAY,
    )
    assert planned.payments == ()
    assert {one.reason for one in planned.left_out} == {LeftOutReason.NOTHING_TO_PAY}


def test_totals_that_are_not_the_expected_ones_are_refused() -> None:
    planned = plan_of([a_transaction(cad("100"))], TODAY)
    planned.check([cad("100")])
    with pytest.raises(TotalsChangedError) as refused:
        planned.check([cad("99.99")], in_other_runs=["R-1"])
    assert refused.value.data["totals"] == [{"amount_minor": 10000, "currency": "CAD"}]
    assert refused.value.data["in_other_runs"] == ["R-1"]
    with pytest.raises(TotalsChangedError):
        planned.check([cad("100"), nok("1")])


def test_a_run_of_nothing_is_refused() -> None:
    with pytest.raises(NothingToPayError):
        plan_of([], TODAY).check([])


@pytest.mark.parametrize(
    ("pay_on", "is_taken"),
    [
        (date(2025, 12, 31), False),
        (TODAY - timedelta(days=2), False),
        (TODAY - timedelta(days=1), True),
        (TODAY, True),
        (TODAY + timedelta(days=MAX_DAYS_AHEAD), True),
        (TODAY + timedelta(days=MAX_DAYS_AHEAD + 1), False),
    ],
)
def test_money_is_ordered_for_days_that_the_books_and_the_bank_take(
    pay_on: date, is_taken: bool
) -> None:
    if is_taken:
        check_pay_day(pay_on, TODAY)
        return
    with pytest.raises(PayDayError) as refused:
        check_pay_day(pay_on, TODAY)
    assert [error.field for error in refused.value.errors] == ["pay_on"]


def test_nothing_is_paid_on_a_day_before_it_came_into_the_books() -> None:
    early = TODAY - timedelta(days=1)
    owed = a_transaction(created_on=TODAY)
    assert [one.reason for one in plan_of([owed], early).left_out] == [LeftOutReason.NOT_DUE]
    assert plan_of([owed], early).payments == ()
    assert len(plan_of([owed], TODAY).payments) == 1


ADA, LIV = PersonId(new_id()), PersonId(new_id())


def a_run(planned: Plan) -> PayRun:
    return PayRun(
        pay_run_id=PayRunId(new_id()),
        number="R-2026-000001",
        pay_on=planned.pay_on,
        proposed_by=ADA,
        proposed_by_name="Ada",
        proposed_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
        payments=len(planned.payments),
        totals=planned.totals,
    )


def an_account(fingerprint: str = "a", **facts: Any) -> BankAccount:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    given: dict[str, Any] = {
        "bank_account_id": new_id(),
        "contractor_id": PersonId(new_id()),
        "kind": BankAccountKind.IBAN,
        "country": "NO",
        "holder": "Kari",
        "ending": "1234",
        "bank_code": "1234",
        "bic": "",
        "fingerprint": fingerprint,
        "usable_from": at,
        "changed_at": at,
    }
    return BankAccount(**(given | facts))


def test_a_run_goes_from_its_proposal_to_the_bank_by_another_persons_approval() -> None:
    planned = plan_of([a_transaction()], TODAY)
    proposed = a_run(planned)
    with pytest.raises(PayRunStateError):
        proposed.export(planned)
    with pytest.raises(OwnProposalError):
        proposed.approve(planned, by=ADA, seen=planned.fingerprint)
    with pytest.raises(PayRunChangedError):
        proposed.approve(planned, by=LIV, seen="0" * 64)
    approved = proposed.approve(planned, by=LIV, seen=planned.fingerprint)
    with pytest.raises(PayRunStateError):
        approved.approve(planned, by=LIV, seen=planned.fingerprint)
    exported = approved.export(planned)
    assert exported.state is PayRunState.EXPORTED
    with pytest.raises(PayRunStateError):
        exported.export(planned)
    with pytest.raises(PayRunStateError):
        exported.cancel()
    assert approved.cancel().state is PayRunState.CANCELLED
    with pytest.raises(PayRunStateError):
        approved.cancel().cancel()
    with pytest.raises(PayRunStateError):
        approved.require_at_the_bank()


@pytest.mark.parametrize(
    ("states", "then"),
    [
        ("in_transit settled", PayRunState.EXPORTED),
        ("settled settled", PayRunState.SETTLED),
        ("settled failed", PayRunState.PARTLY_FAILED),
        ("failed failed", PayRunState.PARTLY_FAILED),
        ("failed in_transit", PayRunState.EXPORTED),
    ],
)
def test_a_run_is_settled_once_the_bank_has_answered_for_all_of_it(
    states: str, then: PayRunState
) -> None:
    run = a_run(plan_of([a_transaction()], TODAY))
    assert run.answered(PaymentState(one) for one in states.split()).state is then


def test_whatever_changes_under_an_approval_makes_the_run_a_proposal_again() -> None:
    person = PersonId(new_id())
    first, second = [a_transaction(cad("10"), contractor_id=person) for _ in range(2)]
    account, other = an_account("a"), an_account("b")
    now = plan([first, second], TODAY, {person: account})
    approved = a_run(now).approve(now, by=LIV, seen=now.fingerprint)
    assert approved.state_of(plan([second, first], TODAY, {person: account})) is approved.state
    left = plan([first], TODAY, {person: account})
    moved = plan([first, second], TODAY, {person: other})
    for changed, what in (
        (left, RunChangeName.TRANSACTION_LEFT),
        (moved, RunChangeName.ACCOUNT_CHANGED),
        (plan([first, second], TODAY + timedelta(days=1), {person: account}), None),
    ):
        assert approved.state_of(changed) is PayRunState.PROPOSED
        found = changes(lines_of(now), changed)
        assert [one.what for one in found] == ([what] if what else [])
        with pytest.raises(PayRunChangedError):
            approved.export(changed)
        again = approved.approve(changed, by=LIV, seen=changed.fingerprint)
        assert again.export(changed).state is PayRunState.EXPORTED


def test_what_another_run_has_is_left_out_of_the_plan() -> None:
    mine, theirs = PayRunId(new_id()), PayRunId(new_id())
    owed = [a_transaction().reserve(run) for run in (mine, theirs)]
    accounts = {one.contractor_id: an_account() for one in owed}
    planned = plan(owed, TODAY, accounts, of_run=mine)
    assert planned.transactions == owed[:1]
    assert [one.reason for one in planned.left_out] == [LeftOutReason.IN_ANOTHER_RUN]


def plan_of(owed: Sequence[Transaction], pay_on: date) -> Plan:
    return plan(owed, pay_on, {one.contractor_id: an_account() for one in owed})


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(
    ("account", "reason"),
    [
        (None, LeftOutReason.NO_BANK_ACCOUNT),
        (an_account(holder="\N{HEAVY BLACK HEART}"), LeftOutReason.NAME_UNREADABLE),
        (an_account(kind=BankAccountKind.NORWEGIAN), LeftOutReason.CURRENCY_OF_ACCOUNT),
    ],
)
def test_a_payee_whom_no_bank_would_take_is_left_out_and_the_others_are_paid(
    account: BankAccount | None, reason: LeftOutReason
) -> None:
    misfit, other = a_transaction(cad("10")), a_transaction(cad("20"))
    accounts = {other.contractor_id: an_account()}
    if account is not None:
        accounts[misfit.contractor_id] = account
    planned = plan([misfit, other], TODAY, accounts)
    assert planned.transactions == [other]
    assert [(one.transaction, one.reason) for one in planned.left_out] == [(misfit, reason)]


NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def stands_out(payment: PlannedPayment, **known: Any) -> list[Standout]:
    nothing: dict[str, Any] = {"accounts": {}, "shared_by": {}, "last_minor": {}}
    return standouts_of(payment, KnownBefore(**(nothing | known)), NOW)


@pytest.mark.requirement("A4")
def test_what_stands_out_is_a_changed_account_a_shared_one_and_an_unusual_amount() -> None:
    person, other = PersonId(new_id()), PersonId(new_id())
    (payment,) = plan_of([a_transaction(cad("301"), contractor_id=person)], TODAY).payments
    assert stands_out(payment) == []
    later = NOW + timedelta(days=2)
    changed = an_account("b", changed_at=NOW, usable_from=later)
    (cooling,) = stands_out(payment, accounts={person: [payment.account, changed]})
    assert (cooling.what, cooling.usable_from) == (StandoutName.ACCOUNT_COOLING_OFF, later)
    (shared,) = stands_out(payment, shared_by={payment.goes_to: [person, other]})
    assert (shared.what, shared.others) == (StandoutName.ACCOUNT_OF_SEVERAL, (other,))
    key = (person, "CAD")
    (much,) = stands_out(payment, last_minor={key: [100_00, 90_00, 500_00]})
    assert (much.what, much.usual) == (StandoutName.MORE_THAN_USUAL, cad("100"))
    assert stands_out(payment, last_minor={key: [100_34, 100_34]}) == []
    assert stands_out(payment, last_minor={key: [1_00]}) == []


PEOPLE = [PersonId(new_id()) for _ in range(4)]
FACTS: list[dict[str, Any]] = [
    {},
    {"held_because": "check"},
    {"needs_release": True},
    {"pay_terms": PayTerms.PAY_WHEN_PAID},
    {"pay_terms": PayTerms.SCHEDULED, "scheduled_on": TODAY},
    {"pay_terms": PayTerms.SCHEDULED, "scheduled_on": date(2027, 1, 1)},
]


def owed_transaction(
    minor: int, currency: str, person: PersonId, facts: dict[str, Any]
) -> Transaction:
    amount = Money(amount_minor=minor, currency=currency)
    return a_transaction(amount, contractor_id=person, **facts)


transactions = st.builds(
    owed_transaction,
    st.integers(-10_000, 100_000),
    st.sampled_from(["CAD", "NOK"]),
    st.sampled_from(PEOPLE),
    st.sampled_from(FACTS),
)


@given(st.lists(transactions, max_size=30))
def test_every_transaction_is_paid_once_or_left_out_once(owed: list[Transaction]) -> None:
    planned = plan_of(owed, TODAY)
    paid = [one.transaction_id for payment in planned.payments for one in payment.transactions]
    left = [one.transaction.transaction_id for one in planned.left_out]
    assert sorted([*paid, *left]) == sorted(one.transaction_id for one in owed)
    for payment in planned.payments:
        assert payment.amount.amount_minor > 0
        assert payment.amount == Money.total(
            (one.net for one in payment.transactions), payment.amount.currency
        )


def is_in_use(currency: str) -> bool:
    """Whether work can be agreed in the currency."""
    try:
        TypeAdapter(CurrencyCode).validate_python(currency)
    except ValidationError:
        return False
    return True


CURRENCIES = [currency for currency in sorted(MINOR_DIGITS) if is_in_use(currency)]
LARGEST_MINOR = 10**9 - 1
"""Of one payment: what banks take of a currency without decimals."""

nets = st.builds(
    Money,
    amount_minor=st.one_of(st.integers(1, LARGEST_MINOR), st.just(LARGEST_MINOR)),
    currency=st.sampled_from(CURRENCIES),
)


def accepted(planned: Plan) -> list[Money]:
    """What the door makes of a preview's totals when they are sent back as the expected ones."""
    totals = [total.model_dump(mode="json") for total in planned.totals]
    body = {"pay_on": TODAY.isoformat(), "expected_totals": totals}
    return [one.money for one in ProposalRequest.model_validate(body).expected_totals]


@pytest.mark.requirement("A4")
@given(st.lists(nets, min_size=1, max_size=60))
def test_the_totals_of_any_preview_can_be_sent_back_to_pay_it(amounts: list[Money]) -> None:
    planned = plan_of([a_transaction(net) for net in amounts], TODAY)
    assert tuple(accepted(planned)) == planned.totals


@pytest.mark.requirement("A4")
def test_a_pay_run_may_be_in_all_currencies_at_once() -> None:
    nets_of_all = [Money(amount_minor=LARGEST_MINOR, currency=one) for one in CURRENCIES]
    planned = plan_of([a_transaction(net) for net in nets_of_all], TODAY)
    assert len(planned.totals) == len(CURRENCIES) > 100
    assert tuple(accepted(planned)) == planned.totals
